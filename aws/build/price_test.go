package build_test

import (
	"math"
	"strings"
	"testing"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
)

func TestPrice(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*monitor.Desired, *monitor.Snapshot)
		usd   float64
		line  string
		says  string
	}{
		{"a new monitor", func(*monitor.Desired, *monitor.Snapshot) {}, 0.81, "trail", "first copy of management events is free"},
		{"of a secret that is there", func(d *monitor.Desired, _ *monitor.Snapshot) { d.SecretExists = true }, 0.41, "secret", "is there already"},
		{"beside another trail", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Trails = monitor.Found([]monitor.Trail{{Name: "company", ARN: "arn:aws:cloudtrail:us-east-1:1:trail/company", MultiRegion: true}})
		}, 1.05, "trail", "$2.00 per 100,000 events"},
		{"beside a trail of another region", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Trails = monitor.Found([]monitor.Trail{{Name: "far", ARN: "arn:aws:cloudtrail:us-east-1:1:trail/far", HomeRegion: "us-east-1"}})
		}, 0.81, "trail", "free"},
	} {
		d := wish()
		s := monitor.Snapshot{Place: here, Names: d.Names}
		c.spoil(&d, &s)
		got := build.Price(d, s)
		sum := 0.0
		for _, l := range got.Lines {
			sum += l.USD
			if l.Item == c.line && !strings.Contains(l.Why, c.says) {
				t.Errorf("%s: %s says %q, want %q", c.name, l.Item, l.Why, c.says)
			}
		}
		if math.Abs(got.MonthlyUSD-c.usd) > 0.001 || math.Abs(sum-c.usd) > 0.001 {
			t.Errorf("%s: $%.3f, lines $%.3f, want $%.2f", c.name, got.MonthlyUSD, sum, c.usd)
		}
	}
}
