package faults_test

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/sandbox"
)

// redefined is the row of an alarm with another definition.
func redefined(code, name string, e effect, signs sign, change func(*cloudwatch.PutMetricAlarmInput)) row {
	return row{code: code, name: name, effect: e, signs: signs, cut: func(c *chain) { c.putAlarm(change) }}
}

const (
	enough = "Threshold Crossed: 1 out of the last 1 datapoints ["
	quiet  = "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching]."
)

func alarmRows() []row {
	ok := all(delivered, counted(1), state(cwtypes.StateValueOk))
	return []row{
		{code: "no-alarm", effect: noMail, cut: func(c *chain) {
			ask(c, c.CloudWatch.DeleteAlarms, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{alarm}})
		}, signs: all(delivered, counted(1), func(c *chain, _ time.Time) {
			out := ask(c, c.CloudWatch.DescribeAlarmsForMetric, &cloudwatch.DescribeAlarmsForMetricInput{Namespace: aws.String(namespace), MetricName: aws.String(metric)})
			is(c, "alarms on the metric", len(out.MetricAlarms), 0)
		})},
		redefined("alarm-average", "", noMail, all(ok, func(c *chain, since time.Time) {
			out := ask(c, c.CloudWatch.GetMetricStatistics, &cloudwatch.GetMetricStatisticsInput{
				Namespace: aws.String(namespace), MetricName: aws.String(metric), Period: aws.Int32(60),
				Statistics: []cwtypes.Statistic{"Average", "SampleCount"}, StartTime: aws.Time(since.Truncate(time.Minute)), EndTime: aws.Time(since.Add(time.Minute)),
			})
			// A zero for every neighbour of the read.
			if p := out.Datapoints[0]; *p.SampleCount < 2 || *p.Average <= 0 || *p.Average > 0.5 {
				c.t.Errorf("Average %v of %v samples", *p.Average, *p.SampleCount)
			}
		}), func(in *cloudwatch.PutMetricAlarmInput) { in.Statistic = cwtypes.StatisticAverage }),
		redefined("alarm-threshold", "more than one read", noMail, ok, func(in *cloudwatch.PutMetricAlarmInput) {
			in.ComparisonOperator = cwtypes.ComparisonOperatorGreaterThanThreshold
		}),
		redefined("alarm-threshold", "always met", noSecondMail, all(delivered, counted(1), state(cwtypes.StateValueAlarm)), func(in *cloudwatch.PutMetricAlarmInput) {
			// Missing data are kept out of it: with notBreaching it would turn.
			in.Threshold, in.TreatMissingData = aws.Float64(0), aws.String("ignore")
		}),
		redefined("alarm-m-of-n", "", noMail, ok, func(in *cloudwatch.PutMetricAlarmInput) {
			in.EvaluationPeriods, in.DatapointsToAlarm = aws.Int32(3), aws.Int32(2)
		}),
		periodTooShort(),
		{code: "alarm-missing-data", name: "breaching", effect: noSecondMail, cut: func(c *chain) {
			c.withoutZeros()
			c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String("breaching") })
		}, signs: all(delivered, counted(1), state(cwtypes.StateValueAlarm),
			reason("Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [Breaching]."))},
		{code: "alarm-missing-data", name: "ignore", effect: noSecondMail, cut: func(c *chain) {
			c.withoutZeros()
			c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String("ignore") })
			c.read(secret)
		}, signs: all(delivered, counted(1), state(cwtypes.StateValueAlarm), reason(enough))},
		{code: "alarm-missing-data", name: "missing", effect: mailComes, cut: func(c *chain) {
			c.withoutZeros()
			c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String("missing") })
		}, signs: all(delivered, counted(1), from("INSUFFICIENT_DATA"))},
		{code: "alarm-actions-disabled", effect: noMail, cut: func(c *chain) {
			ask(c, c.CloudWatch.DisableAlarmActions, &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{alarm}})
		}, signs: all(counted(1), fired(), func(c *chain, _ time.Time) { is(c, "ActionsEnabled", *c.theAlarm().ActionsEnabled, false) })},
		redefined("alarm-no-action", "", noMail, all(counted(1), fired()), func(in *cloudwatch.PutMetricAlarmInput) { in.AlarmActions = nil }),
		redefined("alarm-no-action", "for OK only", noMail, all(counted(1), func(c *chain, since time.Time) {
			if lines := c.lines(cwtypes.HistoryItemTypeStateUpdate, since); len(lines) == 0 || lines[0] != "Alarm updated from OK to ALARM" {
				c.t.Errorf("the alarm's history has %q", lines)
			}
		}), func(in *cloudwatch.PutMetricAlarmInput) { in.AlarmActions, in.OKActions = nil, []string{topicARN} }),
		redefined("alarm-metric-mismatch", "namespace in small letters", noMail, ok, func(in *cloudwatch.PutMetricAlarmInput) { in.Namespace = aws.String("secretwatch") }),
		redefined("alarm-metric-mismatch", "dimension", noMail, ok, func(in *cloudwatch.PutMetricAlarmInput) {
			in.Dimensions = []cwtypes.Dimension{{Name: aws.String("secret"), Value: aws.String(secret)}}
		}),
		{code: "alarm-muted", effect: noMail, cut: func(c *chain) {
			ask(c, c.CloudWatch.PutAlarmMuteRule, &cloudwatch.PutAlarmMuteRuleInput{
				Name: aws.String("night"), MuteTargets: &cwtypes.MuteTargets{AlarmNames: []string{alarm}},
				Rule: &cwtypes.Rule{Schedule: &cwtypes.Schedule{Expression: aws.String("at(2000-01-01T00:02)"), Duration: aws.String("PT1H")}},
			})
		}, signs: all(counted(1), muted)},
	}
}

