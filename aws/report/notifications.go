package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// notifications tells how CloudTrail's own notifications were switched on and off.
func (p *page) notifications() {
	now := ""
	if t := p.Snapshot.Trail.Value; t != nil {
		now = t.Notifies
	}
	switch {
	case !p.Notices.Records.There() && p.Notices.Records.Unseen != nil:
		p.unseen("Who switched CloudTrail's own notifications on or off, in Event history,", why(p.Notices.Records.Unseen))
	case !p.Notices.Records.There():
		p.line("Who switched CloudTrail's own notifications on or off is not known: Event history was not asked.")
	case len(p.notices) == 0 && now == "":
		p.line("Event history has no call that switched CloudTrail's own notifications on for this trail, and they are off.")
	}
	if len(p.notices) > 0 {
		p.line("What Event history tells of CloudTrail's own notifications:")
		for i, n := range p.notices {
			p.item("%s: %s", p.when(n.EventTime), p.noticed(i))
		}
		p.end()
	}
	if on := p.lastOn(); now != "" && on.IsZero() {
		p.line("The trail tells the topic %s of every file. When that was switched on is not in Event history's newest answer.", p.code(now))
	} else if now != "" {
		p.line("They are on still: the trail tells the topic %s of every file.", p.code(now))
	} else if !on.IsZero() && p.Snapshot.Trail.There() {
		p.line("They are off now; the call that switched them off is not in Event history's newest answer.")
	}
	for _, c := range p.Notices.Counts {
		p.counted(c)
	}
}

// lastOn is since when they are on, by the calls; zero where they are off.
func (p *page) lastOn() time.Time {
	if spans := Spans(valueOf(p.Notices.Records), p.Snapshot); len(spans) > 0 && spans[len(spans)-1].Off.IsZero() {
		return spans[len(spans)-1].On
	}
	return time.Time{}
}

// noticed is what one call did, in words.
func (p *page) noticed(i int) string {
	n := p.notices[i]
	who, call := p.who(p.caller(n)), p.code(n.EventName)
	switch n.kind {
	case noticeRefused:
		return fmt.Sprintf("%s tried to switch them on, to %s, with %s. AWS refused: %s (%s).", who, p.topicOf(n.topic), call, p.text(n.ErrorMessage.Safe()), p.code(n.ErrorCode.Raw()))
	case noticePolicy:
		if !n.lets {
			return fmt.Sprintf("%s set the policy of %s with %s. As far as it can be read, it does not let CloudTrail publish there.", who, p.topicOf(n.topic), call)
		}
		text := fmt.Sprintf("%s set the policy of %s with %s, so that CloudTrail may publish there.", who, p.topicOf(n.topic), call)
		if p.mends(i) {
			text += " That mended it: the next attempt worked."
		}
		return text
	case noticeOff:
		text := fmt.Sprintf("%s switched them off again with %s", who, call)
		if on := p.onBefore(i); !on.IsZero() {
			text += ", after " + between(on, n.EventTime)
		}
		return text + "."
	default:
		return fmt.Sprintf("%s switched them on with %s, to %s.", who, call, p.topicOf(n.topic))
	}
}

// caller is who made the call.
func (p *page) caller(n notice) string {
	return cmp.Or(n.Identity.ARN.Raw(), n.Identity.InvokedBy.Raw(), n.Identity.UserName.Raw(), "somebody")
}

// topicOf names a topic, and says whose it is.
func (p *page) topicOf(topic foreign.String) string {
	name, n := p.code(lastPart(topic.Raw())), p.Snapshot.Names
	switch {
	case p.alarms(topic):
		return "the alarm's own topic " + name
	case n.FilesTopic() != "" && sameTopic(topic, foreign.New(n.FilesTopic())):
		return "the topic " + name + " that a comparison had made for it"
	default:
		return "the topic " + name
	}
}

// alarms reports that a topic is the one that the alarm tells.
func (p *page) alarms(topic foreign.String) bool {
	if t := p.Snapshot.Topic.Value; t != nil {
		return sameTopic(topic, foreign.New(t.ARN))
	}
	return p.Snapshot.Names.Topic != "" && sameTopic(topic, foreign.New(p.Snapshot.Names.Topic))
}

// mends reports that an attempt before the policy was refused, and the next one
// after it worked.
func (p *page) mends(i int) bool {
	same := func(n notice) bool { return sameTopic(n.topic, p.notices[i].topic) }
	refused := false
	for _, n := range p.notices[:i] {
		if n.kind != noticePolicy {
			refused = n.kind == noticeRefused && same(n)
		}
	}
	for _, n := range p.notices[i+1:] {
		if same(n) {
			return refused && n.kind == noticeOn
		}
	}
	return false
}

