// Package hunt is the game of finding out why no mail comes: something is broken
// by an API call, nobody says what, the clock runs, and in the end the answer is
// shown. How a monitor is broken it does not know: that comes through Break. It
// may import ui/widget, ui/theme and aws/doctor.
package hunt

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/doctor"
	"secretwatch/ui/widget"
)

// Answer is what was broken, and how. Every text in it must be safe for a
// terminal.
type Answer struct {
	Code, Title string
	Commands    []string // what was done, as lines of the AWS CLI
	Verdicts    []string // the codes under which the doctor names it
}

// Break makes the monitor healthy where it is not, and then breaks one thing.
type Break func(ctx context.Context) (Answer, error)

// stage is how far a hunt is.
type stage int

const (
	resting  stage = iota // nothing is broken by us, or the answer was seen
	breaking              // Break is under way
	hunting
	asking // whether to give up
	showing
)

// Hunt is one hunt after the other. Its methods other than Press and Start only
// change it; the screen that holds it draws it.
type Hunt struct {
	ctx context.Context // commands outlive the call that makes them
	do  Break

	stage     stage
	began     time.Time
	took      time.Duration
	answer    Answer
	mended    bool
	failed    string
	uncovered bool           // the person has looked at the checklist
	mailed    bool           // a read made since then was mailed
	says      doctor.Finding // the newest verdict that found something, or else the newest
	asked     bool           // there is such a verdict
	ill       bool           // the doctor has found something since then
	now       doctor.Finding // the newest verdict
	card      widget.Scroll
}

// New makes the hunts of one screen; where do is nil there are none. Commands
// end with ctx.
func New(ctx context.Context, do Break) *Hunt { return &Hunt{ctx: ctx, do: do} }

// BrokenMsg says that Break has ended.
type BrokenMsg struct {
	answer Answer
	err    error
}

// Possible reports that there is something to break.
func (h *Hunt) Possible() bool { return h.do != nil }

// Running reports that the clock runs.
func (h *Hunt) Running() bool { return h.stage == hunting || h.stage == asking }

// Busy reports that something is awaited.
func (h *Hunt) Busy() bool { return h.stage == breaking || h.Running() }

// Showing reports that the answer lies over the screen.
func (h *Hunt) Showing() bool { return h.stage == showing }

// Covered reports that the verdict should not be seen: the person has not asked
// the checklist yet.
func (h *Hunt) Covered() bool { return h.stage == breaking || h.Running() && !h.uncovered }

// Uncover says that the person looks at the checklist.
func (h *Hunt) Uncover() { h.uncovered = h.uncovered || h.Busy() }

// Start breaks something.
func (h *Hunt) Start() tea.Cmd {
	if h.do == nil || h.stage == breaking {
		return nil
	}
	*h = Hunt{ctx: h.ctx, do: h.do, stage: breaking}
	ctx, do := h.ctx, h.do
	return func() tea.Msg {
		answer, err := do(ctx)
		return BrokenMsg{answer, err}
	}
}

// Broken takes what Break has done. From now on the clock runs.
func (h *Hunt) Broken(msg BrokenMsg, now time.Time, explain func(error) string) {
	if msg.err != nil {
		h.stage, h.failed = resting, explain(msg.err)
		return
	}
	h.stage, h.began, h.answer = hunting, now, msg.answer
}

// Press takes the keys that are the hunt's, and reports whether this is one:
// B always, and what answers its question or closes its answer.
func (h *Hunt) Press(k tea.KeyPressMsg, now time.Time) (tea.Cmd, bool) {
	if h.do == nil {
		return nil, false
	}
	name := k.String()
	switch h.stage {
	case showing:
		switch name {
		case "B":
			return h.Start(), true
		case "esc", "enter":
			h.stage = resting
		default:
			h.card.Update(k)
		}
		return nil, name != "q"
	case asking:
		h.stage = hunting
		if name == "B" {
			h.end(now, false)
		}
		return nil, name == "B" || name == "esc"
	case hunting:
		if name == "B" {
			h.stage = asking
		}
	case resting:
		if name == "B" {
			return h.Start(), true
		}
	}
	return nil, name == "B"
}

// repaired reports that what was broken was found, and is broken no more, but
// that something less keeps the hunt from its end: mostly a mail that has not come.
// What is too soon to judge is not repaired yet.
func (h *Hunt) repaired() bool {
	return h.ill && !slices.Contains(h.answer.Verdicts, h.now.Code) && h.now.Code != doctor.CodeTooSoon &&
		(h.now.Status == doctor.Warning || h.now.Status == doctor.Waiting)
}

func (h *Hunt) end(now time.Time, mended bool) {
	h.stage, h.took, h.mended = showing, now.Sub(h.began), mended
	h.card.Home()
}

// Mailed says that the mail for a read made at that time has come.
func (h *Hunt) Mailed(read time.Time) {
	h.mailed = h.mailed || h.Running() && read.After(h.began)
}

// Judged takes a verdict and when it was asked for; what was asked for earlier
// says nothing of what is broken. The hunt is over when all is well again.
func (h *Hunt) Judged(v doctor.Finding, asked, now time.Time) {
	if !h.Running() && h.stage != showing || asked.Before(h.began) {
		return
	}
	ill := v.Status == doctor.Broken || slices.Contains(h.answer.Verdicts, v.Code)
	if ill || !h.ill {
		h.says, h.asked = v, true
	}
	h.ill, h.now = h.ill || ill, v
	well := v.Status == doctor.OK && (h.ill || h.mailed) || v.Status == doctor.Warning && h.ill && h.mailed
	if h.Running() && well && !ill {
		h.end(now, true)
	}
}