// muted: the alarm went off, and a rule holds its action back until 01:02. The
// summary's words are the sandbox's own; the field is CloudWatch's.
func muted(c *chain, since time.Time) {
	is(c, "StateValue", c.theAlarm().StateValue, cwtypes.StateValueAlarm)
	rules := ask(c, c.CloudWatch.ListAlarmMuteRules, &cloudwatch.ListAlarmMuteRulesInput{AlarmName: aws.String(alarm)}).AlarmMuteRuleSummaries
	if len(rules) != 1 || rules[0].Status != cwtypes.AlarmMuteRuleStatusActive {
		c.t.Errorf("the mute rules are %v, want one that is ACTIVE", rules)
	}
	actions := c.history(cwtypes.HistoryItemTypeAction, since)
	if len(actions) != 1 || !strings.Contains(*actions[0].HistoryData, `"muteWindowEndTimestamp":946688520000`) {
		c.t.Errorf("the actions are %q", c.lines(cwtypes.HistoryItemTypeAction, since))
	}
}

// from: the alarm went to ALARM from this state, once.
func from(before string) sign {
	return func(c *chain, since time.Time) {
		lines := c.lines(cwtypes.HistoryItemTypeStateUpdate, since)
		if len(lines) != 1 || lines[0] != "Alarm updated from "+before+" to ALARM" {
			c.t.Errorf("the alarm's history has %q", lines)
		}
	}
}

// periodTooShort: the metric has one point a minute, stamped with the minute's
// start, so that most periods of ten seconds have none.
func periodTooShort() row {
	return row{
		code: "alarm-period-too-short", effect: noMail, cut: func(c *chain) {
			c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) {
				in.Period, in.TreatMissingData = aws.Int32(10), aws.String("missing")
			})
		},
		settle: 85 * time.Second, // until second 45 of a minute
		signs:  all(delivered, counted(1), state(cwtypes.StateValueInsufficientData), reason("Insufficient Data: ")),
	}
}

