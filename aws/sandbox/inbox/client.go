package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// Client reads the inbox of a sandbox and opens links as a mail reader's
// browser does.
type Client struct {
	Base string       // the sandbox's base URL, such as http://127.0.0.1:4566
	HTTP *http.Client // nil means http.DefaultClient
}

// ErrElsewhere is Open's answer to a link that leads away from the sandbox.
var ErrElsewhere = errors.New("the link leads away from the sandbox")

// maxAnswer bounds what is read of an answer.
const maxAnswer = 64 << 20

// List gives the mails, newest last.
func (c Client) List(ctx context.Context) ([]Mail, error) {
	body, err := c.get(ctx, c.address("/_sandbox/inbox"))
	if err != nil {
		return nil, fmt.Errorf("reading the inbox: %w", err)
	}
	var mails []Mail
	if err := json.Unmarshal(body, &mails); err != nil {
		return nil, fmt.Errorf("reading the inbox: %w", err)
	}
	return mails, nil
}

// Open opens a link of a mail. A link that does not lead to the sandbox itself
// is not followed: the answer is ErrElsewhere.
func (c Client) Open(ctx context.Context, link string) error {
	if !c.leadsHere(link) {
		return ErrElsewhere
	}
	if _, err := c.get(ctx, link); err != nil {
		return fmt.Errorf("opening the link: %w", err)
	}
	return nil
}

// Is reports whether Base answers as a sandbox.
func (c Client) Is(ctx context.Context) bool { return c.Pace(ctx) != "" }

// Pace is the sandbox's pace, fast or real, or "" where Base is no sandbox.
func (c Client) Pace(ctx context.Context) string {
	body, err := c.get(ctx, c.address("/_sandbox/health"))
	if err != nil {
		return ""
	}
	var health struct {
		Sandbox bool   `json:"sandbox"`
		Pace    string `json:"pace"`
	}
	if json.Unmarshal(body, &health) != nil || !health.Sandbox {
		return ""
	}
	return health.Pace
}

func (c Client) address(path string) string { return strings.TrimSuffix(c.Base, "/") + path }

func (c Client) leadsHere(link string) bool {
	base, err := url.Parse(c.Base)
	if err != nil {
		return false
	}
	u, err := url.Parse(link)
	return err == nil && u.Scheme == base.Scheme && u.Host == base.Host
}

func (c Client) get(ctx context.Context, address string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the sandbox answered %s", resp.Status)
	}
	return body, nil
}
