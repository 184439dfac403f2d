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

func (c *tale) mute(name, expression, duration string, alarms ...string) {
	c.t.Helper()
	c.do(c.PutAlarmMuteRule(c.ctx, &cloudwatch.PutAlarmMuteRuleInput{
		Name: aws.String(name), MuteTargets: &types.MuteTargets{AlarmNames: alarms},
		Rule: &types.Rule{Schedule: &types.Schedule{Expression: aws.String(expression), Duration: aws.String(duration)}},
	}))
}

func (c *tale) wantStatus(name string, want types.AlarmMuteRuleStatus) {
	c.t.Helper()
	out, err := c.GetAlarmMuteRule(c.ctx, &cloudwatch.GetAlarmMuteRuleInput{AlarmMuteRuleName: aws.String(name)})
	c.do(nil, err)
	if out.Status != want {
		c.t.Errorf("%s is %s, want %s", name, out.Status, want)
	}
}

// While a rule is active the alarm changes its state and mails nothing. When it
// ends, the alarm that is still in that state mails.
func TestMuteRule(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.quiet("a", "b")
		for _, name := range []string{"a", "b"} {
			c.alarm(name, func(in *cloudwatch.PutMetricAlarmInput) {
				in.MetricName, in.TreatMissingData = aws.String("none"), aws.String("ignore")
			})
		}
		c.mute("maintenance", "cron(0 2 * * *)", "PT2H", "a", "b")
		c.wantStatus("maintenance", "SCHEDULED")
		c.wait(2*time.Hour + time.Minute)
		c.wantStatus("maintenance", "ACTIVE")
		c.set("a", "ALARM")
		c.set("b", "ALARM")
		c.want("a", "ALARM")
		c.wantMails("ALARM", 0)
		actions := c.history("a", types.HistoryItemTypeAction)
		// Four in the morning of the first of January 2000, in milliseconds.
		if len(actions) != 1 || !strings.Contains(*actions[0].HistoryData, `"notificationResource":"`+topicARN+`","publishedMessage":null,"error":null,"muteWindowEndTimestamp":946699200000`) {
			t.Errorf("%d: %s", len(actions), *actions[0].HistoryData)
		}
		c.set("b", "OK")
		c.wait(2 * time.Hour)
		c.wantStatus("maintenance", "SCHEDULED")
		c.wantMails(`ALARM: "a"`, 1)
		c.wantMails(`ALARM: "b"`, 0)
		actions = c.history("a", types.HistoryItemTypeAction)
		if last := actions[len(actions)-1]; *last.HistorySummary != "Successfully executed action "+topicARN || !strings.Contains(*last.HistoryData, `\"ActionExecutedAfterMuteWindow\":true`) && !strings.Contains(*last.HistoryData, `\\\"ActionExecutedAfterMuteWindow\\\":true`) {
			t.Errorf("%s: %s", *last.HistorySummary, *last.HistoryData)
		}
	})
}

// Deleting the rule unmutes at once; two rules mute until the later one ends.
func TestMuteRulesTogether(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.quiet("x")
		c.composite("a", "ALARM(x)", nil)
		c.mute("one", "at(2000-01-01T00:00)", "PT1H", "a")
		c.mute("two", "at(2000-01-01T00:30)", "P1D", "a")
		c.wait(40 * time.Minute)
		c.set("x", "ALARM")
		c.wait(30 * time.Minute)
		c.wantStatus("one", "EXPIRED")
		c.wantStatus("two", "ACTIVE")
		c.wantMails("ALARM", 0)
		c.do(c.DeleteAlarmMuteRule(c.ctx, &cloudwatch.DeleteAlarmMuteRuleInput{AlarmMuteRuleName: aws.String("two")}))
		c.do(c.DeleteAlarmMuteRule(c.ctx, &cloudwatch.DeleteAlarmMuteRuleInput{AlarmMuteRuleName: aws.String("two")}))
		c.wantMails(`ALARM: "a"`, 1)
		_, err := c.GetAlarmMuteRule(c.ctx, &cloudwatch.GetAlarmMuteRuleInput{AlarmMuteRuleName: aws.String("two")})
		if err == nil || !strings.Contains(err.Error(), "ResourceNotFoundException") {
			t.Error(err)
		}
	})
}

