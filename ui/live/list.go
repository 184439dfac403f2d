package live

import (
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/record"
	"secretwatch/ui/widget"
)

// columns are the widths of the list's columns; 0 leaves one out.
type columns struct{ when, who, how, from, result, note int }

// columnsFor shares out w cells: what tells most stays longest.
func (l *Live) columnsFor(w int) columns {
	c := columns{when: 8, who: 12, how: 11, from: 15, result: 11, note: 4}
	if len(l.reads.rows) > 0 && !l.today(l.reads.rows[0].Time) {
		c.when = 12
	}
	total := func() int {
		n := 2
		for _, col := range []int{c.when, c.who, c.how, c.from, c.result, c.note} {
			if col > 0 {
				n += col + 1
			}
		}
		return n
	}
	for _, drop := range []*int{&c.from, &c.note, &c.how} {
		if total() > w {
			*drop = 0
		}
	}
	c.who += max(w-total(), 0)
	if c.from > 0 && c.who > 48 {
		// Addresses of the newer kind have up to 39 characters.
		more := min(c.who-48, 24)
		c.who, c.from = c.who-more, c.from+more
	}
	return c
}

func (l *Live) today(t time.Time) bool {
	return t.In(l.zone).Format(time.DateOnly) == l.now.In(l.zone).Format(time.DateOnly)
}

func (l *Live) when(t time.Time, w int) string {
	t = t.In(l.zone)
	if w > 8 && !l.today(t) {
		return t.Format("_2 Jan 15:04")
	}
	return t.Format(time.TimeOnly)
}

// readsTitle is the list's name and what is worth saying about it.
func (l *Live) readsTitle() (title, note string) {
	title = "1 reads"
	n := len(l.reads.rows)
	switch {
	case l.reads.query != "":
		note = fmt.Sprintf("%d of %d", len(l.reads.shown), n)
	case n > 0:
		note = fmt.Sprintf("%d", n)
	}
	if n == mostReads {
		note += ", older ones dropped"
	}
	if above := l.list.Above(); above > 0 {
		note += fmt.Sprintf("  %s %d newer", l.theme.Glyphs.Up, above)
	}
	return title, note
}

// readsView draws the list of reads, the newest at the top.
func (l *Live) readsView(w, h int) string {
	if h <= 0 {
		return ""
	}
	t := l.theme
	lines := make([]string, 0, h)
	if l.search.Focused() || l.reads.query != "" {
		lines = append(lines, t.Key.Render("/ ")+l.search.View(w-2))
	}
	if len(l.reads.shown) == 0 {
		return widget.Fit(strings.Join(append(lines, l.noReads(w)...), "\n"), w, h)
	}
	c := l.columnsFor(w)
	if h > 3 {
		lines = append(lines, t.Dim.Render(cells(c, "  ", "time", "who", "how", "from", "result", "note")))
	}
	first, last := l.list.Range(len(l.reads.shown), h-len(lines))
	for i := first; i < last; i++ {
		lines = append(lines, l.readRow(l.reads.newest(i), c, i == l.list.Selected, w))
	}
	if l.feed.ReadCommand != "" {
		command := widget.Wrap(l.feed.ReadCommand, w-2)
		if h-len(lines) > len(command)+1 {
			lines = append(lines, "", t.Dim.Render("  To read the secret from elsewhere, paste:"))
			for _, part := range command {
				lines = append(lines, "  "+t.Accent.Render(part))
			}
		}
	}
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

// cells lays texts out in the columns.
func cells(c columns, mark string, texts ...string) string {
	var b strings.Builder
	b.WriteString(mark)
	for i, wide := range []int{c.when, c.who, c.how, c.from, c.result, c.note} {
		if wide > 0 {
			b.WriteString(widget.FitLine(texts[i], wide))
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func (l *Live) readRow(r *row, c columns, selected bool, w int) string {
	t := l.theme
	result, style := t.Glyphs.OK+" ok", t.Good
	switch {
	case r.waiting:
		result, style = t.Glyphs.Wait+" waiting", t.Wait
	case r.Result != record.ResultOK:
		result, style = t.Glyphs.Bad+" "+string(r.Result), t.Bad
	}
	when := l.when(r.Time, c.when)
	if selected {
		mark := t.Glyphs.Cursor + " "
		return t.Cursor.Render(widget.FitLine(cells(c, mark, when, r.who, string(r.How), r.from, result, r.note()), w))
	}
	if c.result > 0 {
		result = style.Render(result)
	}
	note := r.note()
	switch {
	case r.fresh:
		note = t.Warn.Render(note)
	case note != "":
		note = t.Dim.Render(note)
	}
	return cells(c, "  ", when, r.who, string(r.How), r.from, result, note)
}

// noReads is what stands where the list is empty: what to do about it.
func (l *Live) noReads(w int) []string {
	t := l.theme
	if l.reads.query != "" {
		return []string{t.Dim.Render("No read matches. esc shows all.")}
	}
	lines := []string{"", t.Text.Render("  No read yet.") + t.Dim.Render("  Make one:"), ""}
	if l.feed.TestRead != nil {
		lines = append(lines, "  "+t.Key.Render("t")+"  a test read from here")
	}
	if l.feed.ReadCommand != "" {
		lines = append(lines, widget.Indent("  "+t.Key.Render("$")+"  ", widget.Wrap(l.feed.ReadCommand, w-5))...)
	}
	return append(lines, "", t.Dim.Render("  Every read comes here, whoever makes it."))
}
