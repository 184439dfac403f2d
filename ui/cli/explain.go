package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"secretwatch/aws/doctor/pages"
	"secretwatch/ui/contract"
)

func (p *program) explainCommand(failed *error) *cobra.Command {
	return &cobra.Command{
		Use:   "explain [CODE]",
		Short: "Print the page behind a finding's code; alone, list all codes",
		Long: "explain says about one code of the doctor what it is, how to see it by hand, what it does to the mail, what mends\n" +
			"it and who can, what that changes and leaves, and what AWS's documents say. It needs no network and no account.\n" +
			"Without a code it lists them all, link by link.",
		Args:              oneCode,
		ValidArgsFunction: completeCode,
		RunE:              p.run(failed, p.explain),
	}
}

func oneCode(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage(fmt.Errorf("explain takes one code, not %d", len(args)), "secretwatch explain lists the codes")
	}
	return nil
}

func completeCode(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	var codes []string
	if len(args) == 0 {
		for _, page := range pages.All() {
			if strings.HasPrefix(page.Code, typed) {
				codes = append(codes, page.Code+"\t"+page.Title)
			}
		}
	}
	return codes, cobra.ShellCompDirectiveNoFileComp
}

func (p *program) explain(_ context.Context, args []string) error {
	out := p.printer(p.streams.Out, nil)
	if len(args) == 0 {
		all := pages.All()
		if p.flags.json {
			return contract.Write(p.streams.Out, contract.NewCodes(all))
		}
		out.Codes(all)
		return nil
	}
	page, ok := pages.Get(pages.Normal(args[0]))
	if !ok {
		return noPage(args[0])
	}
	if p.flags.json {
		return contract.Write(p.streams.Out, contract.NewPage(page))
	}
	out.Page(page, p.streams.width())
	return nil
}

// noPage says which code was probably meant.
func noPage(code string) error {
	hint := "secretwatch explain lists the codes"
	if near := pages.Near(code); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "? " + hint
	}
	return usage(fmt.Errorf("there is no code %q", code), hint)
}
