package build_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func TestADestructionThatFailedIsFinishedByTheNext(t *testing.T) {
	for _, failing := range []string{"DELETE /", "DeleteRole", "DeleteTrail", "DeleteLogGroup", "DeleteMetricFilter", "DeleteTopic", "DeleteSecret", "DeleteAlarms"} {
		t.Run(failing, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				b.build()
				b.wire.refuse = func(operation string) *http.Response {
					if operation == failing || failing == "DELETE /" && operation == "DELETE /"+b.d.Bucket {
						return refusal("AccessDenied", "not now")
					}
					return nil
				}
				gone, err := build.Destroy(t.Context(), b.a, b.look(survey.Destroy), build.Options{})
				if err == nil {
					t.Fatalf("no error; deleted %+v", gone.Deleted)
				}
				b.wire.refuse = nil
				found, err := survey.Discover(t.Context(), b.a)
				if err != nil || len(found) != 1 || found[0] != b.d.Names {
					t.Fatalf("found %+v, error %v", found, err)
				}
				gone, err = build.Destroy(t.Context(), b.a, b.look(survey.Destroy), build.Options{})
				if err != nil {
					t.Fatal(err)
				}
				if len(gone.Remaining) != 1 || gone.Remaining[0].Kind != monitor.KindSecret {
					t.Errorf("remaining %+v", gone.Remaining)
				}
				if found, err := survey.Discover(t.Context(), b.a); err != nil || len(found) != 0 {
					t.Errorf("there is still %+v, error %v", found, err)
				}
			})
		})
	}
}

// What others have put on the monitor's parts keeps them.
func TestDestroyKeepsWhatOthersUse(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		ctx := t.Context()
		if _, err := b.a.CloudWatch.PutMetricAlarm(ctx, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String("hand-alarm"), Namespace: aws.String("AWS/SQS"), MetricName: aws.String("NumberOfMessagesSent"),
			Statistic: types.StatisticSum, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
			ComparisonOperator: types.ComparisonOperatorGreaterThanThreshold, AlarmActions: []string{b.d.TopicARN(b.d.Place)},
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := build.Resend(ctx, b.a, b.d.TopicARN(b.d.Place), "other@example.com"); err != nil {
			t.Fatal(err)
		}
		gone, err := build.Destroy(ctx, b.a, b.look(survey.Destroy), build.Options{})
		if err != nil {
			t.Fatal(err)
		}
		why := map[monitor.Kind]string{}
		for _, r := range gone.Remaining {
			why[r.Kind] = r.Why
		}
		if len(gone.Remaining) != 4 || why[monitor.KindTopic] != "the alarm hand-alarm still sends to it" || why[monitor.KindSubscription] != "stays with its topic" {
			t.Errorf("remaining %+v", gone.Remaining)
		}
		s := b.look(survey.Plan)
		if !s.Topic.There() || len(*s.Subscribers.Value) != 2 || s.Alarm.There() || s.Trail.There() {
			t.Errorf("topic %v, subscribers %v, alarm %v, trail %v", s.Topic.Value, s.Subscribers.Value, s.Alarm.Value, s.Trail.Value)
		}
	})
}

func TestDestroyKeepsTheBucketOfAnotherTrail(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		ctx := t.Context()
		policy := strings.ReplaceAll(*b.look(survey.Plan).Bucket.Value.Policy.Value, "trail/"+b.d.Trail, "trail/*")
		policy = strings.ReplaceAll(policy, "StringEquals\":{\"aws:SourceArn", "StringLike\":{\"aws:SourceArn")
		if _, err := b.a.S3.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: aws.String(b.d.Bucket), Policy: aws.String(policy)}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.a.CloudTrail.CreateTrail(ctx, &cloudtrail.CreateTrailInput{Name: aws.String("company"), S3BucketName: aws.String(b.d.Bucket)}); err != nil {
			t.Fatal(err)
		}
		gone, err := build.Destroy(ctx, b.a, b.look(survey.Destroy), build.Options{ForceSecret: true})
		if err != nil || len(gone.Remaining) != 1 || gone.Remaining[0].Kind != monitor.KindBucket || !strings.Contains(gone.Remaining[0].Why, "the trail company") {
			t.Errorf("remaining %+v, error %v", gone.Remaining, err)
		}
		if s := b.look(survey.Plan); !s.Bucket.There() || s.LogGroup.There() || s.Role.There() {
			t.Errorf("bucket %v, group %v, role %v", s.Bucket.Value, s.LogGroup.Value, s.Role.Value)
		}
	})
}
