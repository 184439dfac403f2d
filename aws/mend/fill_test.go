package mend

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	watchtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/command"
)

// filled is a new input of the kind of want, filled from the line's options.
func filled(t *testing.T, line string, want any) (any, error) {
	t.Helper()
	c, err := command.Parse(line)
	if err != nil {
		t.Fatal(err)
	}
	in := reflect.New(reflect.TypeOf(want).Elem()).Interface()
	return in, fill(in, names(c.Call(), c.Options))
}

func TestFill(t *testing.T) {
	for _, tt := range []struct {
		line string
		want any
	}{
		{
			`aws logs put-metric-filter --log-group-name /g --filter-name f --filter-pattern '{ $.a = "b" }' --metric-transformations '[{"metricName":"m","metricNamespace":"N","metricValue":"1","defaultValue":0,"dimensions":{"region":"$.awsRegion"}}]' --no-apply-on-transformed-logs`,
			&cloudwatchlogs.PutMetricFilterInput{
				LogGroupName: aws.String("/g"), FilterName: aws.String("f"), FilterPattern: aws.String(`{ $.a = "b" }`),
				MetricTransformations: []logtypes.MetricTransformation{{
					MetricName: aws.String("m"), MetricNamespace: aws.String("N"), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
					Dimensions: map[string]string{"region": "$.awsRegion"},
				}},
			},
		},
		{
			`aws cloudwatch put-metric-alarm --alarm-name 'It is read' --period 60 --threshold=-0.5 --statistic Sum --ok-actions a b --dimensions '[{"Name":"x","Value":"y,z=1"}]' --tags Key=a,Value=b Key=c,Value= --no-actions-enabled`,
			&cloudwatch.PutMetricAlarmInput{
				AlarmName: aws.String("It is read"), Period: aws.Int32(60), Threshold: aws.Float64(-0.5), Statistic: watchtypes.StatisticSum,
				OKActions: []string{"a", "b"}, ActionsEnabled: aws.Bool(false),
				Dimensions: []watchtypes.Dimension{{Name: aws.String("x"), Value: aws.String("y,z=1")}},
				Tags:       []watchtypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}, {Key: aws.String("c"), Value: aws.String("")}},
			},
		},
		{
			`aws cloudtrail create-trail --name t --is-multi-region-trail --tags-list '[{"Key":"a","Value":"b"}]' --cloud-watch-logs-log-group-arn 'arn:x:*'`,
			&cloudtrail.CreateTrailInput{
				Name: aws.String("t"), IsMultiRegionTrail: aws.Bool(true), CloudWatchLogsLogGroupArn: aws.String("arn:x:*"),
				TagsList: []trailtypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}},
			},
		},
		{
			`aws cloudtrail put-event-selectors --trail-name t --advanced-event-selectors '[{"Name":"n","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]'`,
			&cloudtrail.PutEventSelectorsInput{
				TrailName: aws.String("t"), AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{{
					Name: aws.String("n"), FieldSelectors: []trailtypes.AdvancedFieldSelector{{Field: aws.String("eventCategory"), Equals: []string{"Management"}}},
				}},
			},
		},
		{
			`aws s3api create-bucket --bucket b --create-bucket-configuration LocationConstraint=eu-west-1`,
			&s3.CreateBucketInput{Bucket: aws.String("b"), CreateBucketConfiguration: &s3types.CreateBucketConfiguration{LocationConstraint: "eu-west-1"}},
		},
		{
			`aws s3api put-public-access-block --bucket b --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=false`,
			&s3.PutPublicAccessBlockInput{Bucket: aws.String("b"), PublicAccessBlockConfiguration: &s3types.PublicAccessBlockConfiguration{
				BlockPublicAcls: aws.Bool(true), IgnorePublicAcls: aws.Bool(false),
			}},
		},
		{
			`aws sns set-topic-attributes --topic-arn a --attribute-name KmsMasterKeyId --attribute-value ''`,
			&sns.SetTopicAttributesInput{TopicArn: aws.String("a"), AttributeName: aws.String("KmsMasterKeyId"), AttributeValue: aws.String("")},
		},
		{
			`aws sns subscribe --topic-arn a --protocol email --notification-endpoint me@example.com`,
			&sns.SubscribeInput{TopicArn: aws.String("a"), Protocol: aws.String("email"), Endpoint: aws.String("me@example.com")},
		},
		{
			`aws logs create-log-group --log-group-name /g --log-group-class STANDARD --tags a=b,c=d`,
			&cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/g"), LogGroupClass: "STANDARD", Tags: map[string]string{"a": "b", "c": "d"}},
		},
		{
			`aws iam create-role --role-name r --path /service-role/ --assume-role-policy-document '{}' --tags '[{"Key":"a","Value":"b"}]'`,
			&iam.CreateRoleInput{
				RoleName: aws.String("r"), Path: aws.String("/service-role/"), AssumeRolePolicyDocument: aws.String("{}"),
				Tags: []iamtypes.Tag{{Key: aws.String("a"), Value: aws.String("b")}},
			},
		},
		{
			`aws cloudwatch get-metric-statistics --statistics Sum Average --start-time 2026-11-22T14:00:00Z`,
			&cloudwatch.GetMetricStatisticsInput{
				Statistics: []watchtypes.Statistic{"Sum", "Average"}, StartTime: aws.Time(time.Date(2026, 11, 22, 14, 0, 0, 0, time.UTC)),
			},
		},
	} {
		got, err := filled(t, tt.line, tt.want)
		if err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s\n got %+v, %v\nwant %+v", tt.line, got, err, tt.want)
		}
	}
}

func TestFillRefuses(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{`aws x y --alarm-nam a`, "option --alarm-nam: the call has no such field"},
		{`aws x y --no-alarm-name`, "the call has no such field"},
		{`aws x y --alarm-name a b`, "it takes one value, not 2"},
		{`aws x y --alarm-name`, "it takes one value, not 0"},
		{`aws x y --period soon`, "invalid syntax"},
		{`aws x y --period 99999999999`, "value out of range"},
		{`aws x y --dimensions '[{"Nam":"x"}]'`, `unknown field "Nam"`},
		{`aws x y --dimensions '[{}] []'`, "more than one JSON document"},
		{`aws x y --dimensions Name=x,y`, `"y" is not shorthand`},
		{`aws x y --dimensions Nam=x`, "there is no field Nam"},
	} {
		if _, err := filled(t, tt.line, &cloudwatch.PutMetricAlarmInput{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.line, err, tt.want)
		}
	}
}

// Fix never runs what takes something away, and everything that it may run says
// what it changes.
func TestOperationsThatFixMayRun(t *testing.T) {
	looks := []string{"get-", "describe-", "list-", "lookup-", "test-"}
	for call, o := range operations() {
		_, operation, _ := strings.Cut(call, " ")
		reads := false
		for _, verb := range looks {
			reads = reads || strings.HasPrefix(operation, verb)
		}
		_, told := changes()[call]
		if told == (reads || o.removes) {
			t.Errorf("%s: it says what it changes: %v", call, told)
		}
	}
	for call := range changes() {
		if _, ok := operations()[call]; !ok {
			t.Errorf("%s changes something and cannot be run", call)
		}
	}
}
