package cli

import (
	"bytes"
	"testing"
)

func TestColored(t *testing.T) {
	// TTY_FORCE is the colour library's way to take a writer for a terminal.
	terminal := []string{"TERM=xterm-256color", "TTY_FORCE=1"}
	for _, c := range []struct {
		name, mode string
		env        []string
		want       bool
	}{
		{"terminal", colorAuto, terminal, true},
		{"pipe", colorAuto, []string{"TERM=xterm-256color"}, false},
		{"dumb terminal", colorAuto, []string{"TERM=dumb", "TTY_FORCE=1"}, false},
		{"NO_COLOR of any value", colorAuto, append([]string{"NO_COLOR=please"}, terminal...), false},
		{"empty NO_COLOR", colorAuto, append([]string{"NO_COLOR="}, terminal...), true},
		{"never on a terminal", colorNever, terminal, false},
		{"always into a pipe", colorAlways, nil, true},
		{"always against NO_COLOR", colorAlways, append([]string{"NO_COLOR=1"}, terminal...), true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := (Streams{Env: environ(c.env)}).colored(&bytes.Buffer{}, c.mode); got != c.want {
				t.Errorf("coloured: %v, want %v", got, c.want)
			}
		})
	}
}
