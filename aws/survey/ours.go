package survey

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// Usual is what has the name that setup gives it for a secret.
type Usual struct {
	Alarm   bool                                 // is there
	Filters monitor.Seen[[]monitor.MetricFilter] // of the log group; Options take them
}

// LookForUsual asks about the alarm and the log group's metric filters with the
// names that setup gives: two calls at the same time, which need no account id, so
// that they can be made while AWS is asked who we are.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
func LookForUsual(ctx context.Context, a *account.Account, secret string) Usual {
	t := &taker{Account: a, names: monitor.NamesFor(secret, monitor.Place{}), s: &monitor.Snapshot{}}
	var u Usual
	together(ctx, []look{t.filters, func(ctx context.Context) {
		out, err := a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{t.names.Alarm}})
		u.Alarm = err == nil && len(out.MetricAlarms) > 0
	}})
	u.Filters = t.s.Filters
	return u
}

// ErrNotOurs is TakeOurs' answer where the alarm with the secret's usual name is
// not there, is not setup's, or its tags cannot be read.
var ErrNotOurs = errors.New("setup made no alarm of the usual name for this secret")

// TakeOurs finds the monitor that setup made for a secret and reads it for the
// doctor, as Remembered and Take do one after the other, but for a wave less:
// what has the usual names is looked at while the alarm's tags say which names
// were chosen instead. It is for where there is an alarm of the usual name, whose
// group's metric filters Options may have. With ErrNotOurs the snapshot holds what was seen of the
// Event history and nothing else; Options.Seen spares the next Take that look,
// which may be made once a second only.
func TakeOurs(ctx context.Context, a *account.Account, secret string, o Options) (monitor.Names, monitor.Snapshot, error) {
	o.For = Doctor
	t, err := newTaker(a, monitor.NamesFor(secret, a.Place), o)
	if err != nil {
		return monitor.Names{}, monitor.Snapshot{}, err
	}
	var n monitor.Names
	renamed := func() []look {
		looks := t.remember()
		n = t.names
		return looks
	}
	s, err := t.through(ctx, append([]wave{t.byName, renamed}, t.beyondNames()...))
	if errors.Is(err, ErrNotOurs) {
		return monitor.Names{}, monitor.Snapshot{Reads: s.Reads}, err
	}
	return n, s, err
}

// remember takes the names that the tags of the alarm remember, and looks again
// at what has another than the usual one.
func (t *taker) remember() []look {
	was := t.names
	if !was.Ours(t.earlyTags) {
		t.stopped = ErrNotOurs
		return nil
	}
	tags := namesInTags(t.earlyTags)
	for _, k := range namedKinds() {
		if k != monitor.KindAlarm {
			t.names = t.names.With(k, tags.Of(k))
		}
	}
	t.s.Names = t.names
	var looks []look
	if t.readsLater && t.names.LogGroup != was.LogGroup {
		t.filtersOf = t.names.LogGroup
		looks = append(looks, t.filters)
	}
	for k, l := range map[monitor.Kind]look{
		monitor.KindBucket: t.bucketPolicy, monitor.KindLogGroup: t.logGroup, monitor.KindRole: t.role, monitor.KindTopic: t.topic,
	} {
		if t.names.Of(k) == was.Of(k) {
			continue
		}
		if k == monitor.KindBucket {
			t.bucketForbidden = false
		}
		looks = append(looks, l)
	}
	return looks
}
