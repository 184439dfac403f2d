package command_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/command"
)

func TestFrom(t *testing.T) {
	at := time.Date(2026, 11, 22, 14, 0, 0, 0, time.FixedZone("CET", 3600))
	for want, in := range map[string]any{
		`aws cloudtrail lookup-events --end-time 2026-11-22T13:00:00Z --lookup-attributes '[{"AttributeKey":"EventId","AttributeValue":"e"}]' --max-results 50`: &cloudtrail.LookupEventsInput{
			LookupAttributes: []trailtypes.LookupAttribute{{AttributeKey: "EventId", AttributeValue: aws.String("e")}}, MaxResults: aws.Int32(50), EndTime: &at,
		},
		`aws cloudwatch get-metric-statistics --metric-name m --namespace N --period 60 --statistics '["Sum"]'`: &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("N"), MetricName: aws.String("m"), Period: aws.Int32(60), Statistics: []types.Statistic{"Sum"},
		},
		`aws logs put-metric-filter --filter-name f --filter-pattern '{ $.a = "b" }' --log-group-name /g --metric-transformations '[{"metricName":"m","metricNamespace":"N","metricValue":"1"}]'`: &cloudwatchlogs.PutMetricFilterInput{
			LogGroupName: aws.String("/g"), FilterName: aws.String("f"), FilterPattern: aws.String(`{ $.a = "b" }`),
			MetricTransformations: []logtypes.MetricTransformation{{MetricName: aws.String("m"), MetricNamespace: aws.String("N"), MetricValue: aws.String("1")}},
		},
		`aws events list-rules --limit 10`:                                                        &eventbridge.ListRulesInput{Limit: aws.Int32(10)},
		`aws s3api get-bucket-policy --bucket b`:                                                  &s3.GetBucketPolicyInput{Bucket: aws.String("b")},
		`aws sns subscribe --notification-endpoint me@example.com --protocol email --topic-arn t`: &sns.SubscribeInput{TopicArn: aws.String("t"), Protocol: aws.String("email"), Endpoint: aws.String("me@example.com")},
	} {
		got := command.From(in)
		// The order of the options is the SDK's: compare the words.
		if words(got.String()) != words(want) {
			t.Errorf("\n got %s\nwant %s", got, want)
		}
	}
}

func TestFromNothing(t *testing.T) {
	for _, in := range []any{nil, 7, struct{}{}} {
		if got := command.From(in); got.Program != "" {
			t.Errorf("%v gives %q", in, got)
		}
	}
}

func sorted(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }

func words(line string) string {
	c, err := command.Parse(line)
	if err != nil {
		return line + ": " + err.Error()
	}
	options := map[string]string{}
	for _, o := range c.Options {
		options[o.Name] = strings.Join(o.Values, "\x00")
	}
	var b strings.Builder
	b.WriteString(c.Call())
	for _, name := range sorted(options) {
		b.WriteString("\n" + name + "=" + options[name])
	}
	return b.String()
}

func TestFromNeverShowsWhatIsSecret(t *testing.T) {
	const precious = "hunter2-is-precious"
	for _, in := range []any{
		&secretsmanager.CreateSecretInput{Name: aws.String("s"), SecretString: aws.String(precious)},
		&secretsmanager.PutSecretValueInput{SecretId: aws.String("s"), SecretBinary: []byte(precious)},
		&secretsmanager.UpdateSecretInput{SecretId: aws.String("s"), SecretString: aws.String(precious)},
		&sns.ConfirmSubscriptionInput{TopicArn: aws.String("t"), Token: aws.String(precious)},
	} {
		got := command.From(in).String()
		if strings.Contains(got, precious) || !strings.Contains(got, ".txt") || !strings.Contains(got, "file://") {
			t.Errorf("%T gives %s", in, got)
		}
	}
}

func TestWords(t *testing.T) {
	got, err := command.Words(`notify-send 'a read' --urgency="very high"`)
	if err != nil || strings.Join(got, "|") != "notify-send|a read|--urgency=very high" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := command.Words("a | b"); err == nil {
		t.Error("a pipe is no word")
	}
}
