package wizard

import (
	"strings"
	"testing"

	"secretwatch/aws/filter"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
)

// The made-up records must be what they say they are.
func TestSampleRecordsAreRecords(t *testing.T) {
	w := begin(Flags{Secret: "prod/db"})
	for _, s := range w.samples() {
		r, err := record.Parse(s.message)
		if err != nil {
			t.Errorf("%s: %v", s.label, err)
			continue
		}
		read, ok := r.Read()
		ours := ok && read.Of("prod/db", "")
		if want := s.kind != neighbour; ours != want {
			t.Errorf("%s: a read of the secret: %v, want %v", s.label, ours, want)
		}
		if ours && (read.Result == record.ResultOK) != (s.kind == workedRead) {
			t.Errorf("%s: result %s", s.label, read.Result)
		}
	}
}

func TestTrials(t *testing.T) {
	const (
		name, arn, child, denied, describe, other = 0, 1, 2, 3, 4, 5
	)
	tests := []struct {
		pattern string // "" for the recommended one
		all     bool
		matches []int
		advice  string
	}{
		{"", false, []int{name, arn, child}, ""},
		{"", true, []int{name, arn, child, denied}, ""},
		{`"GetSecretValue"`, false, []int{name, arn, child, denied, other}, "also counts: a denied read; a read of another secret."},
		{`{ $.requestParameters.secretId = "prod/db" }`, false, []int{name, denied, describe}, "misses: a read by ARN; a read out of a BatchGetSecretValue."},
		{`{ $.eventName = "DescribeSecret" }`, false, []int{describe}, "matches none of these reads"},
		{`{ $.readOnly = "false" }`, false, nil, "matches none of these reads"},
		{`{ ($.eventName = "GetSecretValue") && ($.requestParameters.secretId = "*prod/db*") && ($.errorCode NOT EXISTS) }`, false, []int{name, arn, child}, "of your own"},
	}
	for _, test := range tests {
		w := begin(Flags{Secret: "prod/db"})
		if test.all {
			w.Set(QAttempts, Yes)
		}
		if test.pattern != "" {
			w.Set(QPattern, test.pattern)
		}
		want := map[int]bool{}
		for _, i := range test.matches {
			want[i] = true
		}
		for i, trial := range w.Trials() {
			if trial.Matches != want[i] {
				t.Errorf("%s on %s: %v", test.pattern, trial.Label, trial.Matches)
			}
			if !trial.Matches && trial.Why == "" {
				t.Errorf("%s on %s: no reason", test.pattern, trial.Label)
			}
		}
		if got := w.Advice(QPattern); !strings.Contains(got, test.advice) || (test.advice == "") != (got == "") {
			t.Errorf("%s: advice %q, want %q", test.pattern, got, test.advice)
		}
	}
}

// The account's own reads are tried too, and foreign text in them is tamed.
func TestOwnReadsAreTried(t *testing.T) {
	w := begin(Flags{Secret: "prod/db"})
	var own []record.Record
	for _, s := range w.samples()[:1] {
		r, err := record.Parse(strings.Replace(s.message, `"userName":"sam"`, `"userName":"sa\u001b[2Jm"`, 1))
		if err != nil {
			t.Fatal(err)
		}
		own = append(own, r)
	}
	w.SetReads(own)
	trials := w.Trials()
	last := trials[len(trials)-1]
	if !last.Own || !last.Matches || !last.Wanted || last.Label != foreign.Safe(last.Label) || !strings.HasPrefix(last.Label, "14:10:02 read by sa") {
		t.Errorf("got %+v", last)
	}
}

func TestPatternHints(t *testing.T) {
	for pattern, hint := range map[string]string{
		`$.eventName = "x"`:                   "stands in braces",
		`"GetSecretValue`:                     "A double quote is not closed.",
		`{ $.a = "x" & $.b = "y" }`:           "joined with &&",
		`{ $.a = "x" | $.b = "y" }`:           "joined with ||",
		`{ $.a = b:c }`:                       "stands in double quotes",
		`a:b`:                                 "stands in double quotes",
		`{ $.eventName == "GetSecretValue" }`: "there is no ==",
	} {
		if _, err := filter.Parse(pattern); err == nil {
			t.Fatalf("%s is well", pattern)
		}
		got := checkPattern(pattern)
		if !strings.HasPrefix(got, "CloudWatch Logs would refuse this pattern: ") || !strings.Contains(got, hint) || !strings.HasSuffix(got, ".") {
			t.Errorf("%s: %s", pattern, got)
		}
	}
}

func TestSamplesOfTheAccountsOwn(t *testing.T) {
	w := begin(Flags{})
	w.SetPace(120)
	if n, own := w.SampleEvents(); n != 121 || !own {
		t.Errorf("%d events, own %v", n, own)
	}
	w.Set(QPeriod, "300")
	if n, _ := w.SampleEvents(); n != 601 {
		t.Errorf("%d events in five minutes", n)
	}
	w.SetPace(0.05) // hardly anything: an average would do, by chance
	w.Set(QPeriod, "60")
	if n, own := w.SampleEvents(); n != 41 || own {
		t.Errorf("%d events, own %v", n, own)
	}
}

// What is made keeps its name until it is undone.
func TestBuiltNamesStay(t *testing.T) {
	w := begin(Flags{Secret: "prod/db"})
	w.Built("secret", "prod/db")
	w.Built("topic", w.Answer(QTopic))
	w.Built("subscription", "sam@example.com")
	if p := w.Check(StepTopic); p != nil {
		t.Fatalf("as it was: %v", Problems(p))
	}
	w.Set(QTopic, "other")
	w.Set(QEmail, "kim@example.com")
	got := Problems(w.Check(StepTopic)).Error()
	for _, want := range []string{"went to sam@example.com already", "is made already; undo this step (u)"} {
		if !strings.Contains(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	w.Set(QSecret, "another")
	if got := Problems(w.Check(StepSecret)).Error(); !strings.Contains(got, "is made for prod/db already; undo the later steps") {
		t.Errorf("got %q", got)
	}
	w.Built("topic", "")
	w.Built("subscription", "")
	if got := Problems(w.Check(StepSecret)).Error(); !strings.Contains(got, "The secret prod/db is made already; undo this step") {
		t.Errorf("got %q", got)
	}
	w.Built("secret", "")
	if p := w.Check(StepSecret); p != nil {
		t.Errorf("after undoing all: %v", Problems(p))
	}
}

// Every part is made by exactly one step, and undoing takes nothing that is
// not made by some step.
func TestEveryPartHasItsStep(t *testing.T) {
	makers := map[string]int{}
	for _, s := range Steps() {
		for _, k := range Builds(s.ID) {
			makers[string(k)]++
			if StepOf(k) != s.ID {
				t.Errorf("%s is made by %s, not by %s", k, s.ID, StepOf(k))
			}
		}
	}
	if len(makers) != 9 {
		t.Errorf("the steps make %v", makers)
	}
}

func TestAgainKeepsNames(t *testing.T) {
	w := begin(Flags{})
	w.Set(QTrail, "company trail") // not a name: it does not come back
	w.Set(QAlarm, "Secret is accessed")
	if got := w.Again("secretwatch setup"); got != "secretwatch setup --email sam@example.com --alarm 'Secret is accessed'" {
		t.Errorf("got %s", got)
	}
}
