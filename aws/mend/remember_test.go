package mend_test

import (
	"context"
	"errors"
	"maps"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/expected"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
)

const putAlarm = "aws cloudwatch put-metric-alarm --namespace N --metric-name m --statistic Sum --period 60 --evaluation-periods 1 " +
	"--comparison-operator GreaterThanOrEqualToThreshold --threshold 1 --alarm-name "

// Who was expected by the tags of a deleted alarm is expected by the new one's.
func TestFixRemembersWhoIsExpected(t *testing.T) {
	const jane, app = expected.Reader("arn:aws:iam::123456789012:user/jane"), expected.Reader("arn:aws:iam::123456789012:role/app")
	both := expected.Set{jane: true, app: true}
	for _, tt := range []struct {
		name   string
		line   string // of the remedy, without the alarm's name
		knows  expected.Set
		there  bool // the alarm is there before
		region string
		want   expected.Set
	}{
		{"made again", putAlarm, both, false, "", both},
		{"made in another region", putAlarm, both, false, "eu-west-1", both},
		{"nobody was expected", putAlarm, nil, false, "", expected.Set{}},
		{"no longer expected", putAlarm, expected.Set{jane: true, app: false}, false, "", expected.Set{jane: true}},
		{"it is there, and has tags of its own", putAlarm, both, true, "", expected.Set{}},
		{"no alarm is made", "aws sns create-topic --name ", both, true, "", expected.Set{}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			onSandbox(t, func(t *testing.T, a *account.Account) {
				ctx, n, at := t.Context(), monitor.NamesFor("db", a.Place), a
				look := found("a", doctor.Auto, tt.line+n.Alarm)
				look.Snapshot = monitor.Snapshot{Place: a.Place, Names: n}
				if tt.region != "" {
					at = a.In(tt.region)
					look = found("a", doctor.Auto, tt.line+n.Alarm+" --region "+tt.region)
				}
				if tt.there {
					if err := runLine(t, a, putAlarm+n.Alarm); err != nil {
						t.Fatal(err)
					}
					look.Snapshot.Alarm = monitor.Found(monitor.Alarm{Name: n.Alarm})
				}
				var asked expected.Set
				done, err := mend.Fix(ctx, a, look, mend.Options{
					Names: n, Expected: tt.knows,
					Again: func(context.Context, monitor.Names) (mend.Look, error) {
						// Whoever looks again sees the tags.
						if set, err := expected.Load(ctx, at, n); err != nil || !maps.Equal(set, tt.want) {
							t.Errorf("expected are %v, want %v: %v", set, tt.want, err)
						}
						return found(doctor.Healthy, ""), nil
					},
					Consent: func(_ context.Context, ask mend.Ask) error { asked = ask.Remembers; return nil },
				})
				if err != nil || done.Forgot != nil || len(done.Applied) != 1 || len(done.Remembered) != len(tt.want) {
					t.Errorf("%v, %v: remembered %v", err, done.Forgot, done.Remembered)
				}
				if !tt.there && !maps.Equal(asked, tt.want) && len(tt.want) > 0 || tt.there && asked != nil {
					t.Errorf("asked for %v", asked)
				}
			})
		})
	}
}

// A list that cannot be written does not undo the remedy, and is told.
func TestFixSaysWhatItForgot(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		n := monitor.NamesFor("db", a.Place)
		long := make([]byte, 300)
		for i := range long {
			long[i] = 'x'
		}
		done, err := mend.Fix(t.Context(), a, found("a", doctor.Auto, putAlarm+n.Alarm), mend.Options{
			Names: n, Expected: expected.Set{expected.Reader(long): true},
			Again:   func(context.Context, monitor.Names) (mend.Look, error) { return found(doctor.Healthy, ""), nil },
			Consent: func(context.Context, mend.Ask) error { return nil },
		})
		if err != nil || done.Stop != mend.StopDone || len(done.Applied) != 1 || !errors.Is(done.Forgot, expected.ErrNoRoom) {
			t.Errorf("%v, %v: %+v", err, done.Forgot, done)
		}
		out, err := a.CloudWatch.DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{n.Alarm}})
		if err != nil || len(out.MetricAlarms) != 1 || aws.ToString(out.MetricAlarms[0].MetricName) != "m" {
			t.Errorf("%v: %+v", err, out)
		}
	})
}
