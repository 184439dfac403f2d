package build

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

const notOurs = "was not made by secretwatch"

// PlanDestroy says what Destroy would do with everything that the snapshot has,
// in the order in which it would do it: delete what carries the monitor's tag,
// and the children that cannot carry one where their parent does or they are
// exactly what setup writes. What stays is ActionNone with the reason, what
// could not be seen is blocked.
func PlanDestroy(s monitor.Snapshot) []monitor.Change {
	d := destroyer{s: s}
	list := []*monitor.Change{d.filter()}
	topic := d.topic()
	list = append(list, d.subscriptions(topic, monitor.KindSubscription, d.s.Topic, d.s.Subscribers)...)
	list = append(list, topic)
	list = append(list, d.byRule()...)
	list = append(list, d.trail(), d.logGroup(), d.role(), d.bucket(), d.secret(), d.alarm())
	var changes []monitor.Change
	for _, c := range list {
		if c != nil {
			changes = append(changes, *c)
		}
	}
	return changes
}

type destroyer struct{ s monitor.Snapshot }

// ours reports that something may go with the monitor: it was made for it, or for
// one that is gone and left it to this one.
func (d destroyer) ours(tags map[string]string) bool {
	return d.s.Ours(tags) || d.left(tags) != ""
}

// left is the monitor that is gone and for which something was made; "" where
// that is not so.
func (d destroyer) left(tags map[string]string) string {
	if by := monitor.MadeFor(tags); slices.Contains(d.s.Gone, by) {
		return by
	}
	return ""
}

// judge decides about one resource that can carry tags; nil where it is absent.
func judge[T any](d destroyer, k monitor.Kind, seen monitor.Seen[T], name, arn string, tags map[string]string) *monitor.Change {
	c := monitor.Change{Kind: k, Name: name, ARN: arn}
	switch {
	case hides(seen.Unseen):
		c = blind(c, "the "+k.Word(), seen.Unseen)
	case !seen.There():
		return nil
	case !d.ours(tags):
		c.Action, c.NotOurs, c.Why = monitor.ActionNone, true, notOurs
		if by := monitor.MadeFor(tags); by != "" {
			c.Why = fmt.Sprintf("was made for the monitor %s, and goes with that one", foreign.Safe(by))
		}
	case d.left(tags) != "":
		c.Action, c.Why = monitor.ActionDelete, fmt.Sprintf("was made for the monitor %s, which is gone, and nothing else uses it", foreign.Safe(d.left(tags)))
	default:
		c.Action, c.Why = monitor.ActionDelete, "carries this monitor's tag"
	}
	return &c
}

func (d destroyer) alarm() *monitor.Change {
	a := deref(d.s.Alarm.Value)
	return judge(d, monitor.KindAlarm, d.s.Alarm, named(a.Name, d.s.Names.Alarm), a.ARN, a.Tags)
}

func (d destroyer) topic() *monitor.Change {
	t := deref(d.s.Topic.Value)
	return d.spoken(judge(d, monitor.KindTopic, d.s.Topic, d.s.Names.Topic, t.ARN, t.Tags))
}

// byRule is the second way to be told, without what an experiment made of it:
// that is removed by what made it.
func (d destroyer) byRule() []*monitor.Change {
	var list []*monitor.Change
	r, t := deref(d.s.Rule.Value), deref(d.s.RuleTopic.Value)
	if r.Tags[monitor.TagExperiment] == "" {
		list = append(list, judge(d, monitor.KindRule, d.s.Rule, named(r.Name, d.s.Names.Rule), r.ARN, r.Tags))
	}
	if t.Tags[monitor.TagExperiment] == "" && (t.ARN == "" || t.ARN != deref(d.s.Topic.Value).ARN) {
		topic := d.told(d.spoken(judge(d, monitor.KindRuleTopic, d.s.RuleTopic, d.s.Names.RuleTopic, t.ARN, t.Tags)))
		list = append(list, d.subscriptions(topic, monitor.KindRuleSubscription, d.s.RuleTopic, d.s.RuleSubscribers)...)
		list = append(list, topic)
	}
	return slices.DeleteFunc(list, func(c *monitor.Change) bool { return c == nil })
}

