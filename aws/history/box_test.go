package history_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/account"
	"secretwatch/aws/history"
	"secretwatch/aws/sandbox"
)

const group = "trail/logs"

// box is a sandbox whose Event history is the test's own records, so that it
// can be 90 days long.
type box struct {
	*sandbox.Sandbox
	a       *account.Account
	records []event // newest first

	mu      sync.Mutex
	busy    int // so many lookups are refused first
	lookups []asking
	calls   []string // of CloudWatch Logs
}

type event struct {
	at   time.Time
	text string
}

// asking is one LookupEvents as it was asked.
type asking struct {
	at         time.Time
	start, end float64
	attribute  string
}

func newBox(t *testing.T) *box {
	t.Helper()
	s, err := sandbox.New(sandbox.Options{})
	if err != nil {
		t.Fatal(err)
	}
	b := &box{Sandbox: s}
	config := s.Config("")
	config.HTTPClient = &http.Client{Transport: b}
	if b.a, err = account.Open(t.Context(), account.Options{Config: &config}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *box) RoundTrip(r *http.Request) (*http.Response, error) {
	target := r.Header.Get("X-Amz-Target")
	if name, ok := strings.CutPrefix(target, "Logs_20140328."); ok {
		b.mu.Lock()
		b.calls = append(b.calls, name)
		b.mu.Unlock()
	}
	if !strings.HasSuffix(target, ".LookupEvents") {
		return b.Transport().RoundTrip(r)
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	return b.lookUp(body)
}

// lookUp answers as LookupEvents does: newest first, 50 to a page, and the page
// begins with the last event of the one before it.
func (b *box) lookUp(body []byte) (*http.Response, error) {
	var in struct {
		StartTime, EndTime float64
		NextToken          string
		LookupAttributes   []struct{ AttributeKey, AttributeValue string }
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	l := asking{at: time.Now(), start: in.StartTime, end: in.EndTime}
	for _, a := range in.LookupAttributes {
		l.attribute += a.AttributeKey + "=" + a.AttributeValue
	}
	b.lookups = append(b.lookups, l)
	if len(b.lookups) <= b.busy {
		return answer(http.StatusBadRequest, map[string]any{"__type": "ThrottlingException", "message": "Rate exceeded"})
	}
	from, _ := strconv.Atoi(in.NextToken)
	out := map[string]any{}
	var events []map[string]any
	for i, e := range b.records {
		at := float64(e.at.Unix())
		if i < from || at < in.StartTime || at > in.EndTime {
			continue
		}
		if len(events) == 50 {
			out["NextToken"] = strconv.Itoa(i - 1)
			break
		}
		events = append(events, map[string]any{"EventTime": at, "EventName": "GetSecretValue", "CloudTrailEvent": e.text})
	}
	out["Events"] = events
	return answer(http.StatusOK, out)
}

func answer(status int, v any) (*http.Response, error) {
	body, err := json.Marshal(v)
	return &http.Response{
		StatusCode: status, Header: http.Header{"Content-Type": {"application/x-amz-json-1.1"}}, Body: io.NopCloser(bytes.NewReader(body)),
	}, err
}

// history is the records in Event history; delivered is them in the log group.
func (b *box) history(events []event) {
	b.records = slices.Clone(events)
	slices.SortStableFunc(b.records, func(x, y event) int { return y.at.Compare(x.at) })
}

func (b *box) delivered(t *testing.T, events []event) {
	t.Helper()
	name := aws.String(group)
	if _, err := b.a.Logs.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: name}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.a.Logs.CreateLogStream(t.Context(), &cloudwatchlogs.CreateLogStreamInput{LogGroupName: name, LogStreamName: name}); err != nil {
		t.Fatal(err)
	}
	at := aws.Int64(b.Now().UnixMilli())
	var batch []types.InputLogEvent
	for _, e := range events {
		batch = append(batch, types.InputLogEvent{Timestamp: at, Message: aws.String(e.text)})
	}
	if len(batch) == 0 {
		return
	}
	if _, err := b.a.Logs.PutLogEvents(t.Context(), &cloudwatchlogs.PutLogEventsInput{LogGroupName: name, LogStreamName: name, LogEvents: batch}); err != nil {
		t.Fatal(err)
	}
}

func (b *box) question(back time.Duration) history.Question {
	now := b.a.Clock.Now()
	return history.Question{Secret: secret, From: now.Add(-back), To: now, Held: now.AddDate(-50, 0, 0)}
}

func (b *box) asked(name string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := 0
	for _, c := range b.calls {
		if c == name {
			n++
		}
	}
	return n
}
