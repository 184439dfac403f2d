// Package logs is the sandbox's CloudWatch Logs: log groups, streams, events
// and the metric filters that turn events into metrics.
//
// The sandbox's lock is held whenever its code runs, except while a Live Tail
// session streams. It may import wire, clock, metrics, filter and the SDK's
// types.
package logs

import (
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/clock"
	"secretwatch/aws/sandbox/metrics"
	"secretwatch/aws/sandbox/wire"
)

// What is kept. Events go when the group's retention says so, and the oldest
// when a group holds more than this.
const (
	maxEvents  = 500_000   // per group
	maxBytes   = 400 << 20 // of messages, per group
	maxGroups  = 10_000    // per region
	maxStreams = 10_000    // per group
)

// Deps are what logs need of the rest of the sandbox.
type Deps struct {
	Account string
	Clock   clock.Clock
	// Metric takes what metric filters publish.
	Metric func(region string, m metrics.Metric, p metrics.Sample)
	// Key is nil where the service may use a key for a group; a nil function
	// asks nobody.
	Key func(region, key, groupARN string) error
}

// State is all log groups of the account.
type State struct {
	deps   Deps
	groups map[string]map[string]*group // by region and name
	serial uint64                       // of the newest event
	rates  map[string]*rate             // of FilterLogEvents, by region
	tails  tails

	queries []*query // of Logs Insights, oldest first
}

type group struct {
	name, region string
	class        types.LogGroupClass
	created      int64 // milliseconds, as all times of this service
	retention    int32 // days; 0 means never expire
	key          *string
	protected    bool
	tags         map[string]string
	streams      map[string]*stream
	filters      map[string]*metricFilter
	events       []event // by time, then by arrival
	bytes        int
}

type stream struct {
	name                     string
	created                  int64
	first, last, lastArrival int64 // 0 where there is no event
}

type event struct {
	serial      uint64
	at, arrived int64
	stream      string
	message     string
}

// New makes an account without log groups.
func New(deps Deps) *State {
	return &State{deps: deps, groups: map[string]map[string]*group{}, rates: map[string]*rate{}}
}

// Close ends all Live Tail sessions.
func (s *State) Close() { s.tails.end() }

func (s *State) now() int64 { return s.deps.Clock.Now().UnixMilli() }

func (s *State) region(name string) map[string]*group {
	groups := s.groups[name]
	if groups == nil {
		groups = map[string]*group{}
		s.groups[name] = groups
	}
	return groups
}

// What the API model allows in names and identifiers.
const (
	namePattern       = `[\.\-_/#A-Za-z0-9]+`
	identifierPattern = `[\w#+=/:,.@-]*`
	maxName           = 512
)

var (
	groupName  = regexp.MustCompile("^" + namePattern + "$")
	identifier = regexp.MustCompile("^" + identifierPattern + "$")
)

// find gives the group by name, or by name or ARN where there is an id.
func (s *State) find(region string, name, id *string) (*group, error) {
	if name != nil && id != nil {
		return nil, wire.Errorf("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.")
	}
	if id != nil {
		if !identifier.MatchString(*id) {
			return nil, pattern("logGroupIdentifier", *id, identifierPattern)
		}
		wanted := *id
		if _, after, ok := strings.Cut(wanted, ":log-group:"); ok {
			wanted = after
		}
		name = &wanted
	}
	if err := checkName("logGroupName", name, namePattern, groupName); err != nil {
		return nil, err
	}
	g := s.region(region)[*name]
	if g == nil {
		return nil, noGroup()
	}
	g.expire(s.deps.Clock.Now())
	return g, nil
}

// findStandard is find for what only groups of the class STANDARD have. Others
// saw AWS refuse DescribeMetricFilters and FilterLogEvents with these words on
// a group of class INFREQUENT_ACCESS; that it refuses PutMetricFilter with them
// is inferred.
// https://github.com/turbot/steampipe-plugin-aws/issues/2758
func (s *State) findStandard(region string, name, id *string) (*group, error) {
	g, err := s.find(region, name, id)
	if err == nil && g.class != types.LogGroupClassStandard {
		return nil, wire.Errorf("ValidationException", "This operation is only supported on the Standard log class.")
	}
	return g, err
}

// checkName checks a group's or a stream's name.
func checkName(member string, name *string, expression string, allowed *regexp.Regexp) error {
	switch {
	case name == nil:
		return missing(member)
	case *name == "":
		return invalid("1 validation error detected: Value '' at '%s' failed to satisfy constraint: Member must have length greater than or equal to 1", member)
	case len(*name) > maxName:
		return invalid("Invalid LogGroup or LogStream, both must have length less than or equal to %d.", maxName)
	case !allowed.MatchString(*name):
		return pattern(member, *name, expression)
	}
	return nil
}

func (s *State) arn(g *group) string {
	return "arn:" + wire.Partition(g.region) + ":logs:" + g.region + ":" + s.deps.Account + ":log-group:" + g.name
}

// expire drops what is older than the retention.
func (g *group) expire(now time.Time) {
	if g.retention == 0 {
		return
	}
	oldest := now.AddDate(0, 0, -int(g.retention)).UnixMilli()
	n := 0
	for n < len(g.events) && g.events[n].at < oldest {
		n++
	}
	g.drop(n)
}

// drop forgets the n oldest events.
func (g *group) drop(n int) {
	for _, e := range g.events[:n] {
		g.bytes -= len(e.message)
	}
	clear(g.events[:n]) // the array lives on
	g.events = g.events[n:]
}

func invalid(format string, args ...any) *wire.Error {
	return wire.Errorf("InvalidParameterException", format, args...)
}

func pattern(member, value, expression string) *wire.Error {
	return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy regular expression pattern: %s", value, member, expression)
}

func missing(member string) *wire.Error {
	return invalid("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", member)
}

func noGroup() *wire.Error {
	return wire.Errorf("ResourceNotFoundException", "The specified log group does not exist.")
}

func tooLong(member, value string, most int) *wire.Error {
	return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must have length less than or equal to %d", value, member, most)
}
