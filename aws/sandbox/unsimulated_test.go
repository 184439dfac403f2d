package sandbox_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	secretstypes "github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/smithy-go"

	"secretwatch/aws/sandbox"
)

// What a call asks for beyond what is simulated is refused: an answer that
// passed over it would pretend that it counts.
func TestWhatIsNotSimulatedIsRefused(t *testing.T) {
	box := built(t)
	config := box.Config("us-east-1")
	alarms := cloudwatch.NewFromConfig(config)
	alarm := func(change func(*cloudwatch.PutMetricAlarmInput)) error {
		in := &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String("beyond"), Namespace: aws.String("N"), MetricName: aws.String("m"), Statistic: "Sum", Period: aws.Int32(60),
			EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanThreshold",
		}
		change(in)
		_, err := alarms.PutMetricAlarm(t.Context(), in)
		return err
	}
	_, replicated := secretsmanager.NewFromConfig(config).CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{
		Name: aws.String("beyond"), SecretString: aws.String("x"), AddReplicaRegions: []secretstypes.ReplicaRegionType{{Region: aws.String("eu-west-1")}},
	})
	_, protected := sns.NewFromConfig(config).CreateTopic(t.Context(), &sns.CreateTopicInput{Name: aws.String("beyond"), DataProtectionPolicy: aws.String("{}")})
	_, organized := cloudtrail.NewFromConfig(config).CreateTrail(t.Context(), &cloudtrail.CreateTrailInput{
		Name: aws.String("beyond"), S3BucketName: aws.String(bucket), IsOrganizationTrail: aws.Bool(true),
	})
	for name, test := range map[string]struct {
		err  error
		code string
	}{
		"a secret's replicas":   {replicated, "InvalidParameterException"},
		"a topic's data policy": {protected, "InvalidParameter"},
		"an organization":       {organized, "OrganizationsNotInUseException"},
		"a wall clock": {alarm(func(in *cloudwatch.PutMetricAlarmInput) {
			in.EvaluationWindow = &types.EvaluationWindowMemberWallClockWindow{}
		}), "ValidationError"},
		"an interval": {alarm(func(in *cloudwatch.PutMetricAlarmInput) { in.EvaluationInterval = aws.Int32(60) }), "ValidationError"},
		"tags in mails": {alarm(func(in *cloudwatch.PutMetricAlarmInput) {
			in.ActionConfiguration = &types.ActionConfiguration{}
		}), "ValidationError"},
	} {
		var api smithy.APIError
		if !errors.As(test.err, &api) || api.ErrorCode() != test.code {
			t.Errorf("%s: %v, want %s", name, test.err, test.code)
		}
	}
	all, err := alarms.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{"beyond"}})
	if err != nil || len(all.MetricAlarms) != 0 {
		t.Errorf("made nevertheless: %v, %v", all, err)
	}
}

func TestStateReasonDataIsJSON(t *testing.T) {
	alarms := cloudwatch.NewFromConfig(built(t).Config("us-east-1"))
	_, err := alarms.SetAlarmState(t.Context(), &cloudwatch.SetAlarmStateInput{
		AlarmName: aws.String("reads"), StateValue: types.StateValueOk, StateReason: aws.String("x"), StateReasonData: aws.String("{"),
	})
	var format *types.InvalidFormatFault
	if !errors.As(err, &format) {
		t.Errorf("%v, want InvalidFormatFault", err)
	}
}

func TestTroublesAreBounded(t *testing.T) {
	box := built(t)
	for i := range 1001 {
		err := box.Trouble(sandbox.Trouble{Service: "kms", Kind: sandbox.Throttle})
		if (i < 1000) != (err == nil) || err != nil && !errors.Is(err, sandbox.ErrTooManyTroubles) {
			t.Fatalf("trouble %d: %v", i, err)
		}
	}
	if err := box.Reset(); err != nil {
		t.Fatal(err)
	}
	if err := box.Trouble(sandbox.Trouble{Kind: sandbox.Throttle}); err != nil {
		t.Errorf("after a reset: %v", err)
	}
}

// S3 has words of its own for what every service has.
func TestTroubleInEachServicesWords(t *testing.T) {
	box := built(t)
	listBuckets, listTopics := s3Call(http.MethodGet, "/", ""), queryCall("sns", "2010-03-31", "ListTopics")
	for _, test := range []struct {
		call       call
		shape      shape
		kind, want string
	}{
		{listBuckets, s3Shape, sandbox.Throttle, "SlowDown"},
		{listBuckets, s3Shape, sandbox.ExpiredToken, "ExpiredToken"},
		{listBuckets, s3Shape, sandbox.ServerError, "InternalError"},
		{listTopics, queryShape, sandbox.ExpiredToken, "ExpiredToken"},
		{listTopics, queryShape, sandbox.Throttle, "Throttling"},
		{smallCall("{}", "ListSecrets"), jsonShape, sandbox.ExpiredToken, "ExpiredTokenException"},
	} {
		if err := box.Trouble(sandbox.Trouble{Kind: test.kind}); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		box.Handler().ServeHTTP(w, test.call.request())
		if got := test.shape(t, w); got != test.want {
			t.Errorf("%s %s: %s, want %s", test.call.service, test.kind, got, test.want)
		}
	}
}
