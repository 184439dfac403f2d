package live

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

// copied sends what is chosen to the terminal's clipboard, or asks which of a
// read's names and forms is meant.
func (l *Live) copied() tea.Cmd {
	if l.focus == paneReads {
		r := l.openOrChosen()
		if r != nil && !r.waiting {
			l.over = l.copyMenu(r)
			return nil
		}
	}
	return copyText(l.chosen())
}

// copyText sends text to the clipboard. Terminals do not answer, so the notice
// claims no more than that.
func copyText(what, text string) tea.Cmd {
	if text == "" {
		return widget.Notice("Nothing to copy here.")
	}
	return tea.Batch(tea.SetClipboard(text), widget.Notice(what+" sent to the clipboard"))
}

// openOrChosen is the read whose record is open, or the chosen one of the list.
func (l *Live) openOrChosen() *row {
	if l.detail != nil {
		return l.detail
	}
	return l.reads.line(l.list.Selected).row
}

// copyMenu offers a read's names and forms.
func (l *Live) copyMenu(r *row) *choice {
	c := &choice{title: "copy"}
	add := func(key, what, text string) {
		if text != "" {
			c.items = append(c.items, choiceItem{key: key, what: what, do: func() tea.Cmd { return copyText(what, text) }})
		}
	}
	add("i", "event id", foreign.Safe(r.EventID))
	add("r", "request id", foreign.Safe(r.RequestID))
	add("a", "reader's ARN", r.Who.ARN.Safe())
	if r.JSON.Empty() {
		add("j", "read", l.readLine(r))
	} else {
		add("j", "record as JSON", strings.Join(recordText(r), "\n"))
	}
	if l.feed.EventCommand != nil {
		add("c", "AWS CLI command", foreign.Safe(l.feed.EventCommand(r.read().Read)))
	}
	if l.feed.EventURL != nil {
		add("u", "console link", l.feed.EventURL(r.read().Read))
	}
	return c
}

// chosen is what y copies, safe for a clipboard. It keeps line breaks that are
// our own.
func (l *Live) chosen() (what, text string) {
	switch l.focus {
	case paneReads:
		if r := l.openOrChosen(); r != nil {
			return "request id", foreign.Safe(r.RequestID)
		}
		return "command", l.feed.ReadCommand
	case paneChecklist:
		return l.chosenRemedy()
	case paneCalls:
		if i := l.callList.Selected; i < len(l.calls) {
			return callCommand(l.calls[i])
		}
	case paneMetric:
		return "figures", strings.Join(l.minuteLines(), "\n")
	default:
		return "mail", l.mail.Text()
	}
	return "", ""
}

func (l *Live) chosenRemedy() (what, text string) {
	f, ok := l.chosenFinding()
	switch {
	case ok:
		return remedyOf(f)
	case l.report != nil && l.report.Verdict.Status != doctor.OK && !l.hunt.Covered(): // a line of what is well: the verdict's stands above
		return remedyOf(l.report.Verdict)
	}
	return "", ""
}

// remedyOf is a finding's command, or the finding in words where it has none.
func remedyOf(f doctor.Finding) (what, text string) {
	if f.Remedy != nil && len(f.Remedy.Commands) > 0 && !harmless(f) {
		safe := make([]string, len(f.Remedy.Commands))
		for i, c := range f.Remedy.Commands {
			safe[i] = foreign.Safe(c)
		}
		return "command", strings.Join(safe, "\n")
	}
	return "finding", foreign.Safe(fmt.Sprintf("%s: %s", f.Code, f.Summary))
}

func (l *Live) readLine(r *row) string {
	return strings.Join([]string{
		r.Time.UTC().Format(time.RFC3339), r.who, string(r.How), r.from, string(r.Result),
		"event " + foreign.Safe(r.EventID), "request " + foreign.Safe(r.RequestID),
	}, " ")
}

// browse opens the chosen read's page in AWS's console, or shows its address
// where there is no desktop.
func (l *Live) browse() tea.Cmd {
	r := l.openOrChosen()
	if l.focus != paneReads || r == nil || r.EventID == "" || l.feed.EventURL == nil {
		return widget.Notice("There is no page of AWS's console to open here.")
	}
	url := l.feed.EventURL(r.read().Read)
	switch {
	case l.feed.Inbox != nil:
		l.over = l.link(url, "The sandbox has no console. On AWS this event's page would be:")
		return nil
	case l.feed.Browse == nil:
		l.over = l.link(url, "There is no desktop here to open a browser on. The event's page:")
		return nil
	}
	ctx, open := l.ctx, l.feed.Browse
	return tea.Batch(widget.Notice("Opening the event in AWS's console"+l.theme.Glyphs.Ellipsis+" usually 1 to 2 s"), func() tea.Msg {
		if err := open(ctx, url); err != nil {
			return browsedMsg{url: url, err: err}
		}
		return browsedMsg{url: url}
	})
}

// browsedMsg says that a page was handed to the browser.
type browsedMsg struct {
	url string
	err error
}

func (l *Live) browsed(msg browsedMsg) tea.Cmd {
	if msg.err != nil {
		l.over = l.link(msg.url, "The browser did not open: "+short(foreign.New(msg.err.Error()))+". The event's page:")
		return nil
	}
	return widget.Notice("Opened in the browser.")
}

// link is a box with an address in it.
func (l *Live) link(url, why string) box {
	return &page{
		title: "console",
		lines: func(w int) []string {
			lines := append(widget.Wrap(why, w), "")
			for _, part := range widget.Wrap(url, w) {
				lines = append(lines, l.theme.Accent.Render(part))
			}
			return lines
		},
		copy: func() tea.Cmd { return copyText("console link", url) },
	}
}
