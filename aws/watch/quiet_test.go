package watch_test

import (
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"secretwatch/aws/account"
	"secretwatch/aws/watch"
)

// listener hears what is asked and answers that there is nothing.
type listener struct {
	mu    sync.Mutex
	heard []string
}

func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.heard = append(l.heard, r.Header.Get("X-Amz-Target")+" "+string(body))
	l.mu.Unlock()
	return &http.Response{
		StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader("{}")),
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
	}, nil
}

// A call may be recorded with its parameters. Where the metric filter looks for
// the event's name as text, watching must not write that name anywhere.
func TestWatchingIsNotCountedByAFilterForText(t *testing.T) {
	for pattern, spelt := range map[string]bool{
		`"GetSecretValue"`:                   false,
		`{ $.eventName = "GetSecretValue" }`: true, // such a filter does not mistake a lookup for a read
	} {
		l := &listener{}
		a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
			Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: l},
			Credentials: credentials.NewStaticCredentialsProvider("x", "y", ""),
		}})
		if err != nil {
			t.Fatal(err)
		}
		w := watch.New(a, watch.Target{SecretName: "prod/db", LogGroup: "/g", Pattern: pattern}, watch.Options{})
		out := make(chan watch.Batch, 10)
		if err := w.Run(t.Context(), out); err != nil {
			t.Fatal(err)
		}
		asked := strings.Join(l.heard, "\n")
		if !strings.Contains(asked, "LookupEvents") || !strings.Contains(asked, "FilterLogEvents") {
			t.Fatalf("asked too little: %s", asked)
		}
		if got := strings.Contains(asked, "GetSecretValue"); got != spelt {
			t.Errorf("pattern %s: the event's name spelt %v, want %v:\n%s", pattern, got, spelt, asked)
		}
	}
}
