package trail

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/sandbox/wire"
)

// named says which parameter of which service names a resource of which type.
var named = []struct{ source, parameter, kind string }{
	{"secretsmanager.amazonaws.com", "secretId", "AWS::SecretsManager::Secret"},
	{"secretsmanager.amazonaws.com", "name", "AWS::SecretsManager::Secret"},
	{"cloudtrail.amazonaws.com", "name", "AWS::CloudTrail::Trail"},
	{"cloudtrail.amazonaws.com", "trailName", "AWS::CloudTrail::Trail"},
	{"s3.amazonaws.com", "bucketName", "AWS::S3::Bucket"},
	{"logs.amazonaws.com", "logGroupName", "AWS::Logs::LogGroup"},
	{"iam.amazonaws.com", "roleName", "AWS::IAM::Role"},
	{"iam.amazonaws.com", "userName", "AWS::IAM::User"},
	{"monitoring.amazonaws.com", "alarmName", "AWS::CloudWatch::Alarm"},
	{"sns.amazonaws.com", "topicArn", "AWS::SNS::Topic"},
	{"kms.amazonaws.com", "keyId", "AWS::KMS::Key"},
	{"events.amazonaws.com", "name", "AWS::Events::Rule"},
	{"events.amazonaws.com", "rule", "AWS::Events::Rule"},
}

// resourcesOf are the resources that LookupEvents lists with an event.
func resourcesOf(c *wire.Call) []types.Resource {
	found := []types.Resource{}
	for _, n := range named {
		if name, ok := c.Params[n.parameter].(string); ok && n.source == c.EventSource && name != "" {
			found = append(found, types.Resource{ResourceType: aws.String(n.kind), ResourceName: aws.String(name)})
		}
	}
	return found
}
