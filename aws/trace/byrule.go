package trace

import (
	"fmt"
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

// ruleHeading is the hop of the rule's way that is waited for.
func (p Path) ruleHeading() (Hop, bool) { return firstOf(p.Rule, Waiting) }

// Next is the hop that is waited for: of the alarm's way, and behind that of the
// rule's.
func (p Path) Next() (Hop, bool) {
	if h, waiting := p.Heading(); waiting {
		return h, true
	}
	return p.ruleHeading()
}

func firstOf(hops []Hop, status Status) (Hop, bool) {
	i := slices.IndexFunc(hops, func(h Hop) bool { return h.Status == status })
	if i < 0 {
		return Hop{}, false
	}
	return hops[i], true
}

// All are the hops of the alarm's way, and behind them those of the rule's.
func (p Path) All() []Hop { return slices.Concat(p.Hops, p.Rule) }

// Mailed reports that the read's mail was seen, on every way that there is.
func (p Path) Mailed() bool {
	rule := len(p.Rule) == 0 || p.Rule[len(p.Rule)-1].Status == OK
	return rule && p.Of(monitor.HopMail).Status == OK
}

// aboutRule reports that a finding is about the rule's way alone: the doctor's
// codes say so by how they begin.
func aboutRule(f doctor.Finding) bool { return strings.HasPrefix(f.Code, "rule-") }

// blamedRule is what a report says keeps reads from the rule's mail; nil where
// it has nothing to say of it.
func (p Path) blamedRule(r doctor.Report) *doctor.Finding {
	var found *doctor.Finding
	for i, f := range r.Findings {
		if p.ruleTakes && f.Code == "rule-pattern-mismatch" {
			continue // it leaves out other reads than this one
		}
		stops := f.Status == doctor.Broken || f.Status == doctor.Waiting && f.Hop == monitor.HopSubscription
		if stops && aboutRule(f) && (found == nil || found.BecauseOf != "" && f.BecauseOf == "") {
			found = &r.Findings[i]
		}
	}
	return found
}

// blamedTrail is what keeps CloudTrail's records, and with them the events, from
// every way.
func blamedTrail(r doctor.Report) *doctor.Finding {
	for i, f := range r.Findings {
		delivers := f.Hop == monitor.HopAccount || f.Hop == monitor.HopTrail && f.Code != "trail-without-log-group" && !strings.HasPrefix(f.Code, "bucket-")
		if f.Status == doctor.Broken && delivers && f.BecauseOf == "" {
			return &r.Findings[i]
		}
	}
	return nil
}

// andRule is the verdict on both ways, where the one on the alarm's is known.
// The rule's way has a word only where nothing is wrong with that.
func andRule(p Path, v doctor.Finding, r *doctor.Report) doctor.Finding {
	mail := p.Rule[len(p.Rule)-1]
	stopped, broken := firstOf(p.Rule, Broken)
	sent := mail.Status == OK || mail.Status == Unknown && mail.Said(EvidenceAfter) == ""
	if h := p.Of(monitor.HopAlarm); h.Code == doctor.CodeAlreadyInAlarm && h.Status == OK && (mail.Status == OK || r == nil || p.blamedRule(*r) == nil) {
		return sharedMail(p, h, mail)
	}
	switch { // counts may be another read's: only a mail that was seen outweighs the doctor's word
	case v.Status == doctor.Broken || v.Status == doctor.Waiting:
		if sent {
			v.Evidence = append(v.Evidence, doctor.Evidence{Name: "EventBridge rule", Value: ruleSent(mail)})
		}
	case broken, mail.Status != OK && r != nil && p.blamedRule(*r) != nil:
		return ruleStopped(p, stopped, v, r)
	case v.Status != doctor.OK:
	case sent:
		v.Summary += "; " + ruleSent(mail)
	default:
		if h, waiting := p.ruleHeading(); waiting {
			return doctor.Finding{
				Code: doctor.CodeTooSoon, Hop: h.Hop, Status: doctor.Waiting, Summary: v.Summary + "; the mail of the EventBridge rule is not out yet, usual is " + h.Said(EvidenceUsual),
			}
		}
	}
	return v
}

// sharedMail is the verdict on a read that found the alarm in ALARM already, and
// that the rule mailed: one mail was sent for it.
func sharedMail(p Path, alarm, mail Hop) doctor.Finding {
	sent := strings.TrimSuffix(ruleSent(mail), " too")
	f := doctor.Finding{
		Code: doctor.CodeMailEarlier, Hop: monitor.HopMail, Status: doctor.OK,
		Summary: sent + "; the alarm sent none of its own, because it was in ALARM already, and that ALARM has sent one",
	}
	if alarm.Said(EvidenceCovered) == "" {
		f.Code, f.Hop, f.Status = doctor.CodeAlreadyInAlarm, monitor.HopAlarm, doctor.Warning
		f.Summary = sent + "; the alarm sent none, because it was in ALARM already"
	}
	f.Evidence = []doctor.Evidence{{Name: "request id", Value: safe(p.Read.RequestID)}}
	for _, e := range alarm.Evidence {
		f.Evidence = append(f.Evidence, doctor.Evidence{Name: e.Name, Value: e.Value})
	}
	return f
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

func ruleSent(mail Hop) string {
	if mail.Status == OK && !mail.At.IsZero() {
		return fmt.Sprintf("the mail of the EventBridge rule came %s after the read", lasted(mail.After))
	}
	return "the EventBridge rule's topic sent its mail too"
}

// ruleStopped is the verdict where the alarm's way is well and the rule's is not.
func ruleStopped(p Path, h Hop, v doctor.Finding, r *doctor.Report) doctor.Finding {
	if r != nil {
		if f := p.blamedRule(*r); f != nil {
			return *f
		}
	}
	code, status := h.Code, doctor.Broken
	if code == "" {
		code, status = "cannot-see", doctor.Unknown
	}
	return doctor.Finding{
		Code: code, Hop: h.Hop, Status: status,
		Summary:  fmt.Sprintf("%s; of the EventBridge rule's mail the read came no further than the %s: %s", v.Summary, h.Hop, h.Said(EvidenceWhy)),
		Evidence: []doctor.Evidence{{Name: EvidenceWay, Value: monitor.NotifyEventBridge}},
	}
}
