package live

import (
	"strings"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/widget"
)

// byRule reports that an EventBridge rule mails every read as well, past the alarm.
func (l *Live) byRule() bool { return l.feed.ByRule != nil && l.feed.ByRule() }

// ruleMail is when the rule's mail of the hop bar's read came, as far as an inbox
// can be seen: its text has the read's request id.
func (l *Live) ruleMail() (time.Time, bool) {
	id := l.path.Read.RequestID
	if id == "" || l.feed.Inbox == nil || !l.byRule() {
		return time.Time{}, false
	}
	for _, m := range l.mail.Mails() {
		if strings.Contains(m.Body, id) {
			return m.At, true
		}
	}
	return time.Time{}, false
}

// ruleCell is the mail's cell of a read whose mail the rule has sent, where the
// alarm's has not come.
func (l *Live) ruleCell(c hopCell, h trace.Hop) hopCell {
	if h.Hop != monitor.HopMail || h.Status == trace.OK {
		return c
	}
	at, came := l.ruleMail()
	if !came {
		if c.word == willNotCome && l.byRule() {
			c.style, c.glyph, c.word, c.short = l.theme.Dim, l.theme.Glyphs.Todo, "by rule", ""
		}
		return c
	}
	c.style, c.glyph, c.word, c.short, c.amiss = l.theme.Good, l.theme.Glyphs.OK, "by rule", "", false
	c.times = lasted("+", max(at.Sub(l.path.Read.Time), 0))
	return c
}

// noMail says what becomes of the mail of a read that the alarm's way has stopped.
func (l *Live) noMail() string {
	switch at, came := l.ruleMail(); {
	case came:
		return "the alarm sends none for this read; the EventBridge rule's mail came after " + widget.Span(max(at.Sub(l.path.Read.Time), 0))
	case l.byRule():
		return "the alarm sends no mail for this read; the EventBridge rule does by itself"
	default:
		return "the mail of this read will not come"
	}
}
