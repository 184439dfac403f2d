package metrics_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox"
)

// quiet puts an alarm without data that does nothing: it stays as it is set.
func (c *tale) quiet(names ...string) {
	c.t.Helper()
	for _, name := range names {
		c.alarm(name, func(in *cloudwatch.PutMetricAlarmInput) {
			in.MetricName, in.TreatMissingData, in.AlarmActions = aws.String("none"), aws.String("ignore"), nil
		})
	}
}

func (c *tale) composite(name, rule string, change func(*cloudwatch.PutCompositeAlarmInput)) {
	c.t.Helper()
	in := &cloudwatch.PutCompositeAlarmInput{AlarmName: aws.String(name), AlarmRule: aws.String(rule), AlarmActions: []string{topicARN}}
	if change != nil {
		change(in)
	}
	c.do(c.PutCompositeAlarm(c.ctx, in))
	c.wait(0)
}

func (c *tale) described(name string) types.CompositeAlarm {
	c.t.Helper()
	out, err := c.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{name}, AlarmTypes: []types.AlarmType{types.AlarmTypeCompositeAlarm}})
	c.do(nil, err)
	if len(out.CompositeAlarms) != 1 {
		c.t.Fatalf("%d composite alarms %s", len(out.CompositeAlarms), name)
	}
	return out.CompositeAlarms[0]
}

func (c *tale) wantComposite(name string, state types.StateValue, by types.ActionsSuppressedBy, reason string) {
	c.t.Helper()
	a := c.described(name)
	if a.StateValue != state || a.ActionsSuppressedBy != by || aws.ToString(a.ActionsSuppressedReason) != reason {
		c.t.Errorf("%s is %s, suppressed by %q: %s; want %s, %q: %s", name, a.StateValue, a.ActionsSuppressedBy, aws.ToString(a.ActionsSuppressedReason), state, by, reason)
	}
}

func TestCompositeAlarm(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.quiet("cpu", "disk")
		rule := `ALARM("` + arnOf + `cpu") OR ALARM(disk)`
		c.composite("both", rule, nil)
		a := c.described("both")
		if a.StateValue != "OK" || *a.StateReason != arnOf+"both was created and its alarm rule evaluates to OK" || *a.AlarmRule != rule {
			t.Errorf("%s: %s", a.StateValue, *a.StateReason)
		}
		c.set("cpu", "ALARM")
		a = c.described("both")
		if a.StateValue != "ALARM" || *a.StateReason != arnOf+"cpu transitioned to ALARM at Saturday 1 January, 2000 00:00:01 UTC" ||
			*a.StateReasonData != `{"triggeringAlarms":[{"arn":"`+arnOf+`cpu","state":{"value":"ALARM","timestamp":"2000-01-01T00:00:01.000+0000"}}]}` {
			t.Errorf("%s: %s, %s", a.StateValue, *a.StateReason, *a.StateReasonData)
		}
		mails := c.mails(`ALARM: "both" in US East (N. Virginia)`)
		if len(mails) != 1 {
			t.Fatalf("%d mails", len(mails))
		}
		for _, want := range []string{
			`You are receiving this email because your Amazon CloudWatch Alarm "both" in the US East (N. Virginia) region has transitioned to ALARM state on Saturday 1 January, 2000 00:00:01 UTC, because "`,
			"- Alarm Rule:                 " + rule,
			"Triggering children (max. 10):\n- " + arnOf + "cpu   ALARM               Saturday 1 January, 2000 00:00:01 UTC",
		} {
			if !strings.Contains(mails[0].Body, want) {
				t.Errorf("%q is not in the mail: %s", want, mails[0].Body)
			}
		}
		c.set("disk", "ALARM") // changes nothing
		c.set("cpu", "OK")
		c.wantComposite("both", "ALARM", "", "")
		c.set("disk", "OK")
		c.wantComposite("both", "OK", "", "")
		c.wantMails("ALARM", 1)
		data := *c.history("both", types.HistoryItemTypeAction)[0].HistoryData
		if !strings.Contains(data, `\"AlarmRule\":`) && !strings.Contains(data, `AlarmRule`) || strings.Contains(data, "Trigger\\\"") {
			t.Error(data)
		}
		// One of a chain of composite alarms changes the next.
		c.composite("outer", `ALARM(both) AND NOT ALARM(disk)`, nil)
		c.set("cpu", "ALARM")
		c.wantComposite("outer", "ALARM", "", "")
	})
}

