package mend

import (
	"context"

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

	"secretwatch/aws/account"
	"secretwatch/aws/command"
)

// operation is one call that remedies make.
type operation struct {
	run func(context.Context, *account.Account, []command.Option) error
	// removes says that the call takes something away: a person may run it, Fix
	// never does.
	removes bool
}

// does is the operation of a method of one of the SDK's clients. What it
// replaces as a whole is completed by keep, which may be nil.
func does[C, I, O, F any](
	client func(*account.Account) C, call func(C, context.Context, *I, ...func(*F)) (*O, error),
	keep func(context.Context, *account.Account, *I) error,
) operation {
	return operation{run: func(ctx context.Context, a *account.Account, options []command.Option) error {
		in := new(I)
		if err := fill(in, options); err != nil {
			return err
		}
		if keep != nil {
			if err := keep(ctx, a, in); err != nil {
				return err
			}
		}
		_, err := call(client(a), ctx, in)
		return err
	}}
}

func (o operation) removing() operation {
	o.removes = true
	return o
}

func trails(a *account.Account) *cloudtrail.Client      { return a.CloudTrail }
func logs(a *account.Account) *cloudwatchlogs.Client    { return a.Logs }
func watch(a *account.Account) *cloudwatch.Client       { return a.CloudWatch }
func topics(a *account.Account) *sns.Client             { return a.SNS }
func roles(a *account.Account) *iam.Client              { return a.IAM }
func buckets(a *account.Account) *s3.Client             { return a.S3 }
func keys(a *account.Account) *kms.Client               { return a.KMS }
func secrets(a *account.Account) *secretsmanager.Client { return a.Secrets }
func identity(a *account.Account) *sts.Client           { return a.STS }
func rules(a *account.Account) *eventbridge.Client      { return a.Events }

// operations are the calls by the names that the AWS CLI gives them.
func operations() map[string]operation {
	return map[string]operation{
		"cloudtrail create-trail":        does(trails, (*cloudtrail.Client).CreateTrail, nil),
		"cloudtrail get-trail-status":    does(trails, (*cloudtrail.Client).GetTrailStatus, nil),
		"cloudtrail lookup-events":       does(trails, (*cloudtrail.Client).LookupEvents, nil),
		"cloudtrail put-event-selectors": does(trails, (*cloudtrail.Client).PutEventSelectors, nil),
		"cloudtrail start-logging":       does(trails, (*cloudtrail.Client).StartLogging, nil),
		"cloudtrail update-trail":        does(trails, (*cloudtrail.Client).UpdateTrail, nil),

		"logs create-log-group":        does(logs, (*cloudwatchlogs.Client).CreateLogGroup, nil),
		"logs delete-metric-filter":    does(logs, (*cloudwatchlogs.Client).DeleteMetricFilter, nil).removing(),
		"logs describe-log-groups":     does(logs, (*cloudwatchlogs.Client).DescribeLogGroups, nil),
		"logs describe-metric-filters": does(logs, (*cloudwatchlogs.Client).DescribeMetricFilters, nil),
		"logs put-metric-filter":       does(logs, (*cloudwatchlogs.Client).PutMetricFilter, keepFilter),
		"logs put-retention-policy":    does(logs, (*cloudwatchlogs.Client).PutRetentionPolicy, nil),
		"logs test-metric-filter":      does(logs, (*cloudwatchlogs.Client).TestMetricFilter, nil),

		"cloudwatch delete-alarm-mute-rule": does(watch, (*cloudwatch.Client).DeleteAlarmMuteRule, nil).removing(),
		"cloudwatch describe-alarms":        does(watch, (*cloudwatch.Client).DescribeAlarms, nil),
		"cloudwatch enable-alarm-actions":   does(watch, (*cloudwatch.Client).EnableAlarmActions, nil),
		"cloudwatch get-metric-statistics":  does(watch, (*cloudwatch.Client).GetMetricStatistics, nil),
		"cloudwatch put-metric-alarm":       does(watch, (*cloudwatch.Client).PutMetricAlarm, keepAlarm),
		"cloudwatch set-alarm-state":        does(watch, (*cloudwatch.Client).SetAlarmState, nil),
		"cloudwatch tag-resource":           does(watch, (*cloudwatch.Client).TagResource, nil),

		"events put-rule":           does(rules, (*eventbridge.Client).PutRule, keepRule),
		"events put-targets":        does(rules, (*eventbridge.Client).PutTargets, nil),
		"events test-event-pattern": does(rules, (*eventbridge.Client).TestEventPattern, nil),

		"sns create-topic":                does(topics, (*sns.Client).CreateTopic, nil),
		"sns set-subscription-attributes": does(topics, (*sns.Client).SetSubscriptionAttributes, nil),
		"sns set-topic-attributes":        does(topics, (*sns.Client).SetTopicAttributes, nil),
		"sns subscribe":                   does(topics, (*sns.Client).Subscribe, nil),

		"iam create-role":                      does(roles, (*iam.Client).CreateRole, nil),
		"iam delete-role-permissions-boundary": does(roles, (*iam.Client).DeleteRolePermissionsBoundary, nil).removing(),
		"iam put-role-policy":                  does(roles, (*iam.Client).PutRolePolicy, nil),
		"iam update-assume-role-policy":        does(roles, (*iam.Client).UpdateAssumeRolePolicy, nil),

		"s3api create-bucket":           does(buckets, (*s3.Client).CreateBucket, nil),
		"s3api get-bucket-encryption":   does(buckets, (*s3.Client).GetBucketEncryption, nil),
		"s3api put-bucket-policy":       does(buckets, (*s3.Client).PutBucketPolicy, nil),
		"s3api put-bucket-tagging":      does(buckets, (*s3.Client).PutBucketTagging, nil),
		"s3api put-public-access-block": does(buckets, (*s3.Client).PutPublicAccessBlock, nil),

		"kms cancel-key-deletion": does(keys, (*kms.Client).CancelKeyDeletion, nil),
		"kms enable-key":          does(keys, (*kms.Client).EnableKey, nil),
		"kms get-key-policy":      does(keys, (*kms.Client).GetKeyPolicy, nil),
		"kms put-key-policy":      does(keys, (*kms.Client).PutKeyPolicy, nil),

		"secretsmanager describe-secret":  does(secrets, (*secretsmanager.Client).DescribeSecret, nil),
		"secretsmanager get-secret-value": does(secrets, (*secretsmanager.Client).GetSecretValue, nil),
		"secretsmanager list-secrets":     does(secrets, (*secretsmanager.Client).ListSecrets, nil),
		"secretsmanager restore-secret":   does(secrets, (*secretsmanager.Client).RestoreSecret, nil),

		"sts get-caller-identity": does(identity, (*sts.Client).GetCallerIdentity, nil),
	}
}
