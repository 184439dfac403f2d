package app

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/ui/widget"
)

// View implements tea.Model. It is the one place that sets the terminal's
// modes, so that no frame falls out of the alternate screen.
func (m *Model) View() tea.View {
	content := m.frame()
	if m.theme.ASCII {
		content = plainSigns.Replace(content)
	}
	v := tea.NewView(content)
	v.AltScreen = true
	v.ReportFocus = true
	if m.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.WindowTitle = "secretwatch " + m.screen.Title()
	return v
}

// plainSigns puts ASCII in the place of the signs that no theme has: those of
// cut texts and of keys. Each is as wide as what it stands for.
var plainSigns = strings.NewReplacer("…", "~", "←", "<", "→", ">", "↑", "^", "↓", "v")

// frame draws exactly as many lines as the terminal has. Before the terminal
// has said its size there is nothing to draw.
func (m *Model) frame() string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	if m.tooSmall() {
		return widget.Fit(m.needs(), m.width, m.height)
	}
	head := m.titleBar()
	rows := m.height - 2
	if m.banner != "" {
		head = widget.Stack(head, m.theme.Banner.Render(widget.FitLine(" "+m.banner, m.width)))
		rows--
	}
	return widget.Stack(head, m.body(rows), m.footer())
}

// titleBar has the screen's title at the left and the place at the right. Where
// there is no room the program's own name goes first, then the last words of the
// place. The mark stays.
func (m *Model) titleBar() string {
	t := m.theme
	left := t.Bar.Render(" secretwatch ") + t.BarDim.Render(" "+m.screen.Title())
	mark := ""
	if m.mark != "" {
		mark = t.Banner.Render(" " + m.mark + " ")
	}
	place, room := m.place, m.width-lipgloss.Width(mark)-1
	if lipgloss.Width(left)+lipgloss.Width(place)+1 > room {
		left = t.Bar.Render(" " + m.screen.Title())
	}
	place = shortPlace(place, room-lipgloss.Width(left)-1)
	left = widget.FitLine(left, min(lipgloss.Width(left), room))
	free := room - lipgloss.Width(left) - lipgloss.Width(place)
	return widget.FitLine(left+t.BarDim.Render(widget.Blank(free)+place+" ")+mark, m.width)
}

// shortPlace is as many of the place's words as fit w cells, with a sign that there
// are more where it fits too. The help page has them all. Before the region goes,
// all but the end of the account's number does: most people have one of each.
func shortPlace(place string, w int) string {
	if words := strings.Fields(place); len(words) > 1 && len(words[0]) == accountDigits {
		both := "…" + words[0][accountDigits-4:] + " " + words[1]
		if lipgloss.Width(words[0]+" "+words[1]) > w && lipgloss.Width(both) <= w {
			return both
		}
	}
	for words := strings.Fields(place); len(words) > 0; words = words[:len(words)-1] {
		fits := strings.Join(words, " ")
		if lipgloss.Width(fits) > w {
			continue
		}
		if cut := fits + " …"; fits != place && lipgloss.Width(cut) <= w {
			return cut
		}
		return fits
	}
	return ""
}

// accountDigits is how many digits the number of an account has.
const accountDigits = 12

func (m *Model) body(rows int) string {
	body := m.screen.View(m.width, rows)
	switch m.over {
	case helpPage:
		return m.helpOver(body, rows)
	case commandPalette:
		return m.paletteOver(body, rows)
	case stopQuestion:
		return widget.Modal(m.theme, body, "stop?", m.stopLines(), m.width, rows)
	default:
		return widget.Fit(body, m.width, rows)
	}
}

// helpOver shows the help page over the body, as high as its text or the body
// allows; a longer text scrolls.
func (m *Model) helpOver(body string, rows int) string {
	m.help.SetLines(m.helpLines())
	inside := strings.Split(m.help.View(min(64, m.width-6), min(m.help.Len(), rows-2)), "\n")
	title := "keys"
	if where := m.help.Where(); where != "" {
		title += "  " + where + "  ↑/↓ scroll"
	}
	return widget.Modal(m.theme, body, title, inside, m.width, rows)
}

func (m *Model) helpLines() []string {
	t := m.theme
	lines := widget.HelpLines(t, m.commands())
	if h, ok := m.screen.(widget.Helper); ok {
		lines = append(lines, "")
		for _, s := range h.Help() {
			lines = append(lines, widget.Wrap(s, min(64, m.width-6))...)
		}
	}
	if m.place != "" {
		lines = append(lines, "")
		lines = append(lines, widget.Wrap("Here: "+m.place, min(64, m.width-6))...)
	}
	lines = append(lines, "",
		t.Key.Render("ctrl+p :")+"  search the keys",
		t.Key.Render("F1 ctrl+g")+"  this page",
		t.Key.Render("ctrl+c")+"  leave    "+t.Key.Render("F2")+"  other colours")
	if m.suspends {
		lines = append(lines, t.Key.Render("ctrl+z")+"  to the shell; fg comes back")
	}
	return append(lines, t.Key.Render("any other key")+"  close this page")
}

func (m *Model) stopLines() []string {
	t := m.theme
	w := min(60, m.width-6)
	lines := widget.Wrap("Under way: "+m.busy()+".", w)
	lines = append(lines, widget.Wrap("Finish this step, "+stepTakes+", then stop?", w)...)
	lines = append(lines, "")
	return append(lines,
		t.Key.Render("y")+"  finish the step, then stop",
		t.Key.Render("n")+"  go on",
		t.Key.Render("ctrl+c")+"  stop now")
}

// stepTakes is how long what must not be cut off usually takes to come to an end:
// a call or two, of which making a role is the longest, since AWS needs some time
// to know it everywhere.
const stepTakes = "usually within a minute"

// stoppingText says in w cells what is waited for, and for how long.
func (m *Model) stoppingText(w int) string {
	what := ": " + m.busy()
	text := "stopping, " + stepTakes + what
	for _, longer := range []string{
		"stopping after this step, " + stepTakes + what,
		"stopping after this step, " + stepTakes + what + "; ctrl+c stops now",
	} {
		if lipgloss.Width(longer) <= w {
			text = longer
		}
	}
	return text
}

func (m *Model) footer() string {
	switch {
	case m.notice != "":
		return widget.FitLine(" "+m.theme.Accent.Render(m.notice), m.width)
	case m.over == commandPalette:
		return widget.Footer(m.theme, []key.Binding{
			widget.Binding("run it", "enter"), key.NewBinding(key.WithKeys("up"), key.WithHelp("↑/↓", "choose")), widget.Binding("back", "esc"),
		}, m.width)
	case m.stopping:
		return widget.FitLine(" "+m.theme.Wait.Render(m.stoppingText(m.width-1)), m.width)
	}
	keys := slices.Concat(m.screen.Keys(), nil)
	switch {
	case m.screen.Typing():
		keys = append(slices.DeleteFunc(keys, func(b key.Binding) bool { return b.Help().Key == "?" }),
			key.NewBinding(key.WithKeys("f1", "ctrl+g"), key.WithHelp("F1", "help")))
	case !has(m.screen, "?"):
		keys = append(keys, widget.Binding("help", "?"))
	}
	return widget.Footer(m.theme, keys, m.width)
}

func has(s widget.Screen, name string) bool {
	return slices.ContainsFunc(s.Keys(), func(b key.Binding) bool { return b.Help().Key == name })
}
