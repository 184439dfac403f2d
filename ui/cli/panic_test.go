package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestAPanicIsOneSentence(t *testing.T) {
	var errs bytes.Buffer
	p := &program{streams: Streams{Err: &errs}}
	cmd := &cobra.Command{}
	p.flags.register(cmd)
	p.flags.debug = filepath.Join(t.TempDir(), "debug")
	var failed error
	do := p.run(&failed, func(context.Context, []string) error { panic("no alarm") })
	if err := do(cmd, nil); err != nil {
		t.Fatal(err)
	}
	if code := report(p.streams, failed); code != ExitOther {
		t.Errorf("exit code %d", code)
	}
	if said := errs.String(); strings.Contains(said, "goroutine") || !strings.Contains(said, "hint: please report it") {
		t.Errorf("said %q", said)
	}
	if stack, err := os.ReadFile(p.flags.debug); err != nil || !strings.Contains(string(stack), "panic: no alarm") {
		t.Errorf("the --debug file has %q, %v", stack, err)
	}
}
