package survey

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/filter"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

const (
	// lateDelivery is when a record has reached the log group, or never will.
	// AWS speaks of about five minutes and promises nothing.
	// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
	lateDelivery = 30 * time.Minute
	// usualDelivery is when it mostly has.
	usualDelivery = 15 * time.Minute
	maxLogPages   = 4  // of a megabyte each, mostly empty
	maxLogged     = 50 // records that TestMetricFilter takes at once
)

// newestRead is the newest read of the monitor's secret, or of any secret where
// this one has none: whether records arrive can be seen from both.
func (t *taker) newestRead() (record.Read, bool) {
	reads := t.readsSeen()
	i := slices.IndexFunc(reads, t.ofSecret)
	if i < 0 {
		i = 0
	}
	if len(reads) == 0 {
		return record.Read{}, false
	}
	return reads[i], true
}

func (t *taker) readsSeen() []record.Read {
	if !t.s.Reads.There() {
		return nil
	}
	return *t.s.Reads.Value
}

func (t *taker) ofSecret(r record.Read) bool {
	arn := ""
	if s := t.s.Secret.Value; s != nil {
		arn = s.ARN
	}
	return r.Of(t.names.Secret, arn)
}

// deliveryGroup is where the trail's records lie: what the trail says, else the
// monitor's own group; "" where that is elsewhere or known not to be there.
func (t *taker) deliveryGroup() string {
	if trail := t.s.Trail.Value; trail != nil && trail.LogGroupARN != "" {
		return groupHere(*trail, t.Place)
	}
	if t.s.LogGroup.Absent() {
		return ""
	}
	return t.names.LogGroup
}

// deliveryWindow is when the newest reads' records were delivered: the log
// event's time is the delivery's, not the read's. False where there is nothing
// to look for, or where it is gone by now.
func (t *taker) deliveryWindow(group string, g *monitor.LogGroup) (start, end time.Time, ok bool) {
	now := t.Clock.Now()
	if t.s.Reads.Unseen != nil {
		return now.Add(-lateDelivery), now, true // somebody may have read
	}
	r, read := t.newestRead()
	if !read {
		return now.Add(-usualDelivery), now, true // Event history may be behind the log group
	}
	start, end = r.Time, r.Time.Add(lateDelivery)
	if now.Sub(r.Time) < usualDelivery {
		// Its record may be on its way still; the read before it tells more.
		for _, earlier := range t.readsSeen() {
			if earlier.Time.Before(start) && t.ofSecret(earlier) == t.ofSecret(r) && r.Time.Sub(earlier.Time) < time.Hour {
				start = earlier.Time
				break
			}
		}
	}
	if g != nil && g.Name == group {
		kept := time.Duration(g.RetentionDays) * 24 * time.Hour
		expired := g.RetentionDays > 0 && now.Sub(r.Time) > kept
		if expired || g.Created.After(end) {
			return start, end, false
		}
	}
	return start, end, true
}

// logged finds the newest reads' records in the log group, of which g is known;
// nil where nothing is. It may run beside looks at the trail and the log group.
func (t *taker) logged(group string, g *monitor.LogGroup) []look {
	start, end, ok := t.deliveryWindow(group, g)
	if !ok || group == "" {
		return nil
	}
	newest, _ := t.newestRead()
	return []look{func(ctx context.Context) {
		t.logEvents(ctx, newest.EventID, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: aws.String(group), FilterPattern: aws.String(record.ReadsPattern), Limit: aws.Int32(maxLogged),
			StartTime: aws.Int64(start.UnixMilli()), EndTime: aws.Int64(end.UnixMilli()),
		})
	}}
}

// logEvents follows the pages until it has the newest read's record. A page without events is not the end: only a
// missing token is.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func (t *taker) logEvents(ctx context.Context, newest string, in *cloudwatchlogs.FilterLogEventsInput) {
	var found []monitor.LoggedRead
	for n := 1; ; n++ {
		page, err := t.Logs.FilterLogEvents(ctx, in)
		if err != nil {
			t.s.Logged = seen[[]monitor.LoggedRead](nil, err, "ResourceNotFoundException")
			return
		}
		found = append(found, readLogged(page.Events)...)
		token := aws.ToString(page.NextToken)
		enough := newest != "" && slices.ContainsFunc(found, func(l monitor.LoggedRead) bool { return l.EventID == newest })
		if enough || token == "" || token == aws.ToString(in.NextToken) {
			break
		}
		if n == maxLogPages {
			if len(found) == 0 {
				t.s.Logged = monitor.NotSeen[[]monitor.LoggedRead](tooLarge(aws.ToString(in.LogGroupName), n))
				return
			}
			break
		}
		in.NextToken = page.NextToken
	}
	slices.SortStableFunc(found, func(a, b monitor.LoggedRead) int { return cmp.Compare(b.Delivered.UnixNano(), a.Delivered.UnixNano()) })
	t.s.Logged = monitor.Found(found[:min(len(found), maxLogged)])
}

// tooLarge is why a group was not searched to its end: then what was not found
// may well be there.
func tooLarge(group string, pages int) monitor.Unseen {
	return monitor.Unseen{
		Service: "logs", Operation: "FilterLogEvents", Permission: "logs:FilterLogEvents",
		Resource: foreign.New(group), Reason: monitor.ReasonFailed,
		Message: foreign.New(fmt.Sprintf("the log group holds too much to be searched: %d pages had no read, and there are more", pages)),
	}
}

func readLogged(events []types.FilteredLogEvent) []monitor.LoggedRead {
	list := make([]monitor.LoggedRead, 0, len(events))
	for _, e := range events {
		message := aws.ToString(e.Message)
		r, err := record.Parse(message)
		if err != nil {
			continue // no CloudTrail record, whatever else it is
		}
		list = append(list, monitor.LoggedRead{
			EventID: r.EventID, Stream: aws.ToString(e.LogStreamName),
			Delivered: time.UnixMilli(aws.ToInt64(e.Timestamp)).UTC(), Message: foreign.New(message),
		})
	}
	return list
}

// tested has CloudWatch Logs itself try the filter's pattern on the records. It
// answers with the messages that match; its numbers are documented from 0 and
// were seen to start at 1.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
//
// A pattern that looks for text is not asked about: the record of the asking
// holds that text, and the metric would count it.
func (t *taker) tested(ctx context.Context) {
	if filter.LooksForText(t.s.Filter.Value.Pattern.Raw()) {
		return
	}
	list := *t.s.Logged.Value
	messages := make([]string, len(list))
	for i, l := range list {
		messages[i] = l.Message.Raw()
	}
	out, err := t.Logs.TestMetricFilter(ctx, &cloudwatchlogs.TestMetricFilterInput{
		FilterPattern: aws.String(t.s.Filter.Value.Pattern.Raw()), LogEventMessages: messages,
	})
	if err != nil {
		t.s.Untested = seen[bool](nil, err).Unseen
		return
	}
	matched := map[string]bool{}
	for _, m := range out.Matches {
		matched[aws.ToString(m.EventMessage)] = true
	}
	for i := range list {
		list[i].Tested, list[i].Matched = true, matched[messages[i]]
	}
}
