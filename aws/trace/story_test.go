package trace_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
)

const usualPatience = 20 * time.Minute

func TestAHealthyChainAtAWSsPace(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		clear(c.wire.made)
		path, verdict, err := c.follow(c.trace(c.options()), usualPatience)
		if err != nil || letters(path) != "oooooooooo" || verdict.Code != doctor.Healthy || verdict.Status != doctor.OK {
			t.Fatalf("%v: %s, verdict %+v", err, letters(path), verdict)
		}
		if total := path.Total(); total < 4*time.Minute || total > 9*time.Minute {
			t.Errorf("it took %s", total)
		}
		for hop, says := range map[monitor.Hop]string{
			monitor.HopDelivery: "log stream: 123456789012_CloudTrail_us-east-1", monitor.HopFilter: "TestMetricFilter on this record: 1 match",
			monitor.HopMetric: "sum: 1\nlog events: ", monitor.HopAlarm: "transition: OK -> ALARM",
			monitor.HopAction: "told: arn:aws:sns:us-east-1:123456789012:", monitor.HopTopic: "messages published: 1",
			monitor.HopSubscription: "notifications delivered: 1", monitor.HopMail: `subject: ALARM: "`,
		} {
			if h := path.Of(hop); !strings.Contains(facts(h), says) {
				t.Errorf("%s does not say %q:\n%s", hop, says, facts(h))
			}
		}
		if !path.Read.Test {
			t.Error("the read is not marked as a test")
		}
		c.keepsLimits("LookupEvents", 1)
		c.keepsLimits("FilterLogEvents", 2)
	})
}

func TestWithoutAnInboxTheMailIsNeverClaimed(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		tr := c.trace(trace.Options{Examine: c.look, Linger: longEnough})
		path, verdict, err := c.follow(tr, usualPatience)
		if err != nil || letters(path) != "ooooooooou" || verdict.Status != doctor.OK || !strings.Contains(verdict.Summary, "did it arrive?") {
			t.Fatalf("%v: %s, %s", err, letters(path), verdict.Summary)
		}
		tr.Answer(true)
		if v := trace.Judge(tr.Path(), tr.Report()); v.Code != doctor.Healthy || letters(tr.Path()) != "oooooooooo" {
			t.Errorf("a person says that it came: %s, %+v", letters(tr.Path()), v)
		}
		tr.Answer(false)
		if v := trace.Judge(tr.Path(), tr.Report()); v.Code != "mail-sent-look-in-spam" || v.Status != doctor.Broken {
			t.Errorf("a person says that it did not come: %+v", v)
		}
	})
}

// broken is a chain with one fault, and how far the read comes on it.
type broken struct {
	code   string
	spoil  func(*chain) error
	want   string // letters of read history delivery filter metric alarm action topic subscription mail
	says   string // in the evidence of the hop that is broken
	within time.Duration
}

func alarmWith(c *chain, change func(*cloudwatch.PutMetricAlarmInput)) error {
	r := monitor.DefaultRule()
	in := &cloudwatch.PutMetricAlarmInput{
		AlarmName: aws.String(c.names.Alarm), Namespace: aws.String(c.names.Namespace), MetricName: aws.String(c.names.Metric),
		Statistic: cwtypes.Statistic(r.Statistic), Period: aws.Int32(r.Period), EvaluationPeriods: aws.Int32(1), DatapointsToAlarm: aws.Int32(1),
		Threshold: aws.Float64(1), ComparisonOperator: cwtypes.ComparisonOperator(r.ComparisonOperator),
		TreatMissingData: aws.String(r.TreatMissingData), AlarmActions: []string{c.names.TopicARN(c.Place)},
	}
	change(in)
	_, err := c.CloudWatch.PutMetricAlarm(c.t.Context(), in)
	return err
}

