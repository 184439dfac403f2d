package plain

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/foreign"
	"secretwatch/aws/history"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// History prints who has read a secret: a table of the readers, and a bar for
// every day, in lines of at most width cells; of 0, nothing is cut and every
// reader has one line, for whatever reads the lines. Times are in the printer's
// zone, days are UTC's.
func (p Printer) History(s history.Summary, width int, ascii bool) {
	end := ""
	if p.Spoken {
		end = "."
	}
	p.line("%s from %s to %s, %s%s", readsOf(s), p.stamp(s.From), p.stamp(s.To), sourceWords[s.Source], end)
	if !s.Complete {
		p.line("%s: %s", p.Styles.Warn.Styled("not complete"), foreign.Safe(s.Why))
		if s.Known.Before(s.To) && (s.Source == history.EventHistory || s.Known.After(s.From)) {
			p.line("what follows is known from %s on", p.stamp(s.Known))
		}
	}
	switch {
	case s.Reads == 0 && s.Complete:
		p.line("No read of it is recorded in this time.")
		return
	case s.Reads == 0:
		p.line("No read of it is known so far.")
		return
	}
	if p.Spoken {
		p.spokenReaders(s.Readers)
		p.spokenDays(s)
		return
	}
	p.line("")
	p.readers(s.Readers, width)
	p.line("")
	p.line("%s", daysHead(s.Readers))
	p.days(s.Days, width, ascii)
}

// readsOf tells those who got the value from those who only tried.
func readsOf(s history.Summary) string {
	name := safeOr(foreign.Safe(s.Secret.Name), "the secret")
	failed := 0
	for _, r := range s.Readers {
		if r.Result != record.ResultOK {
			failed += r.Count
		}
	}
	if failed == 0 {
		return plural(s.Reads, "read") + " of " + name
	}
	tries := "tries"
	if failed == 1 {
		tries = "try"
	}
	return fmt.Sprintf("%s of %s and %d %s that failed", plural(s.Reads-failed, "read"), name, failed, tries)
}

const daysOfTries = "Tries a day (UTC)"

// daysHead says what the days count: tries too, where there are some.
func daysHead(list []history.Reader) string {
	if slices.ContainsFunc(list, func(r history.Reader) bool { return r.Result != record.ResultOK }) {
		return daysOfTries
	}
	return "Reads a day (UTC)"
}

var sourceWords = map[history.Source]string{
	history.EventHistory: "in Event history",
	history.Insights:     "counted by Logs Insights",
}

func (p Printer) stamp(t time.Time) string {
	zone := p.Zone
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone).Format("2006-01-02 15:04")
}

func plural(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return strconv.Itoa(n) + " " + word
}

// readerColumns are the table's; the count is set to the right.
var readerColumns = [...]string{"READER", "HOW", "FROM", "RESULT", "READS", "FIRST", "LAST"}

const (
	columnReader = 0
	columnFrom   = 2
	columnReads  = 4
	leastReader  = 11 // cells; less says nobody's name
	leastFrom    = len("203.0.113.100")
)

// table is the readers in columns.
type table struct {
	rows  [][len(readerColumns)]string
	wide  [len(readerColumns)]int
	total int
}

func newTable(list []history.Reader, when func(time.Time) string) table {
	t := table{rows: [][len(readerColumns)]string{readerColumns}}
	for _, r := range list {
		t.rows = append(t.rows, [...]string{
			readerText(r), string(r.How), safeOr(r.From.Safe(), "unknown"), readResult(r), strconv.Itoa(r.Count), when(r.First), when(r.Last),
		})
	}
	t.total = 2 * (len(t.wide) - 1)
	for i := range t.wide {
		for _, row := range t.rows {
			t.wide[i] = max(t.wide[i], ansi.StringWidth(row[i]))
		}
		t.total += t.wide[i]
	}
	return t
}

// shrink takes cells from the columns that may lose their ends.
func (t *table) shrink(width int) {
	for _, c := range []struct{ at, least int }{{columnReader, leastReader}, {columnFrom, leastFrom}} {
		if over := t.total - width; over > 0 {
			cut := min(over, max(t.wide[c.at]-c.least, 0))
			t.wide[c.at], t.total = t.wide[c.at]-cut, t.total-cut
		}
	}
}

