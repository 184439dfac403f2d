package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"secretwatch/aws/sandbox"
)

func (p *program) sandboxCommand(failed *error) *cobra.Command {
	var listen, pace string
	cmd := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a simulated AWS for the AWS CLI, SDKs and this program",
		Long: "sandbox simulates the services of the chain over AWS's own protocols. It prints one line that a shell can eval.\n" +
			"It is not AWS: what happens in it costs nothing, mails nobody and is gone when it stops.\n" +
			"A call that it does not simulate fails as AWS refuses an unknown one, and is named on stderr.",
		Example: "secretwatch sandbox                  # keep it running, and paste its first line into another terminal\n" +
			"secretwatch sandbox --pace real --listen 127.0.0.1:0",
		Args: cobra.NoArgs,
		RunE: p.run(failed, func(ctx context.Context, _ []string) error {
			return p.serveSandbox(ctx, listen, pace)
		}),
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:4566", "address to listen on; port 0 takes any free one")
	cmd.Flags().StringVar(&pace, "pace", "fast", "fast, or real for AWS's own waits of minutes")
	return cmd
}

func parsePace(s string) (sandbox.Pace, error) {
	switch s {
	case "fast":
		return sandbox.Fast, nil
	case "real":
		return sandbox.Real, nil
	default:
		return sandbox.Fast, usage(fmt.Errorf("--pace does not take %q", s), "use fast or real")
	}
}

func (p *program) serveSandbox(ctx context.Context, listen, paceName string) error {
	pace, err := parsePace(paceName)
	if err != nil {
		return err
	}
	lines := make(chan string, maxWaiting)
	b, err := openBox(ctx, listen, sandbox.Options{Pace: pace, Log: func(line string) {
		select {
		case lines <- line:
		default: // a client that asks faster than can be written loses the rest
		}
	}})
	if err != nil {
		return err
	}
	defer b.Close()
	p.printf("%s\n", b.sandbox.StartLine())
	p.errorf("Paste the line above into another terminal to reach it from there, and keep this one running; ctrl+c ends it.\n")
	p.errorf("This is not AWS. The sandbox listens on %s with pace %s; its inbox is at %s/_sandbox/\n", b.URL, paceName, b.URL)
	if pace == sandbox.Fast {
		p.errorf("Pace fast: history after 1 s, delivery after 2 s, alarms are evaluated every second. --pace real waits as AWS does.\n")
	}
	p.errorf("Live Tail clients that put a prefix before the host need that switched off (botocore: inject_host_prefix=False).\n")
	for {
		select {
		case <-ctx.Done():
			return nil
		case line := <-lines:
			p.errorf("%s\n", line)
		}
	}
}

// maxWaiting is how many lines of the sandbox's log wait to be written.
const maxWaiting = 100
