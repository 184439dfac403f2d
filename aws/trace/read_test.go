package trace_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

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
