package monitor_test

import (
	"slices"
	"testing"
	"time"

	"secretwatch/aws/monitor"
)

func clock(t *testing.T, s string) time.Time {
	t.Helper()
	if s == "" {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, "2026-11-23T"+s+"Z")
	if err != nil {
		t.Fatal(err)
	}
	return at
}

// TestCredited is for which read an alarm went off.
func TestCredited(t *testing.T) {
	for _, c := range []struct {
		name     string
		reads    [][2]string // when, and when its record came
		at       string
		from, to string
		want     []int
		likely   bool
	}{
		{
			"only the first had come",
			[][2]string{{"00:20:47", "00:25:27"}, {"00:22:48", "00:27:02"}, {"00:25:18", "00:30:28"}, {"00:25:39", "00:31:37"}},
			"00:26:07", "00:25:00", "00:26:00",
			[]int{0},
			true,
		},
		{
			"the first one's delivery is not known",
			[][2]string{{"00:20:47", ""}, {"00:22:48", "00:27:02"}, {"00:25:18", "00:30:28"}, {"00:25:39", "00:31:37"}},
			"00:26:07", "", "",
			[]int{0},
			true,
		},
		{"no delivery is known: not the newest", [][2]string{{"00:20:47", ""}, {"00:25:39", ""}}, "00:26:07", "", "", []int{0}, true},
		{"no delivery is known: one of two", [][2]string{{"00:25:39", ""}, {"00:22:48", ""}, {"00:20:47", ""}}, "00:26:07", "", "", []int{2, 1}, true},
		{"the newest alone", [][2]string{{"00:25:39", ""}}, "00:26:07", "", "", []int{0}, false},
		{"overtaken", [][2]string{{"00:20:47", "00:25:50"}, {"00:22:48", "00:25:20"}}, "00:26:07", "00:25:00", "00:26:00", []int{1}, true},
		{"of another period", [][2]string{{"00:20:47", "00:24:59"}, {"00:22:48", "00:25:20"}}, "00:26:07", "00:25:00", "00:26:00", []int{1}, true},
		{"one came, an older one perhaps", [][2]string{{"00:20:47", ""}, {"00:22:48", "00:25:20"}, {"00:23:00", ""}}, "00:26:07", "", "", []int{0, 1}, true},
		{"read afterwards", [][2]string{{"00:26:08", ""}, {"00:26:09", "00:26:09"}}, "00:26:07", "", "", nil, false},
		{"on a fast endpoint", [][2]string{{"00:26:01", "00:26:03"}, {"00:26:04", ""}}, "00:26:07", "", "", []int{0}, true},
		{"long ago", [][2]string{{"00:20:47", "00:21:00"}}, "00:41:00", "", "", nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var reads []monitor.Arrived
			for _, r := range c.reads {
				reads = append(reads, monitor.Arrived{Read: clock(t, r[0]), Logged: clock(t, r[1])})
			}
			fired := monitor.Fired{At: clock(t, c.at), From: clock(t, c.from), To: clock(t, c.to)}
			if got, likely := monitor.Credited(reads, fired, monitor.Soonest(reads)); !slices.Equal(got, c.want) || likely != c.likely {
				t.Errorf("%v, likely %v, want %v, %v", got, likely, c.want, c.likely)
			}
		})
	}
}
