package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/command"
	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
	"secretwatch/ui/contract"
)

// execLimit is how long the command of --exec may take.
const execLimit = 10 * time.Second

// hook is the command of --exec, in words. It is run without a shell.
type hook []string

// newHook reads the value of --exec; nil where there is none.
func newHook(line string) (hook, error) {
	if line == "" {
		return nil, nil
	}
	words, err := command.Words(line)
	switch {
	case err != nil:
		return nil, usage(fmt.Errorf("--exec: %w", err), "it is run without a shell: give one program with its arguments, or --exec \"sh -c 'a | b'\"")
	case len(words) == 0:
		return nil, usage(errors.New("--exec is empty"), "name a program, such as --exec 'notify-send secretwatch'")
	}
	if _, err := exec.LookPath(words[0]); err != nil {
		return nil, usage(fmt.Errorf("--exec: %q is no program that can be run", foreign.Safe(words[0])), "name one that is on the PATH")
	}
	return words, nil
}

// run starts the command with a read's line of watch --json on its standard
// input, and waits for it. What it prints is shown only where it fails.
func (h hook) run(ctx context.Context, a *account.Account, r watch.Read) error {
	var line bytes.Buffer
	if err := contract.Write(&line, contract.NewRead(r, a.Clock.Now())); err != nil {
		return err
	}
	limited, stop := context.WithTimeout(ctx, execLimit)
	defer stop()
	cmd := exec.CommandContext(limited, h[0], h[1:]...) //nolint:gosec // the person named the program
	cmd.Stdin = &line
	cmd.WaitDelay = time.Second // for what the program started itself
	out := &tail{most: 400}
	cmd.Stdout, cmd.Stderr = out, out
	err := cmd.Run()
	switch {
	case err == nil, ctx.Err() != nil:
		return nil
	case limited.Err() != nil:
		return fmt.Errorf("%s was still running after %s and was ended", foreign.Safe(h[0]), execLimit)
	}
	if said := foreign.Safe(string(bytes.TrimSpace(out.kept))); said != "" {
		return fmt.Errorf("%s: %w: %s", foreign.Safe(h[0]), err, said)
	}
	return fmt.Errorf("%s: %w", foreign.Safe(h[0]), err)
}

// teller runs the command of --exec for one read after the other, beside the
// printing of lines. The zero value does nothing.
type teller struct {
	hook   hook
	a      *account.Account
	reads  chan watch.Read
	failed chan error
}

// mostTold is how many reads may wait for the command.
const mostTold = 1000

func newTeller(h hook, a *account.Account) teller {
	if h == nil {
		return teller{}
	}
	return teller{hook: h, a: a, reads: make(chan watch.Read, mostTold), failed: make(chan error, 1)}
}

// tell hands a read to the command, or leaves it out where a thousand wait.
func (t teller) tell(r watch.Read) {
	if t.hook == nil {
		return
	}
	select {
	case t.reads <- r:
	default:
		t.fail(fmt.Errorf("%d reads wait for %s already: some are left out", mostTold, foreign.Safe(t.hook[0])))
	}
}

func (t teller) fail(err error) {
	select {
	case t.failed <- err:
	default: // one is about to be said
	}
}

// work runs the command for what is told until ctx ends, and returns what waits
// for its end.
func (t teller) work(ctx context.Context) (wait func()) {
	if t.hook == nil {
		return func() {}
	}
	ctx, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case r := <-t.reads:
				if err := t.hook.run(ctx, t.a, r); err != nil {
					t.fail(err)
				}
			}
		}
	}()
	return func() {
		stop()
		<-done
	}
}

// tail keeps the last bytes written to it.
type tail struct {
	most int
	kept []byte
}

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if n := len(t.kept) - t.most; n > 0 {
		t.kept = append(t.kept[:0], t.kept[n:]...)
	}
	return len(p), nil
}
