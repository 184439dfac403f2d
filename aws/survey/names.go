package survey

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strings"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// Resolve gives the names of the monitor of one secret: the usual ones, then
// those that its alarm's tags remember, then the overrides. A secret may be
// given by ARN. Where a person named a trail, log group, filter, alarm or topic,
// the parts wired to it are taken along, unless named as well; then the secret
// may be "", and is found by what the filter's pattern and the reads say of it,
// or stays "" where that leaves several. What cannot be looked up keeps its
// usual name; an error comes only where the secret's name cannot be found out,
// or ctx is done.
func Resolve(ctx context.Context, a *account.Account, secret string, overrides map[monitor.Kind]string) (monitor.Names, error) {
	name, err := SecretName(ctx, a, secret)
	if err != nil {
		return monitor.Names{}, err
	}
	var asked monitor.Names
	for _, k := range namedKinds() {
		if k != monitor.KindSecret {
			asked = asked.With(k, overrides[k])
		}
	}
	asked = plainNames(asked, a.Place)
	if name == "" && asked == (monitor.Names{}) {
		return monitor.Names{}, errors.New("find the monitor's names: neither its secret nor a part of it is named")
	}
	var wired chain
	if asked != (monitor.Names{}) {
		v := takeInventory(ctx, a)
		v.complete(ctx, asked)
		wired = v.named(asked)
		wired.secret = name
		v.grow(&wired)
		if name == "" {
			name = v.whichSecret(wired)
		}
		if name == "" {
			together(ctx, []look{v.listReads})
			name = v.whichSecret(wired)
		}
	}
	n := monitor.NamesFor(name, a.Place).With(monitor.KindAlarm, asked.Alarm)
	if asked.Alarm == "" && wired.alarm != nil {
		n.Alarm = wired.alarm.Name
	}
	remembered := rememberedNames(ctx, a, n)
	if ctx.Err() != nil {
		return n, fmt.Errorf("find the monitor's names: %w", ctx.Err())
	}
	for _, k := range namedKinds() {
		n = n.With(k, remembered.Of(k))
	}
	n = wired.over(n, a.Place)
	for _, k := range namedKinds() {
		n = n.With(k, asked.Of(k))
	}
	n.Secret = name
	return n, nil
}

// namedKinds are the kinds of both ways to be told.
func namedKinds() []monitor.Kind { return append(monitor.Kinds(), monitor.RuleKinds()...) }

// Remembered gives the names of the monitor that setup made for a secret, where
// its alarm has the usual name: one call, by the alarm's tags. It is false where
// there is no such alarm, where it is not setup's, and where nobody can tell.
func Remembered(ctx context.Context, a *account.Account, secret string) (monitor.Names, bool) {
	n := monitor.NamesFor(secret, a.Place)
	remembered := rememberedNames(ctx, a, n)
	if remembered == (monitor.Names{}) {
		return n, false
	}
	for _, k := range namedKinds() {
		n = n.With(k, remembered.Of(k))
	}
	return n, true
}

// rememberedNames reads the alarm's tags by the alarm's name alone: one call,
// also where there is no alarm.
func rememberedNames(ctx context.Context, a *account.Account, n monitor.Names) monitor.Names {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	tags, err := alarmTags(ctx, a.CloudWatch, n.AlarmARN(a.Place))
	if err != nil || !n.Ours(tags) {
		return monitor.Names{}
	}
	remembered := namesInTags(tags)
	remembered.Alarm = n.Alarm
	return remembered
}

func namesInTags(tags map[string]string) monitor.Names {
	var n monitor.Names
	for k := range maps.Keys(tags) {
		if kind, ok := strings.CutPrefix(k, monitor.TagNamePrefix); ok {
			n = n.With(monitor.Kind(kind), tags[k])
		}
	}
	return n
}
