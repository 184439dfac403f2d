package setup

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/build"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// side is the left column: the steps, and what it costs a month.
func (s *Screen) side(w, h int) string {
	var lines []string
	for i, step := range wizard.Steps() {
		lines = append(lines, " "+s.stepLine(i, step, w-1))
	}
	if n := len(s.work.made()); n > 0 {
		lines = append(lines, "", " "+widget.Ends(s.theme.Title.Render(s.work.soFar()), widget.Plural(n, "part", "parts"), w-1))
	}
	if price := s.priceLines(w-1, h-len(lines)-1); len(price) > 0 {
		lines = append(lines, "")
		for _, l := range price {
			lines = append(lines, " "+l)
		}
	}
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

func (s *Screen) stepLine(i int, step wizard.Step, w int) string {
	t := s.theme
	mark, clock := s.mark(i, step.ID)
	title := step.Title
	if i == s.wiz.At() {
		title = t.Bold.Render(title)
	} else if mark == untold {
		return widget.FitLine(t.Dim.Render("[ ] "+title), w)
	}
	if clock == needsYou && lipgloss.Width(mark+" "+title+" "+clock) > w {
		clock = "stuck"
	}
	return widget.Ends(mark+" "+title, t.Dim.Render(clock), w)
}

const needsYou = "needs you"

const untold = "[ ]"

// mark is how a step stands: what is being made of it, else whether it is
// behind us. A sign stands for each, so that colour says nothing alone.
func (s *Screen) mark(i int, id wizard.StepID) (mark, clock string) {
	t := s.theme
	state := s.work.standing(id)
	switch {
	case state == trouble:
		return t.Bad.Render("[" + t.Glyphs.Bad + "]"), needsYou
	case i == s.wiz.At():
		return t.Accent.Render("[>]"), s.soFar(state, id)
	case state == underWay:
		return t.Wait.Render("[" + t.Glyphs.Wait + "]"), s.soFar(state, id)
	case state == inQueue:
		return t.Wait.Render("[" + t.Glyphs.Wait + "]"), "waits"
	case state == standsNow && s.blind(id):
		return t.Warn.Render("[" + t.Glyphs.Warn + "]"), "blind" // five cells are left beside the title
	case state == standsNow:
		return t.Good.Render("[x]"), s.soFar(state, id)
	}
	if s.behind(id) { // the clocks tell what making takes, and not reading
		return t.Good.Render("[x]"), ""
	}
	if i < s.wiz.At() && id == wizard.StepReview { // made step by step: there was none
		return t.Dim.Render("[" + t.Glyphs.Skip + "]"), ""
	}
	return untold, ""
}

// behind reports that a step which makes nothing of its own was gone through: that
// of the build, once every part is there.
func (s *Screen) behind(id wizard.StepID) bool {
	at := slices.IndexFunc(wizard.Steps(), func(x wizard.Step) bool { return x.ID == id })
	if id == wizard.StepReview && at > s.wiz.At() && !s.work.built() {
		return false // it sent the person back, to an answer that cannot stand
	}
	if c, ok := s.pages[id].(*confirmPage); ok && !c.confirmed {
		return false // left for later
	}
	return s.been[id] && len(wizard.Builds(id)) == 0 && (id != wizard.StepBuild || s.work.built())
}

// blind reports that a step stands and yet counts no read: its pattern was
// taken although it matches none.
func (s *Screen) blind(id wizard.StepID) bool {
	return id == wizard.StepFilter && s.wiz.Changed(wizard.QPattern) && s.wiz.Misses()
}

// soFar is how long the making of a step takes, or took.
func (s *Screen) soFar(state standing, id wizard.StepID) string {
	switch state {
	case underWay:
		if j := s.work.jobs[id]; j != nil {
			return widget.Span(s.now.Sub(j.started))
		}
		return ""
	case standsNow:
		return lasted(s.work.tookFor(id))
	default:
		return ""
	}
}

// lasted is how long something took, written as the clocks are that still run:
// in seconds, with a tenth where that tells something.
func lasted(d time.Duration) string {
	const tenth = 100 * time.Millisecond
	if d >= 10*time.Second {
		return widget.Span(d)
	}
	return fmt.Sprintf("%.1f s", max(d.Truncate(tenth), tenth).Seconds())
}

// priceLines is the estimate in at most h lines: the total alone where there
// is no room for more.
func (s *Screen) priceLines(w, h int) []string {
	t := s.theme
	if s.deps.Price == nil || h < 1 {
		return nil
	}
	total := widget.Ends(t.Bold.Render("a month, about"), t.Bold.Render(usd(s.price.MonthlyUSD)), w)
	items := s.price.Lines
	if h < len(items)+2 { // what costs nothing makes room
		items = slices.DeleteFunc(slices.Clone(items), func(l build.CostLine) bool { return l.USD == 0 })
	}
	if h < len(items)+2 {
		return []string{total}
	}
	lines := []string{t.Title.Render("Estimate, USD")}
	for _, l := range items {
		lines = append(lines, widget.Ends(t.Dim.Render(l.Item), t.Dim.Render(fmt.Sprintf("%.2f", l.USD)), w))
	}
	if len(lines) < h-1 {
		lines = append(lines, t.Border.Render(strings.Repeat(t.Glyphs.HLine, w)))
	}
	lines = append(lines, total)
	if h > len(lines) && s.price.PricesAsOf != "" {
		lines = append(lines, t.Dim.Render("prices of "+s.price.PricesAsOf))
	}
	return lines
}

func usd(f float64) string { return fmt.Sprintf("$%.2f", f) }

// strip stands in for the side column where there is no room for it.
func (s *Screen) strip(w int) string {
	t := s.theme
	at := s.wiz.At()
	steps := wizard.Steps()
	dots := ""
	for i, step := range steps {
		dots += s.dot(i, step.ID)
	}
	left := " " + dots + "  " + t.Bold.Render(steps[at].Title)
	right := ""
	if n := len(s.work.made()); n > 0 {
		right = t.Good.Render(fmt.Sprintf("%d made ", n)) + " "
	}
	if s.deps.Price != nil {
		right += t.Dim.Render(usd(s.price.MonthlyUSD) + " a month ")
	}
	return widget.Ends(left, right, w)
}

// dot is a step in the strip: gone through, in front, being made, passed over,
// or still to come.
func (s *Screen) dot(i int, id wizard.StepID) string {
	t := s.theme
	switch state := s.work.standing(id); {
	case i == s.wiz.At():
		return t.Accent.Render(t.Glyphs.Dot)
	case state == trouble:
		return t.Bad.Render(t.Glyphs.Bad)
	case state == underWay, state == inQueue:
		return t.Wait.Render(t.Glyphs.Wait)
	case state == standsNow && s.blind(id):
		return t.Warn.Render(t.Glyphs.Warn)
	case state == standsNow, s.behind(id):
		return t.Good.Render(t.Glyphs.Dot)
	case i < s.wiz.At() && len(wizard.Builds(id)) == 0: // made step by step: there was no review
		return t.Dim.Render(t.Glyphs.Skip)
	default:
		return t.Dim.Render(t.Glyphs.Todo)
	}
}

// third is the right column of wide terminals: the AWS CLI twin.
func (s *Screen) third(w, h int) string {
	p := newPaper(s.theme, w-1)
	s.drawHands(p)
	if len(p.lines) == 0 {
		p.head("The same by hand", "")
		p.text(p.Dim, s.noHands())
	}
	if len(p.lines) > h {
		p.lines = append(p.lines[:h-1], p.Dim.Render(p.Glyphs.Ellipsis+" "+s.copies()+" all of it"))
	}
	return widget.Fit(strings.Join(p.lines, "\n"), w, h)
}

// noHands says why a step has no commands of its own.
func (s *Screen) noHands() string {
	switch s.wiz.Step().ID {
	case wizard.StepReview, wizard.StepBuild:
		return "The commands of the steps before, in their order, make all of this."
	case wizard.StepRead:
		return "The command at the left reads the secret; y copies it."
	default:
		return "Nothing to type here: this step only looks."
	}
}
