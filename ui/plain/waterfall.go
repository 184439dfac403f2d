package plain

import (
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
)

// Trace prints the whole way of a read at the end: the waterfall of its hops in
// lines of at most width cells, what was seen at each, and the verdict.
func (p Printer) Trace(path trace.Path, verdict doctor.Finding, now time.Time, width int) {
	if p.Spoken {
		p.spokenTrace(path, verdict, now)
		return
	}
	test := ""
	if path.Read.Test {
		test = "  [test read]"
	}
	p.line("Read of %s at %s, request id %s%s", safeOr(path.Read.Secret.Safe(), "the secret"), p.clock(path.Read.Time), foreign.Safe(path.Read.RequestID), test)
	p.line("")
	p.waterfall(path, now, width)
	p.line("")
	for _, h := range path.All() {
		if len(h.Evidence) == 0 || h.Said(trace.EvidenceAfter) != "" {
			continue
		}
		p.line("%s", strings.ToUpper(hopName(h)))
		if !h.Due.IsZero() {
			p.line("  expected by %s, late from %s", p.clock(h.Due), p.clock(h.Late))
		}
		for _, e := range h.Evidence {
			p.line("  %s: %s", foreign.Safe(e.Name), foreign.Safe(e.Value))
		}
	}
	p.line("")
	if remedy := verdict.Remedy; remedy != nil {
		p.whatToDo(*remedy)
	}
	p.line("Total: %s from the read to %s", Total(path), arrived(path))
	p.line("Verdict: %s (%s)", foreign.Safe(verdict.Summary), foreign.Safe(verdict.Code))
}

// arrived names the last hop that the read has passed.
func arrived(path trace.Path) string {
	last := monitor.HopRead
	for _, h := range path.Hops {
		if h.Status == trace.OK && h.Hop != monitor.HopHistory {
			last = h.Hop
		}
	}
	if last == monitor.HopRead {
		return "nowhere yet"
	}
	return "the " + string(last)
}

const (
	leastBar = 10 // a bar shorter than this says nothing
	mostBar  = 72
)

// waterfall draws every hop with its status, when it was passed, and its bar.
func (p Printer) waterfall(path trace.Path, now time.Time, width int) {
	hops := path.All()
	rows := make([][3]string, 0, len(hops))
	wide := [3]int{}
	for _, h := range hops {
		row := [3]string{hopName(h), "[" + p.hopStatus(h.Status) + "]", ""}
		if !h.At.IsZero() {
			row[2] = SinceRead(h)
		}
		for i := range row {
			wide[i] = max(wide[i], ansi.StringWidth(row[i]))
		}
		rows = append(rows, row)
	}
	text := wide[0] + wide[1] + wide[2] + 6 // and two blanks before each column
	bar := min(width-text-2, mostBar)
	strokes := path.Strokes(now, bar)
	for i := range hops {
		row := "  " + pad(rows[i][0], wide[0]) + "  " + pad(rows[i][1], wide[1])
		if text <= width {
			row += "  " + padLeft(rows[i][2], wide[2])
		}
		if bar >= leastBar {
			row += "  " + strokes[i]
		}
		p.line("%s", strings.TrimRight(row, " "))
	}
}

// SinceRead is when a hop was passed, for a column: "+2.1 s", "+2 s", "under 1 s".
func SinceRead(h trace.Hop) string {
	switch {
	case h.Hop == monitor.HopRead:
		return "+0 s"
	case h.AfterWhole && h.After < time.Second:
		return Whole(h.After) // "+under" is no word
	default:
		return "+" + AfterRead(h)
	}
}

func pad(s string, w int) string { return s + strings.Repeat(" ", max(w-ansi.StringWidth(s), 0)) }

func padLeft(s string, w int) string { return strings.Repeat(" ", max(w-ansi.StringWidth(s), 0)) + s }
