package sandbox_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
)

// answer is a call's JSON.
func answer(t *testing.T, box *sandbox.Sandbox, k call, to any) {
	t.Helper()
	w := httptest.NewRecorder()
	box.Handler().ServeHTTP(w, k.request())
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", k.header["X-Amz-Target"], w.Code, w.Body)
	}
	if err := json.Unmarshal(w.Body.Bytes(), to); err != nil {
		t.Fatal(err)
	}
}

// counted pages through a list of CloudWatch's and counts its items.
func counted(t *testing.T, box *sandbox.Sandbox, operation, items string) int {
	t.Helper()
	n, token := 0, ""
	for {
		var page map[string]any
		answer(t, box, alarmsCall(operation, `{`+token+`}`), &page)
		list, _ := page[items].([]any)
		n += len(list)
		next, _ := page["NextToken"].(string)
		if next == "" {
			return n
		}
		token = `"NextToken":"` + next + `"`
	}
}

// Two minutes of a hundred reads a second hold no more than a record for each,
// in the log group and in the Event history together. BenchmarkHourOfReads is
// the whole hour.
func TestReadsHoldLittleMemory(t *testing.T) {
	const perRead = 4 << 10 // bytes; a record has about one KiB
	box := built(t)
	reads(t, box, 20*time.Second)
	before := heap()
	reads(t, box, 100*time.Second)
	if held := (heap() - before) / (100 * 100); held > perRead {
		t.Errorf("a read holds %d bytes, want at most %d", held, perRead)
	}
}

func TestMailsAreBounded(t *testing.T) {
	box := built(t)
	for range 1100 {
		serveCall(t, box, queryCall("sns", "2010-03-31", "Publish&Message=hello&TopicArn="+topicARN))
	}
	if n := len(box.Mails()); n != 1000 || inbox.Keep != 1000 {
		t.Errorf("the inbox holds %d mails, want 1000", n)
	}
}

func TestAlarmHistoryIsBounded(t *testing.T) {
	box := built(t)
	for i := range 1700 {
		for _, state := range []string{"ALARM", "OK"} {
			serveCall(t, box, alarmsCall("SetAlarmState", fmt.Sprintf(`{"AlarmName":"reads","StateValue":%q,"StateReason":"number %d"}`, state, i)))
		}
	}
	// Of 5,100: two changes of state, one of them with an action, 1,700 times.
	if n := counted(t, box, "DescribeAlarmHistory", "AlarmHistoryItems"); n != 5000 {
		t.Errorf("the alarm's history has %d items, want 5000", n)
	}
}

func TestMetricsAreBounded(t *testing.T) {
	box := built(t)
	for i := range 6 {
		var data []string
		for j := range 1000 {
			data = append(data, fmt.Sprintf(`{"MetricName":"m-%d-%d","Value":1}`, i, j))
		}
		serveCall(t, box, alarmsCall("PutMetricData", `{"Namespace":"Many","MetricData":[`+strings.Join(data, ",")+`]}`))
	}
	if n := counted(t, box, "ListMetrics", "Metrics"); n != 5000 {
		t.Errorf("there are %d metrics, want 5000", n)
	}
}

// A bucket that is full takes nothing more of a person's, and loses its oldest
// log files to the new ones.
func TestObjectsAreBounded(t *testing.T) {
	box := built(t)
	var w *httptest.ResponseRecorder
	for i := 0; ; i++ {
		w = httptest.NewRecorder()
		box.Handler().ServeHTTP(w, s3Call(http.MethodPut, fmt.Sprintf("/%s/object-%d", bucket, i), "").request())
		if w.Code != http.StatusOK {
			break
		}
		if i > 20_000 {
			t.Fatal("more than 20,000 objects were taken")
		}
	}
	if !strings.Contains(w.Body.String(), "<Error><Code>") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	reads(t, box, 10*time.Second)
	var status struct {
		LatestDeliveryTime  float64
		LatestDeliveryError string
	}
	answer(t, box, trailCall("GetTrailStatus", `{"Name":"stories"}`), &status)
	if age := box.Now().Sub(time.Unix(int64(status.LatestDeliveryTime), 0)); age > 5*time.Second || status.LatestDeliveryError != "" {
		t.Errorf("the newest file is of %v ago, the error %q", age, status.LatestDeliveryError)
	}
}
