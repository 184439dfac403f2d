package cli

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
)

// recovered turns a panic of a command into one sentence. The stack goes to the
// file of --debug alone, if there is one.
func (p *program) recovered(failed *error) {
	cause := recover()
	if cause == nil {
		return
	}
	hint := "please report it, with the command and what --debug FILE writes"
	if p.flags.debug != "" {
		hint = "please report it, with the command and the --debug file"
		if f, err := os.OpenFile(p.flags.debug, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600); err == nil {
			_, _ = fmt.Fprintf(f, "panic: %v\n%s\n", cause, debug.Stack())
			_ = f.Close()
		}
	}
	*failed = &failure{err: errors.New("secretwatch failed by a mistake of its own"), hint: hint, code: ExitOther}
}
