package faults_test

import (
	"testing"

	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/faults"
	"secretwatch/aws/sandbox/inbox"
)

// buildBothWays makes the monitor of mine with a rule of a chosen name, as setup
// does, and confirms both subscriptions.
func (c *chain) buildBothWays() monitor.Names {
	c.t.Helper()
	n := mine(c.Place)
	n.Rule, n.RuleTopic = "who.reads_it", "WhoReadsIt"
	c.build(reader, func(d *monitor.Desired) {
		*d = monitor.DesiredFor(n.Secret, reader, c.Place)
		d.Names, d.EventBridge = n, true
	})
	for _, m := range c.box.Mails() {
		for _, link := range m.Links {
			if link.Kind != inbox.Confirm {
				continue
			}
			if err := c.box.Inbox().Open(c.ctx, link.URL); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	c.wait(usualSettle)
	return n
}

// The rule's faults are injected by code into a monitor that has the way, and
// refused for one that has not.
func TestEveryRuleFault(t *testing.T) {
	for _, f := range faults.RuleFaults() {
		t.Run(f.Code, func(t *testing.T) {
			story(t, sandbox.Fast, func(c *chain) {
				n := c.buildBothWays()
				c.read(n.Secret)
				c.wait(usualSettle)
				if v := c.judged(n).Verdict; v.Code != "healthy" || len(c.ruleMails(c.built)) != 1 {
					t.Fatalf("before: %d mails of the rule, and the doctor says %s: %s", len(c.ruleMails(c.built)), v.Code, v.Summary)
				}
				done, err := faults.Inject(c.ctx, c.Account, faults.Target{Names: n, Email: reader}, f.Code)
				if err != nil || len(done.Commands) == 0 {
					t.Fatalf("%v: %q", err, done.Commands)
				}
				c.wait(usualSettle)
				since := c.box.Now()
				c.read(n.Secret)
				c.wait(usualAfter)
				if byAlarm, byRule := len(c.alarmMails(since)), len(c.ruleMails(since)); byAlarm != 1 || byRule != 0 {
					t.Errorf("%d mails of the alarm and %d of the rule came", byAlarm, byRule)
				}
				if v := c.judged(n).Verdict; v.Code != f.Code {
					t.Errorf("the doctor says %s (%s): %s", v.Code, v.Status, v.Summary)
				}
			})
		})
	}
	story(t, sandbox.Fast, func(c *chain) {
		n := c.buildMine()
		for _, f := range faults.RuleFaults() {
			if done, err := faults.Inject(c.ctx, c.Account, faults.Target{Names: n, Email: reader}, f.Code); err == nil {
				t.Errorf("%s: done %q without a rule", f.Code, done.Commands)
			}
		}
	})
}
