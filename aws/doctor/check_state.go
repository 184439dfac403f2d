package doctor

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// stuckBy are the codes that keep an alarm in ALARM.
var stuckBy = []string{codeAlarmMissing, "alarm-threshold", "alarm-statistic", "alarm-anomaly-band", codeTooWide, codeTooLong}

// dataless are the codes that keep an alarm without data.
var dataless = []string{
	codeNoTrail, codeElsewhere, codeNotLogging, codeNoLogGroup, codeRoleMissing, codeRoleTrust, "role-trust-condition", codeRoleRights,
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

// alreadyInAlarm finds a read that was delivered when the alarm was in ALARM:
// mail is sent on a change of state only. Where the definition is well and that
// ALARM has sent its mail, nothing is broken: the mail was the earlier one.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
func (j *judge) alreadyInAlarm(a monitor.Alarm) {
	if len(j.reads) == 0 || !j.reads[0].Time.After(a.Since) || !j.deliveredAfter(j.reads[0], a.Since) {
		return
	}
	r := j.reads[0]
	cause := j.stuck()
	o, covered := j.past.mailedSince(j.topicARN(), a.Since)
	status := Broken
	if covered && (cause == "" || cause == codeTooLong) {
		status = Warning
	}
	f := j.note(CodeAlreadyInAlarm, status, "no second mail: alarm %s was still in ALARM since %s; mail goes out on a change of state only",
		a.Name, j.clock(a.Since))
	f.because(cause)
	if covered {
		f.seen(EvidenceCovered, "handed to SNS %s", j.when(o.at))
	}
	f.seen("in ALARM since", "%s", j.when(a.Since)).seen("newest read", "%s", j.when(r.Time)).
		seen(noOwnMail, "%s", j.dates(j.uncovered())).seen("reason", "%s", a.Reason.Safe())
	if a.Updated.After(a.Since) {
		f.seen("code", "alarm-edited-in-alarm").seen("alarm last changed", "%s", j.when(a.Updated))
	}
	if byHand(a) {
		f.seen("code", "alarm-set-by-hand")
	}
	summary := "wait: the alarm goes back to OK by itself once its period has no read; or set it to OK"
	if cause != "" {
		summary = "set the alarm to OK, once its definition is mended"
	}
	f.mend(summary, j.cli("cloudwatch", "set-alarm-state").with("--alarm-name", a.Name).with("--state-value", "OK").
		with("--state-reason", "reset so that the next read sends mail").String())
}

// stuck is the code of what keeps the alarm in ALARM, "" where it comes back. A
// pattern that counts too much is no small thing then.
func (j *judge) stuck() string {
	for _, code := range stuckBy {
		i := slices.IndexFunc(j.findings, func(f *Finding) bool { return f.Code == code })
		if i < 0 {
			continue
		}
		switch {
		case code == codeTooWide:
			j.findings[i].Status = Broken
			return code
		case j.findings[i].Status == Broken || code == codeTooLong:
			return code
		}
	}
	return ""
}

// deliveredAfter reports that a read's record came to the log group after t, as
// far as can be told.
func (j *judge) deliveredAfter(r record.Read, t time.Time) bool {
	if l, ok := j.logged[r.EventID]; ok {
		return l.Delivered.After(t)
	}
	st := j.s.Status.Value
	// What is not delivered yet may find the alarm OK again.
	return st == nil || st.LogsDelivered.IsZero() || !st.LogsDelivered.Before(r.Time)
}

// byHand reports that the state's reason is none of CloudWatch's own.
func byHand(a monitor.Alarm) bool {
	reason := a.Reason.Raw()
	return reason != "" && !strings.HasPrefix(reason, "Threshold Crossed") && !strings.HasPrefix(reason, "Insufficient Data") &&
		!strings.HasPrefix(reason, "Unchecked")
}

// uncovered are the reads that fell into an ALARM of another one, newest first.
func (j *judge) uncovered() []record.Read {
	var lost []record.Read
	for _, r := range j.reads {
		if j.s.At.Sub(r.Time) > keepHistory || !j.counts(r) {
			continue
		}
		if c, in := j.past.inAlarmAt(j.reached(r)); in && j.reached(r).After(c.at) {
			lost = append(lost, r)
		} else if a := j.s.Alarm.Value; len(j.past.changes) == 0 && a != nil && a.State == stateAlarm && j.reached(r).After(a.Since) {
			lost = append(lost, r)
		}
	}
	return lost
}

// dates counts reads and says when the newest of them were.
func (j *judge) dates(reads []record.Read) string {
	const most = 5
	if len(reads) == 0 {
		return ""
	}
	var at []string
	for _, r := range reads[:min(len(reads), most)] {
		at = append(at, j.clock(r.Time))
	}
	text := strconv.Itoa(len(reads)) + ": " + strings.Join(at, ", ")
	if len(reads) > most {
		text += " and before"
	}
	return text
}
