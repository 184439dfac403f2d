package cli

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// The demo that breaks something is a conversation too, and keeps the answer to
// itself until it is asked for.
func TestConversationHunts(t *testing.T) {
	begin := func(ctx context.Context, to *talker) error {
		to.hunter = &hunter{p: to.p, a: to.a, mail: to.mail, now: true, next: "alarm-average", rand: rand.New(rand.NewPCG(1, 0))}
		to.again = ""
		return to.talkHunt(ctx)
	}
	converse(t, flags{secret: demoSecret, email: demoEmail}, begin, func(d *dialogue) {
		d.hears("Watching TopSecretInfo.")
		d.hears("One thing is broken now")
		time.Sleep(30 * time.Second)
		if said := d.out.text(); strings.Contains(said, "averages") || strings.Contains(said, "alarm-average") {
			t.Errorf("the answer was given away:\n%s", said)
		}
		d.types("checklist")
		d.hears("Verdict, BROKEN:")
		d.types("apply", "yes")
		d.hears("Its code is alarm-average.")
		d.hears("The doctor named it as alarm-average.")
		d.types("quit")
		if err := d.ends(); err != nil {
			t.Errorf("left with %v", err)
		}
		if bad := drawn(d.out.text()); bad != "" {
			t.Errorf("not for ears: %q", bad)
		}
	})
}

func TestAnErrorIsAsWideAsTheTerminal(t *testing.T) {
	for asJSON, want := range map[bool]string{
		false: "error: one\ntwo three\nhint: four\n",
		true:  "error: one two three\nhint: four\n",
	} {
		out := &heard{}
		p := &program{streams: Streams{Out: out, Err: out, Terminal: true, Env: []string{"COLUMNS=12"}}, flags: flags{accessible: true, json: asJSON}}
		if code := report(p.heard(), usage(errors.New("one two three"), "four")); code != ExitUsage || out.text() != want {
			t.Errorf("with JSON %v: exit status %d, %q", asJSON, code, out.text())
		}
	}
}

// On a terminal lines are broken between words, at the width of COLUMNS.
func TestLinesAreAsWideAsTheTerminal(t *testing.T) {
	for _, c := range []struct {
		name     string
		terminal bool
		env      []string
		want     string
	}{
		{"a terminal", true, []string{"TERM=dumb", "COLUMNS=12"}, "one two\nthree four\n"},
		{"a pipe", false, []string{"COLUMNS=12"}, "one two three four\n"},
		{"no sensible width", true, []string{"COLUMNS=x"}, "one two three four\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for way, say := range map[string]func(*program){
				"a result":  func(p *program) { p.printer(p.streams.Out, nil).Say("one two three four") },
				"a line":    func(p *program) { p.printf("%s\n", "one two three four") },
				"a warning": func(p *program) { p.errorf("%s\n", "one two three four") },
			} {
				out := &heard{}
				p := &program{streams: Streams{Out: out, Err: out, Terminal: c.terminal, Env: c.env}, flags: flags{accessible: true}}
				say(p)
				if got := out.text(); got != c.want {
					t.Errorf("%s: got %q, want %q", way, got, c.want)
				}
			}
		})
	}
}
