package logs

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// batch is one event for each age.
func (b *bench) batch(ages ...time.Duration) []types.InputLogEvent {
	events := []types.InputLogEvent{}
	for _, age := range ages {
		events = append(events, types.InputLogEvent{Message: aws.String(age.String()), Timestamp: aws.Int64(b.now.Add(-age).UnixMilli())})
	}
	return events
}

func TestPutLogEventsRejects(t *testing.T) {
	const day = 24 * time.Hour
	for name, test := range map[string]struct {
		ages    []time.Duration
		tooOld  int32 // the end; 0 for none
		tooNew  int32 // the start; 0 for none
		arrived int
	}{
		"well":          {[]time.Duration{time.Minute, 0}, 0, 0, 2},
		"three too old": {[]time.Duration{14*day + 3*time.Hour, 14*day + time.Hour, 14*day + time.Minute, 14*day - time.Minute}, 3, 0, 1},
		"too new":       {[]time.Duration{0, -time.Hour, -3 * time.Hour}, 0, 2, 2},
	} {
		b := newBench(t)
		b.deliver("first")
		out, err := b.putLogEvents(b.call(), &cloudwatchlogs.PutLogEventsInput{LogGroupName: aws.String("reads"), LogStreamName: aws.String("stream"), LogEvents: b.batch(test.ages...)})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		info := out.RejectedLogEventsInfo
		if info == nil {
			info = &types.RejectedLogEventsInfo{}
		}
		if aws.ToInt32(info.TooOldLogEventEndIndex) != test.tooOld || aws.ToInt32(info.TooNewLogEventStartIndex) != test.tooNew ||
			len(b.region("us-east-1")["reads"].events) != test.arrived+1 || aws.ToString(out.NextSequenceToken) == "" {
			t.Errorf("%s: %+v", name, out)
		}
	}
}

func TestPutLogEventsRefuses(t *testing.T) {
	b := newBench(t)
	b.deliver("first")
	large := b.batch(0, 0)
	large[0].Message, large[1].Message = aws.String(strings.Repeat("x", 600_000)), aws.String(strings.Repeat("x", 600_000))
	for name, test := range map[string]struct {
		events []types.InputLogEvent
		want   string
	}{
		"no list":         {nil, "InvalidParameterException: 1 validation error detected: Value null at 'logEvents' failed to satisfy constraint: Member must not be null"},
		"an empty list":   {b.batch(), "InvalidParameterException: 1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1"},
		"newest first":    {b.batch(0, time.Second), "InvalidParameterException: Log events in a single PutLogEvents request must be in chronological order."},
		"more than a day": {b.batch(25*time.Hour, 0), "InvalidParameterException: The batch of log events in a single PutLogEvents request cannot span more than 24 hours."},
		"too large":       {large, "InvalidParameterException: Upload too large: 1200052 bytes exceeds limit of 1048576"},
		"no message":      {[]types.InputLogEvent{{Timestamp: aws.Int64(1)}}, "InvalidParameterException: 1 validation error detected: Value null at 'logEvents.1.member.message' failed to satisfy constraint: Member must not be null"},
	} {
		_, err := b.putLogEvents(b.call(), &cloudwatchlogs.PutLogEventsInput{LogGroupName: aws.String("reads"), LogStreamName: aws.String("stream"), LogEvents: test.events})
		if got := textOf(err); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// A group that nobody reads keeps no more than its retention allows.
func TestArrivalsPushOutWhatIsTooOld(t *testing.T) {
	b := newBench(t)
	if _, err := b.putRetentionPolicy(b.call(), &cloudwatchlogs.PutRetentionPolicyInput{LogGroupName: aws.String("reads"), RetentionInDays: aws.Int32(1)}); err != nil {
		t.Fatal(err)
	}
	for range 100 {
		b.deliver("x")
		b.now = b.now.Add(time.Hour)
	}
	g := b.region("us-east-1")["reads"]
	if n := len(g.events); n > 25 || n != g.bytes {
		t.Errorf("%d events of %d bytes are kept", n, g.bytes)
	}
}
