package wizard

import (
	"testing"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

func TestLearn(t *testing.T) {
	w := begin(Flags{Secret: "prod/db"})
	w.Set(QExpire, "400")
	tags := w.Draft().Tags()
	seen := monitor.Snapshot{
		LogGroup: monitor.Found(monitor.LogGroup{Tags: tags, RetentionDays: 90}),
		Bucket:   monitor.Found(monitor.Bucket{Tags: monitor.Found(tags), ExpireDays: monitor.Found(int32(30))}),
		Trail:    monitor.Found(monitor.Trail{Tags: tags}),
		// A trail that keeps writes only sees no read: that is not taken over.
		Selectors: monitor.Found(monitor.Selectors{Basic: []monitor.BasicSelector{{ReadWriteType: "WriteOnly", Management: true}}}),
		Filter:    monitor.Found(monitor.MetricFilter{Name: w.Answer(QFilter), Pattern: foreign.New(monitor.PatternFor("prod/db", true))}),
	}
	w.Learn(seen)
	for q, want := range map[Q]string{QRetention: "90", QExpire: "400", QEvents: "All", QAttempts: Yes, QStatistic: "Sum"} {
		if got := w.Answer(q); got != want {
			t.Errorf("%s: %s, want %s", q, got, want)
		}
	}
	seen.LogGroup = monitor.Found(monitor.LogGroup{RetentionDays: 1}) // somebody else's
	other := begin(Flags{Secret: "prod/db"})
	other.Learn(seen)
	if got := other.Answer(QRetention); got != "30" {
		t.Errorf("from another's log group: %s", got)
	}
}

// The address belongs to the secret whose monitor told it.
func TestLearnTheAddress(t *testing.T) {
	of := func(list ...string) monitor.Snapshot {
		var s []monitor.Subscription
		for _, address := range list {
			s = append(s, monitor.Subscription{Protocol: "email", Endpoint: foreign.New(address)})
		}
		return monitor.Snapshot{Subscribers: monitor.Found(s)}
	}
	w := New(Start{Place: place, Flags: Flags{Secret: "one"}})
	for _, step := range []struct {
		does         func()
		seen         monitor.Snapshot
		want, reason string
	}{
		{func() {}, of("kim@example.com"), "kim@example.com", "it is known"},
		{func() {}, monitor.Snapshot{}, "kim@example.com", "this look could not see it"},
		{func() { w.Set(QSecret, "two") }, of("sam@example.com"), "sam@example.com", "another secret has another"},
		{func() { w.Set(QSecret, "three") }, of(), "", "this one has none"},
		{func() { w.Set(QEmail, "typed@example.com") }, of("kim@example.com"), "typed@example.com", "it was typed"},
	} {
		step.does()
		w.Learn(step.seen)
		if got := w.Answer(QEmail); got != step.want {
			t.Errorf("%s: %q, want %q", step.reason, got, step.want)
		}
	}
	given := begin(Flags{Email: "given@example.com"})
	given.Learn(of("kim@example.com"))
	if got := given.Answer(QEmail); got != "given@example.com" {
		t.Errorf("--email became %q", got)
	}
}

func TestFoundUnderAnotherName(t *testing.T) {
	w := begin(Flags{})
	w.Found("bucket", w.Answer(QBucket), "the-old-bucket")
	w.Found("alarm", "not what was asked", "x")
	if got := w.Answer(QBucket); got != "the-old-bucket" {
		t.Errorf("bucket: %s", got)
	}
	if got := w.Answer(QAlarm); got != "secretwatch-TopSecretInfo" {
		t.Errorf("alarm: %s", got)
	}
}

// The value for another goroutine stays what it was when it was asked for.
func TestValuer(t *testing.T) {
	w := begin(Flags{})
	w.Set(QSource, FromTyping)
	w.Value().Append(precious)
	get, forget := w.Valuer()
	w.Value().Zero()
	for range 2 { // a call that is repeated asks again
		if got, err := get(); err != nil || got != precious {
			t.Fatalf("got %q, error %v", got, err)
		}
	}
	forget()
	if got, err := get(); err == nil {
		t.Errorf("forgotten, it is %q", got)
	}
	w.Set(QSource, FromGenerator)
	get, _ = w.Valuer()
	again, _ := w.Valuer()
	one, _ := get()
	two, _ := again()
	if len(one) != 32 || one != two {
		t.Errorf("generated %d characters, the same again: %v", len(one), one == two)
	}
}

// An alarm that is in ALARM without a read tells of none.
func TestAThresholdOfZeroIsAlwaysReached(t *testing.T) {
	w := New(Start{})
	for _, threshold := range []string{"1", "0", "-1"} {
		w.Set(QThreshold, threshold)
		for _, s := range w.Samples() {
			if s.Always != (threshold != "1") {
				t.Errorf("threshold %s: %+v", threshold, s)
			}
		}
	}
}

// A run without questions keeps what an earlier one was told.
func TestChosen(t *testing.T) {
	d := monitor.DesiredFor("prod/db", "sam@example.com", place)
	tags := d.Tags()
	kept := Chosen(d, monitor.Snapshot{
		LogGroup: monitor.Found(monitor.LogGroup{Tags: tags, RetentionDays: 400}),
		Filter:   monitor.Found(monitor.MetricFilter{Name: d.Filter, Pattern: foreign.New(monitor.PatternFor("prod/db", true))}),
	})
	if kept.RetentionDays != 400 || !kept.AllAttempts || kept.ExpireDays != d.ExpireDays || kept.Email != d.Email {
		t.Errorf("%+v", kept)
	}
	if got := Chosen(d, monitor.Snapshot{}); got.RetentionDays != d.RetentionDays || got.AllAttempts || got.ReadWriteType != d.ReadWriteType {
		t.Errorf("of nothing: %+v", got)
	}
}
