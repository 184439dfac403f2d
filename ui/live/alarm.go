package live

import (
	"fmt"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/alarm"
	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// mostEpisodes bounds how much of the alarm's history is set out.
const mostEpisodes = 60

// alarmView is the pane of the alarm: its state and why, what it compares, its
// metric, and its history. What has no room is scrolled to.
func (l *Live) alarmView(w, h int) string {
	if h <= 0 {
		return ""
	}
	if h < 4 {
		return l.metricView(w, h)
	}
	lines := l.alarmLines(w)
	tall := min(max(h-len(lines)-8, 7), 11)
	lines = append(lines, "")
	lines = append(lines, strings.Split(l.metricView(w, tall), "\n")...)
	if l.alarm != nil && !l.alarm.Reason.Empty() {
		lines = append(lines, "")
		for _, line := range l.named("AWS", short(l.alarm.Reason), w) {
			lines = append(lines, l.theme.Dim.Render(line))
		}
	}
	lines = append(lines, "")
	l.alarmScroll.SetLines(append(lines, l.historyLines(w)...))
	return l.alarmScroll.Marked(l.theme, w, h)
}

// alarmLines are state, reason, definition and mails.
func (l *Live) alarmLines(w int) []string {
	t := l.theme
	if l.alarm == nil {
		return []string{t.Dim.Render(" The alarm has not been seen yet.")}
	}
	style, glyph := l.stateLook(l.alarm.State)
	head := " " + style.Bold(true).Render(glyph+" "+stateWord(l.alarm.State))
	if l.noAlarm() {
		head = " " + t.Bad.Bold(true).Render(t.Glyphs.Bad+" gone") + "; below is what it was, " + l.lastSeen()
	} else if !l.alarm.Since.IsZero() {
		head += fmt.Sprintf(" since %s, for %s", l.when(l.alarm.Since, 12), widget.Span(l.now.Sub(l.alarm.Since)))
	}
	lines := []string{head}
	r, known := l.rule()
	reason := short(l.alarm.Reason)
	if text := l.plainly(reason, asJudged(r, l.alarm.Judged), l.alarm.Since); text != "" {
		lines = append(lines, l.named("why", text, w)...)
	} else if reason != "" {
		lines = append(lines, l.named("why", "set by hand, it seems: CloudWatch words its own reasons differently", w)...)
	}
	if known {
		lines = append(lines, l.named("rule", definition(r, l.alarm.Actions, l.alarm.Muted), w)...)
	}
	lines = append(lines, l.named("mails", l.mailsText(), w)...)
	if l.byRule() {
		lines = append(lines, l.named("also", "an EventBridge rule mails every read as well: expect two mails for a read, the rule's usually first", w)...)
	}
	return lines
}

// named is a text of several lines behind its name.
func (l *Live) named(name, text string, w int) []string {
	return widget.Indent(" "+widget.FitLine(name, 6)+" ", widget.Wrap(text, max(w-8, 1)))
}

// stateLook is how a state of the alarm is shown.
func (l *Live) stateLook(state string) (style lipgloss.Style, glyph string) {
	t := l.theme
	switch state {
	case string(alarm.OK):
		return t.Good, t.Glyphs.OK
	case string(alarm.Alarm):
		return t.Bad, t.Glyphs.Dot
	default:
		return t.Warn, t.Glyphs.Unknown
	}
}

// episode is a change of state, and the reads that came while it lasted: where
// it was ALARM they had no mail of their own.
type episode struct {
	watch.Transition
	swallowed int
	newest    time.Time // the newest of those reads
}

// episodes are the alarm's changes of state, newest first.
func (l *Live) episodes() []episode {
	if e := &l.episodesOf; e.version == l.reads.version && e.seen == l.transitionsSeen && e.list != nil {
		return e.list
	}
	list := make([]episode, 0, len(l.transitions))
	end := time.Time{} // of the episode, zero for the one that lasts
	for i := len(l.transitions) - 1; i >= 0; i-- {
		e := episode{Transition: l.transitions[i]}
		if e.To == string(alarm.Alarm) {
			e.swallowed, e.newest = l.reads.deliveredWithin(e.At, end)
		}
		end = e.At
		list = append(list, e)
	}
	l.episodesOf = episodesAt{version: l.reads.version, seen: l.transitionsSeen, list: list}
	return list
}

type episodesAt struct {
	version, seen int
	list          []episode
}

// latest is how long after a read its record may still be delivered.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
const latest = 30 * time.Minute

// deliveredWithin counts the reads that the filter counted between two moments.
func (s *store) deliveredWithin(from, to time.Time) (n int, newest time.Time) {
	for i := len(s.rows) - 1; i >= 0; i-- {
		r := s.rows[i]
		if r.Time.Before(from.Add(-latest)) {
			break
		}
		if !r.Matched || r.InLogs.Before(from) || !to.IsZero() && !r.InLogs.Before(to) {
			continue
		}
		n++
		if r.Time.After(newest) {
			newest = r.Time
		}
	}
	return n, newest
}

// mailsText counts what the alarm has sent.
func (l *Live) mailsText() string {
	sent, failed, swallowed := 0, 0, 0
	var newest time.Time
	for _, e := range l.episodes() {
		if e.To != string(alarm.Alarm) {
			continue
		}
		for _, a := range e.Actions {
			if a.OK {
				sent++
			} else {
				failed++
			}
		}
		swallowed += e.swallowed
		if e.newest.After(newest) {
			newest = e.newest
		}
	}
	text := fmt.Sprintf("%d sent to the topic", sent)
	if failed > 0 {
		text += fmt.Sprintf(", %d failed", failed)
	}
	if swallowed > 0 {
		text += fmt.Sprintf("; none for %s while it was already in ALARM, the newest at %s",
			widget.Plural(swallowed, "read", "reads"), l.when(newest, 12))
	}
	return text
}

// historyLines are the alarm's changes of state, the newest first, with what
// each of their actions did.
func (l *Live) historyLines(w int) []string {
	t := l.theme
	lines := []string{t.Heading.Render(" HISTORY")}
	list := l.episodes()
	if len(list) == 0 {
		return append(lines, t.Dim.Render(" no change of state seen"))
	}
	for _, e := range list[:min(len(list), mostEpisodes)] {
		lines = append(lines, l.episodeLines(e, w)...)
	}
	if more := len(list) - mostEpisodes; more > 0 {
		lines = append(lines, t.Dim.Render(fmt.Sprintf(" and %d earlier ones", more)))
	}
	return lines
}

func (l *Live) episodeLines(e episode, w int) []string {
	t := l.theme
	style, glyph := l.stateLook(e.To)
	lines := []string{fmt.Sprintf(" %s  %s %s %s", l.when(e.At, 12), stateWord(e.From), t.Glyphs.Arrow, style.Render(glyph+" "+stateWord(e.To)))}
	for _, a := range e.Actions {
		if a.OK {
			lines = append(lines, episodePart(t.Good, t.Glyphs.OK+" ", "sent to "+target(a.Target)+" at "+l.when(a.At, 12), w)...)
			continue
		}
		lines = append(lines, episodePart(t.Bad, t.Glyphs.Bad+" ", "did not reach "+target(a.Target)+": "+short(a.Error), w)...)
	}
	if e.swallowed > 0 {
		text := fmt.Sprintf("no mail for %s while it was in ALARM, the newest at %s", widget.Plural(e.swallowed, "more read", "more reads"), l.when(e.newest, 12))
		lines = append(lines, episodePart(t.Warn, t.Glyphs.Skip+" ", text, w)...)
	}
	reason := short(e.Reason)
	r, _ := l.rule()
	if text := l.plainly(reason, asJudged(r, e.Judged), e.At); text != "" {
		reason = text
	}
	return append(lines, episodePart(t.Dim, "", reason, w)...)
}

// episodePart is one part of an episode in lines of w cells, behind its sign.
func episodePart(style lipgloss.Style, sign, text string, w int) []string {
	lead := "   " + sign
	return styled(style, widget.Indent(lead, widget.Wrap(text, max(w-lipgloss.Width(lead), 1))))
}

// target is what an action's ARN names, shortly.
func target(arn string) string {
	parts := strings.SplitN(foreign.Safe(arn), ":", 6)
	if len(parts) < 6 {
		return shortText(arn)
	}
	if parts[2] == "sns" {
		return "topic " + shortText(parts[5])
	}
	return parts[2] + " " + shortText(parts[5])
}

// shortText is short for what AWS writes itself.
func shortText(text string) string { return short(foreign.New(text)) }
