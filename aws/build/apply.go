package build

import (
	"context"
	"fmt"
	"slices"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// applier turns changes into steps.
type applier struct {
	*account.Account
	d       monitor.Desired
	o       Options
	changes []monitor.Change
	run     *run
}

// Apply makes the changes of a plan, in parallel where nothing forbids it, and
// says of each what became of it, in the order of changes; what a change's ARN
// is stands in its result. What is there already and ours counts as done, so
// an interrupted run is finished by another. A change that fails holds back
// only what depends on it. Once ctx is done, the calls under way are finished
// and nothing more is begun; the error then wraps ctx's.
func Apply(ctx context.Context, a *account.Account, d monitor.Desired, changes []monitor.Change, o Options) ([]Result, error) {
	for _, c := range changes {
		if slices.Contains(trailParts, c.Kind) || c.Kind == monitor.KindRule && c.Action != monitor.ActionDelete {
			d.Names = d.With(c.Kind, c.Name)
		}
	}
	d.EventBridge = !d.AlarmOnly && (d.EventBridge || slices.ContainsFunc(changes, func(c monitor.Change) bool {
		return slices.Contains(monitor.RuleKinds(), c.Kind)
	}))
	b := &applier{Account: a, d: d, o: o, changes: slices.Clone(changes), run: newRun(o, changes)}
	for i, c := range b.changes {
		b.plan(i, c)
	}
	return b.run.all(ctx)
}

func (b *applier) plan(i int, c monitor.Change) {
	b.run.results[i].Change.ARN = b.arn(c.Kind)
	switch c.Action {
	case monitor.ActionBlocked:
		b.run.settle(i, fmt.Errorf("%s %s: %s", c.Kind.Word(), foreign.Safe(c.Name), c.Why))
		b.run.hold(id(c.Kind, createStep), errHeld)
	case monitor.ActionCreate, monitor.ActionUpdate:
		if unagreed(c, b.o.Consent) {
			b.run.settle(i, fmt.Errorf("%s %s: changing it takes a yes of its own, which was not given (%s)%s", c.Kind.Word(), foreign.Safe(c.Name), c.Why, agreeing(c)))
			// What needs it would only be refused by AWS.
			b.run.hold(id(c.Kind, createStep), errHeld)
			return
		}
		b.steps(i, c)
	case monitor.ActionDelete:
		w := &wrecker{Account: b.Account, o: b.o, changes: b.changes, run: b.run}
		w.delete(i, c)
	default:
	}
}

func unagreed(c monitor.Change, consent func(monitor.Change) bool) bool {
	return c.Action == monitor.ActionUpdate && c.NotOurs && (consent == nil || !consent(c))
}

// Unagreed are the changes to what setup did not make to which nobody has agreed,
// each with how to agree: Apply leaves them, and what needs them, undone.
func Unagreed(changes []monitor.Change, consent func(monitor.Change) bool) []string {
	var list []string
	for _, c := range changes {
		if unagreed(c, consent) {
			list = append(list, fmt.Sprintf("%s %s: %s%s", c.Kind.Word(), foreign.Safe(c.Name), c.Why, agreeing(c)))
		}
	}
	return list
}

// agreeing says how to agree on a command line; roles and buckets cannot be
// named there, but in the wizard.
func agreeing(c monitor.Change) string {
	flag := map[monitor.Kind]string{
		monitor.KindTrail: "--trail", monitor.KindLogGroup: "--log-group", monitor.KindMetricFilter: "--filter",
		monitor.KindAlarm: "--alarm", monitor.KindTopic: "--topic",
	}[c.Kind]
	if flag == "" {
		return fmt.Sprintf("; the wizard, secretwatch setup, asks for another name, and for that yes (a shared trail brings its %s with it)", c.Kind.Word())
	}
	return fmt.Sprintf("; with --yes, %s '%s' gives it", flag, foreign.Safe(c.Name))
}

func (b *applier) steps(i int, c monitor.Change) {
	switch c.Kind {
	case monitor.KindSecret:
		b.secretSteps(i, c)
	case monitor.KindBucket:
		b.bucketSteps(i, c)
	case monitor.KindLogGroup:
		b.logGroupSteps(i, c)
	case monitor.KindRole:
		b.roleSteps(i, c)
	case monitor.KindTrail:
		b.trailSteps(i, c)
	case monitor.KindMetricFilter:
		b.filterSteps(i, c)
	case monitor.KindTopic:
		b.topicSteps(i, c)
	case monitor.KindSubscription:
		b.subscriptionSteps(i, c)
	case monitor.KindAlarm:
		b.alarmSteps(i, c)
	case monitor.KindRuleTopic:
		b.ruleTopicSteps(i, c)
	case monitor.KindRuleSubscription:
		b.ruleSubscriptionSteps(i, c)
	case monitor.KindRule:
		b.ruleSteps(i, c)
	}
}

// createStep is the step that others need; the rest are named by their setting.
const createStep = "create"

func id(k monitor.Kind, what string) string { return string(k) + "/" + what }

// create adds the step that makes a resource.
func (b *applier) create(i int, k monitor.Kind, do func(context.Context) error, needs ...string) {
	b.run.add(step{change: i, id: id(k, createStep), needs: needs, fresh: true, do: b.worded("create", k, do)})
}

// set adds the step that brings one setting about, for a new resource after it
// was made.
func (b *applier) set(i int, c monitor.Change, setting string, do func(context.Context) error, needs ...string) {
	b.run.add(step{
		change: i, id: id(c.Kind, setting), needs: append(needs, id(c.Kind, createStep)),
		fresh: c.Action == monitor.ActionCreate,
		do:    b.worded("set "+setting+" of", c.Kind, do),
	})
}

// worded says of an error what was being done.
func (b *applier) worded(what string, k monitor.Kind, do func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return fmt.Errorf("%s the %s %s: %w", what, k.Word(), foreign.Safe(b.name(k)), err)
		}
		return nil
	}
}

