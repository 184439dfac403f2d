package faults_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
)

// unmendable says of rows that break something why no remedy brings the mail
// back here.
func unmendable() map[string]string {
	return map[string]string{
		"delivery-stale": "nothing is wrong with the monitor: the remedy is to ask AWS support, which the sandbox has not",
	}
}

// others are the codes whose remedy changes in this row what setup did not
// make: a key never is, and here the one breaking it made a part anew.
func (r row) others() []string {
	switch r.name {
	case "never started":
		return []string{"trail-not-logging"}
	case "made again without its filter":
		return []string{"no-metric-filter"}
	case "of another name":
		return []string{r.code}
	}
	if r.code == "trail-single-region-elsewhere" {
		return []string{r.code} // another region's tags are not read
	}
	return []string{"topic-key-denies", "topic-key-disabled", "rule-topic-key-denies"}
}

// The remedies are proven on the same faults: once the verdict's remedy is
// applied, by Fix where it is of kind auto, otherwise by the very commands that
// are shown and by what a person does beside them, the next read is mailed.
func TestRemedies(t *testing.T) {
	for _, r := range matrix() {
		name := r.code
		if r.name != "" {
			name += ", " + r.name
		}
		t.Run(name, func(t *testing.T) {
			switch why := unmendable()[r.code]; {
			case r.why != "":
				t.Skipf("not produced: %s", r.why)
			case why != "":
				t.Skipf("not mended: %s", why)
			case r.effect == mailComes && !strings.HasPrefix(r.code, "bucket-") && !r.byRule, r.effect == waiting:
				t.Skip("not mended: nothing keeps the mail from coming")
			}
			t.Parallel()
			story(t, r.pace, func(c *chain) { r.heal(c) })
		})
	}
}

// heal breaks the monitor as the row does, applies the remedies, and expects
// the mail for another read.
func (r row) heal(c *chain) {
	r.build(c)
	if r.cut != nil {
		r.cut(c)
	}
	c.wait(or(r.settle, usualSettle))
	if r.read != nil {
		r.read(c)
	} else {
		c.read(secret)
	}
	c.wait(or(r.after, usualAfter))

	names := c.mend(r)
	c.wait(2 * time.Minute)

	since := c.box.Now()
	if r.code == "filter-secret-by-name" || r.name == "takes names only" {
		c.read(c.secretARN())
	} else {
		c.read(secret)
	}
	c.wait(20 * time.Second)
	if !slices.ContainsFunc(c.alarmMails(since), func(m inbox.Mail) bool { return m.To == reader }) {
		v := c.checked(names).Report.Verdict
		c.t.Errorf("no mail came to the reader after the remedies; now the doctor says %s (%s): %s", v.Code, v.Status, v.Summary)
	}
	if mails := c.ruleMails(since); r.byRule && len(mails) != 1 {
		v := c.checked(names).Report.Verdict
		c.t.Errorf("%d mails of the rule came after the remedies; now the doctor says %s (%s): %s", len(mails), v.Code, v.Status, v.Summary)
	}
}

// checked is a snapshot and what the doctor says of it, after a closer look
// where something is not well.
func (c *chain) checked(names monitor.Names) mend.Look {
	c.t.Helper()
	o := survey.Options{For: survey.Doctor, Email: reader}
	s, err := survey.Take(c.ctx, c.Account, names, o)
	if err != nil {
		c.t.Fatal(err)
	}
	how := doctor.Options{Email: reader}
	r := doctor.Check(s, how)
	if w := r.Wants(); r.Verdict.Status != doctor.OK || !w.None() {
		if s, err = survey.Deepen(c.ctx, c.Account, s, o, survey.Wants(w)); err != nil {
			c.t.Fatal(err)
		}
		r = doctor.Check(s, how)
	}
	return mend.Look{Snapshot: s, Report: r}
}

// mend applies remedies until the verdict is one that nothing is left to do
// about but to read the secret again. It returns the names that the monitor has
// by then.
func (c *chain) mend(r row) monitor.Names {
	c.t.Helper()
	names := monitor.NamesFor(secret, c.Place)
	look := c.checked(names)
	byHand := map[string]bool{}
	for range 4 {
		c.t.Logf("verdict %s (%s): %s", look.Report.Verdict.Code, look.Report.Verdict.Status, look.Report.Verdict.Summary)
		done, err := mend.Fix(c.ctx, c.Account, look, mend.Options{
			Names: names,
			Again: func(_ context.Context, n monitor.Names) (mend.Look, error) {
				names = n
				return c.checked(n), nil
			},
			Consent: func(_ context.Context, ask mend.Ask) error {
				if len(ask.Others) > 0 && !slices.Contains(r.others(), ask.Finding.Code) {
					c.t.Errorf("the remedy of %s changes what is not ours: %v", ask.Finding.Code, ask.Others)
				}
				return nil
			},
			Progress: func(p mend.Progress) {
				if p.Command != "" && p.Note == "" {
					c.t.Logf("runs %s", p.Command)
				}
			},
		})
		if err != nil {
			c.t.Fatal(err)
		}
		v := done.Last.Report.Verdict
		c.t.Logf("stopped (%s) at %s (%s): %s", done.Stop, v.Code, v.Status, v.Summary)
		if done.Stop != mend.StopDone {
			c.t.Errorf("Fix stopped at %s: %s", v.Code, done.Stop)
			return names
		}
		if v.Remedy == nil || byHand[v.Code] || !c.byHand(v) {
			return names
		}
		byHand[v.Code] = true
		look = c.checked(names)
	}
	return names
}

