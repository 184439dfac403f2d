package iampolicy

import (
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/foreign"
)

// Decide answers for one policy. Statements with a principal ask who it is, as
// in a resource or trust policy; statements without one are about whoever they
// are attached to. A Deny outweighs every Allow.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
func (p Policy) Decide(r Request) Decision {
	d := p.decide(r)
	// Whoever wrote the policy chose its Sids and ARNs.
	d.Statement, d.Why = foreign.Safe(d.Statement), foreign.Safe(d.Why)
	return d
}

func (p Policy) decide(r Request) Decision {
	var allowed *statement
	closest := miss{why: fmt.Sprintf("no statement allows %s", r.Action)}
	for i := range p.statements {
		s := &p.statements[i]
		m := s.applies(r, p.version)
		switch {
		case m.depth < matched:
			if s.effect == Allow && m.depth > closest.depth {
				closest = m
				closest.name = s.name()
			}
		case s.effect == Deny:
			return Decision{Effect: Deny, Statement: s.name(), Why: fmt.Sprintf("%s denies %s", s.called(), r.Action)}
		case allowed == nil:
			allowed = s
		}
	}
	if allowed != nil {
		return Decision{Effect: Allow, Statement: allowed.name(), Why: fmt.Sprintf("%s allows %s", allowed.called(), r.Action)}
	}
	return Decision{Effect: None, Statement: closest.name, Why: closest.why}
}

// miss is how far a statement came towards applying, and what stopped it.
type miss struct {
	depth depth
	name  string
	why   string
}

type depth int

const (
	offTopic depth = iota // another action
	onAction
	onResource
	onPrincipal // only a condition stopped it
	matched
)

// applies checks in the order action, resource, principal, conditions, so that
// the deepest miss is the one that a person would mend.
func (s *statement) applies(r Request, version string) miss {
	text := expander{request: r, off: version != "2012-10-17"}
	if !s.aboutAction(r.Action) {
		return miss{depth: offTopic}
	}
	if !s.aboutResource(r.Resource, text) {
		return miss{depth: onAction, why: fmt.Sprintf("%s allows %s on %s, not on %s",
			s.called(), r.Action, strings.Join(slices.Concat(s.resources, s.notResources), ", "), r.Resource)}
	}
	if !s.aboutPrincipal(r.Principal) {
		return miss{depth: onResource, why: fmt.Sprintf("%s does not allow %s for %s", s.called(), r.Action, r.Principal)}
	}
	for _, c := range s.conditions {
		if why := c.unmet(text); why != "" {
			return miss{depth: onPrincipal, why: fmt.Sprintf("%s has a condition that is not met: %s", s.called(), why)}
		}
	}
	return miss{depth: matched}
}

func (s *statement) aboutAction(action string) bool {
	hit := func(list []string) bool {
		for _, pattern := range list {
			if glob(strings.ToLower(pattern), strings.ToLower(action)) {
				return true
			}
		}
		return false
	}
	if len(s.notActions) > 0 {
		return !hit(s.notActions)
	}
	return hit(s.actions)
}

func (s *statement) aboutResource(resource string, text expander) bool {
	hit := func(list []string) bool {
		for _, pattern := range list {
			if pattern, ok := text.expand(pattern); ok && glob(pattern, resource) {
				return true
			}
		}
		return false
	}
	switch {
	case len(s.notResources) > 0:
		return !hit(s.notResources)
	case len(s.resources) > 0:
		return hit(s.resources)
	default: // a trust policy is about the role that it belongs to
		return true
	}
}

func (s *statement) aboutPrincipal(p Principal) bool {
	switch {
	case s.notPrincipal != nil:
		return !s.notPrincipal.include(p)
	case s.principal != nil:
		return s.principal.include(p)
	default:
		return true
	}
}

func (s *statement) name() string {
	if s.sid != "" {
		return s.sid
	}
	return fmt.Sprintf("#%d", s.number)
}

func (s *statement) called() string { return "statement " + s.name() }

// String says who it is, for a sentence.
func (p Principal) String() string {
	switch {
	case p.Service != "":
		return p.Service
	case p.AWS != "":
		return p.AWS
	case p.Account != "":
		return "account " + p.Account
	default:
		return "an anonymous caller"
	}
}
