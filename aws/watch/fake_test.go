package watch_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"secretwatch/aws/account"
)

// event is one record and when the two sources show it.
type event struct {
	id, secret string
	at         time.Time // eventTime
	history    time.Time // visible there from then on; zero for never
	logged     time.Time // log timestamp
	visible    time.Time // visible in the group from then on; zero for never
	denied     string    // errorMessage; then there are no parameters
}

func (e event) record() string {
	params := fmt.Sprintf(`{"secretId":%q}`, e.secret)
	failed := ""
	if e.denied != "" {
		params, failed = "null", fmt.Sprintf(`"errorCode":"AccessDenied","errorMessage":%q,`, e.denied)
	}
	return fmt.Sprintf(`{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/ana","accountId":"123456789012","userName":"ana"},`+
		`"eventTime":%q,"eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7","userAgent":"aws-cli/2.31",%s`+
		`"requestParameters":%s,"responseElements":null,"requestID":"r-%s","eventID":%q,"readOnly":true}`,
		e.at.UTC().Format(time.RFC3339), failed, params, e.id, e.id)
}

// asked is one call that reached the fake.
type asked struct {
	op string
	at time.Time
}

// fake speaks as much of AWS's JSON protocols as the watcher needs.
type fake struct {
	mu      sync.Mutex
	events  []event
	page    int // events a page
	holes   bool
	history []map[string]any // items of DescribeAlarmHistory
	state   map[string]any   // the alarm, nil for none
	points  []map[string]any
	fail    map[string]string // operation -> error code
	slow    map[string]time.Duration
	calls   []asked
	windows []time.Time // starts that LookupEvents was asked for
	filters []any       // the log group's metric filters
}

func (f *fake) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, op, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	f.mu.Lock()
	slow := f.slow[op]
	f.mu.Unlock()
	time.Sleep(slow)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, asked{op, time.Now()})
	if code := f.fail[op]; code != "" {
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": "User: arn:aws:iam::123456789012:user/ana is not authorized to perform: some:" + op})
		return
	}
	var in struct {
		StartTimeHistory float64 `json:"StartTime"`
		StartTimeLogs    int64   `json:"startTime"`
		NextTokenHistory string  `json:"NextToken"`
		NextTokenLogs    string  `json:"nextToken"`
	}
	// encoding/json matches names whatever their case, so each has its own field.
	var raw map[string]json.RawMessage
	_ = json.NewDecoder(r.Body).Decode(&raw)
	_ = json.Unmarshal(raw["StartTime"], &in.StartTimeHistory)
	_ = json.Unmarshal(raw["startTime"], &in.StartTimeLogs)
	_ = json.Unmarshal(raw["NextToken"], &in.NextTokenHistory)
	_ = json.Unmarshal(raw["nextToken"], &in.NextTokenLogs)
	var out any
	switch op {
	case "LookupEvents":
		start := time.UnixMilli(int64(in.StartTimeHistory * 1000))
		f.windows = append(f.windows, start)
		out = f.lookup(start, in.NextTokenHistory)
	case "FilterLogEvents":
		out = f.filter(time.UnixMilli(in.StartTimeLogs), in.NextTokenLogs)
	case "DescribeMetricFilters":
		out = map[string]any{"metricFilters": f.filters}
	case "DescribeAlarms":
		alarms := []any{}
		if f.state != nil {
			alarms = append(alarms, f.state)
		}
		out = map[string]any{"MetricAlarms": alarms}
	case "DescribeAlarmHistory":
		out = map[string]any{"AlarmHistoryItems": f.history}
	case "GetMetricStatistics":
		out = map[string]any{"Datapoints": f.points}
	}
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(out)
}

// lookup is newest first; late events lie between those that were there.
func (f *fake) lookup(start time.Time, token string) any {
	var shown []event
	for _, e := range f.events {
		if !e.history.IsZero() && !e.history.After(time.Now()) && !e.at.Before(start) {
			shown = append(shown, e)
		}
	}
	slices.SortFunc(shown, func(a, b event) int { return b.at.Compare(a.at) })
	page, next := cut(shown, token, f.page)
	events := []any{}
	for _, e := range page {
		events = append(events, map[string]any{"EventId": e.id, "CloudTrailEvent": e.record()})
	}
	return map[string]any{"Events": events, "NextToken": next}
}

// filter is oldest first; with holes, every other page is empty, and the last
// one always is, as AWS has it.
func (f *fake) filter(start time.Time, token string) any {
	var shown []event
	for _, e := range f.events {
		if !e.visible.IsZero() && !e.visible.After(time.Now()) && e.logged.UnixMilli() >= start.UnixMilli() {
			shown = append(shown, e)
		}
	}
	slices.SortFunc(shown, func(a, b event) int { return a.logged.Compare(b.logged) })
	if f.holes {
		if rest, ok := strings.CutPrefix(token, "hole-"); ok {
			token = rest
		} else {
			return map[string]any{"events": []any{}, "nextToken": "hole-" + token}
		}
	}
	page, next := cut(shown, token, f.page)
	events := []any{}
	for i, e := range page {
		events = append(events, map[string]any{"eventId": strconv.Itoa(i), "timestamp": e.logged.UnixMilli(), "message": e.record()})
	}
	return map[string]any{"events": events, "nextToken": next}
}

func cut(all []event, token string, size int) ([]event, any) {
	from, _ := strconv.Atoi(token)
	from = min(from, len(all))
	to := min(from+max(size, 1), len(all))
	if to < len(all) {
		return all[from:to], strconv.Itoa(to)
	}
	return all[from:to], nil
}

// count is how many calls of these operations came in [from, to); none named
// means all.
func (f *fake) count(from, to time.Time, ops ...string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	n := 0
	for _, c := range f.calls {
		if !c.at.Before(from) && c.at.Before(to) && (len(ops) == 0 || slices.Contains(ops, c.op)) {
			n++
		}
	}
	return n
}

func (f *fake) change(with func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	with()
}

type inMemory struct{ http.Handler }

func (m inMemory) RoundTrip(r *http.Request) (*http.Response, error) {
	time.Sleep(80 * time.Millisecond) // the way there and back
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	rec := httptest.NewRecorder()
	m.ServeHTTP(rec, r)
	return rec.Result(), nil
}

func accountOf(t *testing.T, f *fake) *account.Account {
	t.Helper()
	a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
		Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: inMemory{f}},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
