package events

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/sandbox/topics"
	"secretwatch/aws/sandbox/wire"
)

// principal is EventBridge in the eyes of a topic's policy.
const principal = "events.amazonaws.com"

// apiCall is the type of the events that CloudTrail's records become.
const apiCall = "AWS API Call via CloudTrail"

// envelope is an event, in the order in which EventBridge writes it.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
type envelope struct {
	Version    string          `json:"version"`
	ID         string          `json:"id"`
	DetailType string          `json:"detail-type"`
	Source     string          `json:"source"`
	Account    string          `json:"account"`
	Time       string          `json:"time"`
	Region     string          `json:"region"`
	Resources  []string        `json:"resources"`
	Detail     json.RawMessage `json:"detail"`
}

// event is one on its way to the rules.
type event struct {
	region   string
	text     string
	tree     map[string]any
	arrived  string
	readCall bool // a Get, List or Describe call, which most rules never see
}

// envelope is the event as a template's variable has it: without its detail,
// and with a name of its own for the type.
func (e event) envelope() map[string]any {
	all := map[string]any{"detailType": e.tree["detail-type"]}
	for _, name := range []string{"version", "id", "source", "account", "time", "region", "resources"} {
		all[name] = e.tree[name]
	}
	return all
}

// Record gives a record of CloudTrail to the rules. The caller knows that a
// trail logs it: without one there are no such events.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
func (s *State) Record(region, source, name string, at time.Time, record string) {
	if len(s.rules[region]) == 0 {
		return // a rule that is made later would come too late
	}
	service, _, _ := strings.Cut(source, ".")
	s.send(region, isReadCall(source, name), envelope{
		DetailType: apiCall, Source: "aws." + service, Time: at.UTC().Format(time.RFC3339), Detail: json.RawMessage(record),
	})
}

// isReadCall is by the operation's name, not by the record's readOnly.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
func isReadCall(source, name string) bool {
	if source == "sts.amazonaws.com" && (name == "GetFederationToken" || name == "GetSessionToken") {
		return false
	}
	return strings.HasPrefix(name, "Get") || strings.HasPrefix(name, "List") || strings.HasPrefix(name, "Describe")
}

// send has an event reach the rules once its delay is over. It gives the id.
func (s *State) send(region string, readCall bool, e envelope) string {
	e.Version, e.ID, e.Account, e.Region = "0", wire.NewID(), s.deps.Account, region
	if e.Resources == nil {
		e.Resources = []string{}
	}
	text, err := wire.JSON(e)
	if err != nil {
		return e.ID // cannot happen: the detail is JSON
	}
	due := s.deps.Clock.Now().Add(s.deps.Delay())
	s.deps.Clock.At(due, func() { s.arrive(event{region: region, text: text, readCall: readCall}) })
	return e.ID
}

// arrive shows an event to the rules of its region.
func (s *State) arrive(e event) {
	e.arrived = s.deps.Clock.Now().UTC().Format(time.RFC3339)
	decoder := json.NewDecoder(strings.NewReader(e.text))
	decoder.UseNumber()
	if decoder.Decode(&e.tree) != nil {
		return
	}
	for _, r := range s.sorted(e.region) {
		switch {
		case r.state == types.RuleStateDisabled:
			continue
		case e.readCall && r.state != types.RuleStateEnabledWithAllCloudtrailManagementEvents:
			continue
		}
		if !r.pattern.Takes(e.tree) {
			continue
		}
		s.deps.Metric(r.region, r.name, "MatchedEvents")
		s.deps.Metric(r.region, r.name, "TriggeredRules")
		for _, t := range r.targets {
			s.invoke(r, t, e)
		}
	}
}

// invoke sends to one target. EventBridge tells nobody why one failed: the
// metric alone shows it.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
func (s *State) invoke(r *rule, t types.Target, e event) {
	text := input(r, t, e)
	if text == "" {
		s.deps.Metric(r.region, r.name, "FailedInvocations")
		return
	}
	s.deps.Metric(r.region, r.name, "Invocations")
	arn := aws.ToString(t.Arn)
	// Rule and target have to be in one region.
	if parts := strings.Split(arn, ":"); parts[2] != "sns" || parts[3] != r.region || s.deps.Publish(arn, topics.Publication{Principal: principal, SourceARN: r.arn, Text: text, JSON: text}) != nil {
		s.deps.Metric(r.region, r.name, "FailedInvocations")
	}
}

// input is what a target gets: the event, a part of it, a fixed text or a
// template's.
func input(r *rule, t types.Target, e event) string {
	switch {
	case t.Input != nil:
		return *t.Input
	case t.InputTransformer != nil:
		return transform(t.InputTransformer, e, r)
	case aws.ToString(t.InputPath) != "":
		part, ok := lookup(e.tree, *t.InputPath)
		if !ok {
			return ""
		}
		return compact(part)
	default:
		return e.text
	}
}
