package live

import (
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/doctor"
	"secretwatch/aws/doctor/pages"
	"secretwatch/aws/foreign"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// page is a text that lies over the pane, and scrolls.
type page struct {
	title string
	lines func(w int) []string
	copy  func() tea.Cmd // nil where there is nothing to copy
	apply func() tea.Cmd // nil where there is nothing to apply
	text  widget.Scroll
}

// widest is how wide a page's text is at most: longer lines are hard to read.
const widest = 96

func (p *page) press(k tea.KeyPressMsg) (tea.Cmd, bool) {
	switch k.String() {
	case "esc", "enter", "q":
		return nil, false
	case "y":
		if p.copy != nil {
			return p.copy(), true
		}
	case "a":
		if p.apply != nil {
			return p.apply(), false
		}
	}
	p.text.Update(k)
	return nil, true
}

func (p *page) draw(t theme.Theme, under string, w, h int) string {
	return scrolled(t, &p.text, under, p.title, p.lines(min(widest, w-6)), w, h, widest)
}

func (p *page) keys() []key.Binding {
	keys := []key.Binding{widget.Binding("back", "esc")}
	if p.apply != nil {
		keys = append(keys, widget.Binding("apply the remedy", "a"))
	}
	if p.copy != nil {
		keys = append(keys, widget.Binding("copy", "y"))
	}
	return append(keys, widget.Binding("scroll", "↑/↓"))
}

// openFinding shows a finding with its evidence, its remedy and the page behind
// its code.
func (l *Live) openFinding() tea.Cmd {
	if e, ok := l.chosenEntry(); ok && e.fold {
		l.turnFold(e.group)
		return nil
	}
	f, ok := l.chosenFinding()
	if !ok {
		return l.startCheck()
	}
	l.showFinding(f)
	return nil
}

// showFinding lays a finding's page over the pane.
func (l *Live) showFinding(f doctor.Finding) {
	p := &page{
		title: foreign.Safe(f.Code),
		lines: func(w int) []string {
			now, still := l.current(f)
			if !still {
				return l.overFinding(f, w)
			}
			return l.findingPage(now, w)
		},
		copy: func() tea.Cmd { return copyText(remedyOf(f)) },
	}
	if l.canApply(f) {
		p.apply = func() tea.Cmd { return l.askToApply(f) }
	}
	l.over = p
}

// current is the same finding in the newest report, which may know more; false
// where that has it no longer.
func (l *Live) current(f doctor.Finding) (doctor.Finding, bool) {
	if l.report == nil {
		return f, true
	}
	for _, x := range append(slices.Clone(l.report.Findings), l.report.Verdict) {
		if x.Code == f.Code && x.Hop == f.Hop {
			return x, true
		}
	}
	return f, false
}

// overFinding is the page of a finding that a later check has not made again.
func (l *Live) overFinding(f doctor.Finding, w int) []string {
	t := l.theme
	lines := []string{t.Good.Render(t.Glyphs.OK+" no longer found") + t.Dim.Render("  by the check of "+l.when(l.judgedAt, 12))}
	lines = append(lines, widget.Wrap("It said: "+foreign.Safe(f.Summary)+".", w)...)
	if v := l.report.Verdict; v.Status != doctor.OK {
		lines = append(lines, "")
		lines = append(lines, widget.Wrap("Now: "+foreign.Safe(v.Code)+", "+foreign.Safe(v.Summary)+".", w)...)
	}
	return append(lines, l.explained(f.Code, w)...)
}

// findingPage is all that there is to say of a finding, in lines of w cells.
func (l *Live) findingPage(f doctor.Finding, w int) []string {
	t := l.theme
	style, glyph, word := l.look(f)
	lines := []string{style.Render(glyph+" "+word) + t.Dim.Render("  "+pages.HopName(f.Hop))}
	lines = append(lines, widget.Wrap(foreign.Safe(f.Summary), w)...)
	if len(f.Evidence) > 0 {
		lines = append(lines, "", t.Heading.Render("WHAT WAS SEEN"))
	}
	for _, e := range f.Evidence {
		lines = append(lines, widget.Indent("  ", l.factLines(e, w-2))...)
	}
	if f.BecauseOf != "" {
		lines = append(lines, t.Dim.Render("  because of "+foreign.Safe(f.BecauseOf)))
	}
	if f.Remedy != nil {
		lines = append(lines, "")
		lines = append(lines, l.remedyLines(*f.Remedy, w, allOfIt)...)
		if len(f.Remedy.Commands) > 0 {
			lines = append(lines, t.Dim.Render(" y copies the command"))
		}
		if why := l.whyNotApply(f); why != "" {
			lines = append(lines, styled(t.Dim, widget.Wrap(" "+why, w))...)
		}
	}
	return append(lines, l.explained(f.Code, w)...)
}

// explained is the page behind a code, as the explain command prints it.
func (l *Live) explained(code string, w int) []string {
	p, ok := pages.Get(code)
	if !ok {
		return nil
	}
	t := l.theme
	lines := []string{"", widget.Line(t, w)}
	for _, line := range p.Lines(w) {
		style := t.Text
		switch line.Role {
		case pages.RoleTitle, pages.RoleHeading:
			style = t.Heading
		case pages.RoleCommand:
			style = t.Accent
		case pages.RoleFacts, pages.RoleURL:
			style = t.Dim
		default:
		}
		for _, part := range widget.Wrap(line.Text, w) {
			lines = append(lines, style.Render(part))
		}
	}
	return lines
}

// blamedMsg is the report with who changed what is broken.
type blamedMsg struct {
	report doctor.Report
	err    error
}

// wantBlame has somebody asked who is behind a new verdict.
func (l *Live) wantBlame(v doctor.Finding) {
	if v.Status != doctor.Broken {
		l.blamed = ""
		return
	}
	l.blameDue = l.feed.Blame != nil && l.blamed != v.Code
	l.blamed = v.Code
}

func (l *Live) askBlame() tea.Cmd {
	if !l.blameDue {
		return nil
	}
	l.blameDue = false
	ctx, blame := l.ctx, l.feed.Blame
	return func() tea.Msg {
		report, err := blame(ctx)
		return blamedMsg{report: report, err: err}
	}
}

// tookBlame takes the fuller report, where the verdict is still the same. That
// it could not be had takes nothing away.
func (l *Live) tookBlame(msg blamedMsg) {
	if msg.err == nil && l.report != nil && l.report.Verdict.Code == msg.report.Verdict.Code {
		l.report, l.checkDrawn = &msg.report, checkDraw{}
	}
}
