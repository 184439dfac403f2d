// Package faults holds the fault matrix: for every cause that the doctor has to
// name, a healthy monitor is broken by the call that would break it in AWS,
// the secret is read, and what becomes of the mail, and what AWS shows of it,
// is compared with what AWS says. It holds tests only, and may import
// everything below aws.
package faults_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
)

// codes are the causes, hop by hop.
var codes = []string{
	"other-secret-read", "read-in-other-region", "too-soon",
	"no-trail", "trail-not-logging", "trail-single-region-elsewhere", "trail-write-only", "trail-management-events-off",
	"trail-advanced-selectors-exclude", "wrong-trail", "trail-without-log-group", "organization-trail", "bucket-missing", "bucket-policy-denies",
	"role-trust-missing", "role-permissions-missing", "role-resource-mismatch", "role-missing", "log-group-missing", "delivery-stale",
	"log-group-class", "filter-on-other-group", "no-metric-filter", "filter-event-name", "filter-secret-by-name",
	"filter-not-equal-on-missing-field", "filter-newer-than-read", "filter-dimensions", "filter-metric-name",
	"metric-no-datapoint", "metric-other-region",
	"no-alarm", "alarm-average", "alarm-threshold", "alarm-m-of-n", "alarm-period-too-short", "alarm-missing-data", "alarm-actions-disabled",
	"alarm-no-action", "alarm-metric-mismatch", "alarm-other-region", "alarm-muted",
	"alarm-already-in-alarm", "alarm-mail-was-earlier", "alarm-insufficient-data", "alarm-not-evaluated-yet",
	"topic-policy-denies", "topic-aws-managed-key", "topic-key-denies", "topic-missing", "topic-policy-condition",
	"no-subscription", "subscription-on-other-topic", "subscription-pending", "subscription-expired", "subscription-other-address",
	"subscription-removed", "subscription-filter-policy",
	"mail-sent-look-in-spam", "mail-given-up", "cannot-see", "wrong-account-or-region",
	"rule-pattern-mismatch", "rule-too-wide", "rule-missing", "rule-other-region", "rule-disabled", "rule-without-management-events", "rule-no-target", "rule-other-target",
	"rule-topic-missing", "rule-topic-policy-denies", "rule-topic-key-denies", "rule-no-subscription", "rule-subscription-pending",
	"comparison-left-behind", "expected-readers-odd",
}

// effect is what a fault does to the mail for the read.
type effect string

const (
	noMail        effect = "no mail"
	noSecondMail  effect = "no second mail"
	mailElsewhere effect = "mail elsewhere"
	mailComes     effect = "mail comes"
	waiting       effect = "waiting" // none yet, and it comes
)

// row is one fault.
type row struct {
	code string
	name string // where one code comes about in several ways
	// why says why no call to AWS can make the fault here; then there is
	// nothing else in the row.
	why string

	pace        sandbox.Pace // "" for fast
	unconfirmed bool         // nobody opens the link of the confirmation mail
	byRule      bool         // the monitor also tells by an EventBridge rule
	ruleMails   int          // mails of the rule for the read
	cut         func(*chain) // breaks the monitor
	settle      time.Duration
	read        func(*chain) // nil for one read by name
	after       time.Duration
	effect      effect
	signs       sign
	comes       time.Duration // when what is waited for has come

	look    func(*chain) *account.Account // who asks the doctor, from where
	names   func(monitor.Names) monitor.Names
	verdict string // the doctor's, where it is not the code
	among   bool   // the code is among what follows from the verdict, or is its evidence
	differs string // why the doctor does not say so
}

func matrix() []row {
	return slices.Concat(readRows(), trailRows(), deliveryRows(), filterRows(), regionRows(), alarmRows(), stateRows(), topicRows(), subscriptionRows(), mailRows(), ruleRows(), tagRows())
}

func TestFaultMatrix(t *testing.T) {
	for _, r := range matrix() {
		name := r.code
		if r.name != "" {
			name += ", " + r.name
		}
		t.Run(name, func(t *testing.T) {
			if r.why != "" {
				t.Logf("%s: not produced: %s", r.code, r.why)
				return
			}
			story(t, r.pace, func(c *chain) { r.run(c) })
		})
	}
}

// Every code is produced, or the matrix says why it is not.
func TestEveryCodeHasItsRow(t *testing.T) {
	if len(codes) != 77 {
		t.Errorf("there are %d codes, want 77", len(codes))
	}
	rows := matrix()
	for _, code := range codes {
		if !slices.ContainsFunc(rows, func(r row) bool { return r.code == code }) {
			t.Errorf("no row of the matrix is %s", code)
		}
	}
	for _, r := range rows {
		if !slices.Contains(codes, r.code) {
			t.Errorf("a row is %s, which is no code", r.code)
		}
		if produced := r.effect != "" && r.signs != nil; produced == (r.why != "") {
			t.Errorf("%s %s has to be produced, or say why not", r.code, r.name)
		}
	}
}

// usually is how long a row waits where it does not say.
const (
	usualSettle = 70 * time.Second
	usualAfter  = 8 * time.Second
)

