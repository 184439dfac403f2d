//go:build linux || darwin

package app

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/terminal"
	"secretwatch/ui/theme"
)

// cooked is what the system makes of line ends on their way to a terminal.
type cooked struct{ *terminal.Screen }

func (c cooked) Write(p []byte) (int, error) {
	_, err := c.Screen.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	return len(p), err
}

// A frame for the old size that is on its way while the terminal is dragged may
// leave its margins behind.
func TestMarginsOfTheOldSizeDoNotStay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		screen := terminal.NewScreen(60, 20, nil)
		text := strings.Repeat("a line\n", 25) + "the last line"
		p := tea.NewProgram(New(Options{Theme: theme.New(true, false), Start: &page{text: text}}),
			tea.WithInput(nil), tea.WithOutput(cooked{screen}), tea.WithWindowSize(60, 20), tea.WithoutSignalHandler(),
			tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		ended := make(chan error, 1)
		go func() {
			_, err := p.Run()
			ended <- err
		}()
		time.Sleep(time.Second)
		screen.Resize(60, 30)
		_, _ = screen.Write([]byte("\x1b[5;18r\x1b[5;1H\x1bM\x1b[1;20r")) // for 60x20, a line inserted
		p.Send(tea.WindowSizeMsg{Width: 60, Height: 30})
		time.Sleep(time.Second)
		if got := strings.Count(screen.Text(), "a line"); got != 25 || !strings.Contains(screen.Text(), "the last line") {
			t.Errorf("%d lines:\n%s", got, screen.Text())
		}
		p.Quit()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}
