// Package cli is the command line: commands, flags, streams and exit codes. It
// wires the faces of the program to what lies below them and holds no rule
// about AWS of its own. It may import everything.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"secretwatch/ui/plain"
)

// Build says which program this is.
type Build struct{ Version, Commit string }

// program is what every command shares.
type program struct {
	streams Streams
	build   Build
	flags   flags
}

// Main runs the program and returns its exit code. Errors have been told on
// the streams by then.
func Main(ctx context.Context, args []string, s Streams, b Build) int {
	p := &program{streams: s, build: b}
	var failed error
	root := p.root(&failed)
	root.SetArgs(args)
	root.SetIn(s.In)
	root.SetOut(p.helpOut())
	root.SetErr(s.Err)
	if p.asksSpoken(args) {
		if err := p.executeSpoken(ctx, root); err != nil {
			failed = wrongUsage(err, helpFor(root, args))
		}
		return report(p.heard(), failed)
	}
	// What fang would print of an error is left to report: cobra's own errors
	// are wrong usage, ours arrive through failed and never reach cobra.
	silent := fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {})
	if err := fang.Execute(ctx, root, silent, fang.WithoutVersion(), fang.WithoutManpage()); err != nil {
		failed = wrongUsage(err, helpFor(root, args))
	}
	return report(p.heard(), failed)
}

// helpFor is the hint where nothing better is known: the help of the command that
// was meant.
func helpFor(root *cobra.Command, args []string) string {
	if cmd, _, err := root.Find(args); err == nil && cmd != root {
		return cmd.CommandPath() + " --help lists its flags"
	}
	return "secretwatch --help lists commands and flags"
}

func wrongUsage(err error, help string) error {
	var f *failure
	if errors.As(err, &f) {
		return err
	}
	text, hint, _ := strings.Cut(err.Error(), "\n")
	text = plainly(text)
	hint = strings.Join(strings.Fields(hint), " ")
	if hint == "" {
		hint = help
	}
	return usage(errors.New(text), hint)
}

// together is what the flags' library says of flags that exclude each other.
var together = regexp.MustCompile(`^if any flags in the group \[[^\]]*\] are set none of the others can be; \[([^\]]*)\] were all set$`)

// extra is what it says of a word behind a command that takes none.
var extra = regexp.MustCompile(`^unknown command ("[^"]*") for "(secretwatch [a-z]+)"$`)

// plainly is what the flags' library says, without words of Go.
func plainly(text string) string {
	if before, _, found := strings.Cut(text, ": strconv."); found {
		return before + ": it takes a whole number"
	}
	if m := together.FindStringSubmatch(text); m != nil && m[1] != "" {
		return "only one of --" + strings.Join(strings.Fields(m[1]), " and --") + " can be given"
	}
	if m := extra.FindStringSubmatch(text); m != nil {
		return fmt.Sprintf("%s takes no further word, and %s is one", m[2], m[1])
	}
	return text
}

// root builds the command tree. What a command returns lands in failed instead
// of cobra, which would not know a usage error from a broken alarm.
func (p *program) root(failed *error) *cobra.Command {
	root := &cobra.Command{
		Use:   "secretwatch",
		Short: "An e-mail when someone reads your secret, and the reason when none comes",
		Long: "secretwatch builds the chain from a secret in AWS Secrets Manager to an e-mail when someone reads it,\n" +
			"shows live who reads it and what the alarm thinks, and finds where a missing e-mail got lost.\n" +
			"Alone, it opens the live pane where a monitor exists in this account and region, and the wizard where none does,\n" +
			"or one was only begun.",
		Args: knownCommand,
		RunE: p.run(failed, p.openPane),
	}
	p.flags.register(root)
	root.AddCommand(
		p.setupCommand(failed), p.planCommand(failed), p.watchCommand(failed), p.doctorCommand(failed), p.traceCommand(failed), p.historyCommand(failed),
		p.compareCommand(failed), p.exportCommand(failed),
		p.destroyCommand(failed), p.demoCommand(failed), p.explainCommand(failed), p.sandboxCommand(failed), p.versionCommand(failed),
	)
	return root
}

// knownCommand refuses a word that is no command, and says which one was
// probably meant.
func knownCommand(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	root.SuggestionsMinimumDistance = 2
	hint := "secretwatch --help lists the commands"
	if meant := root.SuggestionsFor(args[0]); len(meant) > 0 {
		hint = "did you mean " + strings.Join(meant, " or ") + "?"
	}
	return usage(fmt.Errorf("unknown command %q", args[0]), hint)
}

// action is what a command does once its flags are parsed.
type action func(ctx context.Context, args []string) error

func (p *program) run(failed *error, do action) func(*cobra.Command, []string) error {
	return func(cmd *cobra.Command, args []string) error {
		defer p.recovered(failed)
		if *failed = p.flags.check(); *failed == nil {
			*failed = do(cmd.Context(), args)
		}
		return nil
	}
}

// printer writes lines to w, coloured where --color and w allow it.
func (p *program) printer(w io.Writer, zone *time.Location) plain.Printer {
	out := plain.Printer{W: p.aloud(w), Zone: zone, Spoken: p.speaks()}
	if p.streams.colored(w, p.colorMode()) {
		out.Styles = plain.Colors()
	}
	return out
}

func (p *program) printf(format string, args ...any) {
	_, _ = fmt.Fprintf(p.aloud(p.streams.Out), format, args...)
}

func (p *program) errorf(format string, args ...any) { p.heard().errorf(format, args...) }
