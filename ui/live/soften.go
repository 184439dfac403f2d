package live

import (
	"slices"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
)

// covered reports that the read of the hop bar fell into an ALARM that another
// read's mail has told of, on an alarm that is well, and since when that ALARM
// was on. The read has no mail of its own, and nothing is broken.
func (l *Live) covered() (since time.Time, ok bool) {
	for _, h := range l.path.Hops {
		if h.Hop == monitor.HopAlarm && h.Code == doctor.CodeAlreadyInAlarm && !l.alarmIll() {
			since, err := time.Parse(time.RFC3339, fact(h, trace.EvidenceCovered))
			return since, err == nil
		}
	}
	return time.Time{}, false
}

// alarmIll reports that the checklist has something against the alarm itself.
func (l *Live) alarmIll() bool {
	if l.report == nil {
		return false
	}
	for _, f := range l.report.Findings {
		if f.Hop == monitor.HopAlarm && f.Code != doctor.CodeAlreadyInAlarm && (f.Status == doctor.Broken || f.Status == doctor.Warning) {
			return true
		}
	}
	return false
}

// coveredLine says in w cells why there is no second mail.
func (l *Live) coveredLine(since time.Time, w int) string {
	from, read := "since ", since
	if r := l.before(since); r != nil {
		from, read = "from the read at ", r.Time
	}
	from += l.when(read, 12)
	mail, then := "whose mail went out", "it goes back to OK by itself"
	soon := " in a few minutes"
	if l.feed.Fast {
		soon = " in seconds"
	}
	if l.feed.Inbox != nil {
		mail = "whose mail came"
	}
	briefly := "in ALARM since "
	if l.alarm != nil && l.alarm.State == "OK" {
		then, soon, briefly = "it is OK again", "", "it was in ALARM from "
	}
	none, text := "no second mail", ""
	if l.byRule() {
		none += " by the alarm" // the rule mails each read
	}
	for _, text = range []string{
		none + ": already in ALARM " + from + ", " + mail + "; " + then + soon,
		none + ": already in ALARM " + from + ", " + mail + "; " + then,
		none + ": already in ALARM " + from + "; " + then,
		none + ": " + briefly + l.when(since, 12) + "; " + then,
		none + ": already in ALARM; " + then,
		none + ": " + then,
	} {
		if lipgloss.Width(text)+3 <= w {
			break
		}
	}
	return l.theme.Dim.Render(l.theme.Glyphs.Skip) + " " + text
}

// lookBack is among how many of the newest reads the one that set off an ALARM
// is looked for.
const lookBack = 1000

// before is the read that set off the ALARM which began at a moment, nil where
// it was not seen. The moment is known to the second.
func (l *Live) before(since time.Time) *row {
	rows := l.reads.rows
	for i := len(rows) - 1; i >= max(len(rows)-lookBack, 0); i-- {
		r := rows[i]
		if r.Matched && !r.InLogs.IsZero() && r.InLogs.Before(since.Add(time.Second)) && r.Time.Before(l.path.Read.Time) {
			return r
		}
	}
	return nil
}

// lose notes that the mail of the hop bar's read is lost: its alarm went off
// before the address was confirmed, as a check that began later has seen.
func (l *Live) lose(r *row) {
	if r.lost || !l.unconfirmed() {
		return
	}
	for _, h := range l.path.Hops {
		switch {
		case h.Hop == monitor.HopAction && h.Status == trace.OK && !l.began.Before(h.At):
			r.lost = true
		case h.Hop == monitor.HopMail && h.Status == trace.OK:
			r.lost = false
		}
	}
}

// mailsSeen are all mails that have come while the pane is open. An inbox that was
// emptied, as when a sandbox is started anew, takes none of them back.
func (l *Live) mailsSeen() []trace.Mail {
	for _, m := range l.mail.Mails() {
		seen := trace.Mail{At: m.At, Subject: m.Subject}
		if !slices.ContainsFunc(l.cameIn, func(x trace.Mail) bool { return x.At.Equal(seen.At) && x.Subject == seen.Subject }) {
			l.cameIn = append(l.cameIn, seen)
		}
	}
	if n := len(l.cameIn) - mostMails; n > 0 {
		l.cameIn = append(l.cameIn[:0], l.cameIn[n:]...)
	}
	if l.cameIn == nil {
		return []trace.Mail{}
	}
	return l.cameIn
}

// mostMails bounds how many of them are remembered.
const mostMails = 200

// unconfirmed reports that the checklist waits for the address to be confirmed.
func (l *Live) unconfirmed() bool { return l.found(doctor.CodePending) }

func (l *Live) found(code string) bool {
	if l.report == nil {
		return false
	}
	for _, f := range l.report.Findings {
		if f.Code == code {
			return true
		}
	}
	return false
}

// mailLost reports that the mail of the hop bar's read will not come.
func (l *Live) mailLost() bool {
	n := len(l.path.Hops)
	return n > 0 && l.strip != nil && l.strip.lost && l.path.Hops[n-1].Status != trace.OK
}

func (l *Live) lostLine() string {
	text := "lost: the address was not confirmed then; the next mail will come"
	switch {
	case l.report != nil && l.report.Verdict.Status == doctor.Broken: // who may have been unsubscribed since
		text = "lost: no mail could go to the address then"
	case l.unconfirmed():
		text = "lost: the address is not confirmed; open the link in the mail"
		if l.feed.Inbox != nil {
			text = "lost: the address is not confirmed; press i and open the link"
		}
	}
	return l.theme.Warn.Render(l.theme.Glyphs.Warn + " " + text)
}

// underWay reports that the verdict is "too soon" about a read that the hop bar
// follows: the bar knows more.
func (l *Live) underWay() bool {
	if l.report == nil || l.report.Verdict.Code != doctor.CodeTooSoon {
		return false
	}
	_, awaited := l.awaited()
	return awaited || l.testing || l.checking || !l.checkAt.IsZero()
}

// harmless reports that a finding tells of a read whose mail another read's
// covers: broken for that read, and for nothing else.
func harmless(f doctor.Finding) bool {
	if f.Code != doctor.CodeAlreadyInAlarm || f.BecauseOf != "" {
		return false
	}
	for _, e := range f.Evidence {
		if e.Name == doctor.EvidenceCovered {
			return true
		}
	}
	return false
}

// look is how a finding's status is shown.
func (l *Live) look(f doctor.Finding) (style lipgloss.Style, glyph, word string) {
	if harmless(f) {
		return l.theme.Wait, l.theme.Glyphs.Skip, "covered"
	}
	return l.theme.Status(f.Status)
}