func patternOf(c *chain, pattern string) error {
	_, err := c.Logs.PutMetricFilter(c.t.Context(), &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(c.names.LogGroup), FilterName: aws.String(c.names.Filter), FilterPattern: aws.String(pattern),
		MetricTransformations: []logtypes.MetricTransformation{{
			MetricName: aws.String(c.names.Metric), MetricNamespace: aws.String(c.names.Namespace), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	})
	return err
}

func faults() []broken {
	return []broken{
		{"trail-not-logging", func(c *chain) error {
			_, err := c.CloudTrail.StopLogging(c.t.Context(), &cloudtrail.StopLoggingInput{Name: aws.String(c.names.Trail)})
			return err
		}, "oobuuuuuuu", "switched off", 10 * time.Minute},
		{"trail-write-only", func(c *chain) error {
			_, err := c.CloudTrail.PutEventSelectors(c.t.Context(), &cloudtrail.PutEventSelectorsInput{
				TrailName: aws.String(c.names.Trail), EventSelectors: []trailtypes.EventSelector{{ReadWriteType: trailtypes.ReadWriteTypeWriteOnly, IncludeManagementEvents: aws.Bool(true)}},
			})
			return err
		}, "oobuuuuuuu", "writes only", 10 * time.Minute},
		{"log-group-missing", func(c *chain) error {
			_, err := c.Logs.DeleteLogGroup(c.t.Context(), &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(c.names.LogGroup)})
			return err
		}, "oobuuuuuuu", "is not there", 10 * time.Minute},
		{
			"filter-event-name", func(c *chain) error {
				return patternOf(c, `{ ($.eventName = "GetSecretsValue") && (($.requestParameters.secretId = "`+secret+`") || ($.requestParameters.secretId = "arn:*")) }`)
			},
			"o?obuuuuuu", `does not hold: $.eventName = "GetSecretsValue": the record has GetSecretValue`, 8 * time.Minute,
		},
		{"alarm-average", func(c *chain) error {
			return alarmWith(c, func(in *cloudwatch.PutMetricAlarmInput) { in.Statistic = cwtypes.StatisticAverage })
		}, "o?ooobuuuu", "Average = 1 of ", 12 * time.Minute},
		{"alarm-m-of-n", func(c *chain) error {
			return alarmWith(c, func(in *cloudwatch.PutMetricAlarmInput) {
				in.EvaluationPeriods, in.DatapointsToAlarm = aws.Int32(3), aws.Int32(2)
			})
		}, "o?ooobuuuu", "in 2 of 3 periods, and one read gives one", 12 * time.Minute},
		{"no-alarm", func(c *chain) error {
			_, err := c.CloudWatch.DeleteAlarms(c.t.Context(), &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{c.names.Alarm}})
			return err
		}, "o?ooobuuuu", "there is no such alarm", 8 * time.Minute},
		{"alarm-actions-disabled", func(c *chain) error {
			_, err := c.CloudWatch.DisableAlarmActions(c.t.Context(), &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{c.names.Alarm}})
			return err
		}, "o?oooobuuu", "switched off", 10 * time.Minute},
		{"topic-policy-denies", func(c *chain) error {
			_, err := c.SNS.SetTopicAttributes(c.t.Context(), &sns.SetTopicAttributesInput{
				TopicArn: aws.String(c.names.TopicARN(c.Place)), AttributeName: aws.String("Policy"),
				AttributeValue: aws.String(strings.ReplaceAll(nobody, "secretwatch-db", c.names.Topic)),
			})
			return err
		}, "o?oooobuuu", "is not authorized to perform: SNS:Publish", 9 * time.Minute},
		{"subscription-filter-policy", func(c *chain) error {
			out, err := c.SNS.ListSubscriptionsByTopic(c.t.Context(), &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(c.names.TopicARN(c.Place))})
			if err != nil {
				return err
			}
			_, err = c.SNS.SetSubscriptionAttributes(c.t.Context(), &sns.SetSubscriptionAttributesInput{
				SubscriptionArn: out.Subscriptions[0].SubscriptionArn, AttributeName: aws.String("FilterPolicy"), AttributeValue: aws.String(`{"severity":["high"]}`),
			})
			return err
		}, "o?oooooobu", "filter policy left the message out", 9 * time.Minute},
	}
}

// fits compares letters, ? standing for a history that is on its side road.
func fits(got, want string) bool {
	if len(got) != len(want) {
		return false
	}
	for i := range want {
		if want[i] != '?' && want[i] != got[i] {
			return false
		}
	}
	return true
}

