//go:build linux || darwin

package main

import (
	"context"
	"fmt"
	"os/exec"
	"regexp"
	"strings"
	"time"

	"secretwatch/ui/terminal"
)

// The size of the pictures, in cells.
const (
	columns = 100
	rows    = 30
)

// patience is how long a screen may take; most are there at once.
const patience = 30 * time.Second

// story is one run of the program.
type story struct {
	args  []string
	steps []step
}

// step presses keys once the screen holds a text, and takes a picture of what
// the screen is then, where it has a name.
type step struct {
	until string
	scene string // "" for no picture
	press string
}

// picture is a screen, as it is on a dark and on a light terminal.
type picture struct{ dark, light [][]terminal.Cell }

func stories() []story {
	return []story{
		{[]string{"demo"}, []step{
			{until: "Everything will be built here.", scene: "first-step", press: "enter"},
			{until: "Which secret shall be watched?", press: "enter"},
			{until: "trail keep?", press: "enter"},
			{until: "events be searched?", press: "enter"},
			{until: "trail made", press: "p"},
			{until: "at most 1,024 characters", scene: "pattern", press: "enter"},
			{until: "Who shall get the e-mail?", press: "enter"},
			{until: "How shall CloudWatch add up the reads?", press: "down down space"},
			{until: "› (●) Average", scene: "statistic", press: "up up space"},
			{until: "› (●) Sum", press: "enter"},
			{until: "All parts are there.", press: "enter"},
			{until: "Confirm the e-mail address.", press: "i"},
			{until: "1 mail", press: "enter"},
			{until: "confirmation.html", scene: "inbox", press: "enter"},
			{until: "enter goes on to the first read", press: "enter"},
			{until: "11/11", press: "t"},
			{until: "The e-mail is there", scene: "first-read", press: "enter"},
			{until: "✓ healthy", press: "1"},
			{until: "the mail arrived", scene: "live", press: "i"},
			{until: "ALARM: ", press: "enter"},
			{until: "You are receiving this email", scene: "mail", press: "1 C"},
			{until: "y begins", scene: "compare", press: "ctrl+c"},
		}},
		{[]string{"demo"}, []step{
			{until: "Everything will be built here.", press: "x"},
			{until: "8/11", scene: "review", press: "ctrl+c"},
		}},
		{[]string{"demo", "--break=alarm-average"}, []step{
			{until: "something was broken", press: "t"},
			{until: "✓ metric", press: "c"},
			{until: "alarm-average", scene: "broken", press: "enter"},
			{until: "put-metric-alarm", scene: "remedy", press: "ctrl+c"},
		}},
	}
}

// play runs the story and hands over its pictures.
func (s story) play(ctx context.Context, program string, keep func(scene string, p picture) error) error {
	cmd := exec.CommandContext(ctx, program, s.args...) //nolint:gosec // our own
	cmd.Env = []string{"TERM=xterm-256color", "COLORTERM=truecolor", "LANG=C.UTF-8", "AWS_EC2_METADATA_DISABLED=true"}
	t, err := terminal.Start(cmd, columns, rows, false)
	if err != nil {
		return err
	}
	defer t.Close()
	for _, step := range s.steps {
		err := t.Until(func(text string) bool { return strings.Contains(text, step.until) }, patience)
		if err != nil {
			return fmt.Errorf("waiting for %q: %w; the screen was\n%s", step.until, err, t.Text())
		}
		if step.scene != "" {
			p, err := taken(t)
			if err == nil {
				err = keep(step.scene, p)
			}
			if err != nil {
				return fmt.Errorf("taking %s: %w", step.scene, err)
			}
		}
		if err := t.Press(strings.Fields(step.press)...); err != nil {
			return err
		}
	}
	return nil
}

// taken is what the terminal shows, once it has come to rest.
func taken(t *terminal.Session) (picture, error) {
	still(t, "")
	var p picture
	p.dark = usual(t.Cells())
	shown := colours(t)
	err := t.Background(true)
	if err == nil {
		still(t, shown)
		p.light = usual(t.Cells())
		shown = colours(t)
		err = t.Background(false)
		still(t, shown)
	}
	return p, err
}

// still waits until the screen differs from one in its colours, and then stays
// as it is for a moment.
func still(t *terminal.Session, from string) {
	began, last, since := time.Now(), colours(t), time.Now()
	for time.Since(began) < 3*time.Second && (last == from || time.Since(since) < 250*time.Millisecond) {
		time.Sleep(10 * time.Millisecond)
		if now := colours(t); now != last {
			last, since = now, time.Now()
		}
	}
}

// colours tells screens apart that have the same words.
func colours(t *terminal.Session) string {
	return fmt.Sprint(t.Cells())
}

// usual puts the sandbox's usual port in the place of that of this run, so that
// the picture is the same next time.
func usual(cells [][]terminal.Cell) [][]terminal.Cell {
	for _, row := range cells {
		var line strings.Builder
		for _, c := range row {
			line.WriteString(c.Text)
		}
		if len([]rune(line.String())) != len(row) {
			continue // a wide sign: columns and characters differ
		}
		for _, at := range regexp.MustCompile(`127\.0\.0\.1:(\d{5})\b`).FindAllStringSubmatchIndex(line.String(), -1) {
			x := len([]rune(line.String()[:at[2]]))
			for i, digit := range "54566" {
				row[x+i].Text = string(digit)
			}
		}
	}
	return cells
}
