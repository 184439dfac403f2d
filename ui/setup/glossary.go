package setup

import (
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// glossary explains the words of a step, one of them open at a time.
type glossary struct {
	terms []wizard.Term
	at    int
}

func (s *Screen) explainTerms() { s.terms = &glossary{terms: s.wiz.Step().Terms} }

func (s *Screen) pressTerms(k tea.KeyPressMsg) {
	g := s.terms
	switch k.String() {
	case "down", "j", "tab":
		g.at = min(g.at+1, len(g.terms)-1)
	case "up", "k", "shift+tab":
		g.at = max(g.at-1, 0)
	case "home":
		g.at = 0
	case "end":
		g.at = len(g.terms) - 1
	case "pgdown", "pgup":
		s.scroll(k.String())
	case "esc", "e", "enter", "q", "ctrl+t":
		s.terms = nil
	}
}

func (s *Screen) drawTerms(p *paper) {
	p.text(p.Bold, "The words of this step")
	p.gap()
	for i, term := range s.terms.terms {
		if i != s.terms.at {
			p.line("  " + p.Accent.Render(term.Name))
			continue
		}
		p.line(p.cursor(true) + p.Accent.Bold(true).Render(term.Name))
		p.hang(p.Text, "    ", term.Text)
		p.here()
		p.lines = append(p.lines, "")
	}
	p.gap()
	p.line(widget.FitLine(p.Key.Render("down")+" "+p.Key.Render("up")+" choose a word   "+p.Key.Render("esc")+" back to the step", p.w))
}
