package doctor

import (
	"slices"

	"secretwatch/aws/monitor"
)

// action asks what the alarm does when it goes off.
func (j *judge) action() {
	a := j.s.Alarm.Value
	if a == nil {
		j.skip(monitor.HopAction, j.has(codeNoAlarm, codeCannotSee), "without an alarm nothing is done")
		return
	}
	topic := j.topicARN()
	j.muted(*a)
	if !a.ActionsEnabled {
		j.broken(codeActionsOff, "the actions of alarm %s are switched off: it changes state and tells nobody", a.Name).
			seen("actions enabled", "false").
			mend("switch the actions on", j.cli("cloudwatch", "enable-alarm-actions").with("--alarm-names", a.Name).String())
	}
	add := j.alarmWith(func(a *monitor.Alarm) { a.AlarmActions = append(a.AlarmActions, topic) })
	switch {
	case len(topics(a.AlarmActions)) > 0:
	case j.composite(*a):
		return
	case len(a.AlarmActions) > 0:
		j.broken("alarm-action-not-sns", "alarm %s has actions for ALARM, but none of them is a topic that could mail", a.Name).
			seen("actions for ALARM", "%s", list(a.AlarmActions)).
			mend("add topic "+topic+" to the actions for ALARM", add)
	default:
		f := j.broken(codeAlarmNoAction, "alarm %s has no action for the state ALARM, so it goes off and tells nobody", a.Name)
		f.seen("actions for ALARM", "none")
		if len(a.OKActions) > 0 {
			f.seen("actions for OK", "%s", list(a.OKActions))
		}
		if len(a.NoDataActions) > 0 {
			f.seen("actions for INSUFFICIENT_DATA", "%s", list(a.NoDataActions))
		}
		f.mend("add topic "+topic+" to the actions for ALARM", add)
	}
	last, seen := j.past.last(topic)
	if seen && last.refusal() == "alarm-action-failed" {
		j.warn("alarm-action-failed", "the last mail that alarm %s wanted to send failed", a.Name).
			seen("at", "%s", j.when(last.at)).seen("error", "%s", last.err.Safe()).
			mend("look at the error; the next transition tries again")
	}
	f := j.passing(monitor.HopAction, "alarm %s tells topic %s when it goes off", a.Name, lastPart(firstOf(topics(a.AlarmActions), topic)))
	if seen {
		word := "worked"
		if !last.ok {
			word = "failed"
		}
		f.seen("last action", "%s %s", word, j.when(last.at))
	} else {
		f.seen("last action", "none yet")
	}
}

// firstOf is the wanted name where it is among the list, else the first.
func firstOf(names []string, wanted string) string {
	if len(names) == 0 || slices.Contains(names, wanted) {
		return wanted
	}
	return names[0]
}
