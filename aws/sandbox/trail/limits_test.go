package trail

import (
	"fmt"
	"strings"
	"testing"
)

// The Event history holds the newest 50,000 records of a region, and so many
// wait for a trail's delivery; further ones are lost to that trail.
func TestRecordsAreBounded(t *testing.T) {
	const limit = 50_000
	w := newWorld()
	s := w.state()
	create(t, s, nil)
	start(t, s)
	for i := range limit + 10 {
		c := w.call("secretsmanager.amazonaws.com", "GetSecretValue", "us-east-1", true)
		c.Params = map[string]any{"secretId": fmt.Sprint("number-", i)}
		s.Record(c, nil)
	}
	history := s.history["us-east-1"]
	if len(history) != limit {
		t.Fatalf("the Event history has %d records, want %d", len(history), limit)
	}
	if newest := history[limit-1].text; !strings.Contains(newest, `"number-50009"`) {
		t.Errorf("the newest record is %s", newest)
	}
	if n := len(s.trails[s.arn("us-east-1", "watch")].pending["us-east-1"]); n != limit {
		t.Errorf("%d records wait for delivery, want %d", n, limit)
	}
}
