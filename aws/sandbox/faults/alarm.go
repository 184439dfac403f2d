package faults

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// redefined is the fault of an alarm with one setting changed.
func redefined(code, title string, change func(*cloudwatch.PutMetricAlarmInput)) Fault {
	return Fault{Code: code, Title: title, Effect: NoMail, cut: func(b *breaker) { b.alarm(change) }}
}

func alarmFaults() []Fault {
	return []Fault{
		{Code: "no-alarm", Title: "The alarm was deleted", Effect: NoMail, cut: func(b *breaker) {
			call(b, b.CloudWatch.DeleteAlarms, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{b.Alarm}})
		}},
		redefined("alarm-average", "The alarm was made to average the reads instead of counting them", func(in *cloudwatch.PutMetricAlarmInput) {
			in.Statistic = cwtypes.StatisticAverage
		}),
		redefined("alarm-threshold", "The alarm was made to want more than one read", func(in *cloudwatch.PutMetricAlarmInput) {
			in.ComparisonOperator, in.Threshold = cwtypes.ComparisonOperatorGreaterThanThreshold, aws.Float64(1)
		}),
		redefined("alarm-m-of-n", "The alarm was made to want reads in two of three periods", func(in *cloudwatch.PutMetricAlarmInput) {
			in.EvaluationPeriods, in.DatapointsToAlarm = aws.Int32(3), aws.Int32(2)
		}),
		periodTooShort(),
		redefined(mismatch, "The alarm was pointed at a namespace that differs in its capitals", func(in *cloudwatch.PutMetricAlarmInput) {
			in.Namespace = aws.String(otherCase(aws.ToString(in.Namespace)))
		}),
		{Code: "alarm-actions-disabled", Title: "The alarm's actions were switched off", Effect: NoMail, cut: func(b *breaker) {
			call(b, b.CloudWatch.DisableAlarmActions, &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{b.Alarm}})
		}},
		redefined("alarm-no-action", "The alarm lost its action: it tells nobody when it goes off", func(in *cloudwatch.PutMetricAlarmInput) {
			in.AlarmActions = nil
		}),
		{Code: "alarm-muted", Title: "A mute rule holds the alarm's actions back", Effect: NoMail, cut: func(b *breaker) {
			call(b, b.CloudWatch.PutAlarmMuteRule, &cloudwatch.PutAlarmMuteRuleInput{
				Name: aws.String("maintenance"), MuteTargets: &cwtypes.MuteTargets{AlarmNames: []string{b.Alarm}},
				Rule: &cwtypes.Rule{Schedule: &cwtypes.Schedule{Expression: aws.String("cron(0 0 * * *)"), Duration: aws.String("P1D")}},
			})
		}},
	}
}

// otherCase is a name that differs in its capitals only.
func otherCase(name string) string {
	if low := strings.ToLower(name); low != name {
		return low
	}
	return strings.ToUpper(name)
}

// periodTooShort makes five of six periods empty: the metric has one point a
// minute, stamped with the minute's beginning.
func periodTooShort() Fault {
	f := redefined("alarm-period-too-short", "The alarm's period was made shorter than the metric's minute", func(in *cloudwatch.PutMetricAlarmInput) {
		in.Period, in.TreatMissingData = aws.Int32(10), aws.String("missing")
	})
	f.Effect = MayCome
	return f
}
