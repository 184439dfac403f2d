package speed_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

// following goes through the log group as fast as its tokens can be followed: a
// page cannot be asked for before the one ahead of it is here, so nothing that
// decodes can be faster.
func (p *pace) following(b *testing.B, url string) {
	b.Helper()
	p.run(b, play(b, "tokens-only", url))
}

// followOnly is the process that does it.
func followOnly() {
	if err := follow(os.Getenv("SPEED_TEST_URL")); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func follow(url string) error {
	body, asking := bytes.NewBuffer(make([]byte, 0, 2*pageBytes)), `{"logGroupName":"busy"}`
	for {
		r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(asking))
		if err != nil {
			return err
		}
		r.Header.Set("X-Amz-Target", "Logs_20140328.FilterLogEvents")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return err
		}
		body.Reset()
		_, err = io.Copy(body, answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			return err
		}
		const member = `"nextToken":"`
		at := bytes.LastIndex(body.Bytes(), []byte(member))
		if at < 0 {
			return nil
		}
		token, _, _ := bytes.Cut(body.Bytes()[at+len(member):], []byte(`"`))
		asking = fmt.Sprintf(`{"logGroupName":"busy","nextToken":"%s"}`, token)
	}
}
