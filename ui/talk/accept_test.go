package talk

import (
	"context"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// Of a plan that cannot be made only the reason is said, at the step whose answer
// it takes.
func TestAPlanThatIsBlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cloud{made: map[monitor.Kind]string{}}
		d := c.deps()
		plan := d.Plan
		d.Plan = func(w monitor.Desired, s monitor.Snapshot) []monitor.Change {
			list := slices.Clone(plan(w, s))
			for i := range list {
				if list[i].Kind == monitor.KindSecret {
					list[i].Action, list[i].Why = monitor.ActionBlocked, "it is scheduled for deletion"
				}
			}
			return list
		}
		said, _ := conversing(c, d, "accept\nleave\n")
		if strings.Count(said, "it is scheduled for deletion.") != 1 || strings.Contains(said, "Create: ") {
			t.Errorf("said\n%s", said)
		}
		if _, after, _ := strings.Cut(said, "Another answer is needed."); !strings.Contains(after, "Step 2 of 9, Secret.") {
			t.Errorf("not at the secret:\n%s", said)
		}
	})
}

// What each part costs is said on asking.
func TestThePlanSaysTheSum(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		said, _ := converse(&cloud{made: map[monitor.Kind]string{}}, "accept\nno\nleave\n")
		if !strings.Contains(said, "a month, by list prices") || !strings.Contains(said, "Type cost to hear for what.") || strings.Contains(said, "Secret: $") {
			t.Errorf("said\n%s", said)
		}
		said, _ = converse(&cloud{made: map[monitor.Kind]string{}}, "accept\ncost\nno\nleave\n")
		if !strings.Contains(said, "Secret: $") {
			t.Errorf("cost says\n%s", said)
		}
	})
}

// Once the secret is taken back, it is not among those that are there any more.
func TestASecretThatWasTakenBackIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cloud{made: map[monitor.Kind]string{}}
		d := c.deps()
		var listed []string
		d.Secrets = func(context.Context) ([]string, error) {
			if name := c.made[monitor.KindSecret]; name != "" {
				listed = []string{name} // and stays listed, as with AWS for a while
			}
			return listed, nil
		}
		said, _ := conversing(c, d, "\nTop\n\nback\nback\n\nundo\nyes\n\n\nleave\n")
		_, after, found := strings.Cut(said, "Gone: secret.")
		after = strings.ReplaceAll(after, "\n", " ")
		if !found || strings.Contains(after, "Secrets that are there") || !strings.Contains(after, "Created the secret Top.") {
			t.Errorf("said\n%s", said)
		}
	})
}

// A name that is taken until it is deleted is not asked for its value, and can be
// used as soon as it is free.
func TestASecretThatIsLeaving(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &cloud{made: map[monitor.Kind]string{}}
		d := c.deps()
		looks := 0
		d.Survey = func(context.Context, monitor.Desired) (monitor.Snapshot, error) {
			looks++
			x := monitor.Secret{Name: foreign.New("TopSecretInfo")}
			if looks < 4 { // at the first step, before the name is asked for, and once it is answered
				x.DeleteAt = time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC)
			}
			return monitor.Snapshot{Secret: monitor.Found(x)}, nil
		}
		said, _ := conversing(c, d, "\n\n\n\nleave\n")
		if n := strings.Count(said, "keeps its name until 30 November 2026.\nRestore it, or type another name.\n"); n != 2 || strings.Count(said, "Its value") != 1 ||
			!strings.Contains(said, "at sign, hyphen.\nThe secret TopSecretInfo is scheduled") ||
			!strings.Contains(said, "one to two seconds.\nThe secret TopSecretInfo is scheduled for deletion and keeps its name until 30 November 2026.\nEnter goes on:") {
			t.Errorf("said %d times in\n%s", n, said)
		}
	})
}
