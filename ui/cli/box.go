package cli

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/serve"
)

// box is a private sandbox that listens on loopback, so that other programs
// can be pointed at it too.
type box struct {
	sandbox *sandbox.Sandbox
	server  *serve.Server
	URL     string
}

func openBox(ctx context.Context, listen string, options sandbox.Options) (*box, error) {
	if _, port, err := net.SplitHostPort(listen); err != nil || !isPort(port) {
		return nil, usage(fmt.Errorf("--listen does not take %q", listen), "write HOST:PORT, such as 127.0.0.1:5700; port 0 takes any free one")
	}
	sb, err := sandbox.New(options)
	if err != nil {
		return nil, err
	}
	server, err := serve.Listen(ctx, listen, sb.Handler())
	if err != nil {
		sb.Close()
		return nil, usage(fmt.Errorf("the sandbox cannot run: %w", err),
			"choose another port with --listen 127.0.0.1:PORT; port 0 takes any free one")
	}
	b := &box{sandbox: sb, server: server, URL: server.URL()}
	sb.SetBase(b.URL)
	return b, nil
}

func isPort(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && n >= 0 && n <= 65535
}

func (b *box) Close() {
	_ = b.server.Close()
	b.sandbox.Close()
}

// account opens the sandbox as its administrator, whatever AWS configuration
// the machine has.
func (b *box) account(ctx context.Context, region string) (*account.Account, error) {
	cfg := b.sandbox.Config(region)
	cfg.BaseEndpoint = &b.URL
	cfg.HTTPClient = http.DefaultClient
	return account.Open(ctx, account.Options{Region: region, Endpoint: b.URL, Config: &cfg})
}

// mailbox is the inbox of a sandbox, with the pace of its hops.
type mailbox struct {
	inbox.Client
	pace sandbox.Pace
}

// inboxOf is the inbox behind an endpoint, or nil where that is no sandbox.
func inboxOf(ctx context.Context, a *account.Account) *mailbox {
	if a.Endpoint == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	c := inbox.Client{Base: a.Endpoint, HTTP: http.DefaultClient}
	pace := c.Pace(ctx)
	if pace == "" {
		return nil
	}
	return &mailbox{Client: c, pace: sandbox.Pace(pace)}
}

func (m *mailbox) fast() bool { return m != nil && m.pace == sandbox.Fast }
