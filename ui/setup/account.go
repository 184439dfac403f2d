package setup

import (
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/wizard"
)

// accountPage says where everything will be built, once that is known.
type accountPage struct {
	*Screen
	known  bool
	asking bool
	listed bool // the existing secrets have been asked for
	err    error
}

func (a *accountPage) enter() tea.Cmd {
	if a.known || a.asking {
		return a.secrets()
	}
	return a.identify()
}

func (a *accountPage) identify() tea.Cmd {
	a.asking, a.err = true, nil
	ctx, identify := a.ctx, a.deps.Identify
	return func() tea.Msg {
		place, caller, err := identify(ctx)
		return identifiedMsg{place, caller, err}
	}
}

// secrets asks for the names to choose from, and looks around. Without the permission to list
// them a name can still be typed, so an error says nothing here.
func (a *accountPage) secrets() tea.Cmd {
	if a.listed {
		return nil
	}
	a.listed = true
	around := a.lookAround()
	ctx, list := a.ctx, a.deps.Secrets
	if list == nil {
		return around
	}
	return tea.Batch(around, func() tea.Msg {
		names, err := list(ctx)
		return secretsMsg{names, err}
	})
}

func (a *accountPage) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case identifiedMsg:
		a.asking, a.err = false, msg.err
		if msg.err != nil {
			return a.askLater(passes(msg.err))
		}
		a.known = true
		a.wiz.SetPlace(msg.place, msg.caller)
		a.reprice()
		return a.secrets()
	case pollMsg:
		if msg.visit == a.visit && a.err != nil && !a.asking {
			return a.identify()
		}
	case tea.KeyPressMsg:
		switch {
		case msg.String() == "enter" && a.known:
			return a.next()
		case msg.String() == "r" && a.err != nil:
			return a.identify()
		}
	}
	return nil
}

func (a *accountPage) ask() string {
	there, found := a.found()
	switch {
	case a.known && found && there.Begun:
		return "A monitor of " + foreign.Safe(a.wiz.Answer(wizard.QSecret)) + " was begun here; this goes on with it."
	case a.known && found:
		return "A monitor of " + foreign.Safe(a.wiz.Answer(wizard.QSecret)) + " is here already."
	case a.known:
		return ""
	}
	return "Who am I, and where?"
}

func (a *accountPage) draw(p *paper) {
	switch {
	case a.err != nil:
		summary, hint := a.explain(a.err)
		p.problem(summary, hint)
		p.gap()
		p.line(p.Key.Render("r") + " asks again" + byItself(passes(a.err)))
	case !a.known:
		p.text(p.Wait, "Asking AWS who you are, usually under a second ...")
	default:
		a.facts(p, wizard.StepAccount)
		a.drawExisting(p)
		if a.deps.Inbox != nil {
			p.gap()
			p.text(p.Warn, "This is a sandbox, not AWS: nothing costs anything, and mails land in an inbox here (key i, later).")
		}
		p.gap()
		p.line(p.Key.Render("enter") + " goes on")
	}
}

func (a *accountPage) keys() []keyHelp {
	switch {
	case a.err != nil:
		return []keyHelp{{"r", "ask again"}}
	case a.known:
		return []keyHelp{{"enter", "next"}}
	default:
		return nil
	}
}

func (a *accountPage) typing() bool { return false }

// labelWidth is the column of the labels in front of answers.
const labelWidth = 19

// facts lists what a step has already decided. What would fill many lines
// behind its label stands below it.
func (s *Screen) facts(p *paper, id wizard.StepID) { s.list(p, s.wiz.Facts(id)) }

func (s *Screen) list(p *paper, facts []wizard.Fact) {
	for _, f := range facts {
		label := "  " + p.Dim.Render(pad(f.Label, labelWidth))
		if lipgloss.Width(f.Value) > 2*(p.w-2-labelWidth) {
			p.line(label)
			label = "    "
		}
		p.hang(p.Text, label, f.Value)
	}
}
