package cli_test

import (
	"strings"
	"testing"

	"secretwatch/aws/sandbox"
	"secretwatch/ui/cli"
)

// Whoever may read the log group only can watch it: all else is a warning.
func TestWatchOfALogGroupNeedsFilterLogEventsOnly(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.finishes()
	for _, service := range []string{"sts", "cloudtrail"} {
		if err := s.box.Trouble(sandbox.Trouble{Service: service, Kind: sandbox.ServerError, Count: 100}); err != nil {
			t.Fatal(err)
		}
	}
	code, out, errs := s.run("watch", "--json", "--no-follow", "--log-group", "/secretwatch/prod-db-96e5a5")
	if code != cli.ExitOK {
		t.Errorf("exit status %d", code)
	}
	if strings.Contains(errs, "error:") || !strings.Contains(errs, "warning: whose account this is") {
		t.Errorf("stderr: %s", errs)
	}
	if t.Failed() {
		t.Log(out)
	}
}
