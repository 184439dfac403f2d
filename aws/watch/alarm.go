package watch

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// pollAlarm asks DescribeAlarms for the state, and has the alarm's history
// asked whenever the state has changed.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func (w *Watcher) pollAlarm(h *alarmHistory, changed chan<- struct{}) func(context.Context, func(found) bool) (found, int) {
	var before *AlarmState
	return func(ctx context.Context, _ func(found) bool) (found, int) {
		out, err := w.a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{w.t.Alarm}})
		if err != nil {
			return found{err: err}, 1
		}
		if len(out.MetricAlarms) == 0 {
			return found{err: account.Problem{Kind: account.Missing, Summary: fmt.Sprintf("there is no alarm %q in this region", foreign.Safe(w.t.Alarm))}}, 1
		}
		alarm := out.MetricAlarms[0]
		now := stateOf(alarm)
		f := found{alarm: now}
		if before != nil && (before.State != now.State || !before.Since.Equal(now.Since)) {
			w.pace.nudge()
			if h.expect(now.Since, actionsOf(alarm)) {
				select {
				case changed <- struct{}{}:
				default: // it is being asked already
				}
			} else if before.State != now.State {
				// The history cannot be seen, so this is all there is to tell.
				f.transitions = []Transition{{At: now.Since, Alarm: now.Name, From: before.State, To: now.State, Reason: now.Reason, Judged: now.Judged}}
			}
		}
		before = now
		return f, 1
	}
}

func stateOf(a types.MetricAlarm) *AlarmState {
	return &AlarmState{
		Name: aws.ToString(a.AlarmName), State: string(a.StateValue),
		Reason: foreign.New(aws.ToString(a.StateReason)), Since: stateSince(a), Judged: evaluationOf(aws.ToString(a.StateReasonData)),
		Rule: ruleOf(a), Actions: len(a.AlarmActions), Muted: a.ActionsEnabled != nil && !*a.ActionsEnabled,
	}
}

func ruleOf(a types.MetricAlarm) monitor.AlarmRule {
	statistic := string(a.Statistic)
	if statistic == "" {
		statistic = aws.ToString(a.ExtendedStatistic)
	}
	return monitor.AlarmRule{
		Statistic: statistic, Period: aws.ToInt32(a.Period), EvaluationPeriods: aws.ToInt32(a.EvaluationPeriods),
		DatapointsToAlarm: aws.ToInt32(a.DatapointsToAlarm), Threshold: aws.ToFloat64(a.Threshold),
		ComparisonOperator: string(a.ComparisonOperator), TreatMissingData: aws.ToString(a.TreatMissingData),
	}
}

// stateSince is when the alarm came into its state: the transition's time,
// where the endpoint tells it, since the other one also moves when only the
// reason changes.
func stateSince(a types.MetricAlarm) time.Time {
	if a.StateTransitionedTimestamp != nil {
		return a.StateTransitionedTimestamp.UTC()
	}
	return aws.ToTime(a.StateUpdatedTimestamp).UTC()
}

// actionsOf counts the actions that the alarm's present state sets off.
func actionsOf(a types.MetricAlarm) int {
	if !aws.ToBool(a.ActionsEnabled) {
		return 0
	}
	switch a.StateValue {
	case types.StateValueAlarm:
		return len(a.AlarmActions)
	case types.StateValueOk:
		return len(a.OKActions)
	default:
		return len(a.InsufficientDataActions)
	}
}
