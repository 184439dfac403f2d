package app

import (
	"context"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/term"
)

// settled is how long after its last change a terminal's size is told.
const settled = 50 * time.Millisecond

// settle tells the terminal's size once more after it has changed. Bubble Tea
// reads it when it starts and listens for changes only when it has drawn: a
// change in between would be missed, and the frames be those of a terminal that
// is no more, until it is dragged again. It is not asked to look for itself, for
// then two of its goroutines would write the size at once.
func settle(ctx context.Context, changes <-chan os.Signal, tell func(tea.WindowSizeMsg)) {
	quiet := time.NewTimer(settled)
	defer quiet.Stop()
	quiet.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-changes:
			quiet.Reset(settled)
		case <-quiet.C:
			if width, height, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
				tell(tea.WindowSizeMsg{Width: width, Height: height})
			}
		}
	}
}

// onlyChanges leaves out sizes that are known: each has everything drawn anew.
func onlyChanges() func(tea.Model, tea.Msg) tea.Msg {
	var known tea.WindowSizeMsg
	return func(_ tea.Model, msg tea.Msg) tea.Msg {
		if size, ok := msg.(tea.WindowSizeMsg); ok {
			if size == known {
				return nil
			}
			known = size
		}
		return msg
	}
}
