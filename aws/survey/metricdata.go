package survey

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/monitor"
)

const (
	aDay = 24 * time.Hour
	// keepMinutes is how long CloudWatch keeps a datapoint for every minute.
	// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
	keepMinutes = 15 * aDay
	// beforeRead is how far before a read the metric is looked at.
	beforeRead = 10 * time.Minute
)

// topicMetrics are those of which a sum is asked for, by the query's id.
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func topicMetrics() map[string]string {
	return map[string]string{
		"published":   "NumberOfMessagesPublished",
		"delivered":   "NumberOfNotificationsDelivered",
		"failed":      "NumberOfNotificationsFailed",
		"out":         "NumberOfNotificationsFilteredOut",
		"outNone":     "NumberOfNotificationsFilteredOut-NoMessageAttributes",
		"outInvalid":  "NumberOfNotificationsFilteredOut-InvalidAttributes",
		"outBody":     "NumberOfNotificationsFilteredOut-MessageBody",
		"outBodyForm": "NumberOfNotificationsFilteredOut-InvalidMessageBody",
	}
}

// numbers asks once for what SNS counted in the last day and for the alarm's
// metric by the minute, since the newest read or the last day, whichever is
// longer. All of it is less than one page of 100,800 values.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
func (t *taker) numbers() look {
	now := t.Clock.Now().UTC()
	day := now.Add(-aDay)
	start := day
	counts, minutes, events := t.topicQueries(), t.pointQueries(), t.ruleQueries()
	if r, ok := t.newestRead(); ok && r.Time.Before(day) {
		start = r.Time.Add(-beforeRead)
	}
	if now.Sub(start) > keepMinutes-time.Hour {
		start, minutes = day, nil
	}
	in := &cloudwatch.GetMetricDataInput{
		// From a full hour, so that the hours of the counts are AWS's own.
		StartTime: aws.Time(start.Truncate(time.Hour)), EndTime: aws.Time(now.Truncate(time.Minute).Add(time.Minute)),
		MetricDataQueries: slices.Concat(counts, minutes, events), ScanBy: types.ScanByTimestampAscending,
	}
	return func(ctx context.Context) {
		if len(in.MetricDataQueries) == 0 {
			return
		}
		out, err := t.CloudWatch.GetMetricData(ctx, in)
		if err != nil {
			out = &cloudwatch.GetMetricDataOutput{}
		}
		if len(counts) > 0 {
			sums := mailCounts(out.MetricDataResults, day)
			t.s.Mails = seen(&sums, err)
		}
		if len(minutes) > 0 {
			list := points(out.MetricDataResults)
			t.s.Points = seen(&list, err)
		}
		if len(events) > 0 {
			sums := ruleCounts(out.MetricDataResults, day)
			t.s.RuleCounts = seen(&sums, err)
		}
	}
}

// topicQueries are about the topic where its metrics are here: they are in the
// topic's region and account.
func (t *taker) topicQueries() []types.MetricDataQuery {
	if !t.s.Topic.There() {
		return nil
	}
	name := topicName(t.s.Topic.Value.ARN, t.Place)
	if isARN(name) {
		return nil
	}
	metrics := topicMetrics()
	queries := make([]types.MetricDataQuery, 0, len(metrics))
	for _, id := range slices.Sorted(maps.Keys(metrics)) {
		queries = append(queries, query(id, "Sum", 3600, types.Metric{
			Namespace: aws.String("AWS/SNS"), MetricName: aws.String(metrics[id]),
			Dimensions: []types.Dimension{{Name: aws.String("TopicName"), Value: aws.String(name)}},
		}))
	}
	return queries
}

