package setup

import (
	"fmt"
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// drawSamples shows why the statistic matters, drawn to scale with the
// threshold's line.
func (f *formPage) drawSamples(p *paper) {
	if !p.tight {
		p.gap()
	}
	n, own := f.wiz.SampleEvents()
	what := fmt.Sprintf("One read among %d events, as in the exercise; alarm at or above %s:", n, f.wiz.Answer(wizard.QThreshold))
	if own {
		what = fmt.Sprintf("One read among the %s that this account had of late in %s s; alarm at or above %s:",
			widget.Plural(n, "event", "events"), f.wiz.Answer(wizard.QPeriod), f.wiz.Answer(wizard.QThreshold))
	}
	if p.tight {
		what = fmt.Sprintf("1 read in %s, alarm at %s or more:", widget.Plural(n, "event", "events"), f.wiz.Answer(wizard.QThreshold))
	}
	p.text(p.Dim, what)
	wide := min(16, max(p.w-38, 4))
	line := p.Border.Render(p.Glyphs.VLine)
	if f.wiz.Draft().Alarm.Threshold <= 0 { // it is at the bars' beginning, or before it
		line = " "
	}
	for _, s := range f.wiz.Samples() {
		style, says := p.Good, "ALARM: e-mail"
		if !s.Fires {
			style, says = p.Bad, "stays OK: silence"
		} else if s.Always {
			style, says = p.Bad, "always ALARM: silence"
		}
		mark := "  "
		if s.Statistic == f.wiz.Answer(wizard.QStatistic) {
			mark = p.Accent.Render(p.Glyphs.Arrow) + " "
		}
		bar := style.Render(pad(f.bar(p, s.Value, wide), wide)) + line
		p.line(mark + pad(s.Statistic, 8) + " " + pad(fmt.Sprintf("%.3f", s.Value), 6) + bar + " " + style.Render(says))
	}
	p.gap()
}

// bar is a value drawn so that the threshold, or 1 where that is not above
// zero, is as wide as the room. A little is drawn as little, and not as nothing.
func (f *formPage) bar(p *paper, value float64, wide int) string {
	full := f.wiz.Draft().Alarm.Threshold
	if full <= 0 {
		full = 1
	}
	cells := value / full * float64(wide)
	switch n := min(int(cells+0.5), wide); {
	case n > 0:
		return strings.Repeat(p.Glyphs.Bars[7], n)
	case value > 0:
		return p.Glyphs.Bars[0]
	default:
		return ""
	}
}

// drawActivity is the gist of drawActivities, the rest follows below.
func (f *formPage) drawActivity(p *paper) {
	p.hang(p.Good, p.Good.Render(p.Glyphs.OK)+" ", wizard.Activities()[0].Call+" is a read: a trail that keeps writes only never sees it.")
}

// drawTally is the gist of drawTrials.
func (f *formPage) drawTally(p *paper) {
	trials := f.wiz.Trials()
	right := 0
	for _, t := range trials {
		if t.Matches == t.Wanted {
			right++
		}
	}
	style, glyph := p.Good, p.Glyphs.OK
	if right < len(trials) {
		style, glyph = p.Warn, p.Glyphs.Warn
	}
	p.hang(style, style.Render(glyph)+" ", fmt.Sprintf("The pattern is right about %d of %s (below).", right, widget.Plural(len(trials), "record", "records")))
	p.line("  " + p.Key.Render("p") + p.Dim.Render(" to type a pattern of your own"))
}

// drawActivities shows that reading a secret is a read, and which trail sees it.
func (f *formPage) drawActivities(p *paper) {
	p.gap()
	p.text(p.Dim, "How CloudTrail sorts the calls about a secret:")
	for _, a := range wizard.Activities() {
		kind, style := "write", p.Text
		if a.ReadOnly {
			kind, style = "read", p.Good
		}
		p.hang(p.Dim, "  "+style.Render(pad(a.Call, 15)+pad(kind, 6)), a.Note)
	}
	p.text(p.Dim, "So a read of the secret is seen by a trail of:")
	for _, k := range wizard.Keepings() {
		mark := "  "
		if k.Value == f.wiz.Answer(wizard.QEvents) {
			mark = p.Accent.Render(p.Glyphs.Arrow) + " "
		}
		if k.Sees {
			p.line(mark + pad(k.Label, 15) + p.Good.Render(p.Glyphs.OK+" yes"))
		} else {
			p.line(mark + pad(k.Label, 15) + p.Bad.Render(p.Glyphs.Bad+" never, so it is no choice here"))
		}
	}
	p.gap()
}

// drawTrials shows which records the pattern matches, and why not.
func (f *formPage) drawTrials(p *paper) {
	trials, what := f.wiz.Trials(), "What the pattern makes of these records:"
	if len(trials) == 0 { // what stood here stays, so that nothing jumps at each key
		trials, what = f.tried, "As typed it is no pattern. What the last that was one made of these records:"
	}
	if len(trials) == 0 {
		return
	}
	if f.wiz.Answer(wizard.QPattern) != "" { // which matches everything, and is only what one passes through
		f.tried = trials
	}
	p.gap()
	p.text(p.Dim, what)
	own := false
	for _, t := range trials {
		if t.Own && !own {
			own = true
			p.text(p.Dim, "And of this account's own last reads (UTC):")
		}
		f.drawTrial(p, t)
	}
	if !f.more && !p.tight { // else it stands with the tally
		p.line("  " + p.Key.Render("p") + p.Dim.Render(" to type a pattern of your own"))
	}
	p.gap()
}

func (f *formPage) drawTrial(p *paper, t wizard.Trial) {
	style, glyph, word := p.Dim, p.Glyphs.Skip, "no"
	if t.Matches {
		style, glyph, word = p.Good, p.Glyphs.OK, "counts"
	}
	text := t.Label
	switch wrong := t.Matches != t.Wanted; {
	case wrong && t.Matches:
		style, glyph = p.Warn, p.Glyphs.Warn
		text += ": should not"
	case wrong:
		style, glyph, word = p.Warn, p.Glyphs.Warn, "misses"
	}
	head := "  " + style.Render(pad(glyph+" "+word, 9))
	if t.Matches || t.Why == "" {
		p.line(head + widget.FitLine(text, max(p.w-lipgloss.Width(head), 4)))
		return
	}
	p.hang(p.Text, head, text+": "+t.Why)
}

// drawYes says what enter will do: it is the yes to that.
func (f *formPage) drawYes(p *paper) {
	p.gap()
	enter := p.Key.Render("enter") + " "
	if f.whole {
		p.hang(p.Dim, enter, "goes back to the plan of the whole")
		return
	}
	d := f.wiz.Draft()
	if f.step == wizard.StepSecret && d.SecretExists {
		p.hang(p.Dim, enter, "watches this secret")
		return
	}
	var names, kept []string
	plan := f.thereNow()
	for _, k := range f.work.kindsFor(f.step) {
		if i := slices.IndexFunc(plan, func(c monitor.Change) bool { return c.Kind == k }); i >= 0 {
			switch plan[i].Action {
			case monitor.ActionNone, monitor.ActionAdopt:
				kept = append(kept, k.Word())
				continue
			case monitor.ActionUpdate:
				kept = append(kept, k.Word()+" (some of it is changed)")
				continue
			default:
			}
		}
		goes := f.step == wizard.StepTopic && !slices.Contains(f.wiz.Parts(f.step), k)
		if !goes && f.step != wizard.StepAlarm || k == wizard.Builds(f.step)[0] {
			names = append(names, k.Word())
		}
	}
	if f.stood != nil && f.work.standing(f.step) == standsNow {
		p.hang(p.Dim, enter, "takes the new answers: what they change of this step is changed")
		return
	}
	if len(kept) > 0 {
		does := "keeps the " + wizard.Listed(kept)
		if len(names) > 0 {
			does += ", makes the " + wizard.Listed(names)
		}
		p.hang(p.Dim, enter, does)
		return
	}
	makes := "makes the " + wizard.Listed(names)
	if f.step == wizard.StepTrail && f.work.parts[monitor.KindTrail] == nil {
		makes += "; the trail itself comes with the next step"
	}
	p.hang(p.Dim, enter, makes)
}
