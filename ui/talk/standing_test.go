package talk

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// Who comes back hears what stands before the first question.
func TestAMonitorThatIsThereIsSaid(t *testing.T) {
	c := &cloud{made: map[monitor.Kind]string{monitor.KindAlarm: "a", monitor.KindMetricFilter: "f"}}
	var said string
	synctest.Test(t, func(*testing.T) {
		d := c.deps()
		d.Survey = func(context.Context, monitor.Desired) (monitor.Snapshot, error) {
			return monitor.Snapshot{
				Alarm:       monitor.Found(monitor.Alarm{}),
				Filter:      monitor.Found(monitor.MetricFilter{Created: time.Date(2026, 11, 2, 9, 5, 0, 0, time.UTC)}),
				Subscribers: monitor.Found([]monitor.Subscription{{Protocol: "email", Endpoint: foreign.New("sam@example.com")}}),
			}, nil
		}
		said, _ = conversing(c, d, "made\n\nback\nstatus\nleave\n")
	})
	const earlier = "This run has made nothing so far.\nFrom an earlier one there are: metric filter and alarm."
	if n := strings.Count(said, earlier); n != 2 { // for made and for status
		t.Errorf("%q is said %d times:\n%s", earlier, n, said)
	}
	for _, want := range []string{
		"A monitor of the secret TopSecretInfo is here already.", "It has counted reads since 2 November 2026, 09:05 UTC.",
		"What is there and stays: metric filter and alarm.", "What going on would make: secret, bucket,",
	} {
		if n := strings.Count(said, want); n != 1 {
			t.Errorf("%q is said %d times:\n%s", want, n, said)
		}
	}
}

func TestNoMonitorIsSaidToo(t *testing.T) {
	var said string
	synctest.Test(t, func(*testing.T) { said, _ = converse(&cloud{made: map[monitor.Kind]string{}}, "leave\n") })
	if !strings.Contains(said, "There is no monitor of the secret TopSecretInfo yet.") {
		t.Error(said)
	}
}

// Without its alarm a monitor is none that is there already.
func TestHalfAMonitorWasBegun(t *testing.T) {
	c := &cloud{made: map[monitor.Kind]string{monitor.KindMetricFilter: "f"}}
	var said string
	synctest.Test(t, func(*testing.T) {
		d := c.deps()
		d.Survey = func(context.Context, monitor.Desired) (monitor.Snapshot, error) {
			return monitor.Snapshot{Filter: monitor.Found(monitor.MetricFilter{})}, nil
		}
		said, _ = conversing(c, d, "leave\n")
	})
	if !strings.Contains(said, "A monitor of the secret TopSecretInfo was begun here; this goes on with it.") {
		t.Error(said)
	}
}
