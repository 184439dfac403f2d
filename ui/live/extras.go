package live

import (
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// extras is what the pane keeps for all that is more than looking on.
type extras struct {
	record reader // how the open record is shown
	near   nearby

	over     box // lies over the panes, nil for nothing
	chosenAt int // the entry that is chosen in the checklist
	unfolded unfolds

	fixing   string // the code whose remedy is being applied, "" for none
	fixBegan time.Time
	fixNote  atomic.Pointer[string] // what is waited for; the one thing a command writes

	blameDue bool   // the verdict is a new one, and who is behind it not asked yet
	blamed   string // the verdict for which that was asked

	expecting expecting
	switching switching

	troubles  []watch.Failing // the worst first
	cameIn    []trace.Mail    // the mails that the reads are followed to, the newest last
	seenAt    time.Time       // when nothing of the alarm's was among them last
	blindFrom time.Time       // since when something of it is, zero for not
	judgedAt  time.Time       // when the check began that the report is of
	lateOf    string          // the read that was late when a check was asked for
	sight     sight
	quiet     bool      // the person wants no bell
	rang      time.Time // the last time
}

// extra handles messages that are not about looking on, and reports whether it
// was one.
func (l *Live) extra(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case nearbyMsg:
		l.tookNear(msg)
		return nil, true
	case blamedMsg:
		l.tookBlame(msg)
		return nil, true
	case expectedMsg:
		return l.tookExpected(msg), true
	case monitorsMsg:
		l.tookMonitors(msg)
		return nil, true
	case switchedMsg:
		return l.switched(msg), true
	case fixedMsg:
		return l.fixed(msg), true
	case browsedMsg:
		return l.browsed(msg), true
	case toldMsg:
		return l.told(msg), true
	case tea.FocusMsg:
		l.sighted(sightFocused)
		return nil, true
	case tea.BlurMsg:
		l.sighted(sightBlurred)
		return nil, true
	case tea.MouseWheelMsg:
		return l.wheel(msg), true
	case tea.PasteMsg:
		if l.record.find.Update(msg) {
			l.record.setQuery(l.record.find.Value())
			return nil, true
		}
	}
	return nil, false
}

// wheel moves in the pane that has the focus as the arrow keys do.
func (l *Live) wheel(msg tea.MouseWheelMsg) tea.Cmd {
	code := tea.KeyDown
	switch msg.Mouse().Button {
	case tea.MouseWheelUp:
		code = tea.KeyUp
	case tea.MouseWheelDown:
	default:
		return nil
	}
	if l.Typing() {
		return nil
	}
	return l.press(tea.KeyPressMsg{Code: code})
}