// build makes the healthy monitor that the row breaks.
func (r row) build(c *chain) {
	c.build(reader, nil)
	if !r.unconfirmed {
		c.click(inbox.Confirm)
	}
	if r.byRule {
		c.addRule()
	}
	c.wait(usualSettle)
}

func (r row) run(c *chain) {
	r.build(c)
	if r.cut != nil {
		r.cut(c)
	}
	c.wait(or(r.settle, usualSettle))

	since := c.box.Now()
	if r.read != nil {
		r.read(c)
	} else {
		c.read(secret)
	}
	c.wait(or(r.after, usualAfter))
	r.judge(c, since)
	// The snapshot first: looking at signs may take a while, by our own limits,
	// and a closer look may too.
	a, s := r.snapshot(c)
	r.signs(c, since)
	r.ask(c, a, s)
	if r.effect == waiting {
		c.wait(r.comes)
		if n := len(c.alarmMails(since)); n != 1 {
			c.t.Errorf("%d mails came in the end, want 1", n)
		}
	}
}

func or(d, usual time.Duration) time.Duration {
	if d == 0 {
		return usual
	}
	return d
}

// judge compares what became of the mail with the row's effect.
func (r row) judge(c *chain, since time.Time) {
	if mails := c.ruleMails(since); len(mails) != r.ruleMails {
		c.t.Errorf("%d mails of the rule came, want %d: %v", len(mails), r.ruleMails, mails)
	}
	mails := c.alarmMails(since)
	toReader := slices.ContainsFunc(mails, func(m inbox.Mail) bool { return m.To == reader })
	switch r.effect {
	case mailComes:
		if len(mails) != 1 || !toReader {
			c.t.Errorf("%d mails came, to the reader: %v; want 1", len(mails), toReader)
		}
	case mailElsewhere:
		if len(mails) != 1 || toReader {
			c.t.Errorf("%d mails came, to the reader: %v; want 1 to somebody else", len(mails), toReader)
		}
	default:
		if len(mails) != 0 {
			c.t.Errorf("a mail came: %s to %s", mails[0].Subject, mails[0].To)
		}
		if earlier := len(c.alarmMails(c.built)); r.effect == noSecondMail && earlier != 1 {
			c.t.Errorf("%d mails came before, want 1", earlier)
		}
	}
}

// snapshot is what the doctor sees of the monitor at first.
func (r row) snapshot(c *chain) (*account.Account, monitor.Snapshot) {
	c.t.Helper()
	a := c.Account
	if r.look != nil {
		a = r.look(c)
	}
	names := monitor.NamesFor(secret, a.Place)
	if r.names != nil {
		names = r.names(names)
	}
	s, err := survey.Take(c.ctx, a, names, survey.Options{For: survey.Doctor, Email: reader})
	if err != nil {
		c.t.Fatal(err)
	}
	return a, s
}

// ask compares the doctor's verdict, after a closer look where it wants one,
// with the row's code.
func (r row) ask(c *chain, a *account.Account, s monitor.Snapshot) {
	c.t.Helper()
	report := doctor.Check(s, doctor.Options{Email: reader})
	if w := report.Wants(); !w.None() {
		closer, err := survey.Deepen(c.ctx, a, s, survey.Options{For: survey.Doctor, Email: reader}, survey.Wants(w))
		if err != nil {
			c.t.Fatal(err)
		}
		report = doctor.Check(closer, doctor.Options{Email: reader})
	}
	verdict := report.Verdict
	want := r.verdict
	if want == "" {
		want = r.code
	}
	switch {
	case r.differs != "":
		c.t.Logf("the doctor says %s (%s), not %s: %s", verdict.Code, verdict.Status, want, r.differs)
	case verdict.Code != want:
		c.t.Errorf("the doctor says %s (%s): %s\nwant %s", verdict.Code, verdict.Status, verdict.Summary, want)
	}
	if verdict.Status == doctor.Broken && len(doctor.ChangedBy(verdict.Code)) > 0 && !named(verdict) {
		c.t.Errorf("nobody is named who made it %s: %+v", verdict.Code, verdict.Evidence)
	}
	says := slices.ContainsFunc(report.Findings, func(f doctor.Finding) bool { return f.Code == r.code })
	proves := slices.ContainsFunc(verdict.Evidence, func(e doctor.Evidence) bool { return e.Value == r.code })
	if r.among && !says && !proves {
		c.t.Errorf("%s is neither among the findings nor evidence of %s", r.code, verdict.Code)
	}
}

// named reports that a finding names who changed the link, or cannot: the
// link of a mail is opened by nobody whom AWS knows, and the boundary is seen
// by the closer look only, which asked about changes before.
func named(f doctor.Finding) bool {
	if f.Code == "subscription-removed" || f.Code == "role-boundary" {
		return true
	}
	return slices.ContainsFunc(f.Evidence, func(e doctor.Evidence) bool {
		return e.Name == "changed by" && strings.HasPrefix(e.Value, "arn:aws:iam::123456789012:")
	})
}
