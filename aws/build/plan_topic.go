package build

import (
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

func (p planner) topic() monitor.Change {
	c := monitor.Change{Kind: monitor.KindTopic, Name: p.d.Topic}
	if p.s.Topic.Unseen != nil {
		return blind(c, "the topic", p.s.Topic.Unseen)
	}
	t := p.s.Topic.Value
	if strings.HasSuffix(p.d.Topic, ".fifo") {
		c.NotOurs = t != nil
		return blocked(c, "a FIFO topic cannot send e-mail: choose a standard topic")
	}
	if t == nil {
		return create(c, "passes the alarm on to its subscribers")
	}
	c.ARN = t.ARN
	ours := p.d.Ours(t.Tags)
	if t.KeyID == "alias/aws/sns" {
		c.NotOurs = !ours
		return blocked(c, "it is encrypted with AWS's own key, with which CloudWatch can never publish: "+
			"take a key of your own (its policy has to allow cloudwatch.amazonaws.com), or switch encryption off")
	}
	want := iampolicy.TopicPolicy(t.ARN, p.d.Account, p.d.AlarmARN(p.d.Place))
	_, refuses := mergePolicy(t.Policy, forServices(want), true)
	if refuses && !ours {
		refuses = !p.alarmMayPublish(t.Policy, t.ARN)
	}
	var l settings
	l.add(refuses, SettingPolicy, "does not let the alarm publish", "lets the alarm publish")
	return found(c, ours, l)
}

// alarmMayPublish asks the policy as CloudWatch would: as the service, for the
// alarm, or for its account, which is what a new topic's own policy allows.
func (p planner) alarmMayPublish(policy, topic string) bool {
	parsed, err := iampolicy.Parse(policy)
	if err != nil {
		return false
	}
	return parsed.Decide(iampolicy.Request{
		Principal: iampolicy.Principal{Service: "cloudwatch.amazonaws.com", Account: p.d.Account},
		Action:    "SNS:Publish", Resource: topic,
		Context: map[string]string{
			"aws:SourceArn": p.d.AlarmARN(p.d.Place), "aws:SourceAccount": p.d.Account,
			"aws:SourceOwner": p.d.Account, "aws:SecureTransport": "true",
		},
	}).Effect == iampolicy.Allow
}

func (p planner) subscription() monitor.Change {
	c := monitor.Change{Kind: monitor.KindSubscription, Name: p.d.Email}
	if p.s.Topic.Unseen != nil {
		return blind(c, "the topic", p.s.Topic.Unseen)
	}
	return p.subscribed(c, p.s.Subscribers)
}

// subscribed plans the wanted subscription among those of its topic.
func (p planner) subscribed(c monitor.Change, seen monitor.Seen[[]monitor.Subscription]) monitor.Change {
	if seen.Unseen != nil {
		return blind(c, "the topic's subscriptions", seen.Unseen)
	}
	if s, ok := p.subscriber(deref(seen.Value)); ok {
		c.Name, c.ARN, c.Action = s.Endpoint.Safe(), s.ARN, monitor.ActionNone
		c.Why = "is confirmed"
		if s.Pending {
			c.Why = "waits for the link in the confirmation mail to be opened"
		}
		return c
	}
	if c.Name == "" {
		c.Name = KnownAddress(p.s)
	}
	if c.Name == "" {
		return blocked(c, "an e-mail address is needed (--email)")
	}
	return create(c, "sends the mail, once its owner has confirmed the address")
}

// subscriber is the wanted subscription; with no address wanted, any that mails.
func (p planner) subscriber(list []monitor.Subscription) (monitor.Subscription, bool) {
	for _, s := range list {
		if !s.Removed && strings.HasPrefix(s.Protocol, "email") &&
			(p.d.Email == "" || strings.EqualFold(s.Endpoint.Raw(), p.d.Email)) {
			return s, true
		}
	}
	return monitor.Subscription{}, false
}

// KnownAddress is the address that gets the mail of one of the ways to be told,
// rather a confirmed one; "" where there is none.
func KnownAddress(s monitor.Snapshot) string {
	pending := ""
	for _, list := range []monitor.Seen[[]monitor.Subscription]{s.Subscribers, s.RuleSubscribers} {
		for _, x := range deref(list.Value) {
			switch {
			case x.Removed || !strings.HasPrefix(x.Protocol, "email"):
			case !x.Pending:
				return x.Endpoint.Safe()
			case pending == "":
				pending = x.Endpoint.Safe()
			}
		}
	}
	return pending
}
