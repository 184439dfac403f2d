package account_test

import (
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"secretwatch/aws/account"
)

// tears answers, the first few of them by half.
type tears struct {
	times, requests int
	cause           error
	whole           string
}

func (x *tears) RoundTrip(r *http.Request) (*http.Response, error) {
	x.requests++
	body := io.Reader(strings.NewReader(x.whole))
	if x.requests <= x.times {
		body = io.MultiReader(strings.NewReader(x.whole[:len(x.whole)/2]), broke{x.cause})
	}
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(body), Request: r,
	}, nil
}

type broke struct{ err error }

func (b broke) Read([]byte) (int, error) { return 0, b.err }

func TestAnAnswerThatBreaksOffIsAskedForAgain(t *testing.T) {
	for _, c := range []struct {
		name            string
		cause           error
		times, requests int
		endpoint        *string
		works           bool
	}{
		{"closed by the transport", &net.OpError{Op: "read", Net: "tcp", Err: net.ErrClosed}, 1, 2, aws.String("http://127.0.0.1:4566"), true},
		{"closed, without an operation", net.ErrClosed, 2, 3, aws.String("http://127.0.0.1:4566"), true},
		{"a length that was promised", io.ErrUnexpectedEOF, 1, 2, aws.String("http://127.0.0.1:4566"), true},
		{"reset", &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}, 1, 2, nil, true},
		{"again and again", &net.OpError{Op: "read", Net: "tcp", Err: net.ErrClosed}, 99, 3, aws.String("http://127.0.0.1:4566"), false},
		{"again and again at AWS", io.ErrUnexpectedEOF, 99, 3, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				network := &tears{times: c.times, cause: c.cause, whole: `{"Events":[]}`}
				a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
					Region: "us-east-1", BaseEndpoint: c.endpoint, HTTPClient: &http.Client{Transport: network},
					Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
				}})
				if err != nil {
					t.Fatal(err)
				}
				err = lookup(t.Context(), a)
				if (err == nil) != c.works || network.requests != c.requests {
					t.Fatalf("%d requests, want %d; error %v", network.requests, c.requests, err)
				}
				if c.works {
					return
				}
				got := account.Explain(err)
				if got.Kind != account.NoNetwork || !strings.Contains(got.Summary, "broke before its answer was whole") ||
					strings.Contains(got.Hint, "start what should listen there") || got.Hint == "" {
					t.Errorf("explained as %+v", got)
				}
			})
		})
	}
}

// A web page in the place of an answer does not become one by asking again.
func TestAnAnswerInNoProtocolIsFinal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := &tears{whole: "<html>not here</html>"}
		config := configOf(nil)
		config.HTTPClient = &http.Client{Transport: network}
		a, err := account.Configure(t.Context(), account.Options{Config: config})
		if err != nil {
			t.Fatal(err)
		}
		if err := lookup(t.Context(), a); err == nil || network.requests != 1 {
			t.Errorf("%d requests, error %v", network.requests, err)
		}
	})
}
