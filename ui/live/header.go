package live

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// headline is the first line of the pane, or its first two where something
// cannot be asked and there is room for both.
func (l *Live) headline(w int, small bool) string {
	trouble := l.troubleLine(w - 1)
	switch {
	case trouble == "":
		return widget.FitLine(l.stateLine(w), w)
	case small:
		return widget.FitLine(" "+trouble, w)
	default:
		return widget.Stack(widget.FitLine(l.stateLine(w), w), widget.FitLine(" "+trouble, w))
	}
}

// stateLine has the alarm's state at the left and the watcher's at the right.
func (l *Live) stateLine(w int) string {
	t := l.theme
	left := l.alarmWords(w >= twoFrom)
	zone := "UTC"
	if l.zone != time.UTC {
		zone = l.now.In(l.zone).Format("MST")
	}
	right := t.Dim.Render("times " + zone + " ")
	switch {
	case l.ended:
		right = t.Warn.Render(t.Glyphs.Warn+" watching has ended") + "  " + right
	case !l.next.IsZero():
		right = t.Dim.Render(l.nextWord()+" "+l.nextClock()+"  ") + right
	}
	if l.quiet {
		right = t.Dim.Render("bell off  ") + right
	}
	if n := l.monitorWord(); n != "" && w >= twoFrom {
		right = t.Dim.Render(n+"  ") + right
	}
	if lipgloss.Width(left)+1+lipgloss.Width(right) > w {
		left = l.alarmWords(false)
	}
	return widget.Ends(left, right, w)
}

func (l *Live) nextWord() string {
	if l.sight == sightBlurred && l.feed.Away != nil {
		return "in the background: next look"
	}
	return "next look"
}

// nextClock is when the next look is, which may be over where that takes long.
func (l *Live) nextClock() string {
	next := l.next
	if again := l.again(); l.outage() != "" && !again.IsZero() {
		next = again // as the line below says
	}
	if l.isPast(next) {
		return "now"
	}
	return next.In(l.zone).Format(time.TimeOnly)
}

// alarmWords are the alarm's state and since when it has it, with how long that
// is where there is room. It is rough, so that it stays true without a clock.
func (l *Live) alarmWords(age bool) string {
	t := l.theme
	switch {
	case l.noAlarm() && l.alarm == nil:
		return t.Dim.Render(" alarm ") + t.Bad.Bold(true).Render(t.Glyphs.Bad+" not there")
	case l.noAlarm():
		return t.Dim.Render(" alarm ") + t.Bad.Bold(true).Render(t.Glyphs.Bad+" gone") + t.Dim.Render(", "+l.lastSeen())
	case l.alarm == nil:
		return t.Dim.Render(" alarm " + t.Glyphs.Unknown + " not seen yet")
	}
	style, glyph := t.Warn, t.Glyphs.Unknown
	switch l.alarm.State {
	case "OK":
		style, glyph = t.Good, t.Glyphs.OK
	case "ALARM":
		style, glyph = t.Bad, t.Glyphs.Dot
	}
	left := t.Dim.Render(" alarm ") + style.Bold(true).Render(glyph+" "+stateWord(l.alarm.State))
	if l.alarm.Since.IsZero() {
		return left
	}
	left += t.Dim.Render(" since " + l.when(l.alarm.Since, 12))
	if seen := l.lastSeen(); seen != "" {
		return left + t.Warn.Render(", "+seen)
	}
	if age {
		left += t.Dim.Render(", " + roughly(l.now.Sub(l.alarm.Since)))
	}
	return left
}

// roughly is a time that has passed, to the unit that does not change while one
// looks: "under a minute", "12 m", "3 h", "5 d".
func roughly(d time.Duration) string {
	switch {
	case d < time.Minute:
		return "under a minute"
	case d < time.Hour:
		return fmt.Sprintf("%d m", int(d.Minutes()))
	case d < 24*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d d", int(d.Hours())/24)
	}
}

// failing is what cannot be asked, the worst first.
func (l *Live) failing() []watch.Failing {
	var list []watch.Failing
	if l.feed.Failing != nil {
		list = slices.Clone(l.feed.Failing())
	} else {
		for s, text := range l.trouble {
			list = append(list, watch.Failing{Source: s, Problem: account.Problem{Summary: short(text)}})
		}
	}
	slices.SortStableFunc(list, func(a, b watch.Failing) int {
		if by := weight(b.Problem.Kind) - weight(a.Problem.Kind); by != 0 {
			return by
		}
		return strings.Compare(string(a.Source), string(b.Source))
	})
	return list
}

