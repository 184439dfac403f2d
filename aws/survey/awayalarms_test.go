package survey_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/survey"
)

func TestAlarmsOfOtherRegions(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		l := exercise()
		l.alarm = ""
		l.build(t, b)
		away := b.a.In("eu-west-1")
		must(t, away.CloudWatch.PutMetricAlarm, &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String("left behind"), Namespace: aws.String(l.namespace), MetricName: aws.String(l.metric),
			Statistic: "Sum", Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanOrEqualToThreshold",
		})
		s := b.take(t, b.find(t)[0].Names, survey.Doctor)
		calls := b.wire.calls
		plain := b.deepen(t, s, survey.Wants{})
		calls = b.wire.calls - calls
		if !plain.AwayAlarms.Absent() {
			t.Error("nobody asked")
		}
		before := b.wire.calls
		deep := b.deepen(t, s, survey.Wants{AwayAlarms: true})
		if n := b.wire.calls - before - calls; n > 5 {
			t.Errorf("%d calls, want at most 5", n)
		}
		if found := *deep.AwayAlarms.Value; len(found) != 1 || found[0].Name != "left behind" || found[0].ARN != "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:left behind" {
			t.Errorf("found %+v", found)
		}
	})
}

// The alarm was pointed at a topic without subscriber: the address waits at the
// other one.
func TestTheSubscribersTopicIsTaken(t *testing.T) {
	for name, c := range map[string]struct {
		make bool
		want string
	}{"a topic that nobody hears": {true, "SecurityAlarms"}, "a topic that is not there": {false, "arn:aws:sns:us-east-1:123456789012:Nobody"}} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				l := exercise()
				l.build(t, b)
				const topic = "arn:aws:sns:us-east-1:123456789012:Nobody"
				if c.make {
					must(t, b.a.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String("Nobody")})
				}
				must(t, b.a.CloudWatch.PutMetricAlarm, &cloudwatch.PutMetricAlarmInput{
					AlarmName: aws.String(l.alarm), Namespace: aws.String(l.namespace), MetricName: aws.String(l.metric), AlarmActions: []string{topic},
					Statistic: "Sum", Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanOrEqualToThreshold",
				})
				found := b.find(t)
				if got := found[0].Topic; got != c.want && "arn:aws:sns:us-east-1:123456789012:"+got != c.want {
					t.Errorf("topic %q, want %q: %+v", got, c.want, found)
				}
			})
		})
	}
}

// A secret that is about to be deleted is no longer listed; its reads name it.
func TestTheSecretThatWasReadIsMeant(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		l := exercise()
		l.build(t, b)
		b.read(t, l.secret)
		time.Sleep(20 * time.Second)
		must(t, b.a.Secrets.DeleteSecret, &secretsmanager.DeleteSecretInput{SecretId: aws.String(l.secret), RecoveryWindowInDays: aws.Int64(7)})
		if found := b.find(t); len(found) != 1 || found[0].Secret != l.secret {
			t.Errorf("found %+v", found)
		}
	})
}

// No name tells what the topic is for, but there is no other one.
func TestTheOnlyTopicThatIsWaitedAtIsTaken(t *testing.T) {
	for name, c := range map[string]struct {
		alarm, second bool
		want          string
	}{
		"an alarm without action":   {true, false, "on-call_pages"},
		"no alarm":                  {false, false, "on-call_pages"},
		"two that are waited at":    {true, true, "secretwatch-TopSecretInfo"},
		"no alarm, and two of them": {false, true, "secretwatch-TopSecretInfo"},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				l := exercise()
				l.topic, l.action = "on-call_pages", false
				if !c.alarm {
					l.alarm = ""
				}
				l.build(t, b)
				if c.second {
					arn := must(t, b.a.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String("billing")}).TopicArn
					must(t, b.a.SNS.Subscribe, &sns.SubscribeInput{TopicArn: arn, Protocol: aws.String("email"), Endpoint: aws.String("cash@example.com")})
				}
				if found := b.find(t); len(found) != 1 || found[0].Topic != c.want {
					t.Errorf("found %+v", found)
				}
			})
		})
	}
}
