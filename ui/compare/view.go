package compare

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/compare"
	"secretwatch/ui/widget"
)

// view draws the screen as a block of w by h cells.
func (c *Compare) view(w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	var block string
	switch {
	case c.mailing:
		head := append(c.head(w, 1), widget.Rule(c.theme, "inbox", widget.Plural(len(c.mail.Mails()), "mail", "mails"), true, w))
		block = stacked(head, func(rest int) string { return c.mail.View(w, rest) }, w, h)
	default:
		most := 3
		if h < 16 {
			most = 2
		}
		block = stacked(c.head(w, most), func(rest int) string { return c.scrolled(w, rest) }, w, h)
	}
	if c.asking {
		block = widget.Modal(c.theme, block, "stop?", c.question(min(60, w-6)), w, h)
	}
	if c.theme.ASCII {
		return widget.ASCII(block)
	}
	return block
}

// stacked draws the head, and what is below it in the rest.
func stacked(head []string, below func(rows int) string, w, h int) string {
	head = head[:min(len(head), h)]
	block := widget.Fit(strings.Join(head, "\n"), w, len(head))
	if rest := h - len(head); rest > 0 {
		block = widget.Stack(block, below(rest))
	}
	return block
}

// scrolled is the rest of the screen below a rule, which says where one is.
func (c *Compare) scrolled(w, h int) string {
	lines := c.body(w)
	if c.stage == offering && h > 3 && !c.lab.ReadOnly {
		c.text.SetLines(lines)
		view := c.text.View(w, min(len(lines), h-2))
		return widget.Fit(widget.Stack(c.rule(w), view, c.choice(w)), w, h)
	}
	c.text.SetLines(lines)
	view := c.text.View(w, h-1)
	return widget.Stack(c.rule(w), view)
}

func (c *Compare) rule(w int) string {
	note := c.text.Where()
	if note != "" {
		note += "  ↑/↓"
	}
	return widget.Rule(c.theme, "three ways to be told", note, false, w)
}

// head says in at most so many lines what is going on and what is awaited.
func (c *Compare) head(w, most int) []string {
	say := c.headline()
	var lines []string
	for _, l := range cut(say.String(), w-2, most) {
		lines = append(lines, widget.FitLine(" "+say.style.Render(l), w))
	}
	if wait := c.waitWords(); wait != "" && most > 1 {
		for _, l := range cut(wait, w-2, most-1) {
			lines = append(lines, widget.FitLine(" "+c.theme.Dim.Render(l), w))
		}
	}
	return lines
}

// cut is a text in at most so many lines of w cells; where that is not all, it
// says so at the end.
func cut(text string, w, most int) []string {
	lines := widget.Wrap(text, w)
	if len(lines) > most {
		lines = append(lines[:most-1], widget.FitLine(strings.Join(lines[most-1:], " "), w))
	}
	return lines
}

// body is what can be scrolled.
func (c *Compare) body(w int) []string {
	switch {
	case c.lab.ReadOnly && c.stage != running:
		return c.wrapped("A comparison reads the secret and switches things on, which --read-only forbids. Start the program without it to compare.", w)
	case c.stage == offering:
		return c.offer(w)
	case c.stage == leftovers:
		return c.remains(w)
	case c.stage == unseen:
		return c.wrapped("Nothing is begun before that is known: what an earlier one left behind would have to go first. r looks again.", w)
	case c.stage == removing:
		return c.news(w)
	}
	var lines []string
	if c.stage == ended {
		lines = c.verdict(w)
	}
	lines = append(lines, c.table(w)...)
	if c.stage == ended && len(c.seen.Ways) > 0 {
		lines = append(lines, c.footnotes(w)...)
	}
	lines = append(lines, c.letters(w)...)
	return append(lines, c.news(w)...)
}

// footnotes say how the table is to be read.
func (c *Compare) footnotes(w int) []string {
	seen := "Times are from the read until the mail was sent, as the inbox shows."
	if !c.seen.Inbox {
		seen = "Mails are those that AWS says it sent, whether they arrived it does not say; times are from the read until then."
	}
	return c.painted(c.theme.Dim, seen+" Noise is mails that are not about this secret; own are those that only this program's own calls have caused, which end with them. Prices: lists of "+compare.PricesAsOf+".", w)
}

// verdict is the result in three sentences, and what became of what was made.
func (c *Compare) verdict(w int) []string {
	var lines []string
	r := c.seen.Result
	if c.fault.summary != "" && !r.Interrupted {
		lines = c.painted(c.theme.Bad, c.theme.Glyphs.Bad+" "+c.fault.summary, w)
		if c.fault.hint != "" {
			lines = append(lines, c.wrapped(c.fault.hint, w)...)
		}
	}
	if r.Cut() && len(r.Reads) > 0 {
		lines = append(lines, c.wrapped("No verdict: it was stopped before every mail had come.", w)...)
	} else if len(r.Ways) > 0 {
		for _, s := range compare.Verdict(r) {
			lines = append(lines, c.wrapped(s, w)...)
		}
	}
	if f := r.Flood; f != nil && f.MailsADay >= 0 {
		lines = append(lines, c.wrapped(fmt.Sprintf("The flood is counted by %s.", f.From), w)...)
	}
	for _, l := range r.Left {
		lines = append(lines, c.painted(c.theme.Bad, c.theme.Glyphs.Bad+" still there: "+l.Text()+": "+l.Why, w)...)
	}
	for _, t := range r.Removed {
		verb := "removed "
		if t.Kind == compare.ThingNotification {
			verb = "switched off "
		}
		lines = append(lines, c.painted(c.theme.Good, c.theme.Glyphs.OK+" "+verb+t.Text(), w)...)
	}
	if r.Kept {
		lines = append(lines, c.painted(c.theme.Good, c.theme.Glyphs.OK+" kept: EventBridge's rule and its topic are part of the monitor", w)...)
	}
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	return lines
}

func (c *Compare) painted(s lipgloss.Style, text string, w int) []string {
	lines := c.wrapped(text, w)
	for i := range lines {
		lines[i] = s.Render(lines[i])
	}
	return lines
}

// news are the experiment's steps, newest first.
func (c *Compare) news(w int) []string {
	if len(c.seen.events) == 0 {
		return nil
	}
	t := c.theme
	lines := []string{widget.Rule(t, "what happened", "newest first", false, w)}
	for i := len(c.seen.events) - 1; i >= 0; i-- {
		e := c.seen.events[i]
		style := t.Dim
		switch e.Kind {
		case compare.EventMail, compare.EventRemoved, compare.EventKept:
			style = t.Good
		case compare.EventWaiting, compare.EventSkipped, compare.EventWarning:
			style = t.Warn
		case compare.EventFailed:
			style = t.Bad
		default:
		}
		clock := e.At.In(c.zone).Format("15:04:05")
		if w < columnsFrom {
			text := widget.Wrap(clock+" "+string(e.Kind)+": "+e.Text, w-3)
			for j, l := range widget.Indent(" ", text) {
				if j > 0 {
					l = " " + l
				}
				lines = append(lines, l)
			}
			continue
		}
		text := widget.Indent(widget.Blank(20), widget.Wrap(e.Text, w-21))
		text[0] = " " + t.Dim.Render(clock) + " " + style.Render(widget.FitLine(string(e.Kind), 9)) + " " + strings.TrimLeft(text[0], " ")
		lines = append(lines, text...)
	}
	return lines
}