// stateRows are about the state in which the read finds the alarm.
func stateRows() []row {
	return []row{
		{
			code: "alarm-already-in-alarm", effect: noSecondMail, settle: 5 * time.Second, after: 4 * time.Second,
			cut: func(c *chain) { c.read(secret) }, signs: all(delivered, counted(2), state(cwtypes.StateValueAlarm), reason(enough)),
		},
		{
			code: "alarm-already-in-alarm", name: "set by hand", effect: noSecondMail, settle: time.Second, after: 4 * time.Second,
			cut: func(c *chain) {
				c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String("ignore") })
				c.withoutZeros()
				ask(c, c.CloudWatch.SetAlarmState, &cloudwatch.SetAlarmStateInput{AlarmName: aws.String(alarm), StateValue: cwtypes.StateValueAlarm, StateReason: aws.String("a test")})
			},
			signs: state(cwtypes.StateValueAlarm), verdict: "alarm-missing-data", among: true,
		},
		{
			code: "alarm-mail-was-earlier", effect: mailComes, after: 8 * time.Second, read: func(c *chain) {
				c.read(secret)
				c.wait(500 * time.Millisecond)
				c.read(secret)
			},
			signs: all(counted(2), published(1)), // two reads in one period are one mail
		},
		{
			code: "alarm-insufficient-data", verdict: "alarm-metric-mismatch", among: true, effect: noMail, cut: func(c *chain) {
				c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) {
					in.MetricName, in.TreatMissingData = aws.String("top-secret-read"), aws.String("missing")
				})
			},
			signs: all(counted(1), state(cwtypes.StateValueInsufficientData), reason("Insufficient Data: 1 datapoint was unknown.")),
		},
		{
			code: "alarm-insufficient-data", name: "just made", verdict: "alarm-missing-data", effect: mailComes, cut: func(c *chain) {
				c.withoutZeros()
				ask(c, c.CloudWatch.DeleteAlarms, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{alarm}})
				c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String("missing") })
				c.wait(time.Minute)
				state(cwtypes.StateValueInsufficientData)(c, c.box.Now())
				reason("Unchecked: Initial alarm creation")(c, c.box.Now())
			},
			signs: all(counted(1), from("INSUFFICIENT_DATA")),
		},
		{
			code: "alarm-not-evaluated-yet", effect: waiting, settle: usualSettle + 300*time.Millisecond, after: time.Millisecond,
			read: (*chain).readAndAwaitDelivery, signs: all(delivered, counted(1), state(cwtypes.StateValueOk)), comes: 2 * time.Second,
		},
		{
			code: "alarm-not-evaluated-yet", name: "at AWS's pace", pace: sandbox.Real, effect: waiting, settle: 20 * time.Minute, after: time.Millisecond,
			read: (*chain).readAndAwaitDelivery, signs: all(delivered, state(cwtypes.StateValueOk)), comes: 2 * time.Minute,
		},
	}
}

// readAndAwaitDelivery returns in the moment in which the record is in the log
// group, and the alarm has not looked yet.
func (c *chain) readAndAwaitDelivery() {
	c.t.Helper()
	since := c.box.Now()
	c.read(secret)
	if c.box.Pace() == sandbox.Real {
		for range 400 {
			c.wait(time.Second)
			// What else is delivered meanwhile is not the read.
			out := ask(c, c.Logs.FilterLogEvents, &cloudwatchlogs.FilterLogEventsInput{
				LogGroupName: aws.String(group), FilterPattern: aws.String(`{ $.eventName = "GetSecretValue" }`), StartTime: aws.Int64(since.UnixMilli()),
			})
			if len(out.Events) > 0 {
				return
			}
		}
		c.t.Fatal("the read was not delivered")
	}
	// What is delivered earlier is not the read yet, but what came before it.
	due := c.box.Now().Add(2 * time.Second)
	for range 400 {
		if at := c.status().LatestCloudWatchLogsDeliveryTime; at != nil && !at.Before(due.Truncate(time.Second)) && !c.box.Now().Before(due) {
			return
		}
		c.wait(10 * time.Millisecond)
	}
	c.t.Fatal("nothing was delivered")
}
