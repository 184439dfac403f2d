package compare_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logstypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"secretwatch/aws/compare"
	"secretwatch/aws/lookup"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

// looksForText makes the monitor's filter one for text, as many are made by hand.
func (b *box) looksForText(pattern string) {
	b.t.Helper()
	must(b.a.Logs.PutMetricFilter(b.t.Context(), &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: aws.String(b.n.LogGroup), FilterName: aws.String(b.n.Filter), FilterPattern: aws.String(pattern),
		MetricTransformations: []logstypes.MetricTransformation{{
			MetricNamespace: aws.String(b.n.Namespace), MetricName: aws.String(b.n.Metric), MetricValue: aws.String("1"), DefaultValue: aws.Float64(0),
		}},
	}))
	time.Sleep(time.Minute)
}

func (b *box) alarms(first int) int {
	n := 0
	for _, m := range b.Mails()[first:] {
		if strings.HasPrefix(m.Subject, "ALARM: ") {
			n++
		}
	}
	return n
}

// Where the filter looks for text, no call of the comparison spells what it
// looks for: neither the look at the reads before it, nor the one that makes the
// rule.
func TestATextFilterFindsTheReadsAlone(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		b.looksForText("GetSecretValue")
		first := len(b.Mails())
		if _, err := lookup.Newest(t.Context(), b.a, lookup.Name, lookup.Span{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second)
		if n := b.alarms(first); n != 1 {
			t.Fatalf("a look by the event's name set the alarm off %d times", n)
		}
		time.Sleep(time.Minute)

		first = len(b.Mails())
		chain := b.take(survey.Doctor)
		o := b.options(2)
		o.Keep = true
		r, err := compare.Run(t.Context(), b.a, chain, o)
		if err != nil {
			t.Fatalf("%v\n%s", err, b.said())
		}
		time.Sleep(time.Minute)
		if n, alarm := b.alarms(first), r.Way(compare.WayAlarm); n != 2 || alarm.Count() != 2 || alarm.Of(compare.AboutOther) != 0 {
			t.Errorf("%d mails of the alarm for 2 reads, and %d are in the table\n%s", n, alarm.Count(), b.said())
		}
		for i := range r.Reads {
			if after, ok := r.After(r.Way(compare.WayAlarm), i); !ok || after < 2*time.Second {
				t.Errorf("the alarm told of read %d after %v", i+1, after)
			}
			if r.Reads[i].EventID == "" {
				t.Errorf("no event id of read %d", i+1)
			}
		}
		if told, _ := r.After(r.Way(compare.WayRule), 1); told == 0 || !r.Kept {
			t.Errorf("the rule told after %v, kept %v", told, r.Kept)
		}
		rule := must(b.a.Events.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: aws.String("secretwatch-" + b.n.Monitor + "_reads")}))
		if !strings.Contains(aws.ToString(rule.EventPattern), `"Get\u0053ecretValue"`) {
			t.Errorf("the rule's pattern is %s", aws.ToString(rule.EventPattern))
		}
		if reads := b.take(survey.Doctor).Reads; !reads.There() || len(*reads.Value) != 2 {
			t.Errorf("there are the reads %v", reads)
		}
	})
}