// byHand runs the commands of a remedy that only a person applies, and does
// what the person does beside them. It reports whether anything was changed.
func (c *chain) byHand(v doctor.Finding) bool {
	c.t.Helper()
	if v.Remedy.Kind == doctor.Auto {
		c.t.Errorf("%s is left to a person", v.Code)
	}
	changed := false
	for _, line := range v.Remedy.Lines {
		parsed, err := command.Parse(line)
		if err != nil {
			c.t.Fatal(err)
		}
		c.t.Logf("by hand: %s", line)
		if parsed.Operation == "get-secret-value" || parsed.Program != command.AWS {
			continue // the secret is read below, and this program is not run here
		}
		if err := mend.Run(c.ctx, c.Account, parsed); err != nil {
			c.t.Fatal(err)
		}
		changed = changed || len(mend.Touched(monitor.Snapshot{}, []command.Command{parsed})) > 0 || v.Remedy.Kind == doctor.Removes
		if parsed.Operation == "subscribe" {
			c.click(inbox.Confirm)
		}
	}
	return changed
}

// TestRemediesOfTwoFaults breaks two links at a time: Fix mends the one that is
// the verdict, then the other. Every fourth pair has to do.
func TestRemediesOfTwoFaults(t *testing.T) {
	trail := []string{"no-trail", "trail-not-logging", "trail-write-only", "trail-advanced-selectors-exclude", "trail-without-log-group"}
	delivery := []string{"role-missing", "role-trust-missing", "role-permissions-missing", "log-group-missing"}
	filter := []string{"no-metric-filter", "filter-event-name", "filter-metric-name", "filter-dimensions"}
	alarm := []string{"no-alarm", "alarm-average", "alarm-m-of-n", "alarm-actions-disabled", "alarm-no-action"}
	topic := []string{"topic-policy-denies", "topic-policy-condition", "topic-key-denies"}
	hops := [][]string{trail, delivery, filter, alarm, topic}
	rows := matrix()
	find := func(code string) row { return rows[slices.IndexFunc(rows, func(r row) bool { return r.code == code })] }
	n := 0
	for i, near := range hops {
		for _, far := range hops[i+1:] {
			for _, a := range near {
				for _, b := range far {
					if a == "log-group-missing" && slices.Contains(filter, b) {
						continue // the filter is gone with its group
					}
					if n++; n%4 != 0 {
						continue
					}
					t.Run(a+" and "+b, func(t *testing.T) {
						t.Parallel()
						story(t, sandbox.Fast, func(c *chain) {
							// The farther one first: nothing of it is in the way yet.
							both := row{code: a, cut: func(c *chain) { find(b).cut(c); find(a).cut(c) }}
							both.heal(c)
						})
					})
				}
			}
		}
	}
}

// Where both ways to be told are broken, Fix mends both.
func TestRemediesOfBothWays(t *testing.T) {
	rows := matrix()
	find := func(code, name string) row {
		return rows[slices.IndexFunc(rows, func(r row) bool { return r.code == code && (name == "" || r.name == name) })]
	}
	for _, pair := range [][2]row{
		{find("trail-not-logging", ""), find("rule-disabled", "")},
		{find("role-missing", ""), find("rule-missing", "")},
		{find("filter-event-name", ""), find("rule-pattern-mismatch", "a misspelt event")},
		{find("alarm-average", ""), find("rule-without-management-events", "off and on again")},
		{find("no-alarm", ""), find("rule-no-target", "")},
		{find("topic-policy-denies", ""), find("rule-topic-policy-denies", "")},
		{find("alarm-no-action", ""), find("rule-topic-missing", "")},
		{find("rule-pattern-mismatch", "a misspelt event"), find("rule-disabled", "")},
		{find("rule-no-target", ""), find("rule-topic-key-denies", "the key is disabled")},
	} {
		t.Run(pair[0].code+" and "+pair[1].code, func(t *testing.T) {
			t.Parallel()
			story(t, sandbox.Fast, func(c *chain) {
				both := row{code: pair[0].code, byRule: true, cut: func(c *chain) { pair[1].cut(c); pair[0].cut(c) }}
				both.heal(c)
			})
		})
	}
}
