package app

import (
	"go/token"
	"reflect"
	"strings"

	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/widget"
)

// answerMsg is what a screen's command brought. It goes to the screen that
// asked, also where another one has taken its place: two live panes must not
// take each other's answers for their own.
type answerMsg struct {
	screen widget.Screen
	msg    tea.Msg
}

// update lets a screen handle a message, and addresses what its commands bring.
func (m *Model) update(s widget.Screen, msg tea.Msg) tea.Cmd { return answerTo(s, s.Update(msg)) }

// answerTo addresses what a command brings to a screen.
func answerTo(s widget.Screen, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		if msg == nil {
			return nil
		}
		v := reflect.ValueOf(msg)
		switch {
		case v.Type().ConvertibleTo(reflect.TypeFor[[]tea.Cmd]()):
			// Several commands, at once or one after the other: the type of the
			// latter is Bubble Tea's own.
			several := reflect.MakeSlice(v.Type(), 0, v.Len())
			for i := range v.Len() {
				c, _ := v.Index(i).Interface().(tea.Cmd)
				several = reflect.Append(several, reflect.ValueOf(answerTo(s, c)))
			}
			return several.Interface()
		case isScreens(v.Type()):
			return answerMsg{screen: s, msg: msg}
		default:
			return msg
		}
	}
}

// ours begins the path of every package with screens.
const ours = "secretwatch/ui/"

// isScreens reports that a message is one between a screen and its commands, and
// neither Bubble Tea's nor one of those of ui/widget that are for the frame.
func isScreens(t reflect.Type) bool {
	if !strings.HasPrefix(t.PkgPath(), ours) {
		return false
	}
	return !token.IsExported(t.Name()) || !strings.HasSuffix(t.PkgPath(), "/widget")
}
