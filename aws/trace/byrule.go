package trace

import (
	"slices"
	"strings"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// The second way to be told, by an EventBridge rule with a topic of its own. It
// leaves the alarm's way at the read, and takes the hops action (the rule tells
// its topic), topic, subscription and mail.

// SourceRuleTopic is the AWS/SNS metrics of the rule's topic.
const SourceRuleTopic watch.Source = "rule-topic"

// EvidenceWay names the way to be told on every hop of the rule's way; hops of
// the alarm's way have none.
const EvidenceWay = "way"

// byRule judges the rule's way; nil where the monitor has none.
func byRule(in Input) []Hop {
	if in.Closely == nil || !in.Closely.Chain.ByRule() {
		return nil
	}
	t := &tracer{Input: in, last: in.Read.Time, byRule: true}
	mail, seen := t.ruleMail()
	t.ruleAction(seen)
	t.ruleTopic(seen)
	t.ruleSubscription(seen)
	t.ruleMailHop(mail, seen)
	for i := range t.hops {
		t.hops[i].Evidence = append([]Pair{{EvidenceWay, monitor.NotifyEventBridge}}, t.hops[i].Evidence...)
	}
	return t.hops
}

// ruleMail is the rule's mail about this very read: its text has the request id.
func (t *tracer) ruleMail() (Mail, bool) {
	if t.Read.RequestID == "" {
		return Mail{}, false
	}
	i := slices.IndexFunc(t.Mails, func(m Mail) bool { return strings.Contains(m.Text, t.Read.RequestID) })
	if i < 0 {
		return Mail{}, false
	}
	return t.Mails[i], true
}

// ruleAction judges whether the rule told its topic, which is seen by what came
// of it.
func (t *tracer) ruleAction(mailed bool) {
	h := Hop{Hop: monitor.HopAction, Status: OK}
	c := t.Closely.RuleCounts
	switch {
	case mailed:
		h.Evidence = []Pair{{"seen", "by its mail"}}
	case t.Read.Result != record.ResultOK:
		h.Status = Unknown
		h.Evidence = []Pair{{EvidenceWhy, "the read failed, and a rule as setup writes it takes those that worked"}}
	case t.counted():
		h.Evidence = []Pair{{"seen", "by the topic's count, which may be that of another read in the same minute"}}
	case t.blamedBehind(monitor.HopAction):
		h.Evidence = []Pair{{"seen", "by what keeps the mail back behind it"}}
	default:
		why := "the rule's topic took no message"
		if c != nil && c.Published > 0 {
			why = "the rule's topic took a message, and none with this request id was seen"
		}
		h = t.wait(monitor.HopAction, t.Read.Time, why)
		if h.Status == Broken && h.Code == "" && t.Read.CatchUp {
			h = Hop{Hop: monitor.HopAction, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "the rule's topic shows no message, but the read is old and the rule may be newer"}}}
		}
	}
	t.add(h)
}

// counted reports that the topic's count speaks for this read. Where an inbox
// can be seen and the mail names its request, that tells more surely.
func (t *tracer) counted() bool {
	c := t.Closely.RuleCounts
	return c != nil && c.Published > 0 && (t.Mails == nil || !t.namesRequest())
}

// namesRequest reports that the rule's mails have the request's id in their
// text: setup's template has it, and an event that is sent as it is.
func (t *tracer) namesRequest() bool {
	r := t.Closely.Chain.Rule.Value
	if r == nil || !r.Targets.There() {
		return true
	}
	topic := ""
	if x := t.Closely.Chain.RuleTopic.Value; x != nil {
		topic = x.ARN
	}
	for _, target := range *r.Targets.Value {
		if text := target.Template.Raw(); target.ARN == topic && text != "" && !strings.Contains(text, "<request>") {
			return false
		}
	}
	return true
}

// ruleHop is where the cause of a finding about the rule shows on its way, which
// begins with what the rule does.
func ruleHop(hop monitor.Hop) monitor.Hop {
	if hop == monitor.HopTopic || hop == monitor.HopSubscription || hop == monitor.HopMail {
		return hop
	}
	return monitor.HopAction
}

