package report

import (
	"fmt"

	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
)

func (p *page) success() {
	p.notTheNewest()
	if mailed, ok := p.firstMailed(); ok {
		first := "The first read"
		if p.cut() {
			first = fmt.Sprintf("Of the newest %d reads, the first", len(p.reads))
		}
		if len(mailed.among) > 0 {
			p.line(first+" of which a mail was sent was %s: the alarm went off at %s, and its message went to the topic at %s. Which read it was is not known.",
				p.oneOf(mailed.among), p.when(mailed.alarm), p.when(mailed.mailed))
		} else {
			p.line(first+" of which a mail was sent was that of %s: the alarm went off %s, and its message went to the topic %s.",
				p.when(mailed.Time), after(mailed.Time, mailed.alarm), after(mailed.Time, mailed.mailed))
		}
	} else if u := p.blind(); u != nil {
		p.unseen("Whether a read has led to a mail", why(u))
	} else {
		p.line("No read has led to a mail yet, as far as AWS's histories tell.")
	}
	p.measured()
	p.ask("how did you see for yourself that it works?")
}

// notTheNewest says first of all that the read whose way was measured did not come
// through, where it did not: the heading over it promises something else.
func (p *page) notTheNewest() {
	if p.Trace == nil {
		return
	}
	if rule := p.Trace.Path.Rule; len(rule) > 0 && rule[len(rule)-1].Status == trace.OK {
		return // the mail came by the rule
	}
	for _, h := range p.Trace.Path.Hops {
		if h.Status == trace.Broken {
			p.line("**Not with the newest read.** That of %s brought no mail of its own: its way ended at the hop %s (%s).",
				p.when(p.Trace.Path.Read.Time), p.code(string(h.Hop)), p.code(p.Trace.Verdict.Code))
			return
		}
	}
}

// measured is the way of one read, measured.
func (p *page) measured() {
	t := p.Trace
	if t == nil {
		if p.Untraced != "" {
			p.line("The way of one read was not measured: %s.", p.text(p.Untraced))
		}
		return
	}
	r := t.Path.Read
	p.line("The way of the read at %s (%s), hop by hop, with the times that AWS's own records give:", p.when(r.Time), p.howText(r.Read))
	p.block(waterfall(*t))
	p.line("From the read to the last hop that it is known to have passed: %s. What it shows: %s (%s).", finely(t.Path.Total(), t.Path.TotalWhole()), p.text(t.Verdict.Summary), p.code(t.Verdict.Code))
	if t.Path.Of(monitor.HopMail).Status == trace.Unknown {
		p.ask("when did this mail arrive? The mailbox cannot be seen from here.")
	}
}

// strokeCells is how wide a bar is.
const strokeCells = 40

// waterfall is a line for every hop, with its bar.
func waterfall(t Trace) []string {
	strokes := t.Path.Strokes(t.At, strokeCells)
	hops := t.Path.All()
	lines, wide := make([]string, len(hops)), len("subscription")
	if len(t.Path.Rule) > 0 {
		wide += len("rule ")
	}
	for i, h := range hops {
		name := string(h.Hop)
		if i >= len(t.Path.Hops) {
			name = "rule " + name
		}
		at := ""
		if !h.At.IsZero() {
			at = mark(h.After, h.AfterWhole)
			if h.Hop == monitor.HopRead {
				at = "0 s"
			}
		}
		lines[i] = fmt.Sprintf("%-*s  %-9s  %12s  %s", wide, name, "["+string(h.Status)+"]", at, strokes[i])
	}
	return lines
}
