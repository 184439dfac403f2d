package setup

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// rester is a page with something that need not be on the first screen.
type rester interface{ drawRest(p *paper) }

func (s *Screen) newPaper(w int) *paper {
	p := newPaper(s.theme, min(w, textWidth))
	p.kinds = s.kindWidth(p.w)
	return p
}

// stepPaper is the step in front. What has to be read first (what it is for,
// the question, what it costs) is made to fit the first screen: the lessons go
// below it where there is no room for them, and the rest is folded.
func (s *Screen) stepPaper(w, h int, hands bool) *paper {
	draw := func(tight, folds bool) *paper {
		p := s.newPaper(w)
		p.tight, p.folds = tight, folds
		s.drawStep(p, h, hands)
		return p
	}
	p := draw(false, !s.unfolded)
	switch {
	case p.first > h-1:
		return draw(true, !s.unfolded)
	case p.folds && len(p.lines) <= h:
		if open := draw(false, false); len(open.lines) <= h {
			s.foldable = false
			return open
		}
		s.foldable = true
	}
	return p
}

func (s *Screen) drawStep(p *paper, h int, hands bool) {
	step := s.wiz.Step()
	p.text(p.Bold, s.asked())
	p.gap()
	if c, ok := s.page().(*confirmPage); ok && c.confirmed {
		step.What = "" // there is nothing to open any more
	}
	before := step.What != "" && h >= roomy && (!p.tight || step.ID != wizard.StepReview) // a plan is to be seen with its yes
	if before {
		p.text(p.Text, step.What)
		p.gap()
	}
	s.work.drawNews(p)
	s.page().draw(p)
	if !before && step.What != "" {
		p.gap()
		p.text(p.Text, step.What)
	}
	if step.Cost != "" {
		if !p.tight {
			p.gap()
		}
		p.hang(p.Text, p.Title.Render("Cost")+"  ", step.Cost)
	}
	p.first = len(p.lines)
	if r, ok := s.page().(rester); ok {
		r.drawRest(p)
	}
	s.drawMade(p)
	s.drawFold(p, step, hands)
}

// asked is the step as one question or sentence, as things stand.
func (s *Screen) asked() string {
	if a, ok := s.page().(interface{ ask() string }); ok && a.ask() != "" {
		return a.ask()
	}
	return s.wiz.Step().Ask
}

// drawFold is what else is good to know and the same by hand, or one line that
// says how to open them.
func (s *Screen) drawFold(p *paper, step wizard.Step, hands bool) {
	commands := s.wiz.ByHand(step.ID)
	hands = hands && len(commands) > 0
	s.foldable = false
	if !hands && len(step.Why) == 0 {
		return
	}
	p.gap()
	s.foldable, p.fold = p.folds || s.unfolded, len(p.lines)
	if p.folds {
		what := "the same by hand, " + widget.Plural(len(commands), "AWS CLI command", "AWS CLI commands")
		switch {
		case !hands:
			what = "what else is good to know"
		case len(step.Why) > 0:
			what = "what else is good to know, and " + what
		}
		p.hang(p.Text, p.Key.Render(s.foldKey())+" ", "shows "+what)
		return
	}
	if len(step.Why) > 0 {
		closes := ""
		if s.unfolded {
			closes = s.foldKey() + " closes"
		}
		p.head("Good to know", closes)
	}
	for _, para := range step.Why {
		p.text(p.Text, para)
		p.gap()
	}
	if hands {
		s.drawHands(p)
	}
}

// foldKey opens and closes what is folded.
func (s *Screen) foldKey() string {
	if s.page().typing() || s.watches() {
		return "ctrl+o"
	}
	return "w"
}

// unfold opens what is folded and goes there, or closes it.
func (s *Screen) unfold() {
	s.unfolded = !s.unfolded
	s.follow, s.top, s.toFold = false, 0, s.unfolded
}

// drawMade lists what is there by now.
func (s *Screen) drawMade(p *paper) {
	made := s.work.made()
	if len(made) == 0 || s.wiz.Step().ID == wizard.StepBuild {
		return
	}
	p.head(s.work.soFar(), widget.Plural(len(made), "part", "parts"))
	for _, one := range made {
		kind := p.kindCell(one.Change.Kind)
		p.line(p.Good.Render(p.Glyphs.OK) + " " + kind + widget.FitTail(foreign.Safe(one.Change.Name), max(p.w-2-lipgloss.Width(kind), 4)))
	}
}

// drawHands shows the AWS CLI commands that do what this step does.
func (s *Screen) drawHands(p *paper) {
	commands := s.wiz.ByHand(s.wiz.Step().ID)
	if len(commands) == 0 {
		return
	}
	copies := s.copies()
	if length(commands) > longestByHand {
		p.head("The same by hand", "")
		p.text(p.Dim, "An answer above is too long for a command.")
		return
	}
	p.head("The same by hand", copies)
	note := len(p.lines)
	cut, blanks := false, false
	for _, c := range commands {
		r := c.Reading(p.w - len(handsIndent))
		cut, blanks = cut || r.Shortened, blanks || r.Blanks
		for _, l := range r.Lines {
			cut = !p.code(handsIndent, l) || cut
		}
	}
	shown := slices.Clone(p.lines[note:]) // what is to be known of them stands above: below they may go on past the screen
	p.lines = p.lines[:note]
	if cut {
		p.text(p.Dim, "Long names and documents are cut here; "+copies+" them whole.")
	}
	if blanks {
		p.text(p.Dim, "In the pattern a line break is a blank; "+copies+" it in one line.")
	}
	p.lines = append(p.lines, shown...)
}

// copies says which key copies the commands.
func (s *Screen) copies() string {
	if s.page().typing() {
		return "ctrl+y copies"
	}
	return "y copies"
}

// longestByHand is more than the commands of any step have with answers that
// can stand, in bytes. Beyond it, wrapping them anew at each key of a runaway
// paste would keep the screen busy for seconds.
const longestByHand = 8 << 10

func length(commands []wizard.Command) int {
	n := 0
	for _, c := range commands {
		for _, w := range c.Words {
			n += len(w)
		}
	}
	return n
}

// handsIndent is in front of every line of a command.
const handsIndent = "  "

// code adds a line of a command as it is: broken, half a name could be taken for
// a whole one. Where it is too long its front is cut, and code reports false.
func (p *paper) code(margin, l string) (whole bool) {
	text := strings.TrimLeft(l, " ")
	indent := len(margin) + len(l) - len(text)
	text, goesOn := strings.CutSuffix(text, ` \`)
	room := p.w - indent
	if goesOn {
		room -= 2
	}
	whole = lipgloss.Width(text) <= room
	if !whole {
		text = widget.FitTail(text, max(room, 8))
	}
	if goesOn {
		text += ` \`
	}
	p.line(widget.Blank(indent) + p.Accent.Render(text))
	return whole
}
