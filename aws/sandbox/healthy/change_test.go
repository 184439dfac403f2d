package healthy_test

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"secretwatch/aws/monitor"
)

// unusual changes what is there without harm.
func (c *chain) unusual(n monitor.Names) {
	topic := n.TopicARN(c.Place)
	if c.Advanced {
		c.advanced(n.Trail)
	}
	if c.MoreFilters {
		c.moreFilters(n)
	}
	if c.MoreAlarms {
		c.moreAlarms(n)
	}
	if c.Encrypted {
		c.encrypt(topic)
	}
	subscribe := func(protocol, address string) {
		ask(c, c.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(topic), Protocol: aws.String(protocol), Endpoint: aws.String(address)})
	}
	if c.Subscribers {
		subscribe("email", "boss@example.com")
		subscribe("email", "team@example.com")
	}
	if c.EmailJSON {
		subscribe("email-json", reader)
	}
	c.confirm()
	if c.Subscribers {
		subscribe("email", "late@example.com") // and never confirmed
	}
}

func (c *chain) advanced(trail string) {
	field := func(name string, equals ...string) trailtypes.AdvancedFieldSelector {
		return trailtypes.AdvancedFieldSelector{Field: aws.String(name), Equals: equals}
	}
	ask(c, c.CloudTrail.PutEventSelectors, &cloudtrail.PutEventSelectorsInput{TrailName: aws.String(trail), AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{
		{Name: aws.String("objects"), FieldSelectors: []trailtypes.AdvancedFieldSelector{field("eventCategory", "Data"), field("resources.type", "AWS::S3::Object")}},
		{Name: aws.String("management"), FieldSelectors: []trailtypes.AdvancedFieldSelector{
			field("eventCategory", "Management"),
			{Field: aws.String("eventSource"), NotEquals: []string{"kms.amazonaws.com", "rdsdata.amazonaws.com"}},
		}},
	}})
}

func (c *chain) moreFilters(n monitor.Names) {
	for name, pattern := range map[string]string{
		"root": `{ $.userIdentity.type = "Root" }`, "trails": `{ ($.eventName = "DeleteTrail") || ($.eventName = "StopLogging") }`, "denied": `"AccessDenied"`,
		"all reads": `{ $.eventName = "GetSecretValue" }`,
	} {
		ask(c, c.Logs.PutMetricFilter, &cloudwatchlogs.PutMetricFilterInput{
			LogGroupName: aws.String(n.LogGroup), FilterName: aws.String(name), FilterPattern: aws.String(pattern),
			MetricTransformations: []logtypes.MetricTransformation{{MetricName: aws.String(name), MetricNamespace: aws.String("CIS"), MetricValue: aws.String("1")}},
		})
	}
}

func (c *chain) moreAlarms(n monitor.Names) {
	pager := ask(c, c.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String("pager")}).TopicArn
	for name, actions := range map[string][]string{"A many reads": nil, "zz paged": {*pager}} {
		ask(c, c.CloudWatch.PutMetricAlarm, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String(name), Namespace: aws.String(n.Namespace), MetricName: aws.String(n.Metric), Statistic: cwtypes.StatisticSum,
			Period: aws.Int32(3600), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(50),
			ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanThreshold, AlarmActions: actions,
		})
	}
}

func (c *chain) encrypt(topic string) {
	id := ask(c, c.KMS.CreateKey, &kms.CreateKeyInput{Policy: aws.String(`{"Version":"2012-10-17","Statement":[` +
		`{"Sid":"account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"},` +
		`{"Sid":"alarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}]}`)}).KeyMetadata.KeyId
	ask(c, c.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{TopicArn: aws.String(topic), AttributeName: aws.String("KmsMasterKeyId"), AttributeValue: id})
}

// deploy is the role whose reads are expected.
func (c *chain) deploy() *chain {
	role := ask(c, c.IAM.CreateRole, &iam.CreateRoleInput{RoleName: aws.String("deploy"), AssumeRolePolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"sts:AssumeRole"}]}`)}).Role
	ask(c, c.IAM.PutRolePolicy, &iam.PutRolePolicyInput{RoleName: role.RoleName, PolicyName: aws.String("read"), PolicyDocument: aws.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}]}`)})
	out := ask(c, c.STS.AssumeRole, &sts.AssumeRoleInput{RoleArn: role.Arn, RoleSessionName: aws.String("run-42")})
	other := *c
	other.Account = c.open(*out.Credentials.AccessKeyId)
	return &other
}
