// Package setup is the wizard's screens: the questions with their explanations
// and AWS CLI twins, the plan, the build, the confirmation of the e-mail and
// the first read. What is asked and what is right is the wizard's matter.
//
// It may import wizard, widget, theme and aws.
package setup

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// Screen is the setup conversation on a terminal. It implements widget.Screen
// and widget.Busier.
type Screen struct {
	ctx   context.Context // commands outlive the call that makes them
	deps  Deps
	theme theme.Theme
	wiz   *wizard.Wizard

	pages   map[wizard.StepID]page
	work    *work
	whole   bool          // all at once, from the review: steps are not made one by one
	came    wizard.StepID // the step from which the plan of the whole was asked for
	leaving bool
	terms   *glossary // in front while it explains

	seen    monitor.Snapshot // as last surveyed
	there   existing
	desired monitor.Desired // as last agreed to
	price   build.Cost
	built   bool

	now   time.Time              // of the last message
	been  map[wizard.StepID]bool // steps that were left
	visit int                    // counts the pages entered: timers of an earlier one are stale

	top    int  // first line of the main column in view
	follow bool // the line with the focus must be in view
	fresh  bool // no key was pressed on the page yet
	most   int  // the largest top, as last drawn

	unfolded bool // the person opened what is folded where there is little room
	foldable bool // as last drawn
	toFold   bool // it was opened just now: it must be in view
}

// page is what one step shows and does.
type page interface {
	enter() tea.Cmd
	update(msg tea.Msg) tea.Cmd
	draw(p *paper)
	keys() []keyHelp
	typing() bool
}

// New makes the screen. ctx ends with the program.
func New(ctx context.Context, t theme.Theme, start wizard.Start, d Deps) *Screen {
	s := &Screen{ctx: ctx, deps: d, theme: t, wiz: wizard.New(start), been: map[wizard.StepID]bool{}}
	s.work = newWork(s)
	s.pages = map[wizard.StepID]page{
		wizard.StepAccount: &accountPage{Screen: s, known: start.Account != ""},
		wizard.StepReview:  &reviewPage{Screen: s},
		wizard.StepBuild:   &buildPage{Screen: s},
		wizard.StepConfirm: &confirmPage{Screen: s},
		wizard.StepRead:    &readPage{Screen: s},
	}
	for _, id := range []wizard.StepID{
		wizard.StepSecret, wizard.StepTrail, wizard.StepDelivery,
		wizard.StepFilter, wizard.StepTopic, wizard.StepAlarm,
	} {
		s.pages[id] = &formPage{Screen: s, step: id}
	}
	return s
}

// Init implements widget.Screen.
func (s *Screen) Init() tea.Cmd {
	s.now = time.Now()
	s.reprice()
	return s.open()
}

func (s *Screen) page() page { return s.pages[s.wiz.Step().ID] }

// open puts the wizard's current step in front.
func (s *Screen) open() tea.Cmd {
	s.visit++
	s.top, s.follow, s.fresh = 0, true, true
	return s.page().enter()
}

// next moves on where the step's answers are well.
func (s *Screen) next() tea.Cmd {
	from := s.wiz.Step().ID
	if problems := s.wiz.Next(); len(problems) > 0 {
		return nil
	}
	s.left(from)
	return s.open()
}

func (s *Screen) back() tea.Cmd {
	if f, ok := s.page().(*formPage); ok && f.unchange() {
		return nil
	}
	from := s.wiz.Step().ID
	if from == wizard.StepReview && s.whole && s.came != "" { // back to making it step by step
		came := s.came
		s.whole, s.came = false, ""
		cmd := s.goTo(came)
		delete(s.been, wizard.StepReview) // it is still to come
		return cmd
	}
	if !s.wiz.Back() {
		return nil
	}
	s.left(from)
	if s.wiz.Step().ID == wizard.StepReview && !s.whole { // made step by step: there was no review
		s.wiz.Back()
	}
	return s.open()
}

func (s *Screen) goTo(id wizard.StepID) tea.Cmd {
	s.left(s.wiz.Step().ID)
	s.wiz.Go(id)
	return s.open()
}

func (s *Screen) left(id wizard.StepID) {
	s.been[id] = true
}

// reprice follows the choices.
func (s *Screen) reprice() {
	if s.deps.Price != nil {
		s.price = s.deps.Price(wizard.Owned(s.wiz.Draft(), s.seen), s.seen)
	}
}

// Title implements widget.Screen.
func (s *Screen) Title() string {
	return fmt.Sprintf("setup > %d/%d %s", s.wiz.At()+1, len(wizard.Steps()), strings.ToLower(s.wiz.Step().Title))
}

// Typing implements widget.Screen.
func (s *Screen) Typing() bool { return !s.covered() && s.page().typing() }

// covered reports that something lies over the step.
func (s *Screen) covered() bool { return s.leaving || s.terms != nil || s.work.undoing != nil }

// Busy implements widget.Busier.
func (s *Screen) Busy() string { return s.work.underWay() }

// Parting is the sentence to leave with: how to go on.
func (s *Screen) Parting() string {
	switch {
	case s.deps.Again == "":
		return "The sandbox is gone, and all in it. `secretwatch demo` starts anew."
	case s.built || s.work.built():
		if c, ok := s.pages[wizard.StepConfirm].(*confirmPage); ok && !c.confirmed {
			return "The monitor stands, and its mails come once the link in the confirmation mail is opened. " +
				"`secretwatch` opens the live pane; `secretwatch doctor` says what is still missing."
		}
		return "The monitor stands. `secretwatch` opens the live pane; `secretwatch doctor` says what is still missing."
	case len(s.work.parts) > 0:
		return "What was built stays. `" + s.wiz.Again(s.deps.Again) + "` looks at what is there and goes on. `secretwatch destroy` removes it."
	default:
		return "Nothing was changed. `" + s.wiz.Again(s.deps.Again) + "` goes on from here."
	}
}

// after is a timer of the current page.
func (s *Screen) after(d time.Duration, msg tea.Msg) tea.Cmd { return widget.After(s.ctx, d, msg) }

// second is a clock's tick while something on the page counts.
func (s *Screen) second() tea.Cmd { return s.after(time.Second, tickMsg{s.visit}) }

// explain says an error in words.
func (s *Screen) explain(err error) (summary, hint string) {
	if s.deps.Explain == nil {
		return err.Error(), ""
	}
	return s.deps.Explain(err)
}