// differs reports whether a change has to bring a setting about: all of them
// for a new resource.
func differs(c monitor.Change, setting string) bool {
	return c.Action == monitor.ActionCreate ||
		slices.ContainsFunc(c.Settings, func(s monitor.Setting) bool { return s.Name == setting })
}

// change is the planned change of a kind; where only some kinds are applied,
// the others are taken to be there under their names.
func (b *applier) change(k monitor.Kind) monitor.Change {
	for _, c := range b.changes {
		if c.Kind == k {
			return c
		}
	}
	return monitor.Change{Kind: k, Name: b.d.Of(k)}
}

func (b *applier) name(k monitor.Kind) string {
	if name := b.change(k).Name; name != "" {
		return name
	}
	return b.d.Of(k)
}

// arn is the ARN of what is there, or will be once it is made; "" for a new
// secret or subscription, to which AWS gives one.
func (b *applier) arn(k monitor.Kind) string {
	if arn := b.change(k).ARN; arn != "" {
		return arn
	}
	n := b.d.With(k, b.name(k))
	switch k {
	case monitor.KindBucket:
		return n.BucketARN(b.d.Place)
	case monitor.KindTrail:
		return n.TrailARN(b.d.Place)
	case monitor.KindLogGroup:
		return n.LogGroupARN(b.d.Place)
	case monitor.KindRole:
		return n.RoleARN(b.d.Place)
	case monitor.KindTopic:
		return n.TopicARN(b.d.Place)
	case monitor.KindAlarm:
		return n.AlarmARN(b.d.Place)
	case monitor.KindRule:
		return n.RuleARN(b.d.Place)
	case monitor.KindRuleTopic:
		return n.RuleTopicARN(b.d.Place)
	default:
		return ""
	}
}

// made records the ARN that AWS gave.
func (b *applier) made(i int, arn string) {
	b.run.mu.Lock()
	defer b.run.mu.Unlock()
	b.run.results[i].Change.ARN = arn
}
