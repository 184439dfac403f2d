package faults_test

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/sandbox"
)

// CloudTrail's words. The first names the trust, the second what the role may
// do; that a log group is gone looks the same from there.
const (
	noTrust       = "Access denied. Verify in IAM that the role has adequate trust relationships."
	noPermissions = "Access denied. Verify in IAM that the role has adequate permissions."
)

func (c *chain) rolePolicy(document string) {
	c.t.Helper()
	ask(c, c.IAM.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String("secretwatch-delivery"), PolicyDocument: aws.String(document)})
}

// sameRefusal: CloudTrail says so too when it is asked to take the pair.
func sameRefusal(exception, message string) sign {
	return func(c *chain, _ time.Time) {
		refused(c, c.CloudTrail.UpdateTrail, &cloudtrail.UpdateTrailInput{
			Name: aws.String(trailName), CloudWatchLogsLogGroupArn: aws.String(groupARN), CloudWatchLogsRoleArn: aws.String(roleARN),
		}, exception, message)
	}
}

func deliveryRows() []row {
	rights := func(code, name, document string) row {
		return row{
			code: code, name: name, effect: noMail, cut: func(c *chain) { c.rolePolicy(document) },
			signs: all(logsError(noPermissions), sameRefusal("InvalidCloudWatchLogsLogGroupArnException", noPermissions)),
		}
	}
	return []row{
		{code: "role-trust-missing", effect: noMail, cut: func(c *chain) {
			ask(c, c.IAM.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String(role), PolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)})
		}, signs: all(logsError(noTrust), sameRefusal("InvalidCloudWatchLogsRoleArnException", noTrust))},
		rights("role-permissions-missing", "no PutLogEvents", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:CreateLogStream","Resource":"*"}]}`),
		rights("role-permissions-missing", "no CreateLogStream", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"*"}]}`),
		rights("role-permissions-missing", "denied", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"},{"Effect":"Deny","Action":"logs:Put*","Resource":"*"}]}`),
		rights("role-resource-mismatch", "another group", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],`+
			`"Resource":"arn:aws:logs:us-east-1:123456789012:log-group:/secretwatch/other:log-stream:123456789012_CloudTrail_us-east-1*"}]}`),
		rights("role-resource-mismatch", "another region", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],`+
			`"Resource":"arn:aws:logs:eu-west-1:123456789012:log-group:/secretwatch/top-secret:log-stream:123456789012_CloudTrail_us-east-1*"}]}`),
		{code: "role-missing", effect: noMail, cut: func(c *chain) {
			ask(c, c.IAM.DeleteRolePolicy, &iam.DeleteRolePolicyInput{RoleName: aws.String(role), PolicyName: aws.String("secretwatch-delivery")})
			ask(c, c.IAM.DeleteRole, &iam.DeleteRoleInput{RoleName: aws.String(role)})
		}, signs: all(logsError(noTrust), func(c *chain, _ time.Time) {
			refused(c, c.IAM.GetRole, &iam.GetRoleInput{RoleName: aws.String(role)}, "NoSuchEntity")
			is(c, "CloudWatchLogsRoleArn", *c.theTrail().CloudWatchLogsRoleArn, roleARN) // the trail keeps the dead ARN
		})},
		{code: "log-group-missing", effect: noMail, cut: func(c *chain) {
			ask(c, c.Logs.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(group)})
		}, signs: all(logsError(noPermissions), func(c *chain, _ time.Time) {
			out := ask(c, c.Logs.DescribeLogGroups, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(group)})
			is(c, "log groups", len(out.LogGroups), 0)
			refused(c, c.Logs.DescribeMetricFilters, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(group)},
				"ResourceNotFoundException", "The specified log group does not exist.")
		})},
		{code: "log-group-missing", name: "made again without its filter", effect: noMail, cut: func(c *chain) {
			ask(c, c.Logs.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(group)})
			ask(c, c.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(group)})
		}, verdict: "no-metric-filter", signs: all(delivered, counted(0), func(c *chain, _ time.Time) {
			out := ask(c, c.Logs.DescribeMetricFilters, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(group)})
			is(c, "metric filters", len(out.MetricFilters), 0) // they died with the group
		})},
		{code: "delivery-stale", effect: noMail, after: 35 * time.Minute, cut: func(c *chain) {
			if err := c.box.Trouble(sandbox.Trouble{Kind: sandbox.DropDelivery, Count: 100}); err != nil {
				c.t.Fatal(err)
			}
		}, signs: all(undelivered, func(c *chain, _ time.Time) {
			s := c.status()
			is(c, "IsLogging", *s.IsLogging, true)
			is(c, "LatestCloudWatchLogsDeliveryError", s.LatestCloudWatchLogsDeliveryError, nil)
		})},
		{code: "log-group-class", effect: noMail, cut: func(c *chain) {
			ask(c, c.Logs.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(group)})
			ask(c, c.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(group), LogGroupClass: logtypes.LogGroupClassInfrequentAccess})
		}, signs: all(delivered, counted(0), func(c *chain, _ time.Time) {
			out := ask(c, c.Logs.DescribeLogGroups, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(group)})
			is(c, "logGroupClass", string(out.LogGroups[0].LogGroupClass), "INFREQUENT_ACCESS")
		})},
		{code: "log-group-class", name: "its filters cannot even be listed", effect: noMail, cut: func(c *chain) {
			ask(c, c.Logs.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(group)})
			ask(c, c.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(group), LogGroupClass: logtypes.LogGroupClassInfrequentAccess})
		}, signs: all(delivered, counted(0), state(cwtypes.StateValueOk), func(c *chain, _ time.Time) {
			refused(c, c.Logs.DescribeMetricFilters, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(group)},
				"ValidationException", "This operation is only supported on the Standard log class.")
		})},
		{
			code: "metric-no-datapoint", name: "that one record is lost, the later ones arrive", effect: noMail, after: 35 * time.Minute,
			cut: func(c *chain) {
				if err := c.box.Trouble(sandbox.Trouble{Kind: sandbox.DropDelivery, Operation: "GetSecretValue"}); err != nil {
					c.t.Fatal(err)
				}
			},
			read: func(c *chain) {
				c.read(secret)
				c.wait(time.Minute)
				ask(c, c.Secrets.DescribeSecret, &secretsmanager.DescribeSecretInput{SecretId: aws.String(secret)})
			},
			signs: all(delivered, counted(0)),
		},
	}
}
