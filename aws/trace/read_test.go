package trace_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"secretwatch/aws/account"
	"secretwatch/aws/trace"
)

type inMemory struct{ http.Handler }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	rec := httptest.NewRecorder()
	m.ServeHTTP(rec, r)
	return rec.Result(), nil
}

func accountOf(t *testing.T, handler http.HandlerFunc) *account.Account {
	t.Helper()
	a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: inMemory{handler}},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestReadIsMarkedAndItsValueNeverDecoded(t *testing.T) {
	var agent, body string
	a := accountOf(t, func(w http.ResponseWriter, r *http.Request) {
		agent = r.UserAgent()
		b, _ := io.ReadAll(r.Body)
		body = string(b)
		w.Header().Set("X-Amzn-Requestid", "0f1e2d3c-aaaa")
		// Nothing decodes this, or the call would fail.
		_, _ = io.WriteString(w, `{"SecretString": not even JSON`)
	})
	got, err := trace.Read(t.Context(), a, "prod/db")
	if err != nil {
		t.Fatal(err)
	}
	if got.RequestID != "0f1e2d3c-aaaa" || got.At.IsZero() {
		t.Errorf("got %+v", got)
	}
	if !strings.Contains(agent, "app/secretwatch-test") {
		t.Errorf("user agent %q", agent)
	}
	if body != `{"SecretId":"prod/db"}` {
		t.Errorf("asked for %s", body)
	}
}

func TestReadThatIsRefused(t *testing.T) {
	a := accountOf(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"__type":"ResourceNotFoundException","Message":"Secrets Manager can't find the specified secret."}`)
	})
	_, err := trace.Read(t.Context(), a, "gone")
	if p := account.Explain(err); p.Code != "ResourceNotFoundException" || p.Operation != "GetSecretValue" {
		t.Errorf("%v gave %+v", err, p)
	}
}

type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

// Without an answer nobody knows whether the read was made: it is not made twice.
// AWS's own refusal is tried again.
func TestAReadWithoutAnAnswerIsNotMadeAgain(t *testing.T) {
	for _, c := range []struct {
		name  string
		first func() (*http.Response, error)
		calls int
		well  bool
	}{
		{"no answer", func() (*http.Response, error) { return nil, os.ErrDeadlineExceeded }, 1, false},
		{"throttled", func() (*http.Response, error) {
			rec := httptest.NewRecorder()
			rec.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(rec, `{"__type":"ThrottlingException","message":"Rate exceeded"}`)
			return rec.Result(), nil
		}, 2, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			calls := 0
			a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
				Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"),
				HTTPClient: &http.Client{Transport: transport(func(*http.Request) (*http.Response, error) {
					if calls++; calls == 1 {
						return c.first()
					}
					rec := httptest.NewRecorder()
					_, _ = io.WriteString(rec, "{}")
					return rec.Result(), nil
				})},
				Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
			}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := trace.Read(t.Context(), a, "prod/db"); calls != c.calls || (err == nil) != c.well {
				t.Errorf("%s: %d calls, %v", c.name, calls, err)
			}
		})
	}
}
