package doctor

import (
	"strings"

	"secretwatch/aws/monitor"
)

// stuckBy are the codes that keep an alarm in ALARM.
var stuckBy = []string{codeAlarmMissing, "alarm-threshold", "alarm-statistic", "alarm-period-too-long"}

// dataless are the codes that keep an alarm without data.
var dataless = []string{
	codeNoTrail, codeNotLogging, codeNoLogGroup, codeRoleMissing, codeRoleTrust, "role-trust-condition", codeRoleRights,
	"role-resource-mismatch", codeGroupMissing, codeGroupClass, codeNoFilter, codeFilterElse, "filter-value-not-numeric",
	codeAlarmMismatch, "filter-unit", codeAlarmAway, "alarm-period-too-short", codeAlarmMissing,
}

// state asks what the alarm's state means for the next mail.
func (j *judge) state(a monitor.Alarm) {
	switch a.State {
	case stateAlarm:
		j.alreadyInAlarm(a)
	case stateNoData:
		cause := j.has(dataless...)
		if cause == "" && strings.HasPrefix(a.Reason.Raw(), "Unchecked") && j.s.At.Sub(a.Updated) < lateDelivery {
			return // just made: it is evaluated within a minute or two
		}
		f := j.warn("alarm-insufficient-data", "alarm %s has had no data since %s", a.Name, j.ago(a.Since)).because(cause)
		f.seen("reason", "%s", a.Reason.Safe())
		if cause == "" {
			f.mend("read the secret once and look again",
				j.cli("cloudwatch", "describe-alarms").with("--alarm-names", a.Name).String())
		}
	}
}

// alreadyInAlarm finds a read that came when the alarm was in ALARM: mail is
// sent on a change of state only.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
func (j *judge) alreadyInAlarm(a monitor.Alarm) {
	if len(j.reads) == 0 || !j.reads[0].Time.After(a.Since) {
		return
	}
	r := j.reads[0]
	if st := j.s.Status.Value; st != nil && st.LogsDelivered.Before(r.Time) && !st.LogsDelivered.IsZero() {
		return // not delivered yet: the alarm may be OK again by then
	}
	cause := j.has(stuckBy...)
	f := j.broken(CodeAlreadyInAlarm, "no second mail: alarm %s was still in ALARM since %s; mail goes out on a change of state only",
		a.Name, j.clock(a.Since))
	f.because(cause)
	if o, ok := j.past.mailedSince(j.topicARN(), a.Since); ok {
		f.seen(EvidenceCovered, "handed to SNS %s", j.when(o.at))
	}
	f.seen("in ALARM since", "%s", j.when(a.Since)).seen("newest read", "%s", j.when(r.Time)).seen("reason", "%s", a.Reason.Safe())
	commands := []string{j.cli("cloudwatch", "set-alarm-state").with("--alarm-name", a.Name).with("--state-value", "OK").
		with("--state-reason", "reset so that the next read sends mail").String()}
	summary := "wait: the alarm goes back to OK by itself once its period has no read; or set it to OK"
	if cause != "" {
		summary = "set the alarm to OK, once its definition is mended"
	}
	f.mend(summary, commands...)
}
