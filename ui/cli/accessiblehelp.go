package cli

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"secretwatch/ui/plain"
	"secretwatch/ui/talk"
)

// executeSpoken runs the command line with a help that is heard: one sentence a
// line, no columns.
func (p *program) executeSpoken(ctx context.Context, root *cobra.Command) error {
	root.SilenceUsage, root.SilenceErrors = true, true
	root.SetHelpFunc(p.sayHelp)
	return root.ExecuteContext(ctx)
}

func (p *program) sayHelp(c *cobra.Command, _ []string) {
	out := plain.Printer{W: p.streams.Out, Spoken: true}
	about := c.Long
	if about == "" {
		about = c.Short
	}
	out.Say("%s", plain.Sentence(strings.Join(strings.Fields(about), " ")))
	out.Say("It is called so: %s", c.UseLine())
	if c.HasExample() {
		out.Say("Examples:")
		for l := range strings.Lines(c.Example) {
			out.Say("%s", strings.TrimSpace(l))
		}
	}
	if c.HasAvailableSubCommands() {
		out.Say("Commands:")
		for _, sub := range c.Commands() {
			if sub.IsAvailableCommand() {
				out.Say("%s: %s", sub.Name(), plain.Sentence(sub.Short))
			}
		}
	}
	sayFlags(out, "Flags:", c.LocalNonPersistentFlags())
	if words := talk.Words(); c.Name() == "watch" {
		out.Say("With --accessible these words work while it watches: %s.", strings.Join(words, ", "))
	}
	if c.HasParent() { // there are many of them, and they are the same for each
		out.Say("The flags of every command are said by: secretwatch --accessible --help")
		return
	}
	sayFlags(out, "Flags of every command:", c.Root().PersistentFlags())
}

func sayFlags(out plain.Printer, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	out.Say("%s", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		takes, does := pflag.UnquoteUsage(f)
		switch takes {
		case "":
		case "string":
			takes = ", with a value"
		default:
			takes = ", with a " + takes
		}
		usual := ""
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "0" {
			usual = ", usually " + inWords(f.DefValue)
		}
		out.Say("--%s%s: %s", f.Name, takes, plain.Sentence(does+usual))
	})
}

// inWords is a flag's default, of a time as it is said.
func inWords(value string) string {
	d, err := time.ParseDuration(value)
	switch {
	case err != nil || d <= 0:
		return value
	case d == time.Hour:
		return "1 hour"
	case d%time.Hour == 0:
		return fmt.Sprintf("%d hours", d/time.Hour)
	default:
		return plain.Lasted(d)
	}
}
