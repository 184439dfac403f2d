package compare

import (
	"testing"
	"time"
)

func TestARunMayStillBeGoingOn(t *testing.T) {
	now := time.Date(2026, 11, 20, 10, 0, 5, 0, time.UTC)
	const times = "2026-11-20T10:00:00Z 2026-11-20T11:10:00Z "
	tests := map[string]struct {
		tag   string
		lives bool
		want  bool
		here  bool
	}{
		"alive here":          {times + "aaaa 42", true, true, true},
		"killed here":         {times + "aaaa 42", false, false, false},
		"this process":        {times + "aaaa 7", true, false, false},
		"another machine":     {times + "bbbb 42", false, true, false},
		"its time is over":    {"2026-11-20T08:00:00Z 2026-11-20T09:10:00Z bbbb 42", true, false, false},
		"of an older version": {"", true, false, false},
		"somebody's own":      {"yes no aaaa 42", true, false, false},
	}
	for name, tt := range tests {
		o, got := mayRun(tt.tag, "aaaa", now, 7, func(int) bool { return tt.lives })
		if got != tt.want || o.Here != tt.here || got && o.Ago != 5*time.Second {
			t.Errorf("%s: %v %+v", name, got, o)
		}
	}
}