// told keeps the rule's topic where a rule of others tells it.
func (d destroyer) told(c *monitor.Change) *monitor.Change {
	r := deref(d.s.Rule.Value)
	if c != nil && c.Action == monitor.ActionDelete && d.s.Rule.There() && !d.s.Ours(r.Tags) && targetsTopic(deref(r.Targets.Value), c.ARN) {
		c.Action, c.Why = monitor.ActionNone, fmt.Sprintf("the EventBridge rule %s still tells it", foreign.Safe(r.Name))
	}
	return c
}

// spoken keeps a topic to which alarms of others send.
func (d destroyer) spoken(c *monitor.Change) *monitor.Change {
	if c == nil || c.Action != monitor.ActionDelete {
		return c
	}
	if hides(d.s.Alarms.Unseen) {
		*c = blind(*c, "which alarms send to the topic", d.s.Alarms.Unseen)
	} else if name := d.sender(c.ARN); name != "" {
		c.Action, c.Why = monitor.ActionNone, fmt.Sprintf("the alarm %s still sends to it", foreign.Safe(name))
	}
	return c
}

// sender is an alarm other than the monitor's own that sends to the topic; ""
// where there is none.
func (d destroyer) sender(topic string) string {
	for _, a := range deref(d.s.Alarms.Value) {
		own := a.Name == deref(d.s.Alarm.Value).Name && d.s.Ours(deref(d.s.Alarm.Value).Tags)
		if !own && slices.Contains(slices.Concat(a.AlarmActions, a.OKActions, a.NoDataActions), topic) {
			return a.Name
		}
	}
	return ""
}

func (d destroyer) trail() *monitor.Change {
	t := deref(d.s.Trail.Value)
	return d.shared(judge(d, monitor.KindTrail, d.s.Trail, named(t.Name, d.s.Names.Trail), t.ARN, t.Tags))
}

func (d destroyer) logGroup() *monitor.Change {
	g := deref(d.s.LogGroup.Value)
	arn := strings.TrimSuffix(g.ARN, ":*")
	c := d.shared(judge(d, monitor.KindLogGroup, d.s.LogGroup, named(g.Name, d.s.Names.LogGroup), arn, g.Tags))
	return d.keptFor(c, "delivers to it", func(t monitor.Trail) bool { return strings.TrimSuffix(t.LogGroupARN, ":*") == arn })
}

func (d destroyer) role() *monitor.Change {
	r := deref(d.s.Role.Value)
	c := d.shared(judge(d, monitor.KindRole, d.s.Role, named(r.Name, d.s.Names.Role), r.ARN, r.Tags))
	return d.keptFor(c, "delivers by it", func(t monitor.Trail) bool { return t.RoleARN == r.ARN })
}

func (d destroyer) bucket() *monitor.Change {
	b := deref(d.s.Bucket.Value)
	c := judge(d, monitor.KindBucket, d.s.Bucket, named(b.Name, d.s.Names.Bucket), "", deref(b.Tags.Value))
	if c == nil {
		return nil
	}
	if hides(b.Tags.Unseen) && !b.OwnedByAnother {
		*c = blind(*c, "the bucket's tags", b.Tags.Unseen)
	}
	c.ARN = d.s.With(monitor.KindBucket, c.Name).BucketARN(d.s.Place)
	return d.keptFor(d.shared(c), "keeps its files in it", func(t monitor.Trail) bool { return t.Bucket == c.Name })
}

func (d destroyer) secret() *monitor.Change {
	x := deref(d.s.Secret.Value)
	c := judge(d, monitor.KindSecret, d.s.Secret, d.s.Names.Secret, x.ARN, x.Tags)
	if c != nil && c.Action == monitor.ActionDelete && !x.DeleteAt.IsZero() {
		c.Action, c.Why = monitor.ActionNone, goesBy(x.DeleteAt)
	}
	return c
}

func (d destroyer) filter() *monitor.Change {
	f := d.s.Filter.Value
	if f == nil {
		return judge(d, monitor.KindMetricFilter, d.s.Filter, d.s.Names.Filter, "", nil)
	}
	c := monitor.Change{Kind: monitor.KindMetricFilter, Name: f.Name}
	if d.filterOurs(*f) {
		c.Action, c.Why = monitor.ActionDelete, "is what setup writes"
		return &c
	}
	c.Action, c.NotOurs, c.Why = monitor.ActionNone, true, notOurs
	return &c
}