// onBefore is when the notifications were switched on that a call switches off.
func (p *page) onBefore(i int) time.Time {
	for _, n := range slices.Backward(p.notices[:i]) {
		if n.kind == noticeOn {
			return n.EventTime
		}
	}
	return time.Time{}
}

// switched says of a change of the trail what it did to the notifications.
func (p *page) switched(c monitor.Changed) string {
	for _, n := range p.notices {
		if n.EventID == "" || n.EventID != c.EventID {
			continue
		}
		switch n.kind {
		case noticeOn:
			return ": CloudTrail's own notifications on, to " + p.code(lastPart(n.topic.Raw()))
		case noticeOff:
			return ": CloudTrail's own notifications off"
		default:
		}
	}
	for _, r := range valueOf(p.Notices.Records) {
		if r.EventID == "" || r.EventID != c.EventID {
			continue
		}
		asked := gjson.Get(r.Raw.Raw(), "requestParameters")
		switch group := asked.Get("cloudWatchLogsLogGroupArn").String(); {
		case c.Event == callUpdateTrail && group != "":
			return ": delivery to the log group " + p.code(lastPart(strings.TrimSuffix(group, ":*")))
		case c.Event == callSetTopic && asked.Get("attributeName").String() == "Policy":
			return ": the topic's policy, which " + p.letsIn(asked.Get("attributeValue").String())
		case c.Event == callSetTopic:
			return ": " + p.code(asked.Get("attributeName").String())
		}
	}
	return ""
}

// letsIn says whether a policy of the topic lets the alarm publish.
func (p *page) letsIn(policy string) string {
	s := p.Snapshot
	topic := s.Names.TopicARN(s.Place)
	if t := s.Topic.Value; t != nil {
		topic = t.ARN
	}
	parsed, err := iampolicy.Parse(policy)
	switch {
	case err != nil:
		return "cannot be read here"
	case parsed.Decide(iampolicy.Request{
		Principal: iampolicy.Principal{Service: "cloudwatch.amazonaws.com", Account: s.Account}, Action: "sns:Publish", Resource: topic,
		Context: map[string]string{"aws:SourceArn": s.Names.AlarmARN(s.Place), "aws:SourceAccount": s.Account, "aws:SourceOwner": s.Account, "aws:SecureTransport": "true"},
	}).Allowed():
		return "lets the alarm publish"
	default:
		return "does not let the alarm publish"
	}
}

// counted tells how many mails the notifications made.
func (p *page) counted(c Count) {
	topic := p.topicOf(c.Span.Topic)
	if c.Published == nil || c.Delivered == nil {
		if c.Unseen != nil {
			p.unseen("What SNS counted on "+topic+",", why(c.Unseen))
		}
		p.ask("how many mails came from %s on, while they were on, and how many of those said what had happened?", p.when(c.Span.On))
		return
	}
	to := p.when(c.To) + ", which is the time in which they were on in whole periods of SNS's metrics"
	if c.To.After(p.Snapshot.At) {
		to = p.when(p.Snapshot.At) + ", when this was written and SNS's last period was not over"
	}
	p.line("From %s to %s, SNS counted %s to %s, and %s that it delivered.%s",
		p.when(c.From), to, plural(int(*c.Published), "message"), topic, plural(int(*c.Delivered), "notification"), p.ofThem(c))
	p.ask("how many of these mails said what had happened?")
}

// ofThem tells the alarm's messages among those that were counted from CloudTrail's.
func (p *page) ofThem(c Count) string {
	if !p.alarms(c.Span.Topic) {
		return ""
	}
	if h := p.Snapshot.AlarmHistory; !h.There() || p.Snapshot.At.Sub(c.From) >= keepHistory {
		return " How many of these were the alarm's is not known."
	}
	own := 0
	for _, h := range valueOf(p.Snapshot.AlarmHistory) {
		sent := h.Type == "Action" && strings.HasPrefix(h.Summary.Raw(), "Successfully") && strings.HasSuffix(h.Summary.Raw(), ":"+lastPart(c.Span.Topic.Raw()))
		if sent && !h.At.Before(c.From) && h.At.Before(c.To) {
			own++
		}
	}
	rest := max(int(*c.Published)-own, 0)
	return fmt.Sprintf(" %s the alarm's, by its history; the other %d told of log files, if nobody else published to the topic.", were(own, "message"), rest)
}