// blamedBehind reports that what keeps the rule's mail back lies behind a hop.
func (t *tracer) blamedBehind(hop monitor.Hop) bool {
	b := t.Closely.RuleBlame
	if b == nil {
		return false
	}
	order := monitor.Hops()
	return slices.Index(order, ruleHop(b.Hop)) > slices.Index(order, hop)
}

func (t *tracer) ruleTopic(mailed bool) {
	h, held := t.held(monitor.HopTopic)
	action := t.hops[len(t.hops)-1]
	c := t.Closely.RuleCounts
	switch {
	case held:
	case action.Status == Unknown:
		h = Hop{Hop: monitor.HopTopic, Status: Unknown, Evidence: []Pair{{EvidenceAfter, string(monitor.HopAction)}}}
	case c != nil && c.Published > 0:
		h = Hop{Hop: monitor.HopTopic, Status: OK, Evidence: []Pair{{"messages published", number(c.Published)}}}
		if !c.First.IsZero() {
			h.Evidence = append(h.Evidence, Pair{"first counted in the minute", c.First.UTC().Format(time.RFC3339)})
		}
	case mailed:
		h = Hop{Hop: monitor.HopTopic, Status: OK, Evidence: []Pair{{"seen", "by its mail"}}}
	case t.blamedBehind(monitor.HopTopic):
		h = Hop{Hop: monitor.HopTopic, Status: OK, Evidence: []Pair{{"seen", "by what keeps the mail back behind it"}}}
	default:
		h = t.wait(monitor.HopTopic, t.Read.Time, "the rule's topic took no message")
	}
	t.add(h)
}

func (t *tracer) ruleSubscription(mailed bool) {
	if h, held := t.held(monitor.HopSubscription); held {
		t.add(h)
		return
	}
	t.sent(t.Closely.RuleCounts, mailed, t.Read.Time)
}

// ruleMailHop is the rule's mail in an inbox that can be seen.
func (t *tracer) ruleMailHop(m Mail, seen bool) {
	h, held := t.held(monitor.HopMail)
	switch {
	case seen:
		h = Hop{Hop: monitor.HopMail, Status: OK, At: m.At, Evidence: []Pair{{"subject", safe(m.Subject)}, {"seen", "by the request id in its text"}}}
	case held:
	case t.Mails != nil && !t.namesRequest():
		h = Hop{Hop: monitor.HopMail, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "the text that the rule sends has no request id, so which mail is this read's cannot be told"}}}
	case t.Mails == nil:
		h = Hop{Hop: monitor.HopMail, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "the mailbox cannot be seen from here; look for a mail with the request id " + safe(t.Read.RequestID)}}}
	case t.Read.Result != record.ResultOK:
		h = Hop{Hop: monitor.HopMail, Status: Unknown, Evidence: []Pair{{EvidenceAfter, string(monitor.HopAction)}}}
	default:
		h = t.wait(monitor.HopMail, t.Read.Time, "no mail with this request id has arrived")
	}
	t.add(h)
}

// soften makes a read that found the alarm in ALARM already pass there, where
// the rule's mail about that very read was sent: nothing is lost.
func soften(hops, rule []Hop) {
	if len(rule) == 0 {
		return
	}
	mail := rule[len(rule)-1]
	if mail.Status != OK && (mail.Status != Unknown || mail.Said(EvidenceAfter) != "") {
		return
	}
	for i, h := range hops {
		if h.Code != doctor.CodeAlreadyInAlarm || h.Status != Broken {
			continue
		}
		hops[i].Status = OK
		hops[i].Evidence = slices.Clone(h.Evidence)
		for k, e := range hops[i].Evidence {
			if e.Name == EvidenceWhy {
				hops[i].Evidence[k] = Pair{EvidenceNote, "it was in ALARM already, so it sends no mail of its own for this read; the EventBridge rule does"}
			}
		}
	}
}
