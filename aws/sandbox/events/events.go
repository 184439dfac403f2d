// Package events is the sandbox's EventBridge: rules on the default event bus
// that send CloudTrail's records, and events of the account's own, to SNS
// topics.
//
// It has no lock of its own: the sandbox's is held whenever its code runs. It
// may import wire, clock, topics, eventpattern and the SDK's types.
package events

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/eventpattern"
	"secretwatch/aws/sandbox/clock"
	"secretwatch/aws/sandbox/topics"
	"secretwatch/aws/sandbox/wire"
)

// Limits.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const (
	maxRules   = 300 // per region
	maxTargets = 5   // per rule
	maxTags    = 50
	pageSize   = 100
	defaultBus = "default"
)

// Deps are what rules need of the rest of the sandbox.
type Deps struct {
	Account string
	Clock   clock.Clock
	// Delay is how late the next event reaches the rules.
	Delay func() time.Duration
	// Publish sends to a topic; its errors are those of
	// topics.PublishByService.
	Publish func(topicARN string, p topics.Publication) error
	// Metric counts in namespace AWS/Events, for the dimension RuleName.
	Metric func(region, rule, metric string)
}

// State is all rules of the account.
type State struct {
	deps  Deps
	made  time.Time                   // the default bus
	rules map[string]map[string]*rule // by region and name
}

type rule struct {
	name, arn, region string
	description, role *string
	state             types.RuleState
	text              string
	pattern           *eventpattern.Pattern
	tags              map[string]string
	targets           []types.Target
}

// New makes an account without rules.
func New(deps Deps) *State {
	return &State{deps: deps, made: deps.Clock.Now(), rules: map[string]map[string]*rule{}}
}

func (s *State) arn(region, resource string) string {
	return "arn:" + wire.Partition(region) + ":events:" + region + ":" + s.deps.Account + ":" + resource
}

// sorted lists the rules of a region by name.
func (s *State) sorted(region string) []*rule {
	return slices.SortedFunc(maps.Values(s.rules[region]), func(a, b *rule) int { return strings.Compare(a.name, b.name) })
}

// checkBus knows the default bus by name and ARN.
func (s *State) checkBus(c *wire.Call, bus *string) error {
	switch name := aws.ToString(bus); name {
	case "", defaultBus, s.arn(c.Region, "event-bus/"+defaultBus):
		return nil
	default:
		return notFound("Event bus %s does not exist.", name[strings.LastIndexByte(name, '/')+1:])
	}
}

// find gives the rule that a call names.
func (s *State) find(c *wire.Call, bus, name *string) (*rule, error) {
	if err := s.checkBus(c, bus); err != nil {
		return nil, err
	}
	if r := s.rules[c.Region][aws.ToString(name)]; r != nil {
		return r, nil
	}
	return nil, notFound("Rule %s does not exist on EventBus %s.", aws.ToString(name), defaultBus)
}

var nameForm = regexp.MustCompile(`^[\.\-_A-Za-z0-9]+$`)

// checkName refuses what is no name of a rule or id of a target.
func checkName(member, name string) error {
	switch {
	case name == "":
		return invalid("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", member)
	case len(name) > 64:
		return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must have length less than or equal to 64", name, member)
	case !nameForm.MatchString(name):
		return invalid(`1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+`, name, member)
	}
	return nil
}

func notFound(format string, args ...any) *wire.Error {
	return wire.Errorf("ResourceNotFoundException", format, args...)
}

func invalid(format string, args ...any) *wire.Error {
	return wire.Errorf("ValidationException", format, args...)
}

// page cuts a list where the token says; the token is where the page starts.
func page[T any](all []T, token *string, limit *int32) ([]T, *string, error) {
	size := pageSize
	if limit != nil {
		if *limit < 1 || *limit > pageSize {
			return nil, nil, invalid("1 validation error detected: Value '%d' at 'limit' failed to satisfy constraint: Member must have value between 1 and %d", *limit, pageSize)
		}
		size = int(*limit)
	}
	start := 0
	if token != nil {
		n, err := strconv.Atoi(*token)
		if err != nil || n < 0 || n > len(all) {
			return nil, nil, invalid("Parameter NextToken is not valid.")
		}
		start = n
	}
	end := min(start+size, len(all))
	if end < len(all) {
		return all[start:end], aws.String(strconv.Itoa(end)), nil
	}
	return all[start:], nil, nil
}
