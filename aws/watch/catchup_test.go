package watch_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
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

// answers is a log group whose answers are written out, by token.
type answers struct {
	mu     sync.Mutex
	bodies map[string]string
	asked  []string
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	var in struct {
		NextToken string `json:"nextToken"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, in.NextToken)
	body := strings.NewReader(a.bodies[in.NextToken])
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}},
		Body: io.NopCloser(body), ContentLength: body.Size(), Request: r,
	}, nil
}

func logged(id string) string {
	at := time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)
	text, _ := json.Marshal(event{id: id, secret: "prod/db", at: at}.record())
	return fmt.Sprintf(`{"message":%s,"timestamp":%d}`, text, at.UnixMilli())
}

// Each page has the token of the next; however it is written, every page is asked
// for once, and nothing comes of a page that cannot be trusted.
func TestPagesFollowTheirTokens(t *testing.T) {
	for _, c := range []struct {
		name   string
		bodies map[string]string
		asked  []string // nil where that may differ
		reads  []string
		fails  string // within the error
	}{
		{
			"one after the other",
			map[string]string{
				"":  `{"events":[` + logged("1") + `,` + logged("2") + `],"nextToken":"a"}`,
				"a": `{"nextToken":"b","events":[]}`,
				"b": `{"events":[` + logged("3") + `],"searchedLogStreams":[]}`,
			},
			[]string{"", "a", "b"},
			[]string{"1", "2", "3"},
			"",
		},
		{
			"a token that has to be decoded",
			map[string]string{
				"":    `{"events":[` + logged("1") + `],"nextToken":"a\/b"}`,
				"a/b": `{"events":[` + logged("2") + `], "nextToken" : "c"}`,
				"c":   `{"events":[` + logged("3") + `],"nextToken":""}`,
			},
			[]string{"", "a/b", "c"},
			[]string{"1", "2", "3"},
			"",
		},
		{
			"the last has the token that it was asked by",
			map[string]string{
				"":  `{"events":[` + logged("1") + `],"nextToken":"a"}`,
				"a": `{"events":[` + logged("2") + `],"nextToken":"a"}`,
			},
			[]string{"", "a"},
			[]string{"1", "2"},
			"",
		},
		{
			"a form that only the SDK reads",
			map[string]string{
				"":  `{"events":[` + logged("1") + `],"events":[` + logged("2") + `],"nextToken":"a"}`,
				"a": `{"events":[` + logged("3") + `]}`,
			},
			[]string{"", "a"},
			[]string{"2", "3"},
			"",
		},
		{
			"another token deeper in",
			map[string]string{
				"":  `{"events":[` + logged("1") + `],"nextToken":"a"}`,
				"a": `{"nextToken":"b","events":[` + logged("2") + `],"more":{"nextToken":"c"}}`,
				"c": `{"events":[` + logged("3") + `]}`,
			},
			nil, // the third may have been asked for already
			[]string{"1"},
			"two tokens",
		},
		{
			"cut short",
			map[string]string{
				"":  `{"events":[` + logged("1") + `],"nextToken":"a"}`,
				"a": `{"events":[` + logged("2") + `,{"mess`,
			},
			[]string{"", "a"},
			[]string{"1"},
			"FilterLogEvents",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := &answers{bodies: c.bodies}
				reads, err := lookBack(t, a)
				synctest.Wait() // for what was still under way
				if c.asked != nil && !slices.Equal(a.asked, c.asked) || !slices.Equal(reads, c.reads) {
					t.Errorf("asked by %q, want %q; reads %q, want %q", a.asked, c.asked, reads, c.reads)
				}
				if c.fails == "" && err != nil || c.fails != "" && (err == nil || !strings.Contains(err.Error(), c.fails)) {
					t.Errorf("error %v, want one with %q", err, c.fails)
				}
			})
		})
	}
}

// lookBack reads the group once to its end and gives the event ids.
func lookBack(t *testing.T, group http.RoundTripper) (ids []string, err error) {
	t.Helper()
	a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: group},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	w := watch.New(a, watch.Target{LogGroup: "group", NoHistory: true}, watch.Options{NoRecords: true})
	out, ended := make(chan watch.Batch), make(chan error, 1)
	go func() {
		ended <- w.Run(context.Background(), out)
		close(out)
	}()
	for b := range out {
		for _, r := range b.Reads {
			ids = append(ids, r.EventID)
		}
	}
	return ids, <-ended
}
