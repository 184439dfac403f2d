package live

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/record"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// columns are the widths of the list's columns; 0 leaves one out.
type columns struct{ when, count, who, how, secret, from, result, lag, note int }

func (c *columns) all() []*int {
	return []*int{&c.when, &c.count, &c.who, &c.how, &c.secret, &c.from, &c.result, &c.lag, &c.note}
}

func (c *columns) total() int {
	n := 2
	for _, col := range c.all() {
		if *col > 0 {
			n += *col + 1
		}
	}
	return n
}

// columnsFor shares out w cells: what tells most stays longest.
func (l *Live) columnsFor(w int) columns {
	c := columns{when: 8, who: 12, how: 11, from: 15, result: 11, lag: 5, note: 14}
	if n := len(l.reads.shown); n > 0 && !l.today(l.reads.shown[0].Time) {
		c.when = 12
	}
	if len(l.reads.groups) < len(l.reads.shown) {
		c.count = 1 + max(len(strconv.Itoa(len(l.reads.shown))), 2)
	}
	if len(l.reads.secrets) > 1 {
		c.secret = 14
	}
	for _, less := range []struct {
		column *int
		wide   int
	}{
		{&c.note, 13},
		{&c.lag, 0},
		{&c.note, 10},
		{&c.from, 0},
		{&c.how, 0},
		{&c.note, 0},
		{&c.secret, 9},
		{&c.secret, 0},
		{&c.count, 4},
		{&c.result, 8},
		{&c.when, 8},
	} {
		if c.total() > w {
			*less.column = min(*less.column, less.wide)
		}
	}
	c.who += max(w-c.total(), 0)
	for _, more := range []struct {
		column     *int
		from, most int
	}{{&c.how, 13, min(l.reads.wideHow, 20)}, {&c.lag, 28, 9}, {&c.note, 28, 34}, {&c.from, 36, 39}, {&c.secret, 36, 30}} {
		// Addresses of the newer kind have up to 39 characters.
		if *more.column > 0 && c.who > more.from {
			give := max(min(c.who-more.from, more.most-*more.column), 0)
			c.who, *more.column = c.who-give, *more.column+give
		}
	}
	return c
}

func (l *Live) today(t time.Time) bool {
	return t.In(l.zone).Format(time.DateOnly) == l.now.In(l.zone).Format(time.DateOnly)
}

func (l *Live) when(t time.Time, w int) string {
	t = t.In(l.zone)
	if !l.today(t) {
		if w > 8 {
			return t.Format("_2 Jan 15:04")
		}
		return t.Format("_2 Jan")
	}
	return t.Format(time.TimeOnly)
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
		return widget.Fit(strings.Join(append(lines, l.noReads(w, h-len(lines))...), "\n"), w, h)
	}
	c := l.columnsFor(w)
	if h > 3 {
		lines = append(lines, t.Dim.Render(cells(c, "  ", "time", "", "who", "how", "secret", "from", "result", "lag", "note")))
	}
	first, last := l.list.Range(l.reads.lines(), h-len(lines))
	for i := first; i < last; i++ {
		lines = append(lines, l.readRow(l.reads.line(i), c, i == l.list.Selected, w))
	}
	if l.feed.ReadCommand != "" {
		command := wizard.Laid(l.feed.ReadCommand, w-2)
		if h-len(lines) > len(command)+1 {
			lines = append(lines, "", t.Dim.Render("  To read the secret from elsewhere, paste:"))
			for _, part := range command {
				lines = append(lines, "  "+t.Accent.Render(widget.FitLine(part, w-2)))
			}
		}
	}
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

