package setup

import (
	"errors"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
)

func (b *buildPage) ask() string {
	switch b.state {
	case looking:
		return "Looking again at what is there."
	case done:
		return "The monitor is built."
	case failed:
		return "The build stopped before the end."
	case stopped:
		return "Stopped."
	default:
		if b.stopping {
			return "Stopping: the calls in flight finish first."
		}
		return ""
	}
}

// underWay says what is being built, for whoever wants to stop it.
func (b *buildPage) underWay() string {
	var names []string
	for _, c := range b.changes {
		if s := b.progress[c.Kind].State; s == build.Running || s == build.Retrying {
			names = append(names, c.Kind.Word())
		}
	}
	if len(names) == 0 {
		return "building the monitor"
	}
	return "building the " + strings.Join(names, ", ")
}

func (b *buildPage) draw(p *paper) {
	if b.state == failed {
		if b.err != nil {
			summary, hint := b.explain(b.err)
			p.problem(summary, hint)
			p.gap()
		}
		p.here()
		p.line(p.Key.Render("r") + " tries again from here   " + p.Key.Render("b") + " back to the plan")
		p.text(p.Dim, "What is built stays, and is not built twice.")
		p.gap()
	}
	for _, c := range b.changes {
		b.drawPart(p, c)
	}
	p.gap()
	switch b.state {
	case failed:
		p.text(p.Dim, "Held parts were not tried: they need one that failed.")
	case done:
		p.here()
		p.line(p.Good.Render(p.Glyphs.OK+" All parts are there, after "+widget.Took(b.took)+".") + "  " + p.Key.Render("enter") + " goes on")
	case building:
		p.line(p.Dim.Render(widget.Span(b.now.Sub(b.started)) + " so far; usually less than a minute"))
	}
}

func (b *buildPage) drawPart(p *paper, c monitor.Change) {
	step, known := b.progress[c.Kind]
	style, glyph, word := p.part(step.State, known)
	clock := ""
	switch step.State {
	case build.Done, build.Failed:
		clock = widget.Took(step.Took)
		if c.Action == monitor.ActionNone || c.Action == monitor.ActionAdopt {
			word, clock = "kept", ""
		}
	case build.Running, build.Retrying:
		clock = widget.Span(max(b.now.Sub(b.begun[c.Kind]), 0))
	}
	head := style.Render(glyph+" "+pad(word, 8)) + pad(c.Kind.Word(), 14)
	room := max(p.w-lipgloss.Width(head)-lipgloss.Width(clock)-1, 4)
	p.line(head + widget.FitTail(foreign.Safe(c.Name), room) + " " + p.Dim.Render(clock))
	if note := b.remark(step); note != "" && b.state != looking {
		p.hang(style, widget.Blank(10), note)
	}
}

// remark is what a part waits for, or why it failed.
func (b *buildPage) remark(step build.Progress) string {
	switch step.State {
	case build.Retrying:
		note := foreign.Safe(step.Note)
		if !step.RetryUntil.IsZero() {
			note += "; gives up in " + minutes(max(step.RetryUntil.Sub(b.now), 0).Truncate(time.Second))
		}
		return note
	case build.Failed:
		if step.Err == nil || errors.Is(b.err, step.Err) { // it stands above
			return ""
		}
		summary, _ := b.explain(step.Err)
		return summary
	default:
		return ""
	}
}

// part is how a state looks: glyph and word, so that colour says nothing alone.
func (p *paper) part(s build.State, known bool) (style lipgloss.Style, glyph, word string) {
	switch {
	case !known || s == build.Queued:
		return p.Dim, p.Glyphs.Todo, "queued"
	case s == build.Running:
		return p.Wait, p.Glyphs.Arrow, "working"
	case s == build.Retrying:
		return p.Warn, p.Glyphs.Wait, "waits"
	case s == build.Done:
		return p.Good, p.Glyphs.OK, "done"
	case s == build.Failed:
		return p.Bad, p.Glyphs.Bad, "FAILED"
	default:
		return p.Dim, p.Glyphs.Skip, "held"
	}
}
