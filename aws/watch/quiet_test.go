package watch_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"secretwatch/aws/account"
	"secretwatch/aws/watch"
)

// listener hears what is asked and answers that there is nothing, but a metric
// filter.
type listener struct {
	mu      sync.Mutex
	heard   []string
	pattern string
}

func (l *listener) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.heard = append(l.heard, r.Header.Get("X-Amz-Target")+" "+string(body))
	l.mu.Unlock()
	answer := "{}"
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".DescribeMetricFilters") {
		answer = fmt.Sprintf(`{"metricFilters":[{"filterName":"f","filterPattern":%q}]}`, l.pattern)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Body: io.NopCloser(strings.NewReader(answer)),
		Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
	}, nil
}

// A call may be recorded with its parameters. Where a metric filter of the log
// group looks for the event's name as text, watching must not write that name
// anywhere, whatever pattern we were told of.
func TestWatchingIsNotCountedByAFilterForText(t *testing.T) {
	const text, fields = `"GetSecretValue"`, `{ $.eventName = "GetSecretValue" }`
	for _, c := range []struct {
		name        string
		told, there string
		spelt       bool
	}{
		{"the monitor's own", text, text, false},
		{"fields do not mistake a lookup for a read", fields, fields, true},
		{"a second one beside the monitor's", fields, text, false},
		{"a log group alone", "", text, false},
		{"a log group alone, fields", "", fields, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := &listener{pattern: c.there}
			a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
				Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: l},
				Credentials: credentials.NewStaticCredentialsProvider("x", "y", ""),
			}})
			if err != nil {
				t.Fatal(err)
			}
			w := watch.New(a, watch.Target{SecretName: "prod/db", LogGroup: "/g", Pattern: c.told}, watch.Options{})
			out := make(chan watch.Batch, 10)
			if err := w.Run(t.Context(), out); err != nil {
				t.Fatal(err)
			}
			asked := strings.Join(l.heard, "\n")
			if !strings.Contains(asked, "LookupEvents") || !strings.Contains(asked, "FilterLogEvents") {
				t.Fatalf("asked too little: %s", asked)
			}
			if got := strings.Contains(asked, "GetSecretValue"); got != c.spelt {
				t.Errorf("the event's name spelt %v, want %v:\n%s", got, c.spelt, asked)
			}
		})
	}
}

// Filters that could not be seen are asked for again, and those that were seen not.
func TestTheFiltersAreAskedForUntilTheyAreSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{fail: map[string]string{"DescribeMetricFilters": "ThrottlingException"}, filters: []any{map[string]string{"filterPattern": "GetSecretValue"}}}
		a := accountOf(t, f)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		out := make(chan watch.Batch)
		go func() {
			for range out {
			}
		}()
		begun := time.Now()
		go func() {
			_ = watch.New(a, watch.Target{LogGroup: "/g"}, watch.Options{Follow: true}).Run(ctx, out)
			close(out)
		}()
		time.Sleep(4 * time.Minute)
		before := f.count(begun, time.Now(), "DescribeMetricFilters")
		f.change(func() { f.fail = nil })
		time.Sleep(time.Hour)
		stop()
		synctest.Wait()
		if after := f.count(begun, time.Now(), "DescribeMetricFilters"); before == 0 || after != before+1 {
			t.Errorf("asked for %d times while they could not be seen, and %d times in all", before, after)
		}
	})
}
