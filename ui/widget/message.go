package widget

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/theme"
)

// ShowMsg puts another screen in front.
type ShowMsg struct{ Screen Screen }

// Show is the command with which a screen hands over to another one.
func Show(s Screen) tea.Cmd { return func() tea.Msg { return ShowMsg{Screen: s} } }

// ThemeMsg tells a screen to draw itself in these colours from now on: the
// terminal has answered what its background is.
type ThemeMsg struct{ Theme theme.Theme }

// FrameMsg changes what the frame around the screens says. Both texts must be
// safe for a terminal.
type FrameMsg struct {
	Banner string // "" where the endpoint is AWS itself
	Place  string // such as "111122223333 us-east-1 admin"; its last words go first
	Mark   string // such as "READ-ONLY", "" for none
}

// NoticeMsg shows a short text in the footer until the next key.
type NoticeMsg struct{ Text string }

// Notice is the command that shows a notice. The text must be safe for a
// terminal.
func Notice(text string) tea.Cmd { return func() tea.Msg { return NoticeMsg{Text: text} } }

// MouseMsg turns the mouse on or off. While it is on, the terminal cannot select
// text.
type MouseMsg struct{}

// TurnMouse is the command that turns the mouse on or off.
func TurnMouse() tea.Cmd { return func() tea.Msg { return MouseMsg{} } }

// Busier is a screen that may be in the middle of something that should not be
// cut off. Busy says what, such as "building the trail", or "" for nothing.
type Busier interface{ Busy() string }

// StopMsg asks a busy screen to finish the step it is at and then to quit by
// itself with tea.Quit.
type StopMsg struct{}

// After sends msg once d has passed, or not at all when ctx ends before.
func After(ctx context.Context, d time.Duration, msg tea.Msg) tea.Cmd {
	return func() tea.Msg {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}
