package watch

import (
	"strconv"
	"testing"
	"time"

	"secretwatch/aws/record"
)

func TestMergerForgetsTheOldestOnly(t *testing.T) {
	m := newMerger()
	at := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	one := func(i int) []Read {
		return []Read{{Read: record.Read{EventID: strconv.Itoa(i), Time: at}, InLogs: at}}
	}
	for i := range remembered + 1000 {
		if got := m.merge(one(i)); len(got) != 1 || got[0].Update {
			t.Fatalf("read %d gave %v", i, got)
		}
	}
	if len(m.known) != remembered || len(m.ring) != remembered {
		t.Errorf("remembers %d and %d", len(m.known), len(m.ring))
	}
	for _, i := range []int{1000, remembered + 999} {
		if got := m.merge(one(i)); len(got) != 0 {
			t.Errorf("read %d came again", i)
		}
	}
	if got := m.merge(one(0)); len(got) != 1 {
		t.Error("the oldest is remembered beyond the bound")
	}
}

func TestWindowsOverlap(t *testing.T) {
	begun := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	at := begun.Add
	v := &window{from: at(-time.Hour), shallow: 2 * time.Minute, deep: 15 * time.Minute}
	for _, c := range []struct {
		name  string
		now   time.Duration
		want  time.Duration
		first bool
		pages int
	}{
		{"first", 0, -time.Hour, true, 70},
		{"busy, soon after", 10 * time.Second, -2 * time.Minute, false, 5},
		{"busy, deep again after a minute", 70 * time.Second, 10*time.Second - 15*time.Minute, false, 5},
		{"busy, shallow again", 80 * time.Second, 70*time.Second - 2*time.Minute, false, 1},
		{"quiet, always deep", 90 * time.Second, 80*time.Second - 15*time.Minute, false, 1},
		{"the clock went back", 30 * time.Second, 30*time.Second - 15*time.Minute, false, 1},
	} {
		start, first := v.begin(at(c.now))
		if !start.Equal(at(c.want)) || first != c.first {
			t.Errorf("%s: from %s (first %v), want %s", c.name, start, first, at(c.want))
		}
		v.end(at(c.now), start, c.pages)
	}
}

// How long Event history took is said only where somebody looked in between.
func TestUnlooked(t *testing.T) {
	at := func(s int) time.Time { return time.Date(2026, 11, 22, 12, 0, s, 0, time.UTC) }
	for _, c := range []struct {
		name                string
		read, before, found int
		want                bool
	}{
		{"every second", 0, 1, 2, false},
		{"after a pause", 0, -30, 26, true},
		{"after a refusal", 0, 4, 22, true},
		{"AWS, every 30 seconds", 0, 150, 180, false},
		{"AWS, once in two minutes", 0, 60, 180, true},
		{"the first look ever", 0, -3600, 3, false},
	} {
		if got := unlooked(at(c.read), at(c.before), at(c.found)); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
