package doctor_test

import (
	"slices"
	"strings"
	"testing"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

func TestEveryFault(t *testing.T) {
	tried, shown := map[string]bool{}, map[string]bool{"clock-skew": true, "mail-sent-look-in-spam": true} // in findings that are well
	for _, tt := range slices.Concat(faults(), filterFaults(), moreFaults(), ruleFaults()) {
		tried[tt.code] = true
		t.Run(strings.TrimSpace(tt.code+" "+tt.name), func(t *testing.T) {
			s := healthy()
			tt.do(&s)
			r := doctor.Check(s, doctor.Options{Email: tt.email})
			v := r.Verdict
			if v.Code != tt.code || v.Hop != tt.hop || v.Status != tt.status {
				t.Fatalf("verdict %s at %s, %s: %s; want %s at %s, %s", v.Code, v.Hop, v.Status, v.Summary, tt.code, tt.hop, tt.status)
			}
			for _, e := range v.Evidence {
				shown[e.Value] = shown[e.Value] || e.Name == "code"
			}
			if tt.status == doctor.OK {
				if v.Remedy != nil || r.ExitCode() != 0 {
					t.Errorf("remedy %+v, exit %d", v.Remedy, r.ExitCode())
				}
				return
			}
			if v.Remedy == nil || v.Remedy.Kind != tt.remedy || v.Remedy.Summary == "" {
				t.Errorf("remedy %+v, want kind %s", v.Remedy, tt.remedy)
			}
			if v.Remedy != nil && v.Remedy.Kind == doctor.Auto && len(v.Remedy.Commands) == 0 {
				t.Error("a remedy that can be applied has no command")
			}
			if len(v.Evidence) == 0 {
				t.Error("no evidence")
			}
			for _, f := range r.Findings {
				if f.Status == doctor.Broken && f.BecauseOf == "" && f.Code != v.Code {
					t.Errorf("%s is broken too, and follows from nothing: %s", f.Code, f.Summary)
				}
			}
			wellFormed(t, r)
			want := map[doctor.Status]int{doctor.Broken: 1, doctor.Unknown: 1, doctor.Warning: 2, doctor.Waiting: 3}
			if got := r.ExitCode(); got != want[tt.status] {
				t.Errorf("exit %d", got)
			}
		})
	}
	for _, e := range doctor.Catalogue() {
		if e.Sign != shown[e.Code] {
			t.Errorf("%s is a sign: %v, and shown as one: %v", e.Code, e.Sign, shown[e.Code])
		}
		if !tried[e.Code] && !e.Sign {
			t.Errorf("%s stands in the catalogue and no case has it", e.Code)
		}
	}
}

// Two causes at once: the first on the way is the verdict, the other is there.
func TestTwoFaults(t *testing.T) {
	stopped := func(s *monitor.Snapshot) { s.Status.Value.Logging = false }
	average := func(s *monitor.Snapshot) { s.Alarm.Value.Rule.Statistic = "Average" }
	disabled := func(s *monitor.Snapshot) { s.Alarm.Value.ActionsEnabled = false }
	unconfirmed := func(s *monitor.Snapshot) {
		s.Subscribers = monitor.Found([]monitor.Subscription{{Protocol: "email", Endpoint: foreign.New(email), Pending: true}})
	}
	misspelt := func(s *monitor.Snapshot) { s.Filter.Value.Pattern = foreign.New(`"GetSecretsValue"`) }
	denied := func(s *monitor.Snapshot) {
		s.Topic.Value.Policy = `{"Statement":{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}}`
	}
	noBucket := func(s *monitor.Snapshot) { s.Bucket = monitor.Seen[monitor.Bucket]{} }
	blind := func(s *monitor.Snapshot) { s.Reads = unseen[monitorReads]("cloudtrail:LookupEvents") }
	for _, tt := range []struct {
		first, second string
		do            []func(*monitor.Snapshot)
	}{
		{"trail-not-logging", "alarm-average", []func(*monitor.Snapshot){average, stopped}},
		{"filter-event-name", "alarm-average", []func(*monitor.Snapshot){average, misspelt}},
		{"alarm-average", "alarm-actions-disabled", []func(*monitor.Snapshot){disabled, average}},
		{"alarm-actions-disabled", "topic-policy-denies", []func(*monitor.Snapshot){denied, disabled}},
		{"topic-policy-denies", "subscription-pending", []func(*monitor.Snapshot){unconfirmed, denied}},
		{"alarm-average", "subscription-pending", []func(*monitor.Snapshot){average, unconfirmed}},
		{"alarm-average", "bucket-missing", []func(*monitor.Snapshot){noBucket, average}},
		{"subscription-pending", "bucket-missing", []func(*monitor.Snapshot){noBucket, unconfirmed}},
		{"subscription-pending", "cannot-see", []func(*monitor.Snapshot){blind, unconfirmed}},
		{"cannot-see", "bucket-missing", []func(*monitor.Snapshot){noBucket, blind}},
		{"trail-not-logging", "no-metric-filter", []func(*monitor.Snapshot){noFilter, stopped}},
		{"log-group-missing", "no-alarm", []func(*monitor.Snapshot){noAlarm, noGroup}},
	} {
		s := healthy()
		for _, do := range tt.do {
			do(&s)
		}
		r := doctor.Check(s, doctor.Options{})
		if r.Verdict.Code != tt.first {
			t.Errorf("%s and %s: verdict %s", tt.first, tt.second, r.Verdict.Code)
		}
		if !slices.ContainsFunc(r.Findings, func(f doctor.Finding) bool { return f.Code == tt.second }) {
			t.Errorf("%s and %s: the second is not found", tt.first, tt.second)
		}
		wellFormed(t, r)
	}
}

func TestWhatFollows(t *testing.T) {
	for _, tt := range []struct {
		name, code, because string
		do                  func(*monitor.Snapshot)
	}{
		{"filters die with their group", "no-metric-filter", "log-group-missing", noGroup},
		{"subscriptions die with their topic", "no-subscription", "topic-missing", noTopic},
		{"nothing is delivered without a trail", "delivery", "no-trail", noTrail},
		{"nothing is delivered while it is off", "delivery", "trail-not-logging", func(s *monitor.Snapshot) { s.Status.Value.Logging = false }},
		{"a stuck alarm", "alarm-already-in-alarm", "alarm-missing-data", func(s *monitor.Snapshot) {
			s.Alarm.Value.Rule.TreatMissingData = "ignore"
			turned(s, now.Add(-20*60e9), "OK", "ALARM")
			read(s, now.Add(-5*60e9))
		}},
		{"no data on another metric", "alarm-insufficient-data", "alarm-metric-mismatch", func(s *monitor.Snapshot) {
			s.Alarm.Value.Metric, s.Alarm.Value.State = "other", "INSUFFICIENT_DATA"
		}},
		{"no monitor at all", "no-alarm", "no-trail", func(s *monitor.Snapshot) {
			*s = monitor.Snapshot{Place: s.Place, Names: s.Names, At: s.At, Secret: s.Secret}
		}},
	} {
		s := healthy()
		tt.do(&s)
		r := doctor.Check(s, doctor.Options{})
		i := slices.IndexFunc(r.Findings, func(f doctor.Finding) bool { return f.Code == tt.code })
		if i < 0 || r.Findings[i].BecauseOf != tt.because {
			t.Errorf("%s: want %s because of %s in %+v", tt.name, tt.code, tt.because, r.Findings)
		}
	}
}
