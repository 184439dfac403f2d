// Package gather asks AWS for what a report tells beside a snapshot: the calls
// that switched CloudTrail's own notifications on and off, also those that were
// refused, and what SNS counted meanwhile. It may import account, watch, record,
// monitor and report.
package gather

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/report"
	"secretwatch/aws/watch"
)

const (
	newestPage = 50 // events that one question answers
	mostCounts = 3  // spans that are counted, the newest
)

// Notices asks Event history once for each of report.NoticeEvents, and SNS's
// metrics twice for each of the newest spans. What cannot be seen is in the
// answer; an error comes only where ctx is done.
func Notices(ctx context.Context, a *account.Account, s monitor.Snapshot) (report.Notices, error) {
	var out report.Notices
	var all []record.Record
	for _, event := range report.NoticeEvents() {
		found, err := calls(ctx, a.In(regionOf(event, s)), event)
		if ctx.Err() != nil {
			return out, fmt.Errorf("look for the notifications of the trail: %w", ctx.Err())
		}
		if err != nil {
			out.Records = monitor.NotSeen[[]record.Record](account.Unseen(err))
			return out, nil // half of the calls would tell a wrong story
		}
		all = append(all, found...)
	}
	out.Records = monitor.Found(all)
	spans := report.Spans(all, s)
	for _, span := range spans[max(len(spans)-mostCounts, 0):] {
		out.Counts = append(out.Counts, count(ctx, a, s, span))
	}
	if err := ctx.Err(); err != nil {
		return out, fmt.Errorf("count the notifications of the trail: %w", err)
	}
	return out, nil
}

// regionOf is in whose Event history a call stands: one about a trail in the
// trail's home region, one about a topic in the topic's.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
func regionOf(event string, s monitor.Snapshot) string {
	if t := s.Trail.Value; t != nil && t.HomeRegion != "" && strings.HasSuffix(event, "Trail") {
		return t.HomeRegion
	}
	return s.Region
}

// calls are the newest calls of one name, newest first.
func calls(ctx context.Context, a *account.Account, event string) ([]record.Record, error) {
	out, err := a.CloudTrail.LookupEvents(ctx, &cloudtrail.LookupEventsInput{
		LookupAttributes: []types.LookupAttribute{{AttributeKey: types.LookupAttributeKeyEventName, AttributeValue: aws.String(event)}},
		MaxResults:       aws.Int32(newestPage),
	})
	if err != nil {
		return nil, err
	}
	var list []record.Record
	for _, e := range out.Events {
		if r, err := record.Parse(aws.ToString(e.CloudTrailEvent)); err == nil {
			list = append(list, r)
		}
	}
	return list, nil
}

// count asks what SNS counted on a span's topic. Topics of other accounts and
// regions have their metrics there.
func count(ctx context.Context, a *account.Account, s monitor.Snapshot, span report.Span) report.Count {
	until, c := s.At, report.Count{Span: span}
	if !span.Off.IsZero() {
		until = span.Off
	}
	name := span.Topic.Raw()
	if strings.HasPrefix(name, "arn:") {
		if parts := strings.Split(name, ":"); len(parts) != 6 || parts[3] != s.Region || parts[4] != s.Account {
			return c
		}
		name = name[strings.LastIndexByte(name, ':')+1:]
	}
	period := periodFor(s.At.Sub(span.On), until.Sub(span.On))
	c.From, c.To = span.On.Truncate(period), until.Add(period).Truncate(period)
	c.Published, c.Unseen = sum(ctx, a, name, "NumberOfMessagesPublished", period, c)
	if c.Unseen == nil {
		c.Delivered, c.Unseen = sum(ctx, a, name, "NumberOfNotificationsDelivered", period, c)
	}
	return c
}

// periodFor is the finest period that is kept for so long and makes no more than
// 1440 datapoints. SNS counts in periods of five minutes.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func periodFor(age, long time.Duration) time.Duration {
	const day = 24 * time.Hour
	switch {
	case age < 62*day && long < 4*day:
		return 5 * time.Minute
	case long < 59*day:
		return time.Hour
	default:
		return day
	}
}

func sum(ctx context.Context, a *account.Account, topic, name string, period time.Duration, c report.Count) (*float64, *monitor.Unseen) {
	points, err := watch.Datapoints(ctx, a, watch.Metric{
		Namespace: "AWS/SNS", Name: name, Dimensions: map[string]string{"TopicName": topic}, Period: period,
	}, c.From, c.To)
	if err != nil {
		unseen := account.Unseen(err)
		return nil, &unseen
	}
	total := 0.0
	for _, p := range points {
		total += p.Value
	}
	return &total, nil
}
