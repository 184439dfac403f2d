package wizard

import (
	"reflect"
	"strings"
	"testing"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

var place = monitor.Place{Account: "111122223333", Region: "eu-west-2", Partition: "aws"}

func begin(f Flags) *Wizard {
	if f.Email == "" {
		f.Email = "sam@example.com"
	}
	return New(Start{Place: place, Caller: foreign.New("arn:aws:iam::111122223333:user/sam"), Flags: f})
}

// through answers nothing and goes on until the plan.
func through(t *testing.T, w *Wizard) {
	t.Helper()
	for w.Step().ID != StepReview {
		if problems := w.Next(); problems != nil {
			t.Fatalf("%s: %v", w.Step().ID, Problems(problems))
		}
	}
}

func TestDefaultsGiveTheRecommendedMonitor(t *testing.T) {
	w := begin(Flags{Secret: "prod/db"})
	through(t, w)
	got, err := w.Desired()
	if err != nil {
		t.Fatal(err)
	}
	if want := monitor.DesiredFor("prod/db", "sam@example.com", place); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestBackAndForwardKeepAnswers(t *testing.T) {
	w := begin(Flags{})
	answers := map[Q]string{
		QSecret: "prod/db", QTrail: "my-trail", QRetention: "90", QMultiRegion: No,
		QAttempts: Yes, QEmail: "kim@example.com", QStatistic: "Maximum", QPeriod: "300",
	}
	for q, a := range answers {
		w.Set(q, " "+a+" ") // blanks around an answer mean nothing
	}
	through(t, w)
	for w.Back() {
	}
	if w.Step().ID != StepAccount {
		t.Fatalf("back ends at %s", w.Step().ID)
	}
	through(t, w)
	for q, a := range answers {
		if got := w.Answer(q); got != a {
			t.Errorf("%s: got %q, want %q", q, got, a)
		}
	}
	d, err := w.Desired()
	if err != nil {
		t.Fatal(err)
	}
	want := monitor.DesiredFor("prod/db", "kim@example.com", place)
	want.Names = want.With(monitor.KindTrail, "my-trail")
	want.Takes[monitor.KindTrail] = true
	want.RetentionDays, want.MultiRegion, want.AllAttempts = 90, false, true
	want.Alarm.Statistic, want.Alarm.Period = "Maximum", 300
	if !reflect.DeepEqual(d, want) {
		t.Errorf("got  %+v\nwant %+v", d, want)
	}
}

// A name that nobody chose follows the secret's; one that somebody chose stays.
func TestDefaultsFollow(t *testing.T) {
	w := begin(Flags{})
	w.Set(QAlarm, "Secret is accessed")
	w.Set(QSecret, "payroll")
	if got := w.Answer(QTrail); got != "secretwatch-payroll" {
		t.Errorf("trail: %q", got)
	}
	if got := w.Answer(QAlarm); got != "Secret is accessed" {
		t.Errorf("alarm: %q", got)
	}
	if got := w.Answer(QPattern); !strings.Contains(got, `"payroll"`) || !strings.Contains(got, "errorCode NOT EXISTS") {
		t.Errorf("pattern: %q", got)
	}
	w.Set(QAttempts, Yes)
	if got := w.Answer(QPattern); strings.Contains(got, "errorCode") {
		t.Errorf("pattern for every attempt: %q", got)
	}
	if w.Changed(QPattern) {
		t.Error("a pattern that follows counts as changed")
	}
	w.SetPlace(monitor.Place{Account: "444455556666", Region: "us-east-1"}, foreign.New("x"))
	if got := w.Answer(QBucket); got != "secretwatch-payroll-444455556666-us-east-1" {
		t.Errorf("bucket: %q", got)
	}
	w.Set(QAlarm, "secretwatch-payroll") // the default again
	if w.Draft().Takes[monitor.KindAlarm] {
		t.Error("the usual name counts as named on purpose")
	}
}

func TestOnlyTheBasicsAreAsked(t *testing.T) {
	w := begin(Flags{})
	want := map[StepID][]Q{
		StepAccount: nil, StepSecret: {QSecret, QSource}, StepTrail: {QEvents}, StepDelivery: nil,
		StepFilter: {QAttempts}, StepTopic: {QEmail, QNotify}, StepAlarm: {QStatistic}, StepReview: nil,
	}
	for id, qs := range want {
		var got []Q
		for _, q := range w.Questions(id, false) {
			got = append(got, q.ID)
		}
		if !reflect.DeepEqual(got, qs) {
			t.Errorf("%s asks %v, want %v", id, got, qs)
		}
	}
	w.Set(QSource, FromTyping)
	if n := len(w.Questions(StepSecret, false)); n != 3 {
		t.Errorf("typing asks %d questions, want the value too", n)
	}
	w.SetExisting([]string{"TopSecretInfo", "other"})
	if n := len(w.Questions(StepSecret, false)); n != 1 {
		t.Errorf("an existing secret asks %d questions, want only its name", n)
	}
	if d := w.Draft(); !d.SecretExists {
		t.Error("the existing secret would be made")
	}
}

// What a step says must be there, and short enough for a first evening.
func TestEveryStepExplainsItself(t *testing.T) {
	for _, s := range Steps() {
		if s.Title == "" || s.Ask == "" || s.What == "" || len(s.Terms) < 3 {
			t.Errorf("%s lacks words: %+v", s.ID, s)
		}
		if n := strings.Count(s.What+" ", ". "); n > 2 {
			t.Errorf("%s says in %d sentences what it is for", s.ID, n)
		}
		if len(questionsOf(s.ID)) > 0 && s.Cost == "" {
			t.Errorf("%s does not say what it costs", s.ID)
		}
		for _, term := range s.Terms {
			if term.Name == "" || !strings.HasSuffix(term.Text, ".") || len(term.Text) > 320 {
				t.Errorf("%s explains %q in %d characters", s.ID, term.Name, len(term.Text))
			}
		}
		total := len(s.What) + len(s.Cost)
		for _, p := range s.Why {
			total += len(p)
		}
		if total > 900 {
			t.Errorf("%s explains itself in %d characters", s.ID, total)
		}
	}
	for _, q := range allQuestions() {
		if q.Label == "" {
			t.Errorf("%s has no label", q.ID)
		}
		if q.Kind == Choice && len(q.Options) < 2 {
			t.Errorf("%s is a choice of %d", q.ID, len(q.Options))
		}
	}
}

func TestSamples(t *testing.T) {
	w := begin(Flags{})
	got := w.Samples()
	if got[0].Statistic != "Sum" || got[0].Value != 1 || !got[0].Fires {
		t.Errorf("sum: %+v", got[0])
	}
	if a := got[2]; a.Statistic != "Average" || a.Value < 0.0243 || a.Value > 0.0245 || a.Fires {
		t.Errorf("average: %+v", a)
	}
	w.Set(QThreshold, "0.02")
	if !w.Samples()[2].Fires {
		t.Error("0.024 >= 0.02 does not fire")
	}
}
