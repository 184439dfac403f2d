package alarm_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/alarm"
)

func TestMath(t *testing.T) {
	none := math.NaN()
	series := map[string][]float64{"m1": {1, 2, none}, "m2": {4, 0, 6}, "e_1": {10, 10, 10}}
	for text, want := range map[string]string{
		"m1+m2":                   "[5 2 NaN]",
		"m2 - m1*2":               "[2 -4 NaN]",
		"100*(m1/m2)":             "[25 NaN NaN]",
		"-m2^2":                   "[16 0 36]",
		"2^3^2":                   "[512 512 512]",
		"8/4/2":                   "[1 1 1]",
		"SUM([m1,m2])":            "[5 2 6]",
		"AVG([m1, m2])":           "[2.5 1 6]",
		"MAX([m1,m2]) + MIN(m2)":  "[4 2 6]",
		"SUM(m1)":                 "[3 3 3]",
		"FILL(m1, 0) * 2":         "[2 4 0]",
		"FILL(m1,e_1)":            "[1 2 10]",
		"ABS(m1-m2)":              "[3 2 NaN]",
		"CEIL(m1/4) + FLOOR(1.9)": "[2 2 NaN]",
		"SUM([m1,m2]*2)":          "[10 4 12]",
		"unknown":                 "[NaN NaN NaN]",
	} {
		m, err := alarm.ParseMath(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		got, err := m.Values(series, 3)
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("%s = %v, %v, want %s", text, got, err, want)
		}
	}
	m, err := alarm.ParseMath("m1 + SUM([m2, m1])")
	if err != nil || fmt.Sprint(m.IDs()) != "[m1 m2]" {
		t.Errorf("%v, %v", m.IDs(), err)
	}
	if m, err = alarm.ParseMath("[m1, m2]"); err != nil {
		t.Fatal(err)
	}
	if _, err := m.Values(series, 3); err == nil {
		t.Error("two series are taken for one")
	}
}

func TestMathThatIsRefused(t *testing.T) {
	for _, text := range []string{
		"", "m1+", "(m1", "m1)", "m1 m2", "SUM(m1", "SUM()", "NOSUCH(m1)", "[m1", "m1 $ 2", "é", "SELECT COUNT(m) FROM N",
		strings.Repeat("(", 1000) + "1" + strings.Repeat(")", 1000), strings.Repeat("-", 1000) + "1",
	} {
		if _, err := alarm.ParseMath(text); err == nil {
			t.Errorf("%.40s is taken", text)
		}
	}
}

func FuzzParseMath(f *testing.F) {
	f.Add("100*(m1/m2)")
	f.Add("SUM([m1, FILL(m2, 0)]) - -3^2")
	f.Add("[[m1],m2]*[m1,m2,m3]")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := alarm.ParseMath(text)
		if err != nil {
			return
		}
		values, err := m.Values(map[string][]float64{"m1": {1, 2}, "m2": {0}}, 2)
		if err == nil && len(values) != 2 {
			t.Errorf("%d values", len(values))
		}
	})
}

func FuzzParseSchedule(f *testing.F) {
	f.Add("cron(0 2 * * SUN)", "PT2H")
	f.Add("at(2024-05-10T14:00)", "P1DT1M")
	f.Fuzz(func(t *testing.T, expression, duration string) {
		s, err := alarm.ParseSchedule(expression, duration, time.UTC)
		if err != nil {
			return
		}
		at := time.Date(2026, 11, 22, 15, 0, 0, 0, time.UTC)
		start, end := s.Window(at)
		if !start.IsZero() && (!end.After(at) || end.Sub(start) > 15*24*time.Hour) {
			t.Errorf("window %s to %s", start, end)
		}
	})
}