func TestFamiliesOfAlarms(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.quiet("a", "b", "c")
		c.composite("one", `ALARM("a") OR OK("b")`, nil)
		c.composite("two", `ALARM(one) AND ALARM(c)`, nil)
		names := func(in cloudwatch.DescribeAlarmsInput) string {
			out, err := c.DescribeAlarms(c.ctx, &in)
			c.do(nil, err)
			var all []string
			for _, a := range out.MetricAlarms {
				all = append(all, *a.AlarmName)
			}
			for _, a := range out.CompositeAlarms {
				all = append(all, *a.AlarmName)
			}
			return fmt.Sprint(all)
		}
		both := []types.AlarmType{types.AlarmTypeMetricAlarm, types.AlarmTypeCompositeAlarm}
		for _, x := range []struct {
			in   cloudwatch.DescribeAlarmsInput
			want string
		}{
			{cloudwatch.DescribeAlarmsInput{}, "[a b c]"},
			{cloudwatch.DescribeAlarmsInput{AlarmTypes: both}, "[a b c one two]"},
			{cloudwatch.DescribeAlarmsInput{AlarmTypes: both[1:]}, "[one two]"},
			{cloudwatch.DescribeAlarmsInput{ChildrenOfAlarmName: aws.String("two")}, "[c one]"},
			{cloudwatch.DescribeAlarmsInput{ParentsOfAlarmName: aws.String("a")}, "[one]"},
			{cloudwatch.DescribeAlarmsInput{ParentsOfAlarmName: aws.String("one")}, "[two]"},
			{cloudwatch.DescribeAlarmsInput{AlarmTypes: both, StateValue: "ALARM"}, "[]"},
			{cloudwatch.DescribeAlarmsInput{AlarmTypes: both, ActionPrefix: aws.String("arn:aws:sns")}, "[one two]"},
		} {
			if got := names(x.in); got != x.want {
				t.Errorf("%+v: %s, want %s", x.in, got, x.want)
			}
		}
		_, err := c.DescribeAlarms(c.ctx, &cloudwatch.DescribeAlarmsInput{ChildrenOfAlarmName: aws.String("two"), AlarmTypes: both})
		c.refused("ValidationError: ChildrenOfAlarmName and ParentsOfAlarmName cannot be specified together with other parameters than MaxRecords and NextToken.", nil, err)
		// CloudWatch's words, from reports of people who got them.
		for names, want := range map[string]string{
			"a":       "ValidationError: Cannot delete a as there are composite alarm(s) depending on it.",
			"a b":     "ValidationError: Cannot delete a,b as there are composite alarm(s) depending on them.",
			"one two": "ValidationError: You can delete at most one composite alarm in one operation.",
			"gone":    "ResourceNotFound: ",
		} {
			_, err := c.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: strings.Fields(names)})
			c.refused(want, nil, err)
		}
		for rule, want := range map[string]string{
			"ALARM(a) OR ALARM(nope)": "ValidationError: Could not save the composite alarm as alarms [nope] in the alarm rule do not exist",
			"()":                      "ValidationError: Error in AlarmRule [Unsupported token ')' at char 1]",
		} {
			_, err := c.PutCompositeAlarm(c.ctx, &cloudwatch.PutCompositeAlarmInput{AlarmName: aws.String("x"), AlarmRule: aws.String(rule)})
			c.refused(want, nil, err)
		}
		c.do(c.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"two", "c"}}))
		c.do(c.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"one", "a", "b"}}))
	})
}

// Two composite alarms that need each other are not evaluated, and neither can
// be deleted until the cycle is broken.
func TestCycle(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.quiet("a")
		c.composite("one", "ALARM(a)", nil)
		c.composite("two", "ALARM(one)", nil)
		c.composite("one", "ALARM(two) OR ALARM(a)", nil)
		c.set("a", "ALARM")
		c.wantComposite("one", "OK", "", "")
		_, err := c.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"one"}})
		c.refused("ValidationError: Cannot delete one as there are composite alarm(s) depending on it.", nil, err)
		c.composite("one", "FALSE", nil)
		c.do(c.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"two"}}))
		c.do(c.DeleteAlarms(c.ctx, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{"one"}}))
	})
}

func TestSuppressor(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.quiet("a", "maintenance")
		c.set("maintenance", "OK")
		c.composite("x", "ALARM(a)", func(in *cloudwatch.PutCompositeAlarmInput) {
			in.ActionsSuppressor = aws.String("maintenance")
			in.ActionsSuppressorWaitPeriod, in.ActionsSuppressorExtensionPeriod = aws.Int32(60), aws.Int32(120)
		})
		c.wait(2 * time.Minute) // the wait after its creation

		// The suppressor stays away: the mail comes when the wait is over.
		c.set("a", "ALARM")
		c.wantComposite("x", "ALARM", "WaitPeriod", "Actions suppressed by WaitPeriod")
		c.wait(59 * time.Second)
		c.wantMails("ALARM", 0)
		c.wait(time.Second)
		c.wantComposite("x", "ALARM", "", "")
		c.wantMails("ALARM", 1)
		c.set("maintenance", "ALARM") // too late to matter
		c.wantComposite("x", "ALARM", "", "")

		// In maintenance nothing is mailed, nor for two minutes after it.
		c.set("a", "OK")
		c.wait(time.Second)
		c.set("a", "ALARM")
		c.wantComposite("x", "ALARM", "Alarm", "Actions suppressed by "+arnOf+"maintenance that transitioned to ALARM at Saturday 1 January, 2000 00:03:01 UTC")
		c.wait(time.Hour)
		c.set("maintenance", "OK")
		c.wantComposite("x", "ALARM", "ExtensionPeriod", "Actions suppressed by ExtensionPeriod")
		c.wait(2*time.Minute - time.Second)
		c.wantMails("ALARM", 1)
		c.wait(time.Second)
		c.wantMails("ALARM", 2)

		// The suppressor comes within the wait.
		c.set("a", "OK")
		c.wait(time.Hour)
		c.set("a", "ALARM")
		c.wait(30 * time.Second)
		c.set("maintenance", "ALARM")
		c.wait(time.Hour)
		c.wantMails("ALARM", 2)
		if by := c.described("x").ActionsSuppressedBy; by != "Alarm" {
			t.Errorf("suppressed by %q", by)
		}
		items := c.history("x", types.HistoryItemTypeStateUpdate)
		if data := *items[len(items)-1].HistoryData; !strings.Contains(data, `"actionsSuppressedBy":"WaitPeriod","actionsSuppressedReason":"Actions suppressed by WaitPeriod"`) {
			t.Error(data)
		}
	})
}
