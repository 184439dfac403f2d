package doctor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
)

func finding(r doctor.Report, code string) doctor.Finding {
	i := slices.IndexFunc(r.Findings, func(f doctor.Finding) bool { return f.Code == code })
	if i < 0 {
		return doctor.Finding{}
	}
	return r.Findings[i]
}

// One mail for several reads is the alarm's alone: a rule mails each.
func TestOneMailForSeveralReadsBesideARule(t *testing.T) {
	twice := func(s *monitor.Snapshot) {
		read(s, now.Add(-10*time.Minute-20*time.Second))
		read(s, now.Add(-10*time.Minute))
		turned(s, now.Add(-9*time.Minute), "OK", "ALARM")
		acted(s, now.Add(-9*time.Minute), "")
		turned(s, now.Add(-7*time.Minute), "ALARM", "OK")
	}
	within := func(s *monitor.Snapshot) {
		read(s, now.Add(-10*time.Minute))
		turned(s, now.Add(-9*time.Minute), "OK", "ALARM")
		acted(s, now.Add(-9*time.Minute), "")
		read(s, now.Add(-8*time.Minute))
		turned(s, now.Add(-5*time.Minute), "ALARM", "OK")
	}
	const each = "; EventBridge rule secretwatch-TopSecretInfo_reads mails each read"
	for name, c := range map[string]struct {
		do                      func(*monitor.Snapshot)
		alone, beside, evidence string
	}{
		"in one period": {
			twice, "one mail was sent for 2 reads: the alarm went off once for all of them",
			"of the alarm, one mail was sent for 2 reads: the alarm went off once for all of them" + each, "1 of 2: 13:50:00 UTC, 13:49:40 UTC",
		},
		"in an ALARM": {
			within, "the newest read fell into the ALARM of an earlier one, whose message was handed to SNS at 13:51:00 UTC",
			"of the alarm, the newest read fell into the ALARM of an earlier one, whose message was handed to SNS at 13:51:00 UTC" + each, "1: 13:52:00 UTC",
		},
	} {
		s := healthy()
		c.do(&s)
		alone := finding(doctor.Check(s, doctor.Options{Email: email}), "alarm-mail-was-earlier")
		if alone.Summary != c.alone {
			t.Errorf("%s, by the alarm alone: %q, want %q", name, alone.Summary, c.alone)
		}
		if value(alone, "reads without a mail of their own") == "" {
			t.Errorf("%s, by the alarm alone: evidence %+v", name, alone.Evidence)
		}
		s = byRule()
		c.do(&s)
		r := doctor.Check(s, doctor.Options{Email: email})
		beside := finding(r, "alarm-mail-was-earlier")
		if beside.Summary != c.beside {
			t.Errorf("%s, beside a rule: %q, want %q", name, beside.Summary, c.beside)
		}
		if got := value(beside, "reads without a mail of the alarm's own"); got != c.evidence || value(beside, "reads without a mail of their own") != "" {
			t.Errorf("%s, beside a rule: evidence %+v", name, beside.Evidence)
		}
		if r.Verdict.Status != doctor.OK && r.Verdict.Status != doctor.Warning {
			t.Errorf("%s: %s (%s)", name, r.Verdict.Code, r.Verdict.Status)
		}
		// A rule that is not well mails nobody, and is not spoken of.
		s.Rule.Value.State = "DISABLED"
		if got := finding(doctor.Check(s, doctor.Options{Email: email}), "alarm-mail-was-earlier"); strings.Contains(got.Summary, "mails each read") {
			t.Errorf("%s, beside a rule that is switched off: %q", name, got.Summary)
		}
	}
}

// A read before its metric filter is no read for the alarm; the rule may have
// mailed it.
func TestAReadBeforeItsFilter(t *testing.T) {
	const text = "the newest read of TopSecretInfo was before its metric filter, which counts new records only: "
	for name, c := range map[string]struct {
		of   func() monitor.Snapshot
		want string
	}{
		"by the alarm alone": {healthy, text + "no mail comes for that read"},
		"beside a rule":      {byRule, text + "no mail of the alarm comes for that read; EventBridge rule secretwatch-TopSecretInfo_reads mails each read since it is there"},
	} {
		s := c.of()
		s.Status.Value.Started = now.Add(-3 * time.Hour)
		s.Filter.Value.Created = now.Add(-time.Hour)
		(*s.Filters.Value)[0].Created = now.Add(-time.Hour)
		read(&s, now.Add(-2*time.Hour))
		r := doctor.Check(s, doctor.Options{Email: email})
		got := finding(r, "filter-newer-than-read")
		if got.Summary != c.want || got.Status != doctor.Warning || r.Verdict.Code != "filter-newer-than-read" {
			t.Errorf("%s: %s: %q (%s), want %q", name, r.Verdict.Code, got.Summary, got.Status, c.want)
		}
		if value(got, "newest read") != "2026-11-22T12:00:00Z (2 h ago)" || value(got, "filter made") != "2026-11-22T13:00:00Z (60 min ago)" || got.Remedy == nil || got.Remedy.Kind != doctor.Person {
			t.Errorf("%s: %+v, %+v", name, got.Evidence, got.Remedy)
		}
		if mail := finding(r, "mail"); !strings.Contains(mail.Summary, "the newest read of TopSecretInfo, at 12:00:00 UTC, was before its metric filter") {
			t.Errorf("%s: the mail's hop says %q", name, mail.Summary)
		}
	}
}
