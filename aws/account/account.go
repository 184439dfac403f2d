// Package account is who and where: configuration as the AWS CLI finds it, the
// identity, the SDK's clients, AWS's clock, the API log, and AWS's errors in
// words. It may import command, monitor and foreign.
package account

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// Account is one identity in one region, ready to be asked.
type Account struct {
	monitor.Place
	Caller   foreign.String // ARN of the identity
	Profile  string         // "" for the default
	Endpoint string         // "" for AWS itself
	Clients
	Log   *CallLog
	Clock *Clock // AWS's clock, from the Date header of its answers

	cfg aws.Config // as it was before our own watching and limits
	set string     // the endpoint that was set for all services, "" for none
}

// Clients are the SDK's clients: the one code path to AWS.
type Clients struct {
	STS        *sts.Client
	Secrets    *secretsmanager.Client
	CloudTrail *cloudtrail.Client
	Logs       *cloudwatchlogs.Client
	CloudWatch *cloudwatch.Client
	SNS        *sns.Client
	IAM        *iam.Client
	S3         *s3.Client
	KMS        *kms.Client
	Events     *eventbridge.Client
}
