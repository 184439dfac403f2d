package mend

import (
	"context"
	"fmt"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/command"
	"secretwatch/aws/expected"
	"secretwatch/aws/monitor"
)

// newAlarm is the command that makes an alarm which is not there yet.
func newAlarm(s monitor.Snapshot, commands []command.Command) (command.Command, bool) {
	for _, c := range commands {
		if c.Call() != "cloudwatch put-metric-alarm" {
			continue
		}
		if r, ok := touches(s, c); ok && r.New {
			return c, true
		}
	}
	return command.Command{}, false
}

// remember writes on the alarm that was just made who was expected by the tags
// of the one before, and gives who that is. The yes to the alarm is the yes to
// them: the alarm is of this moment, and nobody else's.
func (o Options) remember(ctx context.Context, a *account.Account, alarm command.Command) (expected.Set, error) {
	if len(o.Expected) == 0 {
		return nil, nil //nolint:nilnil // there is nobody to remember
	}
	if region := alarm.Value("--region"); region != "" {
		a = a.In(region)
	}
	var d expected.Delta
	for reader, is := range o.Expected {
		if is {
			d.Add = append(d.Add, reader)
		}
	}
	n := o.Names.With(monitor.KindAlarm, alarm.Value("--alarm-name"))
	var set expected.Set
	err := o.Build.Patiently(ctx, true, func(string, time.Time) {}, func(ctx context.Context) error {
		var err error
		set, err = expected.Change(ctx, a, n, d, true)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("write the expected readers on the new alarm: %w", err)
	}
	return set, nil
}