// cells lays texts out in the columns.
func cells(c columns, mark string, texts ...string) string {
	var b strings.Builder
	b.WriteString(mark)
	for i, wide := range c.all() {
		if *wide > 0 {
			b.WriteString(widget.FitLine(texts[i], *wide))
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func (l *Live) readRow(n line, c columns, selected bool, w int) string {
	t, r := l.theme, n.row
	result, style := t.Glyphs.OK+" ok", t.Good
	switch {
	case r.waiting:
		result, style = t.Glyphs.Wait+" waiting", t.Wait
	case r.Result != record.ResultOK:
		result, style = t.Glyphs.Bad+" "+string(r.Result), t.Bad
	}
	when, who, lag := l.when(r.Time, c.when), r.who, ""
	if n.member {
		who = "  " + who
	}
	if d, ok := r.lag(); ok {
		lag = longest(c.lag, lasted("", d)...)
	}
	note, marked := l.note(n, c.note)
	if selected {
		mark := t.Glyphs.Cursor + " "
		return t.Cursor.Render(widget.FitLine(cells(c, mark, when, l.count(n), who, r.how(), r.name, r.from, result, lag, note), w))
	}
	if c.result > 0 {
		result = style.Render(widget.FitLine(result, c.result))
	}
	switch {
	case marked:
		note = t.Warn.Render(note)
	case note != "":
		note = t.Dim.Render(note)
	}
	return cells(c, "  ", when, t.Accent.Render(l.count(n)), who, r.how(), r.name, r.from, result, t.Dim.Render(lag), note)
}

// count is how many reads a line stands for, and whether they stand below it.
func (l *Live) count(n line) string {
	if n.n < 2 {
		return ""
	}
	sign := "×"
	switch {
	case n.open && l.theme.ASCII:
		sign = "v"
	case n.open:
		sign = "▾"
	case l.theme.ASCII:
		sign = "x"
	}
	return sign + strconv.Itoa(n.n)
}

// note is what there is to say about a line in w cells, and whether it is worth
// a second look.
func (l *Live) note(n line, w int) (note string, marked bool) {
	if w == 0 {
		return "", false
	}
	marks := l.reads.marks(n.row)
	if n.n > 1 && n.row.Time.Sub(n.oldest.Time) < 24*time.Hour {
		marks = l.reads.marks(n.oldest) // what was new was so at the first of them
	}
	for _, m := range marks {
		marked = marked || !quietMark(m)
	}
	if n.n > 1 && !n.open {
		since := "since " + l.when(n.oldest.Time, 12)
		if w < len(since) && l.today(n.oldest.Time) {
			since = "from " + n.oldest.Time.In(l.zone).Format("15:04")
			if n.oldest.Time.Truncate(time.Minute).Equal(n.row.Time.Truncate(time.Minute)) {
				since = "" // the row says as much
			}
		}
		if since != "" && len(marks) == 0 || since != "" && w >= len(since)+2+len(strings.Join(marks, ", ")) {
			marks = append(marks, since)
		}
	}
	return strings.Join(marks, ", "), marked
}

// noMatch says that the filters leave no read.
func (l *Live) noMatch() string {
	text := "No read matches"
	if n := l.narrowed(); n != "" {
		text += " (" + n + ")"
	}
	if l.reads.odd && l.span == 0 && l.reads.query == "" {
		text = "No unexpected read; test reads are expected"
	}
	return text + ". esc shows all."
}

// noReads is what stands where the list is empty: what to do about it, without
// what only sets it apart where h lines have no room for that.
func (l *Live) noReads(w, h int) []string {
	t := l.theme
	if l.reads.filtered() && len(l.reads.rows) > 0 {
		return []string{t.Dim.Render(widget.FitLine(l.noMatch(), w))}
	}
	if len(l.answered) == 0 && len(l.troubles) == 0 {
		return []string{"", t.Dim.Render("  " + t.Glyphs.Wait + " looking for reads, usually 1 to 3 s")}
	}
	lines := []string{"", t.Text.Render("  No read yet.") + t.Dim.Render("  Make one:"), ""}
	if l.feed.TestRead != nil {
		lines = append(lines, "  "+t.Key.Render("t")+"  a test read from here")
	}
	if l.feed.ReadCommand != "" {
		lines = append(lines, widget.Indent("  "+t.Key.Render("$")+"  ", wizard.Laid(l.feed.ReadCommand, w-5))...)
	}
	lines = append(lines, "", t.Dim.Render("  Every read shows up here, whoever makes it."))
	if len(lines) <= h {
		return lines
	}
	lines = slices.DeleteFunc(lines, func(line string) bool { return line == "" })
	return cut(lines[:len(lines)-1], w, h)
}
