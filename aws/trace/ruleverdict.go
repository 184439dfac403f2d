package trace

import (
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
)

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
	if f, ok := p.onlyRuleStopped(v, r); ok {
		return f
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

// onlyRuleStopped is the rule's fault, where the read merely found the alarm in
// ALARM already: that is no fault of the alarm's way, and must not hide it.
func (p Path) onlyRuleStopped(v doctor.Finding, r *doctor.Report) (doctor.Finding, bool) {
	if v.Code != doctor.CodeAlreadyInAlarm || r == nil || p.Rule[len(p.Rule)-1].Status == OK {
		return v, false
	}
	f := p.blamedRule(*r)
	if f == nil {
		return v, false
	}
	alarm := "sent no mail of its own for this read, because it was in ALARM already"
	if p.Of(monitor.HopAlarm).Said(EvidenceCovered) != "" {
		alarm += "; that ALARM has sent one"
	}
	stopped := *f
	stopped.Evidence = append(slices.Clone(f.Evidence), doctor.Evidence{Name: "alarm", Value: alarm})
	return stopped, true
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

func ruleSent(mail Hop) string {
	if mail.Status == OK && !mail.At.IsZero() {
		return fmt.Sprintf("the mail of the EventBridge rule came %s after the read", mail.lasted())
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
