package cli

import (
	"context"
	"errors"
	"strings"

	"secretwatch/aws/account"
)

// Exit codes, as docs/commands.md lists them; 130 and 252 to 255 are the AWS
// CLI's.
const (
	ExitOK          = 0
	ExitBroken      = 1
	ExitWarning     = 2
	ExitWaiting     = 3
	ExitTimeout     = 124
	ExitInterrupted = 130
	ExitUsage       = 252
	ExitConfig      = 253
	ExitRefused     = 254
	ExitOther       = 255
)

// failure is an error with the sentence that a person needs next and the exit
// code that a script needs.
type failure struct {
	err  error
	hint string
	code int
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// usage is a failure of the command line itself.
func usage(err error, hint string) error {
	return &failure{err: err, hint: hint, code: ExitUsage}
}

// broken is a failure of what was asked for, after the question was understood.
func broken(err error, hint string) error {
	return &failure{err: err, hint: hint, code: ExitBroken}
}

// status carries an exit code where everything has been said already.
type status int

func (s status) Error() string { return "" }

// report says what went wrong, once, and returns the exit code.
func report(s Streams, err error) int {
	if err == nil {
		return ExitOK
	}
	var st status
	if errors.As(err, &st) {
		return int(st)
	}
	var f *failure
	if errors.As(err, &f) {
		say(s, f.Error(), f.hint)
		return f.code
	}
	if errors.Is(err, context.Canceled) {
		say(s, "interrupted", "nothing is lost: run the same command again to go on")
		return ExitInterrupted
	}
	p := account.Explain(err)
	say(s, p.Summary, p.Hint)
	return p.Exit()
}

func say(s Streams, what, hint string) {
	for l := range strings.Lines(what) {
		lead := "error: "
		if strings.HasPrefix(l, " ") { // it belongs to the line before
			lead = ""
		}
		s.errorf("%s%s\n", lead, strings.TrimSuffix(l, "\n"))
	}
	if hint != "" {
		s.errorf("hint: %s\n", hint)
	}
}
