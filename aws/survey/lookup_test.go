package survey_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/survey"
)

// sum is that of the exercise's metric since then.
func (b *box) sum(t *testing.T, l lab, since time.Time) float64 {
	t.Helper()
	out := must(t, b.a.CloudWatch.GetMetricStatistics, &cloudwatch.GetMetricStatisticsInput{
		Namespace: aws.String(l.namespace), MetricName: aws.String(l.metric), Statistics: []types.Statistic{types.StatisticSum}, Period: aws.Int32(60),
		StartTime: aws.Time(since.Truncate(time.Minute)), EndTime: aws.Time(time.Now().Add(time.Minute)),
	})
	sum := 0.0
	for _, p := range out.Datapoints {
		sum += aws.ToFloat64(p.Sum)
	}
	return sum
}

// Looking at a chain whose pattern is the plain text GetSecretValue must not be
// what sets off its alarm.
func TestALookIsNoReadForATextPattern(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		l := exercise()
		l.build(t, b)
		time.Sleep(6 * time.Minute) // the filter's own making is counted too
		start := time.Now()
		b.read(t, l.secret)
		time.Sleep(2 * time.Minute)
		if got := b.sum(t, l, start); got != 1 {
			t.Fatalf("a read counts %v", got)
		}
		since := time.Now()
		var mu sync.Mutex
		var asked []string
		b.wire.refuse = func(r *http.Request) *http.Response {
			if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".LookupEvents") {
				text, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(strings.NewReader(string(text)))
				mu.Lock()
				defer mu.Unlock()
				asked = append(asked, string(text))
			}
			return nil
		}
		for range 2 {
			s := b.take(t, l.names(b.a.Place), survey.Doctor)
			if !s.Reads.There() || len(*s.Reads.Value) != 1 || !(*s.Reads.Value)[0].Of(l.secret, "") || !s.Filter.There() || !s.Logged.There() {
				t.Errorf("reads %+v, filter %+v, logged %+v", s.Reads, s.Filter, s.Logged)
			}
			if _, err := survey.Deepen(t.Context(), b.a, s, survey.Options{For: survey.Doctor}, survey.Wants{AwayReads: true}); err != nil {
				t.Fatal(err)
			}
			if found := b.find(t); len(found) != 1 || found[0].Secret != l.secret {
				t.Errorf("found %+v", found)
			}
			time.Sleep(2 * time.Minute)
		}
		if len(asked) < 4 {
			t.Errorf("Event history was asked %d times: %q", len(asked), asked)
		}
		if got := b.sum(t, l, since); got != 0 {
			t.Errorf("the looks count %v; Event history was asked for %q", got, asked)
		}
		// One with a pattern of setup's kind is asked for by name.
		asked = nil
		d := b.watched(t, "prod/db")
		b.take(t, d.Names, survey.Doctor)
		if len(asked) != 1 || !strings.Contains(asked[0], `"EventName"`) {
			t.Errorf("a pattern on fields: asked %q", asked)
		}
	})
}

// The filters are looked at once, before the reads, and cost no call more.
func TestTheBudgetOfAForeignChain(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		l := exercise()
		l.build(t, b)
		b.confirm(t)
		if _, calls, waves := b.counted(t, l.names(b.a.Place), survey.Doctor); calls > 24 || waves > 4 {
			t.Errorf("%d calls in %d waves", calls, waves)
		}
	})
}
