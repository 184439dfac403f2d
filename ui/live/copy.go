package live

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

// copied sends what is chosen to the terminal's clipboard. Terminals do not
// answer, so the notice claims no more than that.
func (l *Live) copied() tea.Cmd {
	what, text := l.chosen()
	if text == "" {
		return widget.Notice("Nothing to copy here.")
	}
	return tea.Batch(tea.SetClipboard(text), widget.Notice(what+" sent to the clipboard"))
}

// chosen is what y copies, safe for a clipboard. It keeps line breaks that are
// our own.
func (l *Live) chosen() (what, text string) {
	switch l.focus {
	case paneReads:
		r := l.detail
		if r == nil {
			r = l.reads.newest(l.list.Selected)
		}
		if r == nil {
			return "command", l.feed.ReadCommand
		}
		if r.JSON.Empty() {
			return "read", l.readLine(r)
		}
		return "record", strings.Join(recordText(r), "\n")
	case paneChecklist:
		return l.chosenRemedy()
	case paneCalls:
		if i := l.callList.Selected; i < len(l.calls) {
			c := l.calls[i]
			return "call", fmt.Sprintf("%s %s %s request %s", c.At.UTC().Format(time.RFC3339), c.Service, c.Operation, foreign.Safe(c.RequestID))
		}
	case paneMetric:
		return "figures", strings.Join(l.minuteLines(), "\n")
	default:
		return "mail", l.mail.Text()
	}
	return "", ""
}

func (l *Live) chosenRemedy() (what, text string) {
	if l.report == nil || l.hunt.Covered() {
		return "", ""
	}
	v := l.report.Verdict
	if v.Remedy != nil && len(v.Remedy.Commands) > 0 && !harmless(v) {
		safe := make([]string, len(v.Remedy.Commands))
		for i, c := range v.Remedy.Commands {
			safe[i] = foreign.Safe(c)
		}
		return "command", strings.Join(safe, "\n")
	}
	return "verdict", foreign.Safe(fmt.Sprintf("%s: %s", v.Code, v.Summary))
}

func (l *Live) readLine(r *row) string {
	return strings.Join([]string{
		r.Time.UTC().Format(time.RFC3339), r.who, string(r.How), r.from, string(r.Result),
		"event " + foreign.Safe(r.EventID), "request " + foreign.Safe(r.RequestID),
	}, " ")
}
