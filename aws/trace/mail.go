package trace

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// mailed reports that a transition's mail went out: it is in the inbox, or
// where none can be seen, an action worked.
func (t *tracer) mailed(tr watch.Transition) bool {
	if t.Mails != nil {
		_, ok := t.mailOf(tr)
		return ok
	}
	return slices.ContainsFunc(tr.Actions, func(a watch.ActionResult) bool { return a.OK })
}

// mailOf is the mail that tells of a transition: the first that came before the
// alarm went off again, whose mail a later one is.
func (t *tracer) mailOf(tr watch.Transition) (Mail, bool) {
	next := t.nextAlarm(tr)
	for _, m := range t.Mails {
		if !m.At.Before(tr.At.Add(-t.grain())) && (next.IsZero() || m.At.Before(next)) && about(m.Subject, tr.Alarm) {
			return m, true
		}
	}
	return Mail{}, false
}

// nextAlarm is when the alarm went off again after a transition; zero where it did
// not.
func (t *tracer) nextAlarm(tr watch.Transition) time.Time {
	for _, later := range t.Transitions {
		if later.To == stateAlarm && later.Alarm == tr.Alarm && later.At.After(tr.At) {
			return later.At
		}
	}
	return time.Time{}
}

// seenMail reports that the transition's mail lies in an inbox that can be seen.
func (t *tracer) seenMail(tr *watch.Transition) bool {
	if tr == nil {
		return false
	}
	_, seen := t.mailOf(*tr)
	return seen
}

// mail looks for the mail in an inbox that can be seen, which only the
// sandbox's can. Elsewhere only a person can say whether it arrived.
func (t *tracer) mail(tr *watch.Transition) {
	if h, held := t.held(monitor.HopMail); held {
		t.add(h)
		return
	}
	if tr != nil && t.Closely != nil && t.Closely.Arrived != nil {
		t.add(t.answered(*t.Closely.Arrived))
		return
	}
	if tr == nil || t.Mails == nil {
		why := "the mailbox cannot be seen from here"
		if tr != nil {
			why += fmt.Sprintf(`; look for a mail with the subject ALARM: "%s" ...`, safe(tr.Alarm))
		}
		t.add(Hop{Hop: monitor.HopMail, Status: Unknown, Evidence: []Pair{{EvidenceWhy, why}}})
		return
	}
	if m, ok := t.mailOf(*tr); ok {
		t.add(Hop{Hop: monitor.HopMail, Status: OK, At: m.At, Evidence: []Pair{{"subject", safe(m.Subject)}}})
		return
	}
	t.add(t.wait(monitor.HopMail, tr.At, "nothing has arrived"))
}

// answered is the mail's hop where a person was asked.
func (t *tracer) answered(arrived bool) Hop {
	if arrived {
		return Hop{Hop: monitor.HopMail, Status: OK, Evidence: []Pair{{"seen", "by a person, who said so"}}}
	}
	return Hop{Hop: monitor.HopMail, Status: Broken, Code: "mail-sent-look-in-spam", Evidence: []Pair{
		{EvidenceWhy, "SNS took the message, and a person says that no mail is there"},
		{"look for", "no-reply@sns.amazonaws.com, also in the spam folder, in quarantine and behind mailbox rules"},
	}}
}

// about reports whether a subject is of this alarm's going off. SNS puts _ for
// what is not ASCII, and cuts long names.
func about(subject, alarm string) bool {
	rest, ok := strings.CutPrefix(subject, `ALARM: "`)
	if !ok {
		return false
	}
	name, _, ok := strings.Cut(rest, `" in `)
	if !ok {
		return false
	}
	alarm = beyondASCII.ReplaceAllString(alarm, "_")
	if cut, short := strings.CutSuffix(name, "..."); short && strings.HasPrefix(alarm, cut) {
		return true
	}
	return name == alarm
}

var beyondASCII = regexp.MustCompile(`[^\x20-\x7e]+`)
