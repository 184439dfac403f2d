package metrics

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
)

// beginSuppression decides, when a composite alarm has changed its state,
// whether its actions wait for the suppressor. Once they have run, a later
// change of the suppressor does not matter; only the next change of state asks
// again.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm_Suppression.html
func (s *State) beginSuppression(r *region, a *compositeAlarm, old alarm.State) {
	a.suppressedBy, a.suppressedReason, a.suppressedUntil = "", "", time.Time{}
	suppressor := r.find(a.suppressor)
	if suppressor == nil {
		return
	}
	a.suppressedOld = old
	if suppressor.base().state == alarm.Alarm {
		a.suppressBy(suppressor.base())
		return
	}
	s.suppressFor(r, a, types.ActionsSuppressedByWaitPeriod, aws.ToInt32(a.waitPeriod))
}

func (a *compositeAlarm) suppressBy(suppressor *core) {
	a.suppressedBy, a.suppressedUntil = types.ActionsSuppressedByAlarm, time.Time{}
	a.suppressedReason = "Actions suppressed by " + suppressor.arn + " that transitioned to ALARM at " + suppressor.transitioned.UTC().Format(mailTime)
}

// suppressFor begins a wait or an extension, unless it is of no length.
func (s *State) suppressFor(r *region, a *compositeAlarm, by types.ActionsSuppressedBy, seconds int32) {
	if seconds <= 0 {
		a.suppressedBy, a.suppressedReason = "", ""
		return
	}
	until := s.deps.Clock.Now().Add(time.Duration(seconds) * time.Second)
	a.suppressedBy, a.suppressedUntil = by, until
	a.suppressedReason = "Actions suppressed by " + string(by)
	s.deps.Clock.At(until, func() {
		if r.composites[a.name] == a && a.suppressedBy == by && a.suppressedUntil.Equal(until) {
			a.suppressedBy, a.suppressedReason = "", ""
			s.runActions(r, a, a.suppressedOld)
		}
	})
}

// suppressorChanged follows the suppressor while actions wait.
func (s *State) suppressorChanged(r *region, a *compositeAlarm) {
	suppressor := r.find(a.suppressor)
	if r.composites[a.name] != a || suppressor == nil || a.suppressedBy == "" {
		return
	}
	inAlarm := suppressor.base().state == alarm.Alarm
	switch {
	case inAlarm:
		a.suppressBy(suppressor.base())
	case a.suppressedBy == types.ActionsSuppressedByAlarm:
		s.suppressFor(r, a, types.ActionsSuppressedByExtensionPeriod, aws.ToInt32(a.extensionPeriod))
		if a.suppressedBy == "" {
			s.runActions(r, a, a.suppressedOld)
		}
	}
}
