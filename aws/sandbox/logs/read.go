package logs

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/filter"
	"secretwatch/aws/sandbox/wire"
)

const (
	maxPage      = 10_000  // events
	maxPageBytes = 1 << 20 // of messages
)

// id is an event's id: its time and its place in the order of arrival, as many
// digits as AWS's ids have.
func (e event) id() string { return fmt.Sprintf("3%015d%040d", e.at, e.serial) }

// after reports whether e comes after the place that id names.
func (e event) after(at int64, serial uint64) bool {
	return e.at > at || e.at == at && e.serial > serial
}

func parseID(id string) (at int64, serial uint64, err error) {
	if len(id) != 56 || id[0] != '3' {
		return 0, 0, badToken()
	}
	at, err1 := strconv.ParseInt(id[1:16], 10, 64)
	serial, err2 := strconv.ParseUint(id[16:], 10, 64)
	if err1 != nil || err2 != nil {
		return 0, 0, badToken()
	}
	return at, serial, nil
}

// window is the events from start to end, both included and in milliseconds.
func (g *group) window(start, end *int64) []event {
	from := sort.Search(len(g.events), func(i int) bool { return g.events[i].at >= aws.ToInt64(start) })
	to := len(g.events)
	if end != nil {
		to = sort.Search(len(g.events), func(i int) bool { return g.events[i].at > *end })
	}
	return g.events[from:max(from, to)]
}

func (s *State) filterLogEvents(c *wire.Call, in *cloudwatchlogs.FilterLogEventsInput) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	c.Data = true // CloudTrail has no management event of it
	g, err := s.find(c.Region, in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	p, err := parse(in.FilterPattern)
	if err != nil {
		return nil, err
	}
	limit, err := pageLimit(in.Limit)
	if err != nil {
		return nil, err
	}
	backward := in.StartFromHead != nil && !*in.StartFromHead
	events, err := rest(g.window(in.StartTime, in.EndTime), in.NextToken, backward)
	if err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.FilterLogEventsOutput{Events: []types.FilteredLogEvent{}, SearchedLogStreams: []types.SearchedLogStream{}}
	size := 0
	for i, e := range events {
		if !inStreams(e.stream, in) || !p.Match(e.message) {
			continue
		}
		size += len(e.message)
		if len(out.Events) >= limit || size > maxPageBytes && len(out.Events) > 0 {
			out.NextToken = aws.String(events[i-1].id())
			break
		}
		out.Events = append(out.Events, types.FilteredLogEvent{
			EventId: aws.String(e.id()), IngestionTime: aws.Int64(e.arrived), Timestamp: aws.Int64(e.at),
			LogStreamName: aws.String(e.stream), Message: aws.String(e.message),
		})
	}
	return out, nil
}

// rest is what follows the place that the token names, newest first where
// backward.
func rest(events []event, token *string, backward bool) ([]event, error) {
	if backward {
		events = slices.Clone(events)
		slices.Reverse(events)
	}
	if token == nil {
		return events, nil
	}
	at, serial, err := parseID(*token)
	if err != nil {
		return nil, err
	}
	from := sort.Search(len(events), func(i int) bool {
		if backward {
			e := events[i]
			return e.at < at || e.at == at && e.serial < serial
		}
		return events[i].after(at, serial)
	})
	return events[from:], nil
}

func inStreams(name string, in *cloudwatchlogs.FilterLogEventsInput) bool {
	if len(in.LogStreamNames) > 0 && !slices.Contains(in.LogStreamNames, name) {
		return false
	}
	return strings.HasPrefix(name, aws.ToString(in.LogStreamNamePrefix))
}

func parse(text *string) (*filter.Pattern, error) {
	p, err := filter.Parse(aws.ToString(text))
	if err != nil {
		return nil, invalid("%s", err.Error())
	}
	return p, nil
}

func pageLimit(asked *int32) (int, error) {
	switch {
	case asked == nil:
		return maxPage, nil
	case *asked > maxPage:
		return 0, invalid("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value less than or equal to %d", *asked, maxPage)
	case *asked < 1:
		return 0, invalid("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1", *asked)
	}
	return int(*asked), nil
}

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
	var events []event
	for _, e := range g.window(in.StartTime, in.EndTime) {
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
