package doctor

import (
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

// change is the newest change that brings a code about.
func (j *judge) change(code string) (monitor.Changed, bool) {
	if strings.HasPrefix(code, "rule-") {
		return j.changedIn(j.ruleParts(), broughtAbout[code])
	}
	return j.changed(broughtAbout[code]...)
}

// changed is the newest of these events that is about a part of this monitor.
func (j *judge) changed(events ...string) (monitor.Changed, bool) {
	return j.changedIn(j.alarmParts(), events)
}

func (j *judge) changedIn(parts, events []string) (monitor.Changed, bool) {
	if j.s.Changes.There() {
		for _, c := range *j.s.Changes.Value {
			if slices.Contains(events, c.Event) && concerns(c, parts) {
				return c, true
			}
		}
	}
	return monitor.Changed{}, false
}

// alarmParts are the names and ARNs of the way by the alarm, ruleParts those of
// the way by the rule.
func (j *judge) alarmParts() []string {
	parts := []string{
		j.s.Names.Secret, j.arnOrEmpty(), j.s.Names.Trail, j.trailARN(), j.bucket(), j.group(), j.s.Names.LogGroup, arnpart.Role(j.roleARN()), j.roleARN(),
		j.goodFilter().Name, j.s.Names.Filter, j.topicARN(), lastPart(j.topicARN()), j.s.Names.Alarm, j.alarmARN(),
	}
	if k := j.s.Key.Value; k != nil {
		parts = append(parts, k.ID, k.ARN)
	}
	return parts
}

func (j *judge) ruleParts() []string {
	parts := []string{j.s.Names.Rule, j.ruleARN(), j.ruleTopicARN(), lastPart(j.ruleTopicARN())}
	if k := j.s.RuleKey.Value; k != nil {
		parts = append(parts, k.ID, k.ARN)
	}
	return parts
}

// concerns reports that a change is about one of the parts, or does not say
// what it is about.
func concerns(c monitor.Changed, parts []string) bool {
	if len(c.Resources) == 0 {
		return true
	}
	for _, r := range c.Resources {
		raw := strings.TrimSuffix(r.Raw(), ":*")
		if raw == "" {
			continue
		}
		// A subscription's ARN begins with its topic's.
		topic := ""
		if arnpart.Service(raw) == "sns" {
			topic = raw[:strings.LastIndexByte(raw, ':')]
		}
		if slices.Contains(parts, raw) || slices.Contains(parts, topic) {
			return true
		}
	}
	return false
}
