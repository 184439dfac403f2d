package logs

import (
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

// Limits of PutLogEvents.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html
const (
	maxBatch      = 10_000
	maxEventBytes = 1 << 20
	tooOld        = 14 * 24 * time.Hour
	tooNew        = 2 * time.Hour
	maxSpan       = 24 * time.Hour
	eventOverhead = 26 // bytes that an event counts more than its text
)

// ErrNoGroup is the answer to a delivery into a group that is not there.
var ErrNoGroup = errors.New("the log group does not exist")

// Has reports whether the group exists.
func (s *State) Has(region, group string) bool { return s.region(region)[group] != nil }

// EnsureStream makes a stream for a service that delivers, unless it is there.
func (s *State) EnsureStream(region, groupName, streamName string) error {
	g := s.region(region)[groupName]
	if g == nil {
		return ErrNoGroup
	}
	if g.streams[streamName] == nil {
		g.streams[streamName] = &stream{name: streamName, created: s.now()}
	}
	return nil
}

// Deliver takes messages of a service, one event each. Their time is that of
// the delivery. The stream is made where it is missing.
func (s *State) Deliver(region, groupName, streamName string, messages []string) error {
	if err := s.EnsureStream(region, groupName, streamName); err != nil {
		return err
	}
	g := s.region(region)[groupName]
	if err := s.checkKey(g, g.key); err != nil {
		return err
	}
	at := s.now()
	for _, message := range messages {
		s.ingest(g, g.streams[streamName], at, message)
	}
	return nil
}

func (s *State) putLogEvents(c *wire.Call, in *cloudwatchlogs.PutLogEventsInput) (*cloudwatchlogs.PutLogEventsOutput, error) {
	c.Data = true // CloudTrail has no management event of it
	if err := checkBatch(in.LogEvents); err != nil {
		return nil, err
	}
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	to, err := g.stream(in.LogStreamName)
	if err != nil {
		return nil, err
	}
	now := s.deps.Clock.Now()
	rejected := &types.RejectedLogEventsInfo{}
	for i, e := range in.LogEvents {
		at := time.UnixMilli(aws.ToInt64(e.Timestamp))
		switch {
		case now.Sub(at) > tooOld:
			rejected.TooOldLogEventEndIndex = aws.Int32(int32(i + 1))
		case at.Sub(now) > tooNew:
			if rejected.TooNewLogEventStartIndex == nil {
				rejected.TooNewLogEventStartIndex = aws.Int32(int32(i))
			}
		default:
			s.ingest(g, to, aws.ToInt64(e.Timestamp), aws.ToString(e.Message))
		}
	}
	// Nobody needs the token any more, but AWS still gives one.
	out := &cloudwatchlogs.PutLogEventsOutput{NextSequenceToken: aws.String(fmt.Sprintf("4%055d", s.serial))}
	if rejected.TooOldLogEventEndIndex != nil || rejected.TooNewLogEventStartIndex != nil {
		out.RejectedLogEventsInfo = rejected
	}
	return out, nil
}

func checkBatch(events []types.InputLogEvent) error {
	switch n := len(events); {
	case events == nil:
		return missing("logEvents")
	case n == 0:
		return invalid("1 validation error detected: Value '[]' at 'logEvents' failed to satisfy constraint: Member must have length greater than or equal to 1")
	case n > maxBatch:
		return invalid("1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length less than or equal to %d", maxBatch)
	}
	total := 0
	for i, e := range events {
		size := len(aws.ToString(e.Message)) + eventOverhead
		total += size
		switch {
		case e.Message == nil:
			return missing(fmt.Sprintf("logEvents.%d.member.message", i+1))
		case e.Timestamp == nil:
			return missing(fmt.Sprintf("logEvents.%d.member.timestamp", i+1))
		case aws.ToString(e.Message) == "":
			return invalid("1 validation error detected: Value '' at 'logEvents.%d.member.message' failed to satisfy constraint: Member must have length greater than or equal to 1", i+1)
		case size > maxEventBytes:
			return invalid("Log event too large: %d bytes exceeds limit of %d", size, maxEventBytes)
		case i > 0 && aws.ToInt64(e.Timestamp) < aws.ToInt64(events[i-1].Timestamp):
			return invalid("Log events in a single PutLogEvents request must be in chronological order.")
		}
	}
	if span := aws.ToInt64(events[len(events)-1].Timestamp) - aws.ToInt64(events[0].Timestamp); span > maxSpan.Milliseconds() {
		return invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.")
	}
	if total > maxEventBytes {
		return invalid("Upload too large: %d bytes exceeds limit of %d", total, maxEventBytes)
	}
	return nil
}

// ingest keeps one event and shows it to the group's metric filters.
func (s *State) ingest(g *group, to *stream, at int64, message string) {
	g.expire(s.deps.Clock.Now())
	s.serial++
	e := event{serial: s.serial, at: at, arrived: s.now(), stream: to.name, message: message}
	i := sort.Search(len(g.events), func(i int) bool { return g.events[i].at > at })
	g.events = append(g.events, event{})
	copy(g.events[i+1:], g.events[i:])
	g.events[i] = e
	g.bytes += len(message)
	if to.lastArrival == 0 || at < to.first {
		to.first = at
	}
	to.last, to.lastArrival = max(to.last, at), e.arrived
	n := max(0, len(g.events)-maxEvents)
	for over := g.bytes; over > maxBytes && n < len(g.events); n++ {
		over -= len(g.events[n].message)
	}
	g.drop(n)
	s.applyFilters(g, e)
	s.tails.offer(g, e)
}
