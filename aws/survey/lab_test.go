package survey_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// lab is a chain as people build it by the exercise, by hand: no tags, a text
// pattern, names with blanks. What is "" is left out.
type lab struct {
	secret, bucket, trail, group, role, filter, filterGroup, pattern string
	namespace, metric, alarm, alarmMetric, topic, email              string
	action                                                           bool
}

func exercise() lab {
	return lab{
		secret: "TopSecretInfo", bucket: "nextwork-secrets-manager-trail-ab", trail: "secrets-manager-trail",
		group: "secretsmanager-loggroup", role: "CloudTrailRoleForCloudWatchLogs", filter: "GetSecretsValue", filterGroup: "secretsmanager-loggroup",
		pattern: `"GetSecretValue"`, namespace: "SecurityMetrics", metric: "Secret is accessed",
		alarm: "Secret is accessed", alarmMetric: "Secret is accessed", topic: "SecurityAlarms", email: "me@example.com", action: true,
	}
}

// names are what a look at the whole chain has to find.
func (l lab) names(p monitor.Place) monitor.Names {
	n := monitor.NamesFor(l.secret, p)
	n.Bucket, n.Trail, n.LogGroup, n.Role, n.Filter = l.bucket, l.trail, l.group, l.role, l.filter
	n.Namespace, n.Metric, n.Topic, n.Alarm = l.namespace, l.metric, l.topic, l.alarm
	return n
}

// must makes a call that has to work.
func must[I, O, F any](t *testing.T, call func(context.Context, *I, ...func(*F)) (*O, error), in *I) *O {
	t.Helper()
	out, err := call(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (l lab) build(t *testing.T, b *box) {
	t.Helper()
	a := b.a
	if l.secret != "" {
		must(t, a.Secrets.CreateSecret, &secretsmanager.CreateSecretInput{Name: aws.String(l.secret), SecretString: aws.String("x")})
	}
	for _, group := range []string{l.group, l.filterGroup} {
		if group != "" && (group == l.group || l.group != l.filterGroup) {
			must(t, a.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(group)})
		}
		if l.group == l.filterGroup {
			break
		}
	}
	if l.trail != "" {
		l.buildTrail(t, b)
	}
	if l.filter != "" {
		l.putFilter(t, b)
	}
	var actions []string
	if l.topic != "" {
		arn := *must(t, a.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(l.topic)}).TopicArn
		if l.email != "" {
			must(t, a.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(arn), Protocol: aws.String("email"), Endpoint: aws.String(l.email)})
		}
		if l.action {
			actions = []string{arn}
		}
	}
	if l.alarm != "" {
		must(t, a.CloudWatch.PutMetricAlarm, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String(l.alarm), Namespace: aws.String(l.namespace), MetricName: aws.String(l.alarmMetric), AlarmActions: actions,
			Statistic: "Sum", Period: aws.Int32(300), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanOrEqualToThreshold",
		})
	}
}

func (l lab) putFilter(t *testing.T, b *box) {
	t.Helper()
	must(t, b.a.Logs.PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(l.filterGroup), FilterName: aws.String(l.filter), FilterPattern: aws.String(l.pattern),
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricNamespace: aws.String(l.namespace), MetricName: aws.String(l.metric), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	})
}

func (l lab) buildTrail(t *testing.T, b *box) {
	t.Helper()
	a := b.a
	must(t, a.S3.CreateBucket, &s3.CreateBucketInput{Bucket: aws.String(l.bucket)})
	n := monitor.Names{Bucket: l.bucket, Trail: l.trail, LogGroup: l.group, Role: l.role}
	must(t, a.S3.PutBucketPolicy, &s3.PutBucketPolicyInput{
		Bucket: aws.String(l.bucket), Policy: aws.String(iampolicy.BucketPolicy(l.bucket, "", a.Place.Account, n.TrailARN(a.Place), "aws")),
	})
	in := &cloudtrail.CreateTrailInput{Name: aws.String(l.trail), S3BucketName: aws.String(l.bucket), IsMultiRegionTrail: aws.Bool(true)}
	if l.group != "" {
		if l.role != "" {
			must(t, a.IAM.CreateRole, &iam.CreateRoleInput{RoleName: aws.String(l.role), AssumeRolePolicyDocument: aws.String(
				`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)})
			must(t, a.IAM.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: aws.String(l.role), PolicyName: aws.String("delivery"), PolicyDocument: aws.String(
				iampolicy.RolePermissions(n.LogGroupARN(a.Place)+":*", a.Place.Account, a.Region))})
		}
		in.CloudWatchLogsLogGroupArn, in.CloudWatchLogsRoleArn = aws.String(n.LogGroupARN(a.Place)+":*"), aws.String(n.RoleARN(a.Place))
	}
	must(t, a.CloudTrail.CreateTrail, in)
	must(t, a.CloudTrail.StartLogging, &cloudtrail.StartLoggingInput{Name: aws.String(l.trail)})
}
