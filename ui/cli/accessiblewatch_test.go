package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"secretwatch/ui/talk"
)

// What a person can do on the screens works by words too: a mistyped address is
// given anew, a remedy is applied after a yes, a reader is marked.
func TestConversationMendsAndMarks(t *testing.T) {
	converse(t, flags{secret: demoSecret, email: "mistyped@example.com"}, wizardThenWatch, func(d *dialogue) {
		d.hears("Enter goes on:")
		d.types("what?")
		d.hears("what? is no word here.")
		d.types("", "", "", "", "", "", "", "")
		d.hears("Statistic, 1 to 3 [1, Sum]:")
		d.types("5", "average", "")
		d.hears("Answer with a number from 1 to 3, or with the words.")
		d.hears("Step 8 of 9, Confirm.")
		d.types("change", "right", "right@example.com")
		d.hears(`"right" is not an e-mail address`)
		d.hears("The mail went to right@example.com.")
		d.types("confirm")
		d.hears("The address is confirmed.")
		d.types("no")
		d.hears("Watching TopSecretInfo.")
		d.hears("Verdict, BROKEN:")
		d.types("apply", "yes")
		d.hears("Mended: alarm-average is gone.")
		d.hears("Verdict, ok:")
		d.hears("right@example.com")
		d.types("test")
		d.hears("The e-mail is there")
		d.types("expect 1")
		d.hears("is expected.\nA tag on the alarm remembers it.")
		d.types("quit")
		if err := d.ends(); err != nil {
			t.Errorf("left with %v", err)
		}
		if bad := drawn(d.out.text()); bad != "" {
			t.Errorf("not for ears: %q", bad)
		}
	})
}

// With --exec the watch is heard and takes words all the same.
func TestConversationRunsExec(t *testing.T) {
	into := filepath.Join(t.TempDir(), "reads")
	begin := func(ctx context.Context, to *talker) error {
		deps := to.deps()
		s := talk.NewSetup(to.voice, to.start(secretSource{generate: true}), deps)
		made, err := s.Run(ctx)
		if err != nil {
			return err
		}
		return to.watch(ctx, made.Names, watchFlags{since: time.Hour, hook: hook{shell(t), "-c", `cat >> "$0"`, into}})
	}
	converse(t, flags{secret: demoSecret, email: demoEmail}, begin, func(d *dialogue) {
		d.hears("Enter goes on:")
		d.types("accept", "", "confirm")
		d.hears("The address is confirmed.")
		d.types("no")
		d.hears("Verdict, ok:")
		time.Sleep(10 * time.Second) // what is there when a watch begins is no news
		d.types("test", "reads")
		d.hears("The e-mail is there")
		d.types("quit")
		if err := d.ends(); err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("left with %v", err)
		}
		line, err := os.ReadFile(into)
		if err != nil || strings.Count(string(line), "\n") != 1 || !strings.Contains(string(line), `"test":true`) {
			t.Errorf("the program got %q, %v", line, err)
		}
	})
}