// weight sorts problems by how much of the pane they stop.
func weight(k account.Kind) int {
	switch k {
	case account.Expired, account.NoCredentials, account.BadCredentials:
		return 3
	case account.NoNetwork:
		return 2
	case account.Throttled:
		return 1
	default:
		return 0
	}
}

// troubleLine says in w cells what cannot be asked, what happens next and what a
// person can do; "" where all is well.
func (l *Live) troubleLine(w int) string {
	if len(l.troubles) == 0 {
		return ""
	}
	t, first := l.theme, l.troubles[0]
	p := first.Problem
	who := string(first.Source)
	if more := len(l.troubles) - 1; more > 0 {
		who += fmt.Sprintf(" and %d more", more)
	}
	again, soon := "", ""
	if at := l.again(); !at.IsZero() {
		clock := at.In(l.zone).Format(time.TimeOnly)
		again, soon = "; asking again at "+clock, "; again "+clock
		if l.isPast(at) {
			again, soon = "; asking now", "; asking"
		}
	}
	hint, command := "", ""
	if line, _, _ := strings.Cut(p.Hint, "\n"); line != "" {
		hint = "; " + line
		if _, after, ok := strings.Cut(line, ": "); ok && p.Kind == account.Expired {
			command = ": " + after
		}
	}
	what, brief := who+": "+p.Summary, inBrief(first)
	if !first.Silent.IsZero() {
		what = fmt.Sprintf("%s: no answer since %s", who, first.Silent.In(l.zone).Format(time.TimeOnly))
		again = "; given up after " + widget.Span(account.AttemptTimeout) + ", then asked again"
	}
	mark := t.Glyphs.Warn + " "
	var text string
	for _, text = range []string{
		mark + what + again + hint, mark + brief + again + hint, mark + brief + command + soon, mark + "expired" + command + soon,
		mark + "expired" + command, mark + what + again, mark + brief + again, mark + brief + soon, mark + brief,
	} {
		if command == "" && strings.HasPrefix(text, mark+"expired") {
			continue
		}
		if lipgloss.Width(text) <= w {
			break
		}
	}
	return t.Warn.Render(widget.FitLine(text, min(w, lipgloss.Width(text))))
}

// briefly is a problem in as few words as tell it.
func briefly(p account.Problem) string {
	switch p.Kind {
	case account.Expired:
		return "credentials expired"
	case account.NoCredentials:
		return "no credentials"
	case account.NoNetwork:
		if strings.HasSuffix(p.Summary, "did not answer in time") {
			return "no answer"
		}
		if strings.HasPrefix(p.Summary, "nobody listens on ") {
			return "nobody listens there"
		}
		return "no network"
	case account.Throttled:
		return "throttled by AWS"
	default:
		return p.Summary
	}
}

// inBrief is why a source cannot be asked, in as few words as tell it.
func inBrief(f watch.Failing) string {
	if !f.Silent.IsZero() {
		return f.Problem.Summary
	}
	return briefly(f.Problem)
}

// again is the soonest time at which something that failed is asked again.
func (l *Live) again() time.Time {
	var soonest time.Time
	for _, f := range l.troubles {
		if soonest.IsZero() || !f.Again.IsZero() && f.Again.Before(soonest) {
			soonest = f.Again
		}
	}
	return soonest
}

// lookForTrouble takes what cannot be asked now. Once the worst is over the
// checklist of meanwhile is out of date; and that a part is not there, or may not
// be seen, is an answer, which the checklist has to know. An answer that is late
// changes nothing yet.
func (l *Live) lookForTrouble() {
	failed := func() bool {
		return slices.ContainsFunc(l.troubles, func(f watch.Failing) bool { return f.Silent.IsZero() && weight(f.Problem.Kind) > 0 })
	}
	before, answered := failed(), answers(l.troubles)
	l.troubles = l.failing()
	after := failed()
	if before && !after || !after && !maps.Equal(answered, answers(l.troubles)) {
		l.wantCheck()
	}
}

// answers are the troubles that AWS itself told of, by their sources.
func answers(troubles []watch.Failing) map[watch.Source]account.Kind {
	kinds := map[watch.Source]account.Kind{}
	for _, f := range troubles {
		if weight(f.Problem.Kind) == 0 {
			kinds[f.Source] = f.Problem.Kind
		}
	}
	return kinds
}
