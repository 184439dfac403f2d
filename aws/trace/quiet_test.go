package trace_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
)

// mentions are the records of the log group since a moment, other than reads,
// that hold the event's name: a metric filter for that text counts them.
func (c *chain) mentions(since time.Time) []string {
	c.t.Helper()
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(c.Logs, &cloudwatchlogs.FilterLogEventsInput{
		LogGroupName: aws.String(c.names.LogGroup), StartTime: aws.Int64(since.UnixMilli()),
	})
	var found []string
	for pages.HasMorePages() {
		out, err := pages.NextPage(c.t.Context())
		if err != nil {
			c.t.Fatal(err)
		}
		for _, e := range out.Events {
			r, err := record.Parse(aws.ToString(e.Message))
			if err != nil {
				c.t.Fatal(err)
			}
			if r.EventName != "GetSecretValue" && r.EventTime.After(since) && strings.Contains(r.Raw.Raw(), "GetSecretValue") {
				found = append(found, r.EventName)
			}
		}
	}
	return found
}

// On a monitor whose filter looks for the event's name as text, following a read
// and finding it again must not write that name anywhere: the alarm would go off
// for the looking. On every other, asking by name keeps the pages short.
func TestFollowingSetsOffNoAlarm(t *testing.T) {
	for _, c := range []struct {
		pattern  string
		mentions bool
	}{
		{"GetSecretValue", false},
		{`"GetSecretValue" -ConsoleLogin`, false},
		{`{ $.eventName = "GetSecretValue" }`, true},
	} {
		t.Run(c.pattern, func(t *testing.T) {
			story(t, func(t *testing.T, s *chain) {
				if err := patternOf(s, c.pattern); err != nil {
					t.Fatal(err)
				}
				seen, _, err := s.look(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				time.Sleep(10 * time.Minute)
				begun := time.Now()
				o := s.options()
				o.Examine = nil // it looks for other causes in other ways
				tr := s.follower(seen, o)
				path, _, err := s.follow(tr, usualPatience)
				if err != nil || letters(path) != "oooooooooo" || path.Of(monitor.HopHistory).At.IsZero() {
					t.Fatalf("%v: %s", err, letters(path))
				}
				read, err := trace.Find(t.Context(), s.Account, seen, path.Read.RequestID, nil)
				if err != nil || read.RequestID != path.Read.RequestID {
					t.Fatalf("%+v, %v", read, err)
				}
				time.Sleep(10 * time.Minute)
				if got := s.mentions(begun); len(got) > 0 != c.mentions {
					t.Errorf("records that mention the name: %v", got)
				}
			})
		})
	}
}