func TestMuteRulesAreListed(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.quiet("a", "b")
		c.mute("daily", "cron(0 2 * * *)", "PT2H", "a")
		c.mute("now", "at(2000-01-01T00:00)", "PT2H", "b")
		list := func(in cloudwatch.ListAlarmMuteRulesInput) (got string, next *string) {
			out, err := c.ListAlarmMuteRules(c.ctx, &in)
			c.do(nil, err)
			for _, rule := range out.AlarmMuteRuleSummaries {
				got += fmt.Sprint(strings.TrimPrefix(*rule.AlarmMuteRuleArn, "arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:"), " ", *rule.MuteType, " ", rule.Status, "; ")
			}
			return got, out.NextToken
		}
		if got, _ := list(cloudwatch.ListAlarmMuteRulesInput{}); got != "daily RECURRING SCHEDULED; now ONE_TIME ACTIVE; " {
			t.Error(got)
		}
		if got, _ := list(cloudwatch.ListAlarmMuteRulesInput{AlarmName: aws.String("a")}); got != "daily RECURRING SCHEDULED; " {
			t.Error(got)
		}
		if got, _ := list(cloudwatch.ListAlarmMuteRulesInput{Statuses: []types.AlarmMuteRuleStatus{"ACTIVE"}}); got != "now ONE_TIME ACTIVE; " {
			t.Error(got)
		}
		first, next := list(cloudwatch.ListAlarmMuteRulesInput{MaxRecords: aws.Int32(1)})
		second, end := list(cloudwatch.ListAlarmMuteRulesInput{MaxRecords: aws.Int32(1), NextToken: next})
		if first != "daily RECURRING SCHEDULED; " || second != "now ONE_TIME ACTIVE; " || end != nil {
			t.Errorf("pages %q, %q", first, second)
		}
		out, err := c.GetAlarmMuteRule(c.ctx, &cloudwatch.GetAlarmMuteRuleInput{AlarmMuteRuleName: aws.String("daily")})
		c.do(nil, err)
		if *out.Rule.Schedule.Expression != "cron(0 2 * * *)" || *out.Rule.Schedule.Duration != "PT2H" || out.MuteTargets.AlarmNames[0] != "a" || out.LastUpdatedTimestamp == nil {
			t.Errorf("%+v", out)
		}
		for _, change := range []func(*cloudwatch.PutAlarmMuteRuleInput){
			func(in *cloudwatch.PutAlarmMuteRuleInput) { in.Rule.Schedule.Expression = aws.String("cron(0 2 *)") },
			func(in *cloudwatch.PutAlarmMuteRuleInput) { in.Rule.Schedule.Duration = aws.String("P16D") },
			func(in *cloudwatch.PutAlarmMuteRuleInput) { in.Rule.Schedule.Timezone = aws.String("Mars/Base") },
			func(in *cloudwatch.PutAlarmMuteRuleInput) { in.MuteTargets.AlarmNames = []string{"gone"} },
		} {
			in := &cloudwatch.PutAlarmMuteRuleInput{
				Name: aws.String("x"), MuteTargets: &types.MuteTargets{AlarmNames: []string{"a"}},
				Rule: &types.Rule{Schedule: &types.Schedule{Expression: aws.String("cron(0 2 * * *)"), Duration: aws.String("PT2H")}},
			}
			change(in)
			if _, err := c.PutAlarmMuteRule(c.ctx, in); err == nil || !strings.Contains(err.Error(), "ValidationE") {
				t.Errorf("%v", err)
			}
		}
	})
}

// A rule mutes from its start to its expiry, cutting the windows.
func TestMuteRuleFromTo(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.quiet("a")
		c.do(c.PutAlarmMuteRule(c.ctx, &cloudwatch.PutAlarmMuteRuleInput{
			Name: aws.String("x"), MuteTargets: &types.MuteTargets{AlarmNames: []string{"a"}},
			Rule:      &types.Rule{Schedule: &types.Schedule{Expression: aws.String("cron(0 * * * *)"), Duration: aws.String("PT50M")}},
			StartDate: aws.Time(time.Date(2000, 1, 1, 1, 20, 0, 0, time.UTC)), ExpireDate: aws.Time(time.Date(2000, 1, 1, 2, 30, 0, 0, time.UTC)),
		}))
		var at time.Duration // since midnight
		for _, step := range []struct {
			minutes int
			want    types.AlarmMuteRuleStatus
		}{
			{1, "SCHEDULED"},
			{79, "SCHEDULED"},
			{81, "ACTIVE"},
			{109, "ACTIVE"},
			{111, "SCHEDULED"},
			{121, "ACTIVE"},
			{149, "ACTIVE"},
			{151, "EXPIRED"},
		} {
			next := time.Duration(step.minutes) * time.Minute
			c.wait(next - at)
			at = next
			c.wantStatus("x", step.want)
		}
	})
}
