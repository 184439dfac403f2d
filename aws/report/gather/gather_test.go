package gather

import (
	"testing"
	"time"

	"secretwatch/aws/monitor"
)

// TestPeriod wants what CloudWatch still keeps, in no more than 1440 datapoints:
// five minutes for 63 days, an hour for 455.
func TestPeriod(t *testing.T) {
	const day = 24 * time.Hour
	for _, c := range []struct{ age, long, want time.Duration }{
		{time.Hour, 10 * time.Minute, 5 * time.Minute},
		{61 * day, 3 * day, 5 * time.Minute},
		{63 * day, time.Minute, time.Hour},
		{30 * day, 30 * day, time.Hour},
		{89 * day, 89 * day, day},
	} {
		got := periodFor(c.age, c.long)
		if got != c.want || c.long/got > 1440 {
			t.Errorf("%v ago for %v: %v, want %v", c.age, c.long, got, c.want)
		}
	}
}

func TestRegion(t *testing.T) {
	s := monitor.Snapshot{Place: monitor.Place{Region: "eu-west-1"}, Trail: monitor.Found(monitor.Trail{HomeRegion: "us-east-1"})}
	for event, want := range map[string]string{"UpdateTrail": "us-east-1", "CreateTrail": "us-east-1", "SetTopicAttributes": "eu-west-1"} {
		if got := regionOf(event, s); got != want {
			t.Errorf("%s is looked for in %s", event, got)
		}
	}
}
