package cli_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/ui/contract"
)

// byHand is an account without a monitor, and the ways to begin one by hand.
type byHand struct {
	t  *testing.T
	at program
	aws.Config
}

func newByHand(t *testing.T) byHand {
	t.Helper()
	at := onSandbox(t)
	return byHand{t, at, at.config()}
}

func (h byHand) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// begin makes secret, log group, filter, topic and alarm under these names, and
// no trail.
func (h byHand) begin(secret, group, filter, metric, alarm, topic string) {
	h.t.Helper()
	ctx := h.t.Context()
	_, err := secretsmanager.NewFromConfig(h.Config).CreateSecret(ctx, &secretsmanager.CreateSecretInput{Name: &secret, SecretString: aws.String("x")})
	h.must(err)
	logs := cloudwatchlogs.NewFromConfig(h.Config)
	_, err = logs.CreateLogGroup(ctx, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: &group})
	h.must(err)
	_, err = logs.PutMetricFilter(ctx, &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: &group, FilterName: &filter,
		FilterPattern: aws.String(`{ ($.eventName = "GetSecretValue") && ($.requestParameters.secretId = "*` + secret + `*") }`),
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricName: &metric, MetricNamespace: aws.String("SecurityMetrics"), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	})
	h.must(err)
	made, err := sns.NewFromConfig(h.Config).CreateTopic(ctx, &sns.CreateTopicInput{Name: &topic})
	h.must(err)
	_, err = cloudwatch.NewFromConfig(h.Config).PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
		AlarmName: &alarm, Namespace: aws.String("SecurityMetrics"), MetricName: &metric, Statistic: types.StatisticSum, Period: aws.Int32(60),
		EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: types.ComparisonOperatorGreaterThanOrEqualToThreshold,
		AlarmActions: []string{*made.TopicArn}, TreatMissingData: aws.String("notBreaching"),
	})
	h.must(err)
}

func TestDoctorFindsWhatOthersBuilt(t *testing.T) {
	t.Parallel()
	h := newByHand(t)
	h.begin("TopSecretInfo", "nextwork-secretsmanager-loggroup", "GetSecretsValue", "Secret is accessed", "Secret is accessed", "SecurityAlarms")
	r := runJSON[contract.Doctor](t, h.at, 1, "doctor", "--json")
	if m := r.Monitor; m.Secret != "TopSecretInfo" || m.Alarm != "Secret is accessed" || m.LogGroup != "nextwork-secretsmanager-loggroup" ||
		m.MetricFilter != "GetSecretsValue" || m.Topic != "SecurityAlarms" || r.Verdict.Code != "no-trail" {
		t.Errorf("%+v, verdict %+v", m, r.Verdict)
	}

	// A second one: it is never guessed which is meant.
	h.begin("billing-token", "/audit/billing", "billing-reads", "BillingReads", "billing-token was read", "billing-alerts")
	code, out, errs := h.at.run(t, "doctor")
	if code != 252 || out != "" {
		t.Errorf("exit status %d\n%s", code, out)
	}
	contains(t, "several", errs, "\n--secret TopSecretInfo\n", "\n--secret billing-token\n",
		"error: there are 2 monitors in account 123456789012, region us-east-1\nhint: choose one by the flags in its line above")
	r = runJSON[contract.Doctor](t, h.at, 0, "doctor", "--json", "--only", "account", "--log-group", "/audit/billing")
	if r.Monitor.Secret != "billing-token" || r.Monitor.Alarm != "billing-token was read" {
		t.Errorf("%+v", r.Monitor)
	}
	code, _, errs = h.at.run(t, "doctor", "--alarm", "nobody's")
	if code != 1 || !strings.Contains(errs, "error: no monitor of account 123456789012, region us-east-1 is the one that the flags name") {
		t.Errorf("exit status %d: %s", code, errs)
	}
}

func TestDoctorFindsNothing(t *testing.T) {
	t.Parallel()
	h := newByHand(t)
	code, out, errs := h.at.run(t, "doctor")
	if code != 1 || out != "" {
		t.Errorf("exit status %d\n%s", code, out)
	}
	contains(t, "nothing", errs, "error: no monitor made by secretwatch, nor one by other hands, in account 123456789012, region us-east-1\n", "hint: secretwatch setup builds one")
}