func TestBrokenChainsAtAWSsPace(t *testing.T) {
	for _, b := range faults() {
		t.Run(b.code, func(t *testing.T) {
			story(t, func(t *testing.T, c *chain) {
				if err := b.spoil(c); err != nil {
					t.Fatal(err)
				}
				time.Sleep(2 * time.Minute)
				begun := time.Now()
				path, verdict, err := c.follow(c.trace(c.options()), usualPatience)
				if err != nil || !fits(letters(path), b.want) || verdict.Code != b.code {
					t.Fatalf("%v: %s, want %s; verdict %s (%s): %s", err, letters(path), b.want, verdict.Code, verdict.Status, verdict.Summary)
				}
				if took := time.Since(begun); took > b.within {
					t.Errorf("it took %s to say so", took)
				}
				for _, h := range path.Hops {
					if strings.Count(facts(h), "does not hold") > 1 {
						t.Errorf("an alternative that nobody needs is named:\n%s", facts(h))
					}
					if h.Status == trace.Broken && !strings.Contains(facts(h), b.says) {
						t.Errorf("%s does not say %q:\n%s", h.Hop, b.says, facts(h))
					}
				}
			})
		})
	}
}

func TestAddressThatWasNeverConfirmed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := begin(t)
		defer c.box.Close()
		time.Sleep(30 * time.Minute)
		path, verdict, err := c.follow(c.trace(c.options()), usualPatience)
		if err != nil || !fits(letters(path), "o?oooooobu") || verdict.Code != doctor.CodePending || verdict.Status != doctor.Waiting {
			t.Fatalf("%v: %s, verdict %+v", err, letters(path), verdict)
		}
	})
}

// A second read while the alarm is still on sends no second mail.
func TestAReadIntoAnAlarmThatIsOn(t *testing.T) {
	story(t, func(t *testing.T, c *chain) {
		c.read()
		for len(alarms(c)) == 0 {
			time.Sleep(10 * time.Second)
		}
		if err := alarmWith(c, func(in *cloudwatch.PutMetricAlarmInput) {
			in.Period, in.EvaluationPeriods = aws.Int32(300), aws.Int32(6)
		}); err != nil {
			t.Fatal(err)
		}
		path, verdict, err := c.follow(c.trace(c.options()), usualPatience)
		if err != nil || !fits(letters(path), "o?ooobuuuu") || verdict.Code != doctor.CodeAlreadyInAlarm {
			t.Fatalf("%v: %s, verdict %+v", err, letters(path), verdict)
		}
		if h := path.Of(monitor.HopAlarm); h.Said(trace.EvidenceCovered) == "" || !strings.Contains(verdict.Summary, "has sent a mail of its own") {
			t.Errorf("it does not say that the mail came earlier:\n%s%s", facts(h), verdict.Summary)
		}
	})
}

func alarms(c *chain) []string {
	var found []string
	for _, m := range c.box.Mails() {
		if strings.HasPrefix(m.Subject, "ALARM: ") {
			found = append(found, m.Subject)
		}
	}
	return found
}

// Until its first delivery, a new trail is warming up and nobody's fault.
func TestANewTrailIsWarmingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := begin(t)
		defer c.box.Close()
		c.confirm()
		if err := c.box.Trouble(sandbox.Trouble{Kind: sandbox.DropDelivery, Count: 1000}); err != nil {
			t.Fatal(err)
		}
		path, verdict, err := c.follow(c.trace(c.options()), 25*time.Minute)
		if !errors.Is(err, context.DeadlineExceeded) || verdict.Code != doctor.CodeTooSoon || verdict.Status != doctor.Waiting {
			t.Fatalf("%v: %s, %+v", err, letters(path), verdict)
		}
		if h := path.Of(monitor.HopDelivery); !strings.Contains(facts(h), "warming up") || !strings.Contains(verdict.Summary, "warming up") {
			t.Errorf("nothing says that the trail is warming up:\n%s\n%s", facts(h), verdict.Summary)
		}
	})
}

// Warming up excuses a missing delivery, not a trail that can deliver nothing.
func TestANewTrailThatIsBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := begin(t)
		defer c.box.Close()
		c.confirm()
		if _, err := c.IAM.DeleteRolePolicy(t.Context(), &iam.DeleteRolePolicyInput{RoleName: aws.String(c.names.Role), PolicyName: aws.String(survey.RolePolicyName)}); err != nil {
			t.Fatal(err)
		}
		path, verdict, err := c.follow(c.trace(c.options()), usualPatience)
		if err != nil || !fits(letters(path), "o?buuuuuuu") || verdict.Code != "role-permissions-missing" {
			t.Fatalf("%v: %s, %+v", err, letters(path), verdict)
		}
	})
}
