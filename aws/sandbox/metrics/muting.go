package metrics

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

func (m *muteRule) muteType() string {
	if m.when.Recurring() {
		return "RECURRING"
	}
	return "ONE_TIME"
}

// window is the one that now lies in, or else the next, cut by the rule's start
// and expiry. Both are zero where none comes any more.
func (m *muteRule) window(now time.Time) (start, end time.Time) {
	from := now
	if m.start != nil && m.start.After(from) {
		from = *m.start
	}
	start, end = m.when.Window(from)
	if m.start != nil && start.Before(*m.start) && !start.IsZero() {
		start = *m.start
	}
	if m.expire != nil && !end.IsZero() {
		if !start.Before(*m.expire) || !now.Before(*m.expire) {
			return time.Time{}, time.Time{}
		}
		if end.After(*m.expire) {
			end = *m.expire
		}
	}
	return start, end
}

func (m *muteRule) status(now time.Time) types.AlarmMuteRuleStatus {
	start, end := m.window(now)
	switch {
	case end.IsZero():
		return types.AlarmMuteRuleStatusExpired
	case now.Before(start):
		return types.AlarmMuteRuleStatusScheduled
	default:
		return types.AlarmMuteRuleStatusActive
	}
}

// mutedUntil is the end of the last window that mutes an alarm now; zero where
// none does. It sees to it that the held-back actions are looked at then.
func (s *State) mutedUntil(r *region, name string) time.Time {
	now := s.deps.Clock.Now()
	var until time.Time
	for _, rule := range r.mutes {
		start, end := rule.window(now)
		if slices.Contains(rule.targets, name) && !end.IsZero() && !now.Before(start) && end.After(until) {
			until = end
		}
	}
	if !until.IsZero() {
		s.deps.Clock.At(until, func() { s.unmute(r) })
	}
	return until
}

// unmute runs the actions that no rule holds back any more. An alarm that has
// changed its state meanwhile has nothing held back.
func (s *State) unmute(r *region) {
	for _, a := range r.all() {
		c := a.base()
		if c.muted == nil || !s.mutedUntil(r, c.name).IsZero() {
			continue
		}
		held := *c.muted
		c.muted = nil
		if c.enabled && c.state == held.state {
			s.act(r, a, held.old, true)
		}
	}
}
