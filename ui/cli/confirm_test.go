package cli_test

import (
	"context"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"secretwatch/aws/sandbox/inbox"
)

// confirm opens the confirmation links that lie in the sandbox's inbox, as the
// person would.
func confirm(ts *testscript.TestScript, neg bool, _ []string) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	n, err := openLinks(ctx, ts.Getenv("AWS_ENDPOINT_URL"))
	ts.Check(err)
	if (n == 0) != neg {
		ts.Fatalf("opened %d confirmation links", n)
	}
}

func openLinks(ctx context.Context, base string) (int, error) {
	c := inbox.Client{Base: base}
	mails, err := c.List(ctx)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, m := range mails {
		for _, l := range m.Links {
			if l.Kind == "confirm" {
				if err := c.Open(ctx, l.URL); err != nil {
					return n, err
				}
				n++
			}
		}
	}
	return n, nil
}
