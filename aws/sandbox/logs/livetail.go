package logs

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

// Limits of Live Tail.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const (
	maxTails      = 15 // at once, per Region
	maxTailGroups = 10
)

// startLiveTail opens a session, which sees what arrives from now on.
func (s *State) startLiveTail(c *wire.Call, in *cloudwatchlogs.StartLiveTailInput) (*tail, error) {
	c.ReadOnly = true
	groups, err := s.tailGroups(c, in)
	if err != nil {
		return nil, err
	}
	p, err := parse(in.LogEventFilterPattern, ofEvents)
	if err != nil {
		return nil, err
	}
	t := &tail{
		region: c.Region, groups: groups, pattern: p, names: in.LogStreamNames, prefixes: in.LogStreamNamePrefixes,
		clock: s.deps.Clock, begun: s.deps.Clock.Now(), ended: make(chan struct{}),
		start: types.LiveTailSessionStart{
			RequestId: aws.String(c.RequestID), SessionId: aws.String(wire.NewID()),
			LogGroupIdentifiers: in.LogGroupIdentifiers, LogEventFilterPattern: aws.String(aws.ToString(in.LogEventFilterPattern)),
			LogStreamNames: orEmpty(in.LogStreamNames), LogStreamNamePrefixes: orEmpty(in.LogStreamNamePrefixes),
		},
	}
	if !s.tails.open(t) {
		return nil, limitExceeded()
	}
	return t, nil
}

func orEmpty(names []string) []string {
	if names == nil {
		return []string{}
	}
	return names
}

// tailGroups are the ARNs of the session's groups by their names.
func (s *State) tailGroups(c *wire.Call, in *cloudwatchlogs.StartLiveTailInput) (map[string]string, error) {
	asked := in.LogGroupIdentifiers
	switch {
	case asked == nil:
		return nil, missing("logGroupIdentifiers")
	case len(asked) == 0:
		return nil, invalid("1 validation error detected: Value '[]' at 'logGroupIdentifiers' failed to satisfy constraint: Member must have length greater than or equal to 1")
	case len(asked) > maxTailGroups:
		return nil, invalid("1 validation error detected: Value '[%s]' at 'logGroupIdentifiers' failed to satisfy constraint: Member must have length less than or equal to %d",
			strings.Join(asked, ", "), maxTailGroups)
	case slices.ContainsFunc(asked, func(id string) bool { return !identifier.MatchString(id) }):
		return nil, invalid("1 validation error detected: Value '[%s]' at 'logGroupIdentifiers' failed to satisfy constraint: Member must satisfy constraint: "+
			"[Member must have length less than or equal to 2048, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: %s]",
			strings.Join(asked, ", "), identifierPattern)
	case len(in.LogStreamNames) > 0 && len(in.LogStreamNamePrefixes) > 0:
		return nil, invalid("logStreamNames and logStreamNamePrefixes are mutually exclusive parameters.")
	case len(in.LogStreamNames)+len(in.LogStreamNamePrefixes) > 0 && len(asked) > 1:
		return nil, invalid("logStreamNames and logStreamNamePrefixes can be given for one log group only.")
	}
	groups := make(map[string]string, len(asked))
	for _, id := range asked {
		g, err := s.tailGroup(c, id)
		if err != nil {
			return nil, err
		}
		groups[g.name] = s.arn(g)
	}
	return groups, nil
}

func (s *State) tailGroup(c *wire.Call, id string) (*group, error) {
	if !strings.HasPrefix(id, "arn:") {
		return nil, invalid("The log group identifier '%s' is not an ARN.", id)
	}
	g, err := s.find(c.Region, nil, &id)
	if err != nil {
		return nil, err
	}
	switch {
	case s.arn(g) != id:
		return nil, noGroup()
	case g.class != types.LogGroupClassStandard:
		return nil, wire.Errorf("InvalidOperationException", "The operation is not valid on the specified resource")
	}
	return g, nil
}
