package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/record"
)

// A metric filter for plain text counts every record that holds the words, and
// every call may be recorded with its parameters: looking at a monitor must not
// read as a read. Only the reads that a command says it makes are counted.
func TestNoLookIsCountedForARead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line  string
		reads int
	}{
		{"doctor", 0},
		{"plan --secret prod/db", 0},
		{"watch --json --no-follow", 0},
		{"watch --json --no-follow --log-group /secretwatch/prod-db-96e5a5", 0},
		{"history", 0},
		{"history --insights --yes", 0},
		{"trace --json --timeout 20s", 1},
		{"compare --yes --reads 2", 2},
		{"export report", 0},
	} {
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			b := newTextFilter(t)
			args := strings.Fields(c.line)
			// Making the filter was counted: a trace may meet the alarm of that.
			if code, _, errs := b.at.run(t, args...); code != 0 && args[0] != "trace" {
				t.Errorf("exit status %d: %s", code, errs)
			}
			time.Sleep(4 * time.Second) // deliveries take 2 s
			if got := b.counted(); got != float64(c.reads) {
				t.Errorf("the filter for text counted %v, and %d reads were made", got, c.reads)
			}
			b.onlyReadsSpell()
		})
	}
}

const spelt = "GetSecretValue"

// textFilter is a monitor by both ways whose metric filter is for plain text.
type textFilter struct {
	t      *testing.T
	at     program
	filter types.MetricFilter
	before float64   // counted when it was made
	since  time.Time // what is delivered from then on was done after it was made
}

func newTextFilter(t *testing.T) *textFilter {
	t.Helper()
	b := &textFilter{t: t, at: onSandbox(t)}
	if code, _, errs := b.at.run(t, "setup", "--yes", "--secret", "prod/db", "--generate", "--email", "you@example.com", "--notify", "alarm,eventbridge"); code != 3 {
		t.Fatal(code, errs)
	}
	if n, err := openLinks(t.Context(), string(b.at)); err != nil || n == 0 {
		t.Fatal(n, err)
	}
	logs := cloudwatchlogs.NewFromConfig(b.at.config())
	filters, err := logs.DescribeMetricFilters(t.Context(), &cloudwatchlogs.DescribeMetricFiltersInput{})
	if err != nil || len(filters.MetricFilters) != 1 {
		t.Fatal(filters, err)
	}
	b.filter = filters.MetricFilters[0]
	if _, err := logs.PutMetricFilter(t.Context(), &cloudwatchlogs.PutMetricFilterInput{
		LogGroupName: b.filter.LogGroupName, FilterName: b.filter.FilterName, FilterPattern: aws.String(spelt),
		MetricTransformations: b.filter.MetricTransformations,
	}); err != nil {
		t.Fatal(err)
	}
	own := func(r record.Record) bool {
		return r.EventName == "PutMetricFilter" && strings.Contains(r.Raw.Safe(), `"filterPattern":"`+spelt+`"`)
	}
	for late := time.Now().Add(patience); len(b.records(own)) == 0; time.Sleep(100 * time.Millisecond) {
		if time.Now().After(late) {
			t.Fatal("the call that made the filter is not delivered")
		}
	}
	time.Sleep(2 * time.Second) // it is counted itself
	b.before, b.since = b.sum(), time.Now()
	return b
}

// counted is what the filter has counted since it was made.
func (b *textFilter) counted() float64 { return b.sum() - b.before }

func (b *textFilter) sum() (sum float64) {
	b.t.Helper()
	now, metric := time.Now(), b.filter.MetricTransformations[0]
	out, err := cloudwatch.NewFromConfig(b.at.config()).GetMetricStatistics(b.t.Context(), &cloudwatch.GetMetricStatisticsInput{
		Namespace: metric.MetricNamespace, MetricName: metric.MetricName, Period: aws.Int32(60), Statistics: []cwtypes.Statistic{cwtypes.StatisticSum},
		StartTime: aws.Time(now.Add(-2 * time.Hour)), EndTime: aws.Time(now.Add(time.Hour)),
	})
	if err != nil {
		b.t.Fatal(err)
	}
	for _, p := range out.Datapoints {
		sum += aws.ToFloat64(p.Sum)
	}
	return sum
}

// onlyReadsSpell names the calls since then whose records hold the event's name
// and should not.
func (b *textFilter) onlyReadsSpell() {
	b.t.Helper()
	for _, r := range b.records(func(r record.Record) bool { return strings.Contains(r.Raw.Safe(), spelt) && r.EventName != spelt }) {
		b.t.Errorf("spells the event's name: %s", r.Raw.Safe())
	}
}

// records are those in the log group since then that are wanted.
func (b *textFilter) records(wanted func(record.Record) bool) (found []record.Record) {
	b.t.Helper()
	in := &cloudwatchlogs.FilterLogEventsInput{LogGroupName: b.filter.LogGroupName}
	if !b.since.IsZero() {
		in.StartTime = aws.Int64(b.since.UnixMilli())
	}
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(cloudwatchlogs.NewFromConfig(b.at.config()), in)
	for pages.HasMorePages() {
		page, err := pages.NextPage(b.t.Context())
		if err != nil {
			b.t.Fatal(err)
		}
		for _, e := range page.Events {
			if r, err := record.Parse(aws.ToString(e.Message)); err == nil && wanted(r) {
				found = append(found, r)
			}
		}
	}
	return found
}
