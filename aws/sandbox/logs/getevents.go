package logs

import (
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

func (s *State) getLogEvents(c *wire.Call, in *cloudwatchlogs.GetLogEventsInput) (*cloudwatchlogs.GetLogEventsOutput, error) {
	c.Data = true // CloudTrail has no management event of it
	g, err := s.find(c.Region, in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	one, err := g.stream(in.LogStreamName)
	if err != nil {
		return nil, err
	}
	limit, err := pageLimit(in.Limit)
	if err != nil {
		return nil, err
	}
	inTime, err := g.window(in.StartTime, in.EndTime)
	if err != nil {
		return nil, err
	}
	var events []event
	for _, e := range inTime {
		if e.stream == one.name {
			events = append(events, e)
		}
	}
	forward, at, serial := in.StartFromHead != nil && *in.StartFromHead, int64(0), uint64(0)
	if in.NextToken != nil {
		if forward, at, serial, err = parseToken(*in.NextToken); err != nil {
			return nil, err
		}
		events = beyond(events, forward, at, serial)
	}
	events = cut(events, forward, limit)
	first, last := event{at: at, serial: serial}.id(), event{at: at, serial: serial}.id()
	out := &cloudwatchlogs.GetLogEventsOutput{Events: []types.OutputLogEvent{}}
	for i, e := range events {
		if i == 0 {
			first = e.id()
		}
		last = e.id()
		out.Events = append(out.Events, types.OutputLogEvent{
			Timestamp: aws.Int64(e.at), IngestionTime: aws.Int64(e.arrived), Message: aws.String(e.message),
		})
	}
	out.NextBackwardToken, out.NextForwardToken = aws.String("b/"+first+"/s"), aws.String("f/"+last+"/s")
	return out, nil
}

// parseToken reads f/ID/s and b/ID/s.
func parseToken(token string) (forward bool, at int64, serial uint64, err error) {
	parts := strings.Split(token, "/")
	if len(parts) != 3 || parts[0] != "f" && parts[0] != "b" || parts[2] != "s" {
		return false, 0, 0, badToken()
	}
	at, serial, err = parseID(parts[1])
	return parts[0] == "f", at, serial, err
}

func beyond(events []event, forward bool, at int64, serial uint64) []event {
	if forward {
		return events[sort.Search(len(events), func(i int) bool { return events[i].after(at, serial) }):]
	}
	return events[:sort.Search(len(events), func(i int) bool {
		return events[i].after(at, serial) || events[i].serial == serial
	})]
}

// cut keeps what fits on a page, from the head or from the end.
func cut(events []event, forward bool, limit int) []event {
	size, n := 0, 0
	for n < len(events) && n < limit {
		e := events[n]
		if !forward {
			e = events[len(events)-1-n]
		}
		if size += len(e.message); size > maxPageBytes && n > 0 {
			break
		}
		n++
	}
	if forward {
		return events[:n]
	}
	return events[len(events)-n:]
}
