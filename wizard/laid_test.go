package wizard_test

import (
	"os/exec"
	"strings"
	"testing"

	"secretwatch/wizard"
)

// A command with variables in front is laid out so that a shell takes it as the
// same words, and its lines begin in two places at most beside a value's.
func TestLaidWithVariables(t *testing.T) {
	const line = "AWS_ACCESS_KEY_ID=SANDBOXADMIN AWS_SECRET_ACCESS_KEY=sandbox echo secretsmanager get-secret-value --secret-id prod/db --region us-east-1 --query Name"
	for _, w := range []int{40, 58, 80, 200} {
		lines := wizard.Laid(line, w)
		out, err := exec.CommandContext(t.Context(), "sh", "-c", strings.Join(lines, "\n")).Output()
		if want := "secretsmanager get-secret-value --secret-id prod/db --region us-east-1 --query Name\n"; err != nil || string(out) != want {
			t.Errorf("at %d a shell makes %q of it (%v):\n%s", w, out, err, strings.Join(lines, "\n"))
		}
		for _, l := range lines {
			if len(l) > w {
				t.Errorf("at %d a line has %d cells: %s", w, len(l), l)
			}
			if begins := strings.TrimLeft(l, " "); strings.HasPrefix(begins, "AWS_") && begins != l {
				t.Errorf("at %d a variable is indented: %q", w, l)
			}
		}
	}
}
