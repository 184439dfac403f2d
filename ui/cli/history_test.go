package cli

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/history"
	"secretwatch/aws/sandbox"
)

func TestSince(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"90d": 90 * 24 * time.Hour, "1d12h": 36 * time.Hour, "36h": 36 * time.Hour, "0d": 0, "1d0h30m": 24*time.Hour + 30*time.Minute,
	} {
		var d days
		if err := d.Set(text); err != nil || time.Duration(d) != want {
			t.Errorf("%s: %s, %v", text, time.Duration(d), err)
		}
	}
	for _, text := range []string{"", "d", "90", "-1d", "1.5d", "20001d", "99999999999999d", "1d-", "1dd", "soon", " 1d"} {
		var d days
		if err := d.Set(text); err == nil {
			t.Errorf("%q is %s", text, time.Duration(d))
		}
	}
	for d, want := range map[days]string{days(90 * 24 * time.Hour): "90d", days(36 * time.Hour): "36h0m0s"} {
		if got := d.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestLeft(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "1 s", 42 * time.Second: "42 s", 130 * time.Second: "2 m 10 s", 90 * time.Minute: "2 hours", 200 * time.Hour: "8 days",
		history.Reach - time.Hour: "90 days", history.Reach: "90 days or",
	} {
		if got := leftWords(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
	if quicker(time.Minute) != "" || !strings.Contains(quicker(time.Hour), "--insights") {
		t.Error("another way is named where the wait is long")
	}
}

// answers is a sandbox of which some answers are the test's own.
type answers struct {
	box *sandbox.Sandbox
	own map[string]func() (int, string) // by operation
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	own := a.own[operation]
	if own == nil {
		return a.box.Transport().RoundTrip(r)
	}
	code, body := own()
	return &http.Response{
		StatusCode: code, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// What a query costs is said, and asked about where it is more than small
// change or cannot be seen.
func TestQueryCostIsAgreedTo(t *testing.T) {
	const (
		large  = `{"logGroups":[{"logGroupName":"g","storedBytes":100000000000}]}`
		small  = `{"logGroups":[{"logGroupName":"g","storedBytes":19000000000}]}`
		denied = `{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/x is not authorized to perform: logs:DescribeLogGroups"}`
	)
	for _, c := range []struct {
		name, answer, typed string
		terminal            bool
		flags               flags
		said                string
		code                int // 0 where the query is to run
	}{
		{name: "small", answer: small, said: "at most $0.10"},
		{name: "nobody", answer: large, said: "at most $0.50", code: ExitUsage},
		{name: "--yes", answer: large, flags: flags{yes: true}, said: "at most $0.50"},
		{name: "yes", answer: large, terminal: true, typed: "yes\n", said: "Run the query? Type yes: "},
		{name: "no", answer: large, terminal: true, typed: "n\n", said: "Run the query?", code: ExitBroken},
		{name: "no answer", answer: large, terminal: true, said: "Run the query?", code: ExitBroken},
		{name: "--json", answer: large, terminal: true, flags: flags{json: true}, said: "at most $0.50", code: ExitUsage},
		{name: "--no-input", answer: large, terminal: true, flags: flags{noInput: true}, said: "at most $0.50", code: ExitUsage},
		{name: "not seen", answer: denied, terminal: true, typed: "y\n", said: "cost: not known, because arn:aws:iam::1:user/x may not call logs:DescribeLogGroups"},
	} {
		t.Run(c.name, func(t *testing.T) {
			box, err := sandbox.New(sandbox.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer box.Close()
			code := http.StatusOK
			if c.answer == denied {
				code = http.StatusBadRequest
			}
			config := box.Config("")
			config.HTTPClient = &http.Client{Transport: &answers{box, map[string]func() (int, string){
				"DescribeLogGroups": func() (int, string) { return code, c.answer },
			}}}
			a, err := account.Open(t.Context(), account.Options{Config: &config})
			if err != nil {
				t.Fatal(err)
			}
			var errs bytes.Buffer
			p := &program{flags: c.flags, streams: Streams{In: strings.NewReader(c.typed), Err: &errs, Terminal: c.terminal}}
			var q history.Question
			err = p.agreeToQuery(t.Context(), a, "g", &q)
			var f *failure
			switch {
			case c.answer == denied && (!q.Held.IsZero() || q.HeldWhy != "arn:aws:iam::1:user/x may not call logs:DescribeLogGroups"):
				t.Errorf("the group's age is %s (%s)", q.Held, q.HeldWhy)
			case c.code == 0 && err != nil, c.code != 0 && (!errors.As(err, &f) || f.code != c.code):
				t.Errorf("%v, want exit status %d", err, c.code)
			case !strings.Contains(errs.String(), c.said):
				t.Errorf("%q does not say %q", errs.String(), c.said)
			}
		})
	}
}

// Ctrl+c in the middle prints what is known, and says so.
func TestInterruptedHistory(t *testing.T) {
	t.Parallel()
	box, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".LookupEvents") {
			box.Handler().ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		if strings.Contains(string(body), "NextToken") {
			stop()
			<-r.Context().Done()
			return
		}
		_, _ = io.WriteString(w, `{"NextToken":"more","Events":[{"EventTime":1790000000,"CloudTrailEvent":"{\"eventName\":\"GetSecretValue\",`+
			`\"eventSource\":\"secretsmanager.amazonaws.com\",\"eventTime\":\"2026-09-21T14:13:20Z\",\"requestParameters\":{\"secretId\":\"db\"},\"userIdentity\":{\"type\":\"Root\"}}"}]}`)
	}))
	defer func() {
		server.CloseClientConnections()
		server.Close()
		box.Close()
	}()
	var out, errs bytes.Buffer
	code := Main(ctx, []string{"history", "--secret", "db", "--time-zone", "UTC", "--endpoint-url", server.URL}, Streams{In: strings.NewReader(""), Out: &out, Err: &errs, Env: os.Environ()}, Build{})
	if code != ExitInterrupted {
		t.Errorf("exit status %d: %s", code, errs.String())
	}
	for _, want := range []string{"1 read of db from", "not complete: Event history was not read to its end", "known from 2026-09-21 14:13 on", "root"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	for _, want := range []string{"ctrl+c ends it and prints what is known by then", "Event history: 1 of 1 reads are of this secret, back to 2026-09-21 14:13 UTC; it goes on at one page of 50 a second", "interrupted: this is what was known by then"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("%q is not in\n%s", want, errs.String())
		}
	}
}