// pointQueries are about the metric that the alarm is on, else the one that the
// filter writes; none where neither is known.
func (t *taker) pointQueries() []types.MetricDataQuery {
	namespace, name := t.metric()
	var dimensions map[string]string
	if a := t.s.Alarm.Value; a != nil && a.Metric != "" {
		namespace, name, dimensions = a.Namespace, a.Metric, a.Dimensions
	} else if !t.s.Filter.There() {
		return nil
	}
	m := types.Metric{Namespace: aws.String(namespace), MetricName: aws.String(name)}
	for _, key := range slices.Sorted(maps.Keys(dimensions)) {
		m.Dimensions = append(m.Dimensions, types.Dimension{Name: aws.String(key), Value: aws.String(dimensions[key])})
	}
	return []types.MetricDataQuery{query("sum", "Sum", 60, m), query("samples", "SampleCount", 60, m)}
}

func query(id, statistic string, period int32, m types.Metric) types.MetricDataQuery {
	return types.MetricDataQuery{
		Id: aws.String(id), MetricStat: &types.MetricStat{Metric: &m, Period: aws.Int32(period), Stat: aws.String(statistic)},
	}
}

// ruleMetrics are those of which a sum is asked for, by the query's id.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
func ruleMetrics() map[string]string {
	return map[string]string{"ruleMatched": "MatchedEvents", "ruleInvoked": "Invocations", "ruleFailed": "FailedInvocations"}
}

// ruleQueries are about the rule of the second way, where the monitor has it.
func (t *taker) ruleQueries() []types.MetricDataQuery {
	if t.secondWish() != wishThere && !t.s.Rule.There() {
		return nil
	}
	metrics := ruleMetrics()
	queries := make([]types.MetricDataQuery, 0, len(metrics))
	for _, id := range slices.Sorted(maps.Keys(metrics)) {
		queries = append(queries, query(id, "Sum", 3600, types.Metric{
			Namespace: aws.String("AWS/Events"), MetricName: aws.String(metrics[id]),
			Dimensions: []types.Dimension{{Name: aws.String("RuleName"), Value: aws.String(t.names.Rule)}},
		}))
	}
	return queries
}

func ruleCounts(results []types.MetricDataResult, since time.Time) monitor.RuleCounts {
	sums := hourSums(results, since)
	return monitor.RuleCounts{Matched: sums["ruleMatched"], Invoked: sums["ruleInvoked"], Failed: sums["ruleFailed"]}
}

// hourSums add up the hours since then, by the query's id.
func hourSums(results []types.MetricDataResult, since time.Time) map[string]float64 {
	sums := map[string]float64{}
	for _, r := range results {
		for i, at := range r.Timestamps {
			if i < len(r.Values) && !at.Before(since.Truncate(time.Hour)) {
				sums[aws.ToString(r.Id)] += r.Values[i]
			}
		}
	}
	return sums
}

// mailCounts are the counts since then. That of what filter policies left out
// may or may not hold the counts by reason: AWS does not say.
func mailCounts(results []types.MetricDataResult, since time.Time) monitor.MailCounts {
	sums := hourSums(results, since)
	byReason := 0.0
	for id, sum := range sums {
		if strings.HasPrefix(id, "out") && id != "out" {
			byReason += sum
		}
	}
	return monitor.MailCounts{
		Published: sums["published"], Delivered: sums["delivered"], Failed: sums["failed"], FilteredOut: max(sums["out"], byReason),
	}
}

// points joins the sums and the sample counts by their minute.
func points(results []types.MetricDataResult) []monitor.Point {
	minutes := map[time.Time]monitor.Point{}
	for _, r := range results {
		for i, at := range r.Timestamps {
			if i >= len(r.Values) {
				break
			}
			at = at.UTC()
			p := minutes[at]
			p.At = at
			switch aws.ToString(r.Id) {
			case "sum":
				p.Sum = r.Values[i]
			case "samples":
				p.Samples = r.Values[i]
			default:
				continue
			}
			minutes[at] = p
		}
	}
	return slices.SortedFunc(maps.Values(minutes), func(a, b monitor.Point) int { return a.At.Compare(b.At) })
}