// withinYear reports that a month and a day say which one is meant.
func withinYear(list []history.Reader) bool {
	var first, last time.Time
	for _, r := range list {
		if first.IsZero() || r.First.Before(first) {
			first = r.First
		}
		if r.Last.After(last) {
			last = r.Last
		}
	}
	return last.Sub(first) < 360*24*time.Hour
}

// readers is a table, with days instead of times where those are too long, or a
// few lines for each reader where the width has no room for a table.
func (p Printer) readers(list []history.Reader, width int) {
	t := newTable(list, p.stamp)
	if width <= 0 {
		width = t.total
	}
	if t.total > width {
		t = newTable(list, func(at time.Time) string { return p.stamp(at)[:len("2006-01-02")] })
		if t.total > width && withinYear(list) {
			t = newTable(list, func(at time.Time) string { return p.stamp(at)[len("2006-"):len("2006-01-02")] })
		}
		t.shrink(width)
	}
	for i, row := range t.rows {
		switch {
		case t.total <= width:
			p.line("%s", tableRow(row, t.wide))
		case i > 0:
			r := list[i-1]
			p.line("%s", ansi.Truncate(row[columnReader], width, "~"))
			p.line("%s", ansi.Truncate(fmt.Sprintf("  %s, %s", plural(r.Count, "read"), row[3]), width, "~"))
			p.line("%s", ansi.Truncate(fmt.Sprintf("  %s from %s", row[1], row[columnFrom]), width, "~"))
			p.line("%s", ansi.Truncate("  first "+p.stamp(r.First), width, "~"))
			p.line("%s", ansi.Truncate("  last  "+p.stamp(r.Last), width, "~"))
		}
	}
	if slices.ContainsFunc(list, func(r history.Reader) bool { return r.Test }) {
		p.line("+ test reads that secretwatch made")
	}
	if slices.ContainsFunc(list, func(r history.Reader) bool { return r.InMessage }) {
		p.line("* the record does not name the secret, only the message of the refusal does")
	}
}

func tableRow(row [len(readerColumns)]string, wide [len(readerColumns)]int) string {
	cells := make([]string, len(row))
	for i, text := range row {
		text = ansi.Truncate(text, wide[i], "~")
		if i == columnReads {
			cells[i] = padLeft(text, wide[i])
		} else {
			cells[i] = pad(text, wide[i])
		}
	}
	return strings.TrimRight(strings.Join(cells, "  "), " ")
}

func readerText(r history.Reader) string {
	text := WhoText(watch.Read{Read: record.Read{Who: r.Who}})
	if r.Several {
		text += " (several sessions)"
	}
	return text
}

// readResult has the marks too, for here no end is cut off.
func readResult(r history.Reader) string {
	text := string(r.Result)
	if r.Test {
		text += " +"
	}
	if r.InMessage {
		text += " *"
	}
	return text
}

// days draws a bar for every day that has reads. Those without are told in one
// line, however many follow each other.
func (p Printer) days(list []history.Day, width int, ascii bool) {
	most := 0
	for _, d := range list {
		most = max(most, d.Count)
	}
	mark := "█"
	if ascii {
		mark = "#"
	}
	digits := len(strconv.Itoa(most))
	room := mostBar
	if width > 0 {
		room = min(width-len("2006-01-02")-digits-4, mostBar)
	}
	empty := 0
	for i, d := range list {
		if d.Count == 0 {
			if empty++; i == len(list)-1 || list[i+1].Count > 0 {
				p.line("%s", p.Styles.Dim.Styled(quiet(d.Day, empty)))
				empty = 0
			}
			continue
		}
		row := d.Day.Format("2006-01-02") + "  " + padLeft(strconv.Itoa(d.Count), digits)
		if room > 0 {
			row += "  " + strings.Repeat(mark, max(d.Count*room/most, 1))
		}
		p.line("%s", row)
	}
}

// quiet names n days without reads, the last of them.
func quiet(last time.Time, n int) string {
	if n == 1 {
		return last.Format("2006-01-02") + "  0"
	}
	return fmt.Sprintf("%s  0, and so on the %s before", last.Format("2006-01-02"), plural(n-1, "day"))
}
