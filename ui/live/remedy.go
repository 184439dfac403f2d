package live

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/mend"
	"secretwatch/ui/widget"
)

// canApply reports that the remedy of a finding can be applied from here.
func (l *Live) canApply(f doctor.Finding) bool {
	return f.Remedy != nil && f.Remedy.Kind == doctor.Auto && len(f.Remedy.Commands) > 0 && l.feed.Fix != nil && !l.feed.ReadOnly && !l.hunt.Covered()
}

// whyNotApply says why a remedy is not applied from here, "" where it can be.
func (l *Live) whyNotApply(f doctor.Finding) string {
	switch {
	case l.canApply(f):
		return "a applies it, after a yes, and looks again."
	case l.feed.ReadOnly:
		return "--read-only was given: nothing can be applied from here."
	case f.Remedy == nil, f.Remedy.Kind != doctor.Auto, l.feed.Fix == nil:
		return ""
	default:
		return "It cannot be applied from here."
	}
}

// applyChosen begins with the remedy of the chosen finding, or of the verdict
// where the checklist does not have the focus.
func (l *Live) applyChosen() tea.Cmd {
	switch {
	case l.feed.ReadOnly:
		return widget.Notice("Not applied: --read-only was given.")
	case l.hunt.Covered():
		return widget.Notice("The checklist is covered while you hunt; c uncovers it.")
	case l.fixing != "":
		return widget.Notice("A remedy is being applied already.")
	}
	if f, ok := l.toApply(); ok {
		return l.askToApply(f)
	}
	switch {
	case l.report == nil:
		return widget.Notice("The chain has not been checked yet; r checks it.")
	case l.report.Verdict.Status == doctor.OK, harmless(l.report.Verdict):
		return widget.Notice("Nothing is broken: there is nothing to mend.")
	}
	v := l.report.Verdict
	if f, ok := l.chosenFinding(); ok && f.Status != doctor.OK {
		v = f
	}
	l.showFinding(v) // what a person does is said there
	return widget.Notice("This one is yours to do: nothing can be applied from here.")
}

// toApply is the finding whose remedy the a key applies: the chosen one, or else
// the verdict.
func (l *Live) toApply() (doctor.Finding, bool) {
	if f, ok := l.chosenFinding(); ok && l.canApply(f) {
		return f, true
	}
	if l.report == nil || !l.canApply(l.report.Verdict) {
		return doctor.Finding{}, false
	}
	return l.report.Verdict, true
}

// askToApply asks for the yes that a remedy takes, and for each thing that setup
// did not make for one of its own.
func (l *Live) askToApply(f doctor.Finding) tea.Cmd {
	ask := mend.Ask{Finding: f}
	if l.feed.Plan != nil {
		var err error
		if ask, err = l.feed.Plan(f); err != nil {
			return widget.Notice("Not applied: " + short(foreign.New(err.Error())))
		}
	}
	l.over = l.ask(ask, 0)
	return nil
}

// ask is the question about the at-th thing that is not ours, or the only one
// where all is.
func (l *Live) ask(of mend.Ask, at int) box {
	f, others := of.Finding, of.Others
	no := "Not applied: nothing was changed."
	q := &question{title: "apply the remedy?", no: no, lines: func(w int) []string { return l.remedyQuestion(of, w) }}
	if at < len(others) {
		what := others[at].Kind.Word() + " " + foreign.Safe(others[at].Name)
		q.title = "not made by setup"
		q.lines = func(w int) []string {
			lines := widget.Wrap("The "+what+" was not made by secretwatch setup: it is yours or somebody else's.", w)
			lines = append(append(lines, ""), l.remedyQuestion(of, w)...)
			return append(append(lines, ""), widget.Wrap("Change the "+what+"?", w)...)
		}
	}
	q.yes = func() tea.Cmd {
		if at+1 < len(others) {
			l.over = l.ask(of, at+1)
			return nil
		}
		return l.startFix(f)
	}
	return q
}

func (l *Live) remedyQuestion(of mend.Ask, w int) []string {
	t, f := l.theme, of.Finding
	lines := widget.Wrap(foreign.Safe(f.Code)+": "+foreign.Safe(f.Remedy.Summary), w)
	lines = append(lines, "")
	for _, c := range f.Remedy.Commands {
		for _, part := range widget.Wrap(foreign.Safe(c), w-2) {
			lines = append(lines, "  "+t.Accent.Render(part))
		}
	}
	if n := len(of.Remembers); n > 0 {
		text := "The expected readers that this pane knows (" + strconv.Itoa(n) + ") are written on it again, as tags."
		lines = append(append(lines, ""), widget.Wrap(text, w)...)
	}
	return lines
}

// Besides is the error of a Fix that has applied the remedy, and could not do what
// belongs to it beside that.
type Besides struct{ Err error }

func (b Besides) Error() string { return b.Err.Error() }

func (b Besides) Unwrap() error { return b.Err }

// fixedMsg says what applying a remedy did.
type fixedMsg struct {
	code   string
	took   time.Duration
	report doctor.Report
	err    error
}

// startFix applies a remedy that got its yes.
func (l *Live) startFix(f doctor.Finding) tea.Cmd {
	if l.fixing != "" {
		return nil
	}
	l.fixing, l.fixBegan = foreign.Safe(f.Code), l.now
	l.fixNote.Store(new(string))
	l.nudge()
	ctx, fix, note := l.ctx, l.feed.Fix, &l.fixNote
	now := l.feed.Now
	return func() tea.Msg {
		began := now()
		report, err := fix(ctx, f, func(s string) { note.Store(&s) })
		return fixedMsg{code: f.Code, took: now().Sub(began), report: report, err: err}
	}
}

func (l *Live) fixed(msg fixedMsg) tea.Cmd {
	l.fixing = ""
	l.refreshCalls()
	besides, applied := errors.AsType[Besides](msg.err)
	if msg.err != nil && !applied {
		l.wantCheck() // part of it may be done
		if errors.Is(msg.err, l.ctx.Err()) {
			return nil
		}
		return tea.Batch(l.dueCheck(), widget.Notice("Not mended: "+short(foreign.New(msg.err.Error()))))
	}
	l.began = l.fixBegan // at the latest: the check is the remedy's last step
	l.judged(reportMsg{report: msg.report})
	l.over = nil
	code := foreign.Safe(msg.code)
	said := fmt.Sprintf("Mended %s in %s", code, widget.Took(msg.took))
	switch v := msg.report.Verdict; {
	case v.Status == doctor.OK:
		said += "; the chain was checked again."
	case v.Code == msg.code && v.Status == doctor.Warning:
		said += "; a warning until the next read."
	default:
		said += ". Now: " + foreign.Safe(v.Code) + "."
	}
	if applied {
		said += " But " + short(foreign.New(besides.Error())) + "."
	}
	return tea.Batch(l.mail.Refresh(), widget.Notice(said))
}

// fixLine says how applying stands, "" where nothing is applied.
func (l *Live) fixLine() (text string, style lipgloss.Style) {
	t := l.theme
	if l.fixing == "" {
		return "", t.Text
	}
	text = t.Glyphs.Wait + " applying the remedy for " + l.fixing + ": usually a few seconds, now " + widget.Span(max(l.now.Sub(l.fixBegan), 0))
	if note := l.fixNote.Load(); note != nil && *note != "" {
		text += "; " + strings.TrimSpace(*note)
	}
	return text, t.Wait
}
