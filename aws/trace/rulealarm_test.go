package trace_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"

	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
)

// alsoByRule has setup add the second way, and its owner confirm the address.
func (c *chain) alsoByRule() {
	c.t.Helper()
	d := monitor.DesiredFor(secret, address, c.Place)
	d.EventBridge = true
	s, err := survey.TakeFor(c.t.Context(), c.Account, d)
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := build.Apply(c.t.Context(), c.Account, d, build.Plan(d, s), build.Options{}); err != nil {
		c.t.Fatal(err)
	}
	time.Sleep(30 * time.Second)
	for _, m := range c.box.Mails() {
		for _, l := range m.Links {
			if l.Kind != "confirm" {
				continue
			}
			if err := c.box.Inbox().Open(c.t.Context(), l.URL); err != nil {
				c.t.Fatal(err)
			}
		}
	}
	time.Sleep(5 * time.Minute)
}

// withTexts see the inbox with what the mails say.
func withTexts(c *chain) trace.Options {
	o := c.options()
	o.Mails = func(context.Context) ([]trace.Mail, error) {
		var mails []trace.Mail
		for _, m := range c.box.Mails() {
			mails = append(mails, trace.Mail{At: m.At, Subject: m.Subject, Text: m.Body})
		}
		return mails, nil
	}
	return o
}

// A read that falls into another one's ALARM must not hide that the rule is
// broken, and with the rule well it is no fault.
func TestAReadInAlarmDoesNotHideTheRulesFault(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  bool
		code   string
		status doctor.Status
	}{
		{"the rule is well", false, doctor.CodeMailEarlier, doctor.OK},
		{"the rule has no target", true, "rule-no-target", doctor.Broken},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, b *chain) {
				b.alsoByRule()
				b.read()
				for len(alarms(b)) == 0 {
					time.Sleep(10 * time.Second)
				}
				if err := alarmWith(b, func(in *cloudwatch.PutMetricAlarmInput) { // so that it stays in ALARM
					in.Period, in.EvaluationPeriods = aws.Int32(300), aws.Int32(6)
				}); err != nil {
					t.Fatal(err)
				}
				if c.spoil {
					if _, err := b.Events.RemoveTargets(t.Context(), &eventbridge.RemoveTargetsInput{
						Rule: aws.String(b.names.Rule), Ids: []string{monitor.RuleTargetID},
					}); err != nil {
						t.Fatal(err)
					}
				}
				path, v, err := b.follow(b.trace(withTexts(b)), usualPatience)
				if err != nil || v.Code != c.code || v.Status != c.status {
					t.Fatalf("%v: %s %s: %s\n%+v", err, v.Code, v.Status, v.Summary, path.Rule)
				}
				if !c.spoil {
					return
				}
				if v.Remedy == nil || v.Remedy.Kind != doctor.Auto || !strings.Contains(strings.Join(v.Remedy.Commands, "\n"), "put-targets") {
					t.Errorf("its remedy is %+v", v.Remedy)
				}
				if h := path.Of(monitor.HopAlarm); h.Code != doctor.CodeAlreadyInAlarm {
					t.Errorf("the alarm's hop is %+v", h)
				}
				if got := v.Evidence[len(v.Evidence)-1]; !strings.Contains(got.Value, "in ALARM already") {
					t.Errorf("the evidence ends with %+v", got)
				}
			})
		})
	}
}
