// Package mend applies the doctor's remedies. A remedy is commands of the AWS
// CLI, and the very commands that are shown are run, through the SDK's clients.
// It may import account, build (for its patience), command, doctor, expected and
// monitor.
package mend

import (
	"context"
	"fmt"

	"secretwatch/aws/account"
	"secretwatch/aws/command"
	"secretwatch/aws/foreign"
)

// Run makes the call that a command of the AWS CLI would make, in the region
// that the command names. Only what remedies need is known. What the call
// answers is discarded.
//
// Endpoint and profile are the account's, whatever the command says of them:
// it was written for this account.
func Run(ctx context.Context, a *account.Account, c command.Command) error {
	o, ok := operations()[c.Call()]
	if !ok || c.Program != command.AWS {
		return fmt.Errorf("the command %q is not one that is run from here", foreign.Safe(c.Program+" "+c.Call()))
	}
	var options []command.Option
	for _, option := range c.Options {
		switch option.Name {
		case "--endpoint-url", "--profile", "--output", "--query":
		case "--region":
			a = a.In(c.Value(option.Name))
		default:
			options = append(options, option)
		}
	}
	if err := o.run(ctx, a, names(c.Call(), options)); err != nil {
		return fmt.Errorf("%s: %w", c.Call(), err)
	}
	return nil
}

// names are the options as the SDK knows them, where the AWS CLI has a name of
// its own.
// https://docs.aws.amazon.com/cli/latest/reference/sns/subscribe.html
func names(call string, options []command.Option) []command.Option {
	for i, o := range options {
		if call == "sns subscribe" && o.Name == "--notification-endpoint" {
			options[i].Name = "--endpoint"
		}
	}
	return options
}
