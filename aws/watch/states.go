package watch

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"secretwatch/aws/account"
)

// mostNames is how many alarms one call may name.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
const mostNames = 100

// States asks once for the states of several alarms, by name, a hundred in a
// call. An alarm that is not there is left out.
func States(ctx context.Context, a *account.Account, alarms []string) (map[string]AlarmState, error) {
	states := map[string]AlarmState{}
	for len(alarms) > 0 {
		n := min(len(alarms), mostNames)
		out, err := a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: alarms[:n], MaxRecords: aws.Int32(mostNames)})
		if err != nil {
			return states, fmt.Errorf("look at the alarms: %w", err)
		}
		for _, m := range out.MetricAlarms {
			states[aws.ToString(m.AlarmName)] = *stateOf(m)
		}
		alarms = alarms[n:]
	}
	return states, nil
}
