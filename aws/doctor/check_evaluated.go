package doctor

import (
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

// evaluated asks whether and when CloudWatch looks at the alarm at all.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricAlarm.html
func (j *judge) evaluated(a monitor.Alarm) {
	look := j.cli("cloudwatch", "describe-alarms").with("--alarm-names", a.Name).String()
	if a.Evaluation == "EVALUATION_ERROR" || a.Evaluation == "EVALUATION_FAILURE" {
		why := "by its definition"
		if a.Evaluation == "EVALUATION_FAILURE" {
			why = "for a reason of its own"
		}
		j.broken("alarm-evaluation-state", "CloudWatch cannot evaluate alarm %s, %s", a.Name, why).
			seen("evaluation state", "%s", a.Evaluation).seen("reason", "%s", a.Reason.Safe()).
			mend("mend what the reason says, or put the alarm again", look)
	}
	if left := a.Updated.Add(a.WarmUp).Sub(j.s.At); a.WarmUp > 0 && left > 0 && a.State == stateNoData {
		j.note("alarm-warming-up", Waiting, "alarm %s is warming up for %s more and tells nobody until then", a.Name, span(left)).
			seen("warm-up", "%s after each change", span(a.WarmUp)).seen("alarm last changed", "%s", j.when(a.Updated)).
			mend("wait, then read the secret again", j.testRead())
	}
	if long := time.Duration(a.Rule.Period) * time.Second; a.WallClock && long > longestStay*time.Second/2 {
		j.warn("alarm-wall-clock-window", "alarm %s is evaluated at the end of each %s by the clock, and mails no sooner", a.Name, span(long)).
			seen("period", "%d s", a.Rule.Period).seen("evaluation window", "wall clock").
			mend("use a sliding window, or a period of 60 seconds", look)
	}
}

// muted finds a mute rule that holds the alarm's actions back now, or did so
// when the alarm last went off.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListAlarmMuteRules.html
func (j *judge) muted(a monitor.Alarm) {
	missing(j, monitor.HopAction, "the mute rules of alarm "+a.Name, j.s.Mutes)
	if j.s.Mutes.There() {
		for _, m := range *j.s.Mutes.Value {
			if !strings.EqualFold(m.Status, "ACTIVE") {
				continue
			}
			f := j.broken(codeMuted, "mute rule %s holds the actions of alarm %s back: it changes state and tells nobody", m.Name, a.Name)
			f.seen("mute rule", "%s", m.ARN).seen("status", "%s", m.Status).seen("void from", "%s", j.when(m.Until))
			if o, ok := j.past.muted(); ok {
				f.seen("last action", "held back %s, until %s", j.when(o.at), j.when(o.mutedUntil))
			}
			f.mend("wait until the rule's window is over, or delete the rule",
				j.cli("cloudwatch", "delete-alarm-mute-rule").with("--alarm-mute-rule-name", m.Name).String())
			return
		}
	}
	o, ok := j.past.muted()
	if !ok || len(j.reads) == 0 || o.at.Before(j.reads[0].Time) || j.s.At.Sub(o.at) > 24*time.Hour {
		return
	}
	j.warn(codeMuted, "the mail for the newest read was held back by a mute rule, which is not active any more").
		seen("held back", "%s", j.when(o.at)).seen("window's end", "%s", j.when(o.mutedUntil)).
		mend("read the secret again", j.testRead())
}

// composite finds that the alarm's mail is the business of a composite alarm,
// and reports whether that one mails.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Create_Composite_Alarm.html
func (j *judge) composite(a monitor.Alarm) bool {
	missing(j, monitor.HopAction, "the composite alarms over alarm "+a.Name, j.s.Composites)
	if !j.s.Composites.There() {
		return false
	}
	for _, c := range *j.s.Composites.Value {
		if len(topics(c.AlarmActions)) == 0 || !c.ActionsEnabled {
			continue
		}
		if c.SuppressedBy != "" {
			f := j.broken(codeSuppressed, "composite alarm %s mails for alarm %s, and its actions are held back", c.Name, a.Name)
			f.seen("held back by", "%s", c.SuppressedBy).seen("suppressor", "%s", c.Suppressor).seen("reason", "%s", c.Suppressed.Safe())
			topic := topics(c.AlarmActions)[0]
			f.mend("wait until the suppressing alarm is OK, or change it; or let alarm "+a.Name+" tell the topic itself",
				j.alarmWith(func(a *monitor.Alarm) { a.AlarmActions = append(a.AlarmActions, topic) }))
			return true
		}
		j.passing(monitor.HopAction, "composite alarm %s tells topic %s for alarm %s", c.Name, lastPart(topics(c.AlarmActions)[0]), a.Name).
			seen("composite alarm", "%s in %s", c.Name, c.State)
		return true
	}
	return false
}
