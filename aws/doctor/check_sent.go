package doctor

import (
	"fmt"
	"slices"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// sender is who mails for every topic.
const sender = "no-reply@sns.amazonaws.com"

// mailCounts asks SNS's own numbers. They end where another mail server took
// the mail: AWS has no report of its arrival.
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func (j *judge) mailCounts() {
	missing(j, monitor.HopMail, "how many mails topic "+lastPart(j.topicARN())+" sent", j.s.Mails)
	m := j.s.Mails.Value
	if m == nil {
		return
	}
	counted := func(f *Finding) *Finding {
		return f.seen("published", "%s", number(m.Published)).seen("sent", "%s", number(m.Delivered)).
			seen("given up", "%s", number(m.Failed)).seen("filtered out", "%s", number(m.FilteredOut))
	}
	if m.Failed > 0 {
		status := Warning
		if m.Delivered == 0 {
			status = Broken
		}
		counted(j.note(codeGivenUp, status, "SNS gave up on %s of the last day", plural(int(m.Failed), "mail"))).
			mend("ask whoever runs the mail server whether it refuses " + sender)
		return
	}
	// The counts lag by some minutes.
	o, ok := j.past.last(j.topicARN())
	age := j.s.At.Sub(o.at)
	if !ok || !o.ok || age < usualDelivery || age > 23*time.Hour || m.Published == 0 || m.Delivered > 0 || m.FilteredOut > 0 || len(j.recipients()) == 0 {
		return
	}
	counted(j.warn("subscription-confirmed-later", "SNS sent no mail when the alarm went off %s: it seems that nobody had confirmed by then", j.ago(o.at))).
		seen("alarm's action", "%s", j.when(o.at)).seen("confirmed now", "%s", list(j.recipients())).
		mend("read the secret again: what was published before the confirmation is not sent later", j.testRead())
}

// whereToLook says what can be said of a mail that SNS has.
func (j *judge) whereToLook(f *Finding) {
	f.seen("to", "%s", list(j.recipients()))
	if m := j.s.Mails.Value; m != nil && m.Published > 0 {
		f.seen("SNS in the last day", "published %s, sent %s, given up %s", number(m.Published), number(m.Delivered), number(m.Failed))
	}
	f.seen("code", "mail-sent-look-in-spam").
		seen("note", "AWS does not tell whether a mail arrives. Ask whoever reads the address; if it is not in the inbox, look in the spam folder for %s%s",
			sender, j.subject())
}

func (j *judge) subject() string {
	if a := j.s.Alarm.Value; a != nil {
		return fmt.Sprintf(", subject ALARM: %q", a.Name)
	}
	return ""
}

// earlier notes that a read has no mail of its own and needs none.
func (j *judge) earlier(format string, args ...any) *Finding {
	return j.note(CodeMailEarlier, OK, format, args...)
}

// calm reports that no finding so far keeps the mail of the newest read from
// coming.
func (j *judge) calm() bool {
	mild := []monitor.Hop{monitor.HopHistory, monitor.HopTrail, monitor.HopFilter, monitor.HopAlarm, monitor.HopSubscription}
	return !slices.ContainsFunc(j.findings, func(f *Finding) bool {
		switch {
		case rank(f.Status) == 0:
			return false
		case f.Status != Warning:
			return true
		default:
			return aboutRead(f.Code) || !slices.Contains(mild, f.Hop)
		}
	})
}

// evaluation is within what an alarm has looked at a new record: the metric
// has a point a minute, and the alarm looks once a minute.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
const evaluation = 3 * time.Minute

// unevaluated finds that a read's record is in the log group and that the alarm
// has not looked since, and reports whether it is so.
func (j *judge) unevaluated(r record.Read) bool {
	l, ok := j.logged[r.EventID]
	within := evaluation
	if j.o.Fast {
		within = usualFast
	}
	if !ok || j.s.At.Sub(l.Delivered) > within || j.past.alarmSince(j.reached(r)) {
		return false
	}
	left := within - j.s.At.Sub(l.Delivered)
	j.note(CodeNotEvaluated, Waiting, "the record of the newest read came to the log group %s, and the alarm has not looked at it yet", j.ago(l.Delivered)).
		seen("read", "%s", j.when(r.Time)).seen("delivered", "%s", j.when(l.Delivered)).seen("log stream", "%s", l.Stream).
		seen("look again in", "%s", span(left)).
		mend("wait for " + span(left) + ", then look again")
	return true
}
