package live

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/widget"
)

// saying is what the verdict line says: a status and code, a text, and what is
// only worth a word where there is room.
type saying struct {
	head   string
	style  lipgloss.Style
	text   string
	dim    bool // the text is about what was
	extra  string
	report bool // the text is the report's own, as of now
}

// verdictLine is the verdict in lines of w cells, at most so many, with what is
// going on at the right of the first.
func (l *Live) verdictLine(w, most int) string {
	t, again := l.theme, ""
	if l.checking && (l.report != nil && !l.well() || l.checkError != "") {
		again = " checking, 1 to 3 s" + t.Glyphs.Ellipsis + " "
	}
	room := w - lipgloss.Width(again)
	rows := l.verdictRows(room, w, most)
	if len(rows) > 1 { // a sentence goes on in the next line: nothing in between
		if rows = l.verdictRows(w, w, most); len(rows) > 1 && lipgloss.Width(rows[1]) > room {
			again = ""
		}
	}
	end := len(rows) - 1
	for i := range rows {
		rows[i] = widget.FitLine(rows[i], w)
	}
	if again != "" {
		rows[end] = widget.FitLine(rows[end], room) + t.Dim.Render(again)
	}
	return strings.Join(rows, "\n")
}

// well reports that nothing stands against the chain, as last seen. Looking again
// by itself is then not worth a word: one beside "healthy" would deny it.
func (l *Live) well() bool { return l.report != nil && l.report.Verdict.Status == doctor.OK }

// chainBroken reports that the chain is broken, as last seen, and that nobody is to
// find that out for themselves.
func (l *Live) chainBroken() bool {
	return l.report != nil && l.report.Verdict.Status == doctor.Broken && !harmless(l.report.Verdict) && !l.hunt.Covered()
}

// verdictRows are the verdict in at most so many lines of w cells, of which the
// first leaves something free.
func (l *Live) verdictRows(first, w, most int) []string {
	s := l.verdictParts()
	gap := "  "
	if strings.HasSuffix(s.head, ":") {
		gap = " "
	}
	text := s.text
	room := first - lipgloss.Width(s.head) - 1 - len(gap)
	if s.report && l.well() && lipgloss.Width(text) > room {
		if l.report.Verdict.Code == doctor.Healthy {
			text = "every hop is well"
		} else { // a code for which there is no room to say what it means
			_, glyph, _ := l.look(l.report.Verdict)
			s.head, gap = glyph+" well:", " "
			room = first - lipgloss.Width(s.head) - 2
		}
	}
	tone := lipgloss.NewStyle()
	if s.dim {
		tone = l.theme.Dim
	}
	if text == "" && most >= 2 && lipgloss.Width(s.head)+1 > first {
		begin := widget.Wrap(s.head, first-1)[0]
		rest := strings.TrimPrefix(strings.TrimPrefix(s.head, begin), " ")
		return []string{" " + s.style.Render(begin), s.style.Render(ansi.Truncate("   "+rest, w, l.theme.Glyphs.Ellipsis))}
	}
	head := " " + s.style.Render(s.head) + gap
	if text == "" || lipgloss.Width(text) <= room || most < 2 || room < 12 {
		row := head + tone.Render(text)
		if s.extra != "" && lipgloss.Width(text+s.extra) <= room {
			row += l.theme.Dim.Render(s.extra)
		}
		return []string{row}
	}
	begin := widget.Wrap(text, room)[0]
	rest := strings.TrimPrefix(strings.TrimPrefix(text, begin), " ")
	return []string{head + tone.Render(begin), tone.Render(ansi.Truncate("   "+rest, w, l.theme.Glyphs.Ellipsis))}
}

