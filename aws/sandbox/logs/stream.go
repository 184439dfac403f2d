package logs

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

const streamPattern = "[^:*]*"

var streamName = regexp.MustCompile("^" + streamPattern + "$")

func (s *State) createLogStream(c *wire.Call, in *cloudwatchlogs.CreateLogStreamInput) (*cloudwatchlogs.CreateLogStreamOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	if err := checkName("logStreamName", in.LogStreamName, streamPattern, streamName); err != nil {
		return nil, err
	}
	name := *in.LogStreamName
	switch {
	case g.streams[name] != nil:
		return nil, wire.Errorf("ResourceAlreadyExistsException", "The specified log stream already exists")
	case len(g.streams) >= maxStreams:
		return nil, limitExceeded()
	}
	g.streams[name] = &stream{name: name, created: s.now()}
	return &cloudwatchlogs.CreateLogStreamOutput{}, nil
}

func (g *group) stream(name *string) (*stream, error) {
	if err := checkName("logStreamName", name, streamPattern, streamName); err != nil {
		return nil, err
	}
	if found := g.streams[*name]; found != nil {
		return found, nil
	}
	return nil, wire.Errorf("ResourceNotFoundException", "The specified log stream does not exist.")
}

func (s *State) deleteLogStream(c *wire.Call, in *cloudwatchlogs.DeleteLogStreamInput) (*cloudwatchlogs.DeleteLogStreamOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	gone, err := g.stream(in.LogStreamName)
	if err != nil {
		return nil, err
	}
	delete(g.streams, gone.name)
	g.events = slices.DeleteFunc(g.events, func(e event) bool {
		if e.stream != gone.name {
			return false
		}
		g.bytes -= len(e.message)
		return true
	})
	return &cloudwatchlogs.DeleteLogStreamOutput{}, nil
}

func (s *State) describeLogStreams(c *wire.Call, in *cloudwatchlogs.DescribeLogStreamsInput) (*cloudwatchlogs.DescribeLogStreamsOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, in.LogGroupIdentifier)
	if err != nil {
		return nil, err
	}
	byTime := in.OrderBy == types.OrderByLastEventTime
	if byTime && in.LogStreamNamePrefix != nil {
		return nil, invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
	}
	var found []*stream
	for _, one := range g.streams {
		if strings.HasPrefix(one.name, aws.ToString(in.LogStreamNamePrefix)) {
			found = append(found, one)
		}
	}
	slices.SortFunc(found, func(a, b *stream) int {
		order := strings.Compare(a.name, b.name)
		if byTime {
			order = cmp.Or(cmp.Compare(a.last, b.last), order)
		}
		if aws.ToBool(in.Descending) {
			return -order
		}
		return order
	})
	items, next, err := page(found, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.DescribeLogStreamsOutput{NextToken: next, LogStreams: []types.LogStream{}}
	for _, one := range items {
		out.LogStreams = append(out.LogStreams, s.describedStream(g, one))
	}
	return out, nil
}

func (s *State) describedStream(g *group, one *stream) types.LogStream {
	d := types.LogStream{
		LogStreamName: aws.String(one.name), Arn: aws.String(s.arn(g) + ":log-stream:" + one.name),
		CreationTime: aws.Int64(one.created),
		//lint:ignore SA1019 AWS still sends it: 0 for streams since 2019
		StoredBytes: aws.Int64(0), //nolint:staticcheck // as above, for golangci-lint
	}
	if one.lastArrival > 0 {
		d.FirstEventTimestamp, d.LastEventTimestamp = aws.Int64(one.first), aws.Int64(one.last)
		d.LastIngestionTime = aws.Int64(one.lastArrival)
	}
	return d
}
