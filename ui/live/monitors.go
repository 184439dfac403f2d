package live

import (
	"fmt"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/alarm"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// Monitor is one of several that can be watched.
type Monitor struct {
	monitor.Names
	Ours bool // made by setup
	// State is its alarm's, "" where there is no alarm or nobody could see it.
	State string
	Since time.Time // the state's
}

// same reports that two are one monitor: of one secret there may be several.
func (m Monitor) same(n monitor.Names) bool {
	return m.Secret == n.Secret && m.Alarm == n.Alarm && m.LogGroup == n.LogGroup && m.Filter == n.Filter
}

// roster is a list of monitors to choose from.
type roster struct {
	all    []Monitor
	list   widget.Window
	now    func() time.Time
	opened monitor.Names // the one that is watched already
}

// press moves in the list, and gives the monitor that enter or its number means;
// nil for none.
func (r *roster) press(k tea.KeyPressMsg) *Monitor {
	at := -1
	switch name := k.String(); {
	case name == "enter":
		at = r.list.Selected
	case len(name) == 1 && name[0] >= '1' && name[0] <= '9':
		at = int(name[0] - '1')
	default:
		moveList(&r.list, k, len(r.all))
	}
	if at < 0 || at >= len(r.all) {
		return nil
	}
	r.list.Selected = at
	return &r.all[at]
}

// lines are the monitors in view, each a line of at most w cells.
func (r *roster) lines(t theme.Theme, w, h int) []string {
	wide := 0
	for _, m := range r.all {
		wide = max(wide, lipgloss.Width(foreign.Safe(m.Secret)))
	}
	wide = min(wide, max(w/2, 8))
	first, last := r.list.Range(len(r.all), h)
	lines := make([]string, 0, last-first)
	states := 0
	for _, m := range r.all {
		state, _ := r.state(t, m)
		states = max(states, lipgloss.Width(state))
	}
	for i := first; i < last; i++ {
		m := r.all[i]
		number := " "
		if i < 9 {
			number = fmt.Sprint(i + 1)
		}
		state, style := r.state(t, m)
		rest := "  " + r.about(m, w-7-wide-states-2)
		if i == r.list.Selected {
			text := t.Glyphs.Cursor + " " + number + "  " + widget.FitLine(foreign.Safe(m.Secret), wide) + "  " + widget.FitLine(state, states) + rest
			lines = append(lines, t.Cursor.Render(widget.FitLine(text, w)))
			continue
		}
		lines = append(lines, widget.FitLine("  "+t.Key.Render(number)+"  "+widget.FitLine(foreign.Safe(m.Secret), wide)+"  "+
			style.Render(widget.FitLine(state, states))+t.Dim.Render(rest), w))
	}
	return lines
}

func (r *roster) state(t theme.Theme, m Monitor) (string, lipgloss.Style) {
	switch m.State {
	case "":
		return t.Glyphs.Unknown + " no alarm", t.Warn
	case string(alarm.OK):
		return t.Glyphs.OK + " OK", t.Good
	case string(alarm.Alarm):
		return t.Glyphs.Dot + " ALARM", t.Bad
	default:
		return t.Glyphs.Unknown + " " + stateWord(m.State), t.Warn
	}
}

// about is what tells a monitor from the others beside its secret, as much of it
// as has room.
func (r *roster) about(m Monitor, room int) string {
	var parts []string
	if m.same(r.opened) {
		parts = append(parts, "this one")
	}
	if !m.Ours {
		parts = append(parts, "made elsewhere")
	}
	if m.State != "" && !m.Since.IsZero() {
		parts = append(parts, "for "+roughly(r.now().Sub(m.Since)))
	}
	if m.Ours {
		parts = append(parts, "made by setup")
	} else {
		parts = append(parts, "alarm "+foreign.Safe(m.Alarm))
	}
	for len(parts) > 0 && lipgloss.Width(strings.Join(parts, "  ")) > room {
		parts = parts[:len(parts)-1]
	}
	return strings.Join(parts, "  ")
}

func rosterKeys() []key.Binding {
	return []key.Binding{widget.Binding("watch it", "enter"), widget.Binding("move", "↑/↓")}
}