// verdictParts are the verdict's status and code, and what it says.
func (l *Live) verdictParts() saying {
	t := l.theme
	fixing, wait := l.fixLine()
	before := l.outdated()
	switch {
	case fixing != "":
		return saying{head: fixing, style: wait}
	case l.checkError != "":
		s := saying{head: t.Glyphs.Unknown + " could not check:", style: t.Warn, text: l.checkError}
		if l.report != nil && !l.judgedAt.IsZero() {
			s.extra = "; last verdict, at " + l.when(l.judgedAt, 12) + ": " + foreign.Safe(l.report.Verdict.Code)
		}
		return s
	case l.checking && (l.report == nil || l.well() && (l.asked || before != "")):
		return saying{head: t.Glyphs.Wait + " checking the chain" + t.Glyphs.Ellipsis, style: t.Dim, text: "usually 1 to 3 s"}
	case l.report == nil:
		return saying{head: "not checked yet; r checks", style: t.Dim}
	case l.report.Verdict.Code == doctor.CodeTooSoon && l.newestMissed():
		return saying{head: t.Glyphs.Skip + " mended", style: t.Dim, text: "the newest read came before that" + l.nextStep()}
	case l.underWay():
		return saying{head: t.Glyphs.Wait + " under way", style: t.Wait, text: "the verdict comes once the newest read's mail is there"}
	}
	return l.judgement(before)
}

// newestMissed reports that the newest read stopped at what is mended since: a mail
// for it is not to be waited for.
func (l *Live) newestMissed() bool {
	return l.strip != nil && l.strip.Time.Equal(l.reads.newestTime()) && l.missed()
}

// judgement is what the newest report says, and of what time it is.
func (l *Live) judgement(before string) saying {
	t := l.theme
	head, style := l.verdictHead()
	text := foreign.Safe(l.report.Verdict.Summary)
	switch {
	case harmless(l.report.Verdict):
		text = strings.TrimPrefix(strings.TrimPrefix(text, "no second mail: "), "no second mail by the alarm: ")
	case l.report.Verdict.Code == codeNothingHere && l.feed.Inbox != nil:
		text = "this sandbox has no such monitor: perhaps it was restarted; q quits, secretwatch setup builds it again"
	}
	switch {
	case before == "":
		return saying{head: head, style: style, text: text, extra: l.asOf(), report: true}
	case l.report.Verdict.Status == doctor.Broken && !harmless(l.report.Verdict): // it may still be so
		return saying{head: head, style: style, text: before + " " + text, dim: true}
	case l.well():
		return saying{head: before, style: t.Dim, text: foreign.Safe(l.report.Verdict.Code) + ", every hop was well", dim: true}
	default:
		return saying{head: before, style: t.Dim, text: head + " " + text, dim: true}
	}
}

// asOf says of what time an old verdict is.
func (l *Live) asOf() string {
	if !l.amiss() && !l.well() || l.judgedAt.IsZero() || l.now.Sub(l.judgedAt) < l.stale() {
		return ""
	}
	return "  (as of " + l.when(l.judgedAt, 12) + ")"
}

const beforeThis = "before this read:"

// codeNothingHere is the verdict where neither the monitor nor the secret is there.
const codeNothingHere = "wrong-account-or-region"

// NothingHere reports that the newest check found neither the monitor nor the
// secret: a sandbox that was started anew, or another account.
func (l *Live) NothingHere() bool {
	return l.report != nil && l.report.Verdict.Code == codeNothingHere
}

// outdated says of what time the report is where reads have come that it could
// not know, or where nothing could be seen since; "" where it knows all.
func (l *Live) outdated() string {
	switch {
	case l.report == nil || l.judgedAt.IsZero():
		return ""
	case l.blind() != "" && !l.seenAt.IsZero() && l.judgedAt.Before(l.blindFrom):
		return "as of " + l.when(l.judgedAt, 12) + ":"
	case l.throttled():
		return "as of " + l.when(l.judgedAt, 12) + ":"
	case len(l.path.Hops) > 0 && l.path.Read.Time.After(l.judgedAt):
		return beforeThis
	case l.reads.newestTime().After(l.judgedAt):
		return "before the newest read:"
	case l.report.Verdict.Status == doctor.Waiting && l.report.Verdict.Hop != monitor.HopSubscription && (l.passedSince(monitor.HopAction) || l.passedSince(monitor.HopMail)):
		return "before its mail:"
	default:
		return ""
	}
}

// passedSince reports that the read of the hop bar has passed a hop that the report
// did not know of.
func (l *Live) passedSince(hop monitor.Hop) bool {
	h := l.path.Of(hop)
	return h.Status == trace.OK && h.At.After(l.judgedAt)
}

// judge takes a report of a check that began at a moment.
func (l *Live) judge(r *doctor.Report, began time.Time) {
	l.checkError, l.report, l.judgedAt = "", r, began
}