// filterOurs holds for the monitor's own filter: in a group of ours by its name,
// in another's only where its content too is exactly setup's.
func (d destroyer) filterOurs(f monitor.MetricFilter) bool {
	if f.Name != d.s.Names.Filter {
		return false
	}
	if g := d.s.LogGroup.Value; g != nil && g.Name == f.LogGroup && d.ours(g.Tags) {
		return true
	}
	return asWritten(f, d.s.Names.Secret, d.s.Place)
}

// subscriptions go with a topic of ours. On another's topic nobody can tell
// whether setup or a person subscribed, so they stay, but for the unconfirmed,
// which nobody can delete and AWS does after two days.
// https://aws.amazon.com/about-aws/whats-new/2023/05/amazon-sns-automatic-deletion-unconfirmed-subscriptions/
func (d destroyer) subscriptions(topic *monitor.Change, k monitor.Kind, of monitor.Seen[monitor.Topic], seen monitor.Seen[[]monitor.Subscription]) []*monitor.Change {
	t := of.Value
	if t == nil || !seen.There() {
		return nil
	}
	var list []*monitor.Change
	for _, s := range *seen.Value {
		c := &monitor.Change{Kind: k, Name: s.Endpoint.Safe(), ARN: s.ARN}
		switch {
		case s.Removed:
			continue
		case topic != nil && topic.Action == monitor.ActionDelete:
			c.Action, c.Why = monitor.ActionDelete, "goes with its topic"
		case d.s.Ours(t.Tags):
			c.Action, c.Why = monitor.ActionNone, "stays with its topic"
		case s.Pending:
			c.Action, c.NotOurs, c.Why = monitor.ActionNone, true, unconfirmed
		default:
			c.Action, c.NotOurs, c.Why = monitor.ActionNone, true, "is on a topic that "+notOurs
		}
		list = append(list, c)
	}
	return list
}

const (
	unconfirmed    = "was never confirmed, so it cannot be deleted and goes by itself"
	unconfirmedFor = 48 * time.Hour
)

// shared keeps what feeds metric filters of others: they would go with it.
func (d destroyer) shared(c *monitor.Change) *monitor.Change {
	if c == nil || c.Action != monitor.ActionDelete || !d.s.Filters.There() {
		return c
	}
	i := slices.IndexFunc(*d.s.Filters.Value, func(f monitor.MetricFilter) bool { return f.Name != d.s.Names.Filter })
	if i >= 0 {
		c.Action = monitor.ActionNone
		name := (*d.s.Filters.Value)[i].Name
		c.Why = fmt.Sprintf("still serves the metric filter %s, which %s for this monitor", foreign.Safe(name), notOurs)
		if other, ok := strings.CutPrefix(name, ownPrefix); ok {
			c.Why = fmt.Sprintf("still serves the metric filter %s: once the monitor %s is destroyed too, it goes with that one", foreign.Safe(name), foreign.Safe(other))
		}
	}
	return c
}

// ownPrefix is how the names begin that setup gives to metric filters.
const ownPrefix = "secretwatch-"

// keptFor keeps what a trail uses that stays, whoever made it.
func (d destroyer) keptFor(c *monitor.Change, how string, uses func(monitor.Trail) bool) *monitor.Change {
	if c == nil || c.Action != monitor.ActionDelete {
		return c
	}
	own := deref(d.s.Trail.Value)
	for _, t := range deref(d.s.Trails.Value) {
		if uses(t) && (t.ARN != own.ARN || !d.ours(own.Tags)) {
			c.Action, c.Why = monitor.ActionNone, fmt.Sprintf("the trail %s still %s", foreign.Safe(t.Name), how)
			break
		}
	}
	return c
}

// ownPolicy is what has to go before a role can.
const ownPolicy = survey.RolePolicyName

func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func named(name, otherwise string) string {
	if name == "" {
		return otherwise
	}
	return name
}
