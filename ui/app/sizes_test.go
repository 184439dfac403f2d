//go:build linux || darwin

package app

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/sys/unix"

	"secretwatch/ui/terminal"
	"secretwatch/ui/theme"
)

// dragging is a screen that changes its own terminal's size while Bubble Tea is
// between reading it and listening for changes.
type dragging struct {
	page
	width, height uint16
}

func (d *dragging) Init() tea.Cmd {
	if err := unix.IoctlSetWinsize(int(os.Stdin.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: d.width, Row: d.height}); err != nil {
		panic(err)
	}
	return nil
}

func (d *dragging) View(width, height int) string { return fmt.Sprintf("room: %d x %d", width, height) }

// onTerminal is set where this test is the program on the terminal.
const onTerminal = "SECRETWATCH_TEST_ON_TERMINAL"

func TestASizeThatChangesWhileTheProgramStartsIsSeen(t *testing.T) {
	if os.Getenv(onTerminal) != "" {
		begin := func(context.Context) Options {
			return Options{Theme: theme.New(true, false), Start: &dragging{width: 70, height: 30}}
		}
		if err := Run(context.Background(), begin); err != nil {
			panic(err)
		}
		return
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "-test.run", "^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), onTerminal+"=1", "TERM=xterm-256color")
	s, err := terminal.Start(cmd, 100, 40, false)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.Until(func(text string) bool { return strings.Contains(text, "room: 70 x") }, 30*time.Second); err != nil {
		t.Errorf("the program has not seen the new size: %v\n%s", err, s.Text())
	}
}

func TestASizeIsTakenOnce(t *testing.T) {
	known := onlyChanges()
	for i, c := range []struct {
		msg  tea.Msg
		pass bool
	}{
		{tea.WindowSizeMsg{Width: 80, Height: 24}, true},
		{tea.WindowSizeMsg{Width: 80, Height: 24}, false},
		{textMsg("anything else"), true},
		{tea.WindowSizeMsg{Width: 80, Height: 25}, true},
		{tea.WindowSizeMsg{Width: 80, Height: 24}, true},
	} {
		if got := known(nil, c.msg); (got != nil) != c.pass {
			t.Errorf("message %d, %v: got %v", i, c.msg, got)
		}
	}
}
