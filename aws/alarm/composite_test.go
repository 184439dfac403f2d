package alarm_test

import (
	"slices"
	"strings"
	"testing"

	"secretwatch/aws/alarm"
)

func TestExpressions(t *testing.T) {
	states := map[string]alarm.State{
		"CPU": alarm.Alarm, "Disk": alarm.OK, "Net": alarm.InsufficientData, "with space": alarm.Alarm,
		"arn:aws:cloudwatch:us-east-1:123456789012:alarm:a:b": alarm.Alarm,
	}
	state := func(name string) alarm.State { return states[name] }
	for rule, want := range map[string]bool{
		"ALARM(CPU)":                                                   true,
		"ALARM(CPU) AND ALARM(Disk)":                                   false,
		"ALARM(CPU) AND NOT ALARM(Disk)":                               true,
		"(ALARM(CPU) OR ALARM(Disk)) AND OK(Net)":                      false,
		"ALARM(Disk) OR ALARM(CPU) AND OK(Disk)":                       true,
		"NOT ALARM(CPU) OR OK(Disk)":                                   true,
		"NOT (ALARM(CPU) OR OK(Disk))":                                 false,
		`INSUFFICIENT_DATA("Net") AND ALARM("with space")`:             true,
		`ALARM("arn:aws:cloudwatch:us-east-1:123456789012:alarm:a:b")`: true,
		"ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a:b)":   true,
		"TRUE":             true,
		"FALSE OR\n\tTRUE": true,
		"ALARM( CPU )":     true,
		"TRUE AND FALSE":   false,
		"AT_LEAST(2, ALARM, (CPU, Disk, \"with space\"))": true,
		"AT_LEAST(3, ALARM, (CPU, Disk, Net))":            false,
		"AT_LEAST(50%, NOT ALARM, (CPU, Disk, Net))":      true,
	} {
		e, err := alarm.ParseExpression(rule)
		if err != nil || e.Holds(state) != want {
			t.Errorf("%s: %v, %v, want %v", rule, e.Holds(state), err, want)
		}
	}
	e, err := alarm.ParseExpression(`ALARM(a) OR (OK("b c") AND ALARM(a))`)
	if err != nil || !slices.Equal(e.Names(), []string{"a", "b c"}) {
		t.Errorf("names %q, %v", e.Names(), err)
	}
}

// The first two texts are CloudWatch's, from reports of people who got them.
func TestExpressionsThatAreRefused(t *testing.T) {
	for rule, want := range map[string]string{
		"()":                            "Unsupported token ')' at char 1",
		"ALARM(SampleQueue Oldest Age)": "Unsupported token 'Oldest' at char 18, must be: ')'",
		"ALARM(a":                       "Unsupported token '' at char 7, must be: ')'",
		"ALARM(a) ALARM(b)":             "Unsupported token 'ALARM' at char 9",
		"ALERT(a)":                      "Unsupported token 'ALERT' at char 0",
		`ALARM("")`:                     "Unsupported token '' at char 6",
		"":                              "Unsupported token '' at char 0",
		"AT_LEAST(x, ALARM, (a))":       "Unsupported token 'x' at char 9",
		"NOT":                           "Unsupported token '' at char 3",
	} {
		_, err := alarm.ParseExpression(rule)
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", rule, err, want)
		}
	}
	if _, err := alarm.ParseExpression(strings.Repeat("TRUE OR ", 500) + "TRUE"); err == nil {
		t.Error("501 elements are taken")
	}
	if _, err := alarm.ParseExpression(strings.Repeat("(", 5000)); err == nil {
		t.Error("5000 open parentheses are taken")
	}
}

func FuzzParseExpression(f *testing.F) {
	f.Add("ALARM(a) AND NOT OK(\"b c\")")
	f.Add("AT_LEAST(2, NOT ALARM, (a, b))")
	f.Add("((")
	f.Fuzz(func(t *testing.T, rule string) {
		if len(rule) > alarm.MaxRule {
			return
		}
		e, err := alarm.ParseExpression(rule)
		if err != nil {
			return
		}
		e.Holds(func(string) alarm.State { return alarm.OK })
		if len(e.Names()) > alarm.MaxChildren {
			t.Errorf("%d names", len(e.Names()))
		}
	})
}
