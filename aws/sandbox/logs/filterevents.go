package logs

import (
	"slices"
	"sort"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

// filterLogEvents searches a group. A page that has events always has a token,
// as AWS's does, because only the next search knows whether more follow; a
// page may also have a token and no events, where the search was long.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
func (s *State) filterLogEvents(c *wire.Call, in *cloudwatchlogs.FilterLogEventsInput) (*cloudwatchlogs.FilterLogEventsOutput, error) {
	c.Data = true // CloudTrail has no management event of it
	if err := s.pace(c.Region); err != nil {
		return nil, err
	}
	g, err := s.findStandard(c.Region, in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	p, err := parse(in.FilterPattern, ofEvents)
	if err != nil {
		return nil, err
	}
	limit, err := pageLimit(in.Limit)
	if err != nil {
		return nil, err
	}
	if err := g.checkStreams(in); err != nil {
		return nil, err
	}
	todo, err := g.search(in)
	if err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.FilterLogEventsOutput{Events: []types.FilteredLogEvent{}, SearchedLogStreams: []types.SearchedLogStream{}}
	size, searched, i := 0, 0, 0
	for ; i < len(todo.events); i++ {
		e := todo.at(i)
		if searched += len(e.message); len(out.Events) >= limit || searched > maxSearch && i > 0 {
			break
		}
		if !inStreams(e.stream, in) || !p.Match(e.message) {
			continue
		}
		if size += len(e.message); size > maxPageBytes && len(out.Events) > 0 {
			break
		}
		out.Events = append(out.Events, types.FilteredLogEvent{
			EventId: aws.String(e.id()), IngestionTime: aws.Int64(e.arrived), Timestamp: aws.Int64(e.at),
			LogStreamName: aws.String(e.stream), Message: aws.String(e.message),
		})
	}
	if i > 0 && (len(out.Events) > 0 || i < len(todo.events)) {
		out.NextToken = aws.String(todo.at(i - 1).id())
	}
	return out, nil
}

// search is what a page looks through, oldest first or newest first.
type search struct {
	events   []event
	backward bool
}

func (s search) at(i int) event {
	if s.backward {
		return s.events[len(s.events)-1-i]
	}
	return s.events[i]
}

// search is the events of the window that the earlier pages have not looked
// at.
func (g *group) search(in *cloudwatchlogs.FilterLogEventsInput) (search, error) {
	events, err := g.window(in.StartTime, in.EndTime)
	found := search{events: events, backward: in.StartFromHead != nil && !*in.StartFromHead}
	if err != nil || in.NextToken == nil {
		return found, err
	}
	at, serial, err := parseID(*in.NextToken)
	if err != nil {
		return found, err
	}
	if found.backward {
		found.events = events[:sort.Search(len(events), func(i int) bool {
			return events[i].after(at, serial) || events[i].serial == serial
		})]
		return found, nil
	}
	found.events = events[sort.Search(len(events), func(i int) bool { return events[i].after(at, serial) }):]
	return found, nil
}

func (g *group) checkStreams(in *cloudwatchlogs.FilterLogEventsInput) error {
	if len(in.LogStreamNames) > 0 && in.LogStreamNamePrefix != nil {
		return invalid("logStreamNamePrefix and logStreamNames are mutually exclusive parameters.")
	}
	for _, name := range in.LogStreamNames {
		if _, err := g.stream(&name); err != nil {
			return err
		}
	}
	return nil
}

func inStreams(name string, in *cloudwatchlogs.FilterLogEventsInput) bool {
	if len(in.LogStreamNames) > 0 && !slices.Contains(in.LogStreamNames, name) {
		return false
	}
	return strings.HasPrefix(name, aws.ToString(in.LogStreamNamePrefix))
}
