package healthy_test

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/build"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

const (
	reader    = "reader@example.com"
	handTrail = "management-events"
)

// setup builds a monitor as the program does.
func (c *chain) setup(d monitor.Desired) {
	c.t.Helper()
	s, err := survey.TakeFor(c.ctx, c.Account, d)
	if err != nil {
		c.t.Fatal(err)
	}
	value := func() (string, error) { return "the value", nil }
	if _, err := build.Apply(c.ctx, c.Account, d, build.Plan(d, s), build.Options{SecretValue: value}); err != nil {
		c.t.Fatal(err)
	}
}

// desired is the wish for a monitor of this shape.
func (c *chain) desired() monitor.Desired {
	d := monitor.DesiredFor(c.secret, reader, c.Place)
	d.MultiRegion, d.Pattern = !c.SingleRegion, c.pattern()
	if c.FiveMinutes {
		d.Alarm.Period = 300
	}
	if c.OwnNames {
		for kind, name := range map[monitor.Kind]string{
			monitor.KindTrail: "trail.of_us", monitor.KindLogGroup: "/aws/cloudtrail/all #1", monitor.KindRole: "trail+logs@here",
			monitor.KindMetricFilter: "reads of the secret", monitor.KindTopic: "who-reads", monitor.KindAlarm: "Secret is accessed / prod",
		} {
			d.Names = d.With(kind, name)
		}
		d.Names = d.With(monitor.KindLogGroup, "/aws/cloudtrail/all#1")
		d.Namespace, d.Metric = "Security Metrics/all", "Secret is accessed"
		d.Names = d.With(monitor.KindRule, "who.reads_it-2").With(monitor.KindRuleTopic, "who-reads_it")
	}
	d.EventBridge = c.Rule && c.FromStart
	return d
}

// shared builds somebody else's monitor, whose trail this one uses.
func (c *chain) shared() monitor.Desired {
	other := monitor.DesiredFor("prod/api", "other@example.com", c.Place)
	other.MultiRegion = !c.SingleRegion
	c.setup(other)
	return other
}

// bySetup builds the monitor, and gives the names under which doctor looks.
func (c *chain) bySetup() monitor.Names {
	d := c.desired()
	if c.SharedTrail {
		other := c.shared()
		d.Names.Trail, d.Takes[monitor.KindTrail] = other.Trail, true
		d.Names.LogGroup = monitor.NamesFor(c.secret, c.Place).LogGroup
	}
	c.setup(d)
	var named map[monitor.Kind]string
	if c.OwnNames {
		// The alarm remembers the other names.
		named = map[monitor.Kind]string{monitor.KindAlarm: d.Names.Alarm}
	}
	names, err := survey.Resolve(c.ctx, c.Account, c.secret, named)
	if err != nil {
		c.t.Fatal(err)
	}
	return names
}

// byHand builds it with the calls of the services, as people do.
func (c *chain) byHand() monitor.Names {
	d := c.desired()
	ask(c, c.Secrets.CreateSecret, &secretsmanager.CreateSecretInput{Name: aws.String(c.secret), SecretString: aws.String("x")})
	trail, group := c.name(handTrail, d.Trail), c.name("/secrets/reads", d.LogGroup)
	if c.SharedTrail {
		other := c.shared()
		trail, group = other.Trail, other.LogGroup
	} else {
		c.trailByHand(trail, group, c.name("CloudTrailToLogs", d.Role))
	}
	filter, alarm, topic := c.name("GetSecretValue", d.Filter), c.name("Secret is accessed", d.Names.Alarm), c.name("SecurityAlarms", d.Topic)
	namespace, metric := c.name("SecurityMetrics", d.Namespace), c.name("Secret is accessed", d.Metric)
	ask(c, c.Logs.PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(group), FilterName: aws.String(filter), FilterPattern: aws.String(c.pattern()),
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricName: aws.String(metric), MetricNamespace: aws.String(namespace), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	})
	arn := ask(c, c.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(topic)}).TopicArn
	ask(c, c.SNS.Subscribe, &sns.SubscribeInput{TopicArn: arn, Protocol: aws.String("email"), Endpoint: aws.String(reader)})
	ask(c, c.CloudWatch.PutMetricAlarm, &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(alarm), Namespace: aws.String(namespace), MetricName: aws.String(metric), Statistic: cwtypes.StatisticSum,
		Period: aws.Int32(d.Alarm.Period), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), TreatMissingData: aws.String("notBreaching"),
		ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold, AlarmActions: []string{*arn},
	})
	names, err := survey.Resolve(c.ctx, c.Account, c.secret, map[monitor.Kind]string{
		monitor.KindTrail: trail, monitor.KindLogGroup: group, monitor.KindMetricFilter: filter, monitor.KindAlarm: alarm, monitor.KindTopic: topic,
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return names
}

// trailByHand makes a trail with its bucket, its log group and its role.
func (c *chain) trailByHand(trail, group, role string) {
	const bucket = "logs-of-the-account"
	trailARN := c.ARN("cloudtrail", c.Region, "trail/"+trail)
	ask(c, c.S3.CreateBucket, &s3.CreateBucketInput{Bucket: aws.String(bucket)})
	ask(c, c.S3.PutBucketPolicy, &s3.PutBucketPolicyInput{
		Bucket: aws.String(bucket), Policy: aws.String(iampolicy.BucketPolicy(bucket, "", c.Place.Account, trailARN, "aws")),
	})
	ask(c, c.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(group)})
	groupARN := c.ARN("logs", c.Region, "log-group:"+group+":*")
	made := ask(c, c.IAM.CreateRole, &iam.CreateRoleInput{
		RoleName: aws.String(role), Path: aws.String("/service-role/"), AssumeRolePolicyDocument: aws.String(
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`),
	}).Role
	ask(c, c.IAM.PutRolePolicy, &iam.PutRolePolicyInput{
		RoleName: aws.String(role), PolicyName: aws.String("write"),
		PolicyDocument: aws.String(fmt.Sprintf(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":%q}]}`, groupARN)),
	})
	ask(c, c.CloudTrail.CreateTrail, &cloudtrail.CreateTrailInput{
		Name: aws.String(trail), S3BucketName: aws.String(bucket), IsMultiRegionTrail: aws.Bool(!c.SingleRegion),
		CloudWatchLogsLogGroupArn: aws.String(groupARN), CloudWatchLogsRoleArn: made.Arn,
	})
	ask(c, c.CloudTrail.StartLogging, &cloudtrail.StartLoggingInput{Name: aws.String(trail)})
}
