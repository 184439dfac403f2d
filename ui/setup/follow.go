package setup

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/widget"
)

// follower is one read on its way, as last told.
type follower struct {
	update trace.Update
	from   <-chan trace.Update // nil once nothing is waited for
	cancel context.CancelFunc
	err    error
}

func (f *follower) stop() {
	if f.cancel != nil {
		f.cancel()
	}
}

// listen waits for the next round of looking.
func (f *follower) listen() tea.Cmd {
	from := f.from
	return func() tea.Msg {
		update, open := <-from
		if !open {
			return nil
		}
		return hopsMsg{from, update}
	}
}

// follow follows the test read to the mail; an earlier one is let go.
func (r *readPage) follow(msg testReadMsg) tea.Cmd {
	r.way.stop()
	r.way = follower{}
	if r.deps.Follow == nil {
		return nil
	}
	ctx, cancel := context.WithCancel(r.ctx)
	rounds := make(chan trace.Update)
	r.way = follower{from: rounds, cancel: cancel}
	run, d := r.deps.Follow, r.desired
	work := func() tea.Msg {
		defer close(rounds)
		defer cancel()
		err := run(ctx, d, msg.requestID, msg.at, func(u trace.Update) {
			select {
			case rounds <- u:
			case <-ctx.Done():
			}
		})
		return followedMsg{rounds, err}
	}
	return tea.Batch(work, r.way.listen())
}

// drawWay shows every hop of the test read and when it passed, as many in a
// line as there is room for, and what is waited for.
func (r *readPage) drawWay(p *paper) {
	u := r.way.update
	if len(u.Path.Hops) == 0 {
		switch {
		case r.way.from != nil:
			p.line("      " + p.Wait.Render("following it, the first look usually takes 2-3 seconds ..."))
		case r.way.err != nil && !errors.Is(r.way.err, context.Canceled):
			summary, hint := r.explain(r.way.err)
			p.problem(summary, hint)
		}
		return
	}
	line := "     "
	for _, h := range u.Path.Hops {
		cell := p.hop(h)
		if lipgloss.Width(line)+1+lipgloss.Width(cell) > p.w {
			p.line(line)
			line = "     "
		}
		line += " " + cell
	}
	p.line(line)
	r.drawHeading(p, u)
}

// hop is one hop as glyph, word and time, so that colour says nothing alone.
func (p *paper) hop(h trace.Hop) string {
	style, glyph := p.Dim, p.Glyphs.Todo
	switch h.Status {
	case trace.OK:
		style, glyph = p.Good, p.Glyphs.OK
	case trace.Broken:
		style, glyph = p.Bad, p.Glyphs.Bad
	case trace.Unknown:
		style, glyph = p.Warn, p.Glyphs.Unknown
	}
	text := style.Render(glyph + " " + string(h.Hop))
	if h.Status == trace.OK && h.Hop != monitor.HopRead && h.After > 0 {
		text += p.Dim.Render(" +" + lasted(h.After))
	}
	return text + " "
}

// patience is how long after its time a hop is not called late yet: both clocks and
// the next look have their say in it.
const patience = 5 * time.Second

// drawHeading says which hop comes next and when, or what stopped the read.
func (r *readPage) drawHeading(p *paper, u trace.Update) {
	for _, h := range u.Path.Hops {
		if h.Status == trace.Broken {
			p.hang(p.Bad, "      ", "It stopped at the "+string(h.Hop)+": "+foreign.Safe(h.Said(trace.EvidenceWhy)))
			return
		}
	}
	h, waiting := u.Path.Heading()
	switch {
	case !waiting && u.Path.Of(monitor.HopMail).Status == trace.OK:
		p.hang(p.Good, "      ", "The e-mail is there, "+lasted(u.Path.Total())+" after the read.")
	case waiting:
		text := "next: " + string(h.Hop)
		if usual := h.Said(trace.EvidenceUsual); usual != "" {
			text += ", usually " + foreign.Safe(usual)
		}
		if !h.Due.IsZero() {
			text += ", expected by " + h.Due.UTC().Format(time.TimeOnly) + " UTC"
		}
		if late := r.now.Sub(h.Due); !h.Due.IsZero() && late > patience {
			p.hang(p.Warn, "      ", p.Glyphs.Warn+" "+text+": late by "+widget.Span(late)+". Enter opens the live pane, whose checklist says what keeps it.")
			return
		}
		p.hang(p.Wait, "      ", text)
	}
}
