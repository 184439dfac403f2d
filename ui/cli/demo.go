package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/sandbox"
)

// What the demo's questions are answered with, unless flags say otherwise.
const (
	demoSecret = "TopSecretInfo"
	demoEmail  = "you@example.com"
	demoRegion = "us-east-1"
)

func (p *program) demoCommand(failed *error) *cobra.Command {
	var hunt huntFlags
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try it all without an AWS account",
		Long: "demo opens the wizard, and then the live pane, on a private sandbox: a simulated AWS that lives in this process.\n" +
			"Without a terminal it tells the whole story as lines: it builds the monitor, confirms the e-mail, reads the secret\n" +
			"and follows that read to the mail.\n" +
			"With --break it breaks one thing in the healthy monitor and does not say which: find it, then see the answer and\n" +
			"the time taken. --break=CODE chooses; without a terminal the exit status is 0 where the doctor names it.",
		Example: "secretwatch demo --break\nsecretwatch demo --break=trail-not-logging",
		Args:    cobra.MaximumNArgs(1),
		RunE: p.run(failed, func(ctx context.Context, args []string) error {
			if err := hunt.take(args); err != nil {
				return err
			}
			return p.demo(ctx, hunt)
		}),
	}
	hunt.register(cmd)
	return cmd
}

func (p *program) demo(ctx context.Context, hunt huntFlags) error {
	if p.flags.json {
		return usage(errors.New("demo tells a story and has no JSON"), "leave --json out; watch, doctor and setup have it")
	}
	region := p.flags.region
	if region == "" {
		region = demoRegion
	}
	if p.flags.secret == "" {
		p.flags.secret = demoSecret
	}
	if p.flags.email == "" {
		p.flags.email = demoEmail
	}
	b, err := openBox(ctx, "127.0.0.1:0", sandbox.Options{Pace: sandbox.Fast, Region: region})
	if err != nil {
		return err
	}
	defer b.Close()
	a, err := b.account(ctx, region)
	if err != nil {
		return fmt.Errorf("opening the sandbox: %w", err)
	}
	if err := p.watchCalls(ctx, a); err != nil {
		return err
	}
	h, err := p.newHunter(ctx, b, hunt, region)
	if err != nil {
		return err
	}
	if p.streams.Terminal && !p.flags.noInput {
		if p.converses() {
			return p.talkDemo(ctx, a, h)
		}
		return p.demoScreens(ctx, a, h)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, demoLimit, errDemoLate)
	defer cancel()
	return p.tellStory(ctx, b, a, h)
}

// demoLimit is many times what the sandbox's fast pace takes.
const demoLimit = 90 * time.Second

var errDemoLate = errors.New("the demo took longer than 90 s")

// readCommand is the AWS CLI line that reads the secret from elsewhere. It asks
// for the name alone, so that the value stays off the screen.
func readCommand(a *account.Account, box *mailbox, secret string) string {
	line := fmt.Sprintf("aws secretsmanager get-secret-value --secret-id %s --region %s --query Name", quoted(secret), a.Region)
	if a.Profile != "" {
		line += " --profile " + quoted(a.Profile)
	}
	if a.Endpoint != "" {
		line += " --endpoint-url " + quoted(a.Endpoint)
	}
	if box != nil { // another terminal may have no credentials, or real ones
		line = "AWS_ACCESS_KEY_ID=" + sandbox.AccessKey + " AWS_SECRET_ACCESS_KEY=" + sandbox.SecretKey + " " + line
	}
	return line
}
