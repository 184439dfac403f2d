package survey

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// composites are those whose rule looks at the alarm. DescribeAlarms can name
// an alarm's parents, but then says no more of them than their names.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func (t *taker) composites(ctx context.Context) {
	out, err := t.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{
		AlarmTypes: []types.AlarmType{types.AlarmTypeCompositeAlarm}, MaxRecords: aws.Int32(100),
	})
	if err != nil {
		t.s.Composites = seen[[]monitor.Composite](nil, err)
		return
	}
	list := []monitor.Composite{}
	for _, c := range out.CompositeAlarms {
		rule, err := alarm.ParseExpression(aws.ToString(c.AlarmRule))
		if err != nil || !slices.ContainsFunc(rule.Names(), t.isAlarm) {
			continue
		}
		list = append(list, monitor.Composite{
			Name: aws.ToString(c.AlarmName), State: string(c.StateValue), ActionsEnabled: aws.ToBool(c.ActionsEnabled),
			AlarmActions: c.AlarmActions, Suppressor: aws.ToString(c.ActionsSuppressor),
			SuppressedBy: string(c.ActionsSuppressedBy), Suppressed: foreign.New(aws.ToString(c.ActionsSuppressedReason)),
		})
	}
	t.s.Composites = monitor.Found(list)
}

// isAlarm reports that the monitor's alarm has this name or ARN.
func (t *taker) isAlarm(name string) bool {
	a := t.s.Alarm.Value
	return name == t.names.Alarm || a != nil && name == a.ARN
}
