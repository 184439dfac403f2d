package compare

import (
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

// Widths from which the layout changes, in cells.
const (
	columnsFrom = 72  // the ways beside each other
	wideFrom    = 120 // what their mails say, too
	labelWide   = 18
)

// table shows the ways side by side where there is room, otherwise one below the
// other; a line for each read.
func (c *Compare) table(w int) []string {
	if len(c.seen.Ways) == 0 {
		return nil
	}
	if w < columnsFrom {
		return c.blocks(w)
	}
	col := (w - 1 - labelWide) / 3
	line := func(label string, of func(compare.Outcome) string) string {
		var b strings.Builder
		b.WriteString(" " + c.theme.Dim.Render(widget.FitLine(label, labelWide)))
		for _, o := range c.seen.Ways {
			b.WriteString(widget.FitLine(of(o), col-1) + " ")
		}
		return widget.FitLine(b.String(), w)
	}
	lines := []string{
		line("", func(o compare.Outcome) string { return c.theme.Title.Render(name(o.Way)) }),
		line("state", func(o compare.Outcome) string { return c.draw(c.state(o)) }),
		line("mails so far", plainly(mails)),
		line("of them noise", plainly(noise)),
		line("costs a month", cost),
	}
	if c.stage == ended {
		lines[2] = line("mails", plainly(mails))
	}
	for i, r := range c.seen.Reads {
		lines = append(lines, line(c.readName(i, r), func(o compare.Outcome) string { return c.draw(c.cell(o, i)) }))
	}
	return append(lines, c.notes(w)...)
}

// plainly leaves out what a way that was left out has none of.
func plainly(of func(compare.Outcome) string) func(compare.Outcome) string {
	return func(o compare.Outcome) string {
		if o.Skipped != "" {
			return ""
		}
		return of(o)
	}
}

func (c *Compare) readName(i int, r compare.Read) string {
	return fmt.Sprintf("read %d  %s", i+1, r.At.In(c.zone).Format(time.TimeOnly))
}

func (c *Compare) draw(s cell) string { return s.style.Render(s.String()) }

// blocks are the ways one below the other.
func (c *Compare) blocks(w int) []string {
	var lines []string
	for _, o := range c.seen.Ways {
		lines = append(lines, widget.Rule(c.theme, name(o.Way), "", false, w), " "+c.draw(c.state(o)))
		if o.Skipped != "" {
			lines = append(lines, c.wrapped(o.Skipped, w)...)
			continue
		}
		lines = append(lines, c.wrapped(fmt.Sprintf("mails %s, noise %s, %s a month", mails(o), noise(o), cost(o)), w)...)
		for i, r := range c.seen.Reads {
			lines = append(lines, " "+c.theme.Dim.Render(c.readName(i, r))+"  "+c.draw(c.cell(o, i)))
		}
		if o.Trouble != "" {
			lines = append(lines, c.wrapped(o.Trouble, w)...)
		}
		for _, note := range remarks(o) {
			lines = append(lines, c.wrapped(note, w)...)
		}
	}
	return lines
}

// notes are what has no room in a column: why a way was left out, and what AWS
// says went wrong.
func (c *Compare) notes(w int) []string {
	var lines []string
	for _, o := range c.seen.Ways {
		if o.Skipped != "" {
			lines = append(lines, c.wrapped(name(o.Way)+" is left out: "+o.Skipped, w)...)
		}
		if o.Trouble != "" {
			lines = append(lines, c.wrapped(name(o.Way)+": "+o.Trouble, w)...)
		}
		for _, note := range remarks(o) {
			lines = append(lines, c.wrapped(name(o.Way)+": "+note, w)...)
		}
	}
	return lines
}

// remarks say what was on before, and how mails are counted that share a topic.
func remarks(o compare.Outcome) []string {
	var list []string
	if o.OnAlready && o.Way == compare.WayTrail {
		topic := foreign.Safe(o.Topic[strings.LastIndexByte(o.Topic, ':')+1:])
		list = append(list, "it was on already, to the topic "+topic+", and stays on")
	}
	if o.Note != "" {
		list = append(list, o.Note)
	}
	return list
}

// wrapped is a text in lines of w cells with a blank before each.
func (c *Compare) wrapped(text string, w int) []string {
	lines := widget.Wrap(text, w-2)
	for i := range lines {
		lines[i] = " " + lines[i]
	}
	return lines
}

// shownMail is a mail that tells of a read, else the first; false where there is
// none.
func shownMail(o compare.Outcome) (compare.Mail, bool) {
	if o.Skipped != "" || len(o.Mails) == 0 {
		return compare.Mail{}, false
	}
	for _, m := range o.Mails {
		if len(m.Reads) > 0 {
			return m, true
		}
	}
	return o.Mails[0], true
}

const mostMailLines = 12 // of one mail

// mailLines are the first lines of one of a way's mails.
func (c *Compare) mailLines(o compare.Outcome, w, most int) []string {
	m, ok := shownMail(o)
	if !ok {
		return nil
	}
	lines := widget.Wrap("Subject: "+m.Subject.Safe(), w)
	for _, l := range m.Lines {
		lines = append(lines, widget.Wrap(l.Safe(), w)...)
	}
	if len(lines) > most {
		lines = append(lines[:most-1], c.theme.Glyphs.Ellipsis)
	}
	return lines
}

// letters show what a mail of each way says: beside each other under the ways'
// columns where there is room, otherwise one below the other.
func (c *Compare) letters(w int) []string {
	title := "what a mail says"
	if !c.seen.Inbox {
		title += ", as far as it is known from here"
	}
	var lines []string
	if w >= wideFrom {
		lines = c.beside(w)
	} else {
		for _, o := range c.seen.Ways {
			mail := c.mailLines(o, w-3, mostMailLines-4)
			if len(mail) == 0 {
				continue
			}
			lines = append(lines, " "+c.theme.Title.Render(name(o.Way)))
			for _, l := range mail {
				lines = append(lines, "   "+l)
			}
		}
	}
	if len(lines) == 0 {
		return nil
	}
	return append([]string{widget.Rule(c.theme, title, "", false, w)}, lines...)
}

func (c *Compare) beside(w int) []string {
	col := (w - 1 - labelWide) / 3
	columns := make([][]string, len(c.seen.Ways))
	tall := 0
	for i, o := range c.seen.Ways {
		columns[i] = c.mailLines(o, col-2, mostMailLines)
		tall = max(tall, len(columns[i]))
	}
	lines := make([]string, tall)
	for row := range lines {
		line := widget.Blank(labelWide + 1)
		for _, text := range columns {
			if row < len(text) {
				line += widget.FitLine(text[row], col)
			} else {
				line += widget.Blank(col)
			}
		}
		lines[row] = widget.FitLine(line, w)
	}
	return lines
}
