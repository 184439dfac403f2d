package alarm_test

import (
	"testing"
	"time"

	"secretwatch/aws/alarm"
)

func TestWindows(t *testing.T) {
	berlin := time.FixedZone("CET", 3600)
	for _, c := range []struct {
		expression, duration string
		zone                 *time.Location
		at, start, end       string // "" where none comes any more
	}{
		// Daily at two, for two hours: before, at its start, within, at its end.
		{"cron(0 2 * * *)", "PT2H", time.UTC, "2026-11-22T01:59", "2026-11-22T02:00", "2026-11-22T04:00"},
		{"cron(0 2 * * *)", "PT2H", time.UTC, "2026-11-22T02:00", "2026-11-22T02:00", "2026-11-22T04:00"},
		{"cron(0 2 * * *)", "PT2H", time.UTC, "2026-11-22T03:59", "2026-11-22T02:00", "2026-11-22T04:00"},
		{"cron(0 2 * * *)", "PT2H", time.UTC, "2026-11-22T04:00", "2026-11-23T02:00", "2026-11-23T04:00"},
		// From Friday evening to Monday morning; the 20th is a Friday.
		{"cron(0 18 * * FRI)", "P2DT12H", time.UTC, "2026-11-22T12:00", "2026-11-20T18:00", "2026-11-23T06:00"},
		{"cron(0 1 1 * *)", "PT6H", time.UTC, "2026-11-22T12:00", "2026-12-01T01:00", "2026-12-01T07:00"},
		{"cron(30 9-11 * JAN,MAR MON-WED)", "PT5M", time.UTC, "2026-11-22T12:00", "2027-01-04T09:30", "2027-01-04T09:35"},
		{"cron(0 0 29 FEB *)", "P1D", time.UTC, "2026-11-22T12:00", "2028-02-29T00:00", "2028-03-01T00:00"},
		{"cron(0 0 * * 7)", "PT1M", time.UTC, "2026-11-22T12:00", "2026-11-29T00:00", "2026-11-29T00:01"},
		{"cron(0 0 31 FEB *)", "PT1M", time.UTC, "2026-11-22T12:00", "", ""},
		{"cron(0 2 * * *)", "PT1H", berlin, "2026-11-22T00:30", "2026-11-22T01:00", "2026-11-22T02:00"},
		{"at(2024-05-10T14:00)", "PT1H", time.UTC, "2024-05-10T14:59", "2024-05-10T14:00", "2024-05-10T15:00"},
		{"at(2024-05-10T14:00)", "PT1H", time.UTC, "2024-05-01T00:00", "2024-05-10T14:00", "2024-05-10T15:00"},
		{"at(2024-05-10T14:00)", "PT1H", time.UTC, "2024-05-10T15:00", "", ""},
	} {
		s, err := alarm.ParseSchedule(c.expression, c.duration, c.zone)
		if err != nil {
			t.Errorf("%s: %v", c.expression, err)
			continue
		}
		at, err := time.Parse("2006-01-02T15:04", c.at)
		if err != nil {
			t.Fatal(err)
		}
		start, end := s.Window(at)
		show := func(x time.Time) string {
			if x.IsZero() {
				return ""
			}
			return x.UTC().Format("2006-01-02T15:04")
		}
		if show(start) != c.start || show(end) != c.end {
			t.Errorf("%s %s at %s: %q to %q, want %q to %q", c.expression, c.duration, c.at, show(start), show(end), c.start, c.end)
		}
	}
}

func TestSchedulesThatAreRefused(t *testing.T) {
	for _, c := range [][2]string{
		{"rate(5 minutes)", "PT1H"},
		{"cron(0 2 * *)", "PT1H"},
		{"cron(60 2 * * *)", "PT1H"},
		{"cron(0 2 * * FUN)", "PT1H"},
		{"cron(0 5-2 * * *)", "PT1H"},
		{"cron(0 2 * * *", "PT1H"},
		{"at(2024-05-10)", "PT1H"},
		{"cron(0 2 * * *)", "1h"},
		{"cron(0 2 * * *)", "PT"},
		{"cron(0 2 * * *)", "P16D"},
		{"cron(0 2 * * *)", "PT0M"},
	} {
		if _, err := alarm.ParseSchedule(c[0], c[1], time.UTC); err == nil {
			t.Errorf("%s for %s is taken", c[0], c[1])
		}
	}
}

func TestSignificant(t *testing.T) {
	for _, c := range []struct {
		percentile, samples float64
		want                bool
	}{
		{99, 999, false},
		{99, 1000, true},
		{90, 99, false},
		{90, 100, true},
		{99.9, 10000, true},
		{50, 19, false},
		{50, 20, true},
		{10, 99, false},
		{10, 100, true},
		{100, 1, true},
	} {
		if got := alarm.Significant(c.percentile, c.samples); got != c.want {
			t.Errorf("p%v of %v samples: %v", c.percentile, c.samples, got)
		}
	}
}
