package trace

import (
	"fmt"
	"slices"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
)

// causes are the hops of the doctor's at which lies what keeps a read from a hop.
var causes = map[monitor.Hop][]monitor.Hop{
	monitor.HopDelivery:     {monitor.HopAccount, monitor.HopTrail, monitor.HopDelivery},
	monitor.HopFilter:       {monitor.HopFilter},
	monitor.HopMetric:       {monitor.HopFilter, monitor.HopMetric},
	monitor.HopAlarm:        {monitor.HopMetric, monitor.HopAlarm},
	monitor.HopAction:       {monitor.HopAlarm, monitor.HopAction, monitor.HopTopic},
	monitor.HopTopic:        {monitor.HopAction, monitor.HopTopic},
	monitor.HopSubscription: {monitor.HopTopic, monitor.HopSubscription},
	monitor.HopMail:         {monitor.HopTopic, monitor.HopSubscription, monitor.HopMail},
}

// ofOneRead are codes that the doctor gives a single read: whether they hold for
// this one is Follow's affair.
var ofOneRead = []string{
	doctor.CodeAlreadyInAlarm, doctor.CodeTooSoon, "alarm-mail-was-earlier", "metric-no-datapoint", "filter-newer-than-read", "mail-sent-look-in-spam", "delivery-stale",
}

// Blamed is what a report says keeps reads from a hop; nil where it has nothing
// to say of it. An address that was never confirmed is such a cause, although a
// person is all that it waits for.
func Blamed(hop monitor.Hop, r doctor.Report) *doctor.Finding {
	var found *doctor.Finding
	for i, f := range r.Findings {
		stops := f.Status == doctor.Broken || f.Status == doctor.Waiting && f.Hop == monitor.HopSubscription
		if !stops || aboutRule(f) || !slices.Contains(causes[hop], f.Hop) || slices.Contains(ofOneRead, f.Code) {
			continue
		}
		if found == nil || found.BecauseOf != "" && f.BecauseOf == "" {
			found = &r.Findings[i]
		}
	}
	return found
}

// Judge is the finding that explains how far the read came. The report is the
// doctor's on a fresh snapshot, nil where there is none. The alarm's way is
// judged first; where the rule's is all that is not well, the finding is about
// that.
func Judge(p Path, r *doctor.Report) doctor.Finding {
	v := judge(p, r)
	if len(p.Rule) == 0 {
		return v
	}
	return andRule(p, v, r)
}

// judge is the verdict on the alarm's way.
func judge(p Path, r *doctor.Report) doctor.Finding {
	if mail := p.Of(monitor.HopMail); mail.Status == OK {
		return healthy(p, mail)
	}
	if h, ok := p.stopped(); ok {
		return stopped(h, r)
	}
	if h, ok := p.Heading(); ok {
		return underWay(p, h, r)
	}
	if p.Of(monitor.HopAction).Status == OK || p.Of(monitor.HopTopic).Status == OK {
		return sent(p)
	}
	return unseen(p, r)
}

// stopped is the hop at which the read was stopped.
func (p Path) stopped() (Hop, bool) {
	for _, h := range p.Hops {
		if h.Status == Broken {
			return h, true
		}
	}
	return Hop{}, false
}

func healthy(p Path, mail Hop) doctor.Finding {
	f := doctor.Finding{Code: doctor.Healthy, Status: doctor.OK, Summary: "the read ended in an e-mail: every hop is well"}
	if !mail.At.IsZero() {
		f.Summary = fmt.Sprintf("the read ended in an e-mail %s later: every hop is well", mail.lasted())
	}
	f.Evidence = []doctor.Evidence{{Name: "request id", Value: safe(p.Read.RequestID)}}
	return f
}

// sent is the verdict where nobody can see the mailbox: the read came as far as
// AWS can tell.
func sent(p Path) doctor.Finding {
	f := doctor.Finding{Code: doctor.Healthy, Status: doctor.OK, Summary: "the read set off the alarm, and the alarm told the topic"}
	if p.Of(monitor.HopSubscription).Status == OK {
		f.Summary = "the read set off the alarm, and SNS sent the mail"
	}
	f.Summary += "; did it arrive? AWS does not report that: look in the inbox, and in the spam folder, for a mail from no-reply@sns.amazonaws.com"
	return f
}

// ownCodes are the causes where nothing else is known of a hop.
var ownCodes = map[monitor.Hop]string{
	monitor.HopDelivery: "delivery-stale", monitor.HopFilter: "filter-excludes-read", monitor.HopMetric: "metric-no-datapoint",
	monitor.HopAlarm: "metric-no-datapoint", monitor.HopAction: "alarm-action-failed", monitor.HopTopic: "topic-missing",
	monitor.HopSubscription: "no-subscription", monitor.HopMail: "mail-given-up",
}

// leavesOut are warnings of the doctor's that say why a pattern does not take
// one certain read.
var leavesOut = []string{"filter-pins-identity", "filter-excludes-read"}

// stopped prefers what the doctor knows of the chain to what was seen of one
// read, and that to a guess.
func stopped(h Hop, r *doctor.Report) doctor.Finding {
	if r != nil {
		if f := Blamed(h.Hop, *r); f != nil {
			return *f
		}
	}
	if h.Code == "" && r != nil {
		for _, f := range r.Findings {
			if f.Hop == h.Hop && slices.Contains(leavesOut, f.Code) {
				f.Status = doctor.Broken // for this read it is
				return f
			}
		}
	}
	f := doctor.Finding{Code: h.Code, Hop: h.Hop, Status: doctor.Broken, Summary: fmt.Sprintf("the read came as far as the %s, and no further: %s", h.Hop, h.Said(EvidenceWhy))}
	if h.Code == doctor.CodeAlreadyInAlarm && h.Said(EvidenceCovered) != "" {
		f.Summary += "; that ALARM has sent a mail of its own"
	}
	if f.Code == "" {
		f.Code = ownCodes[h.Hop]
	}
	for _, p := range h.Evidence {
		f.Evidence = append(f.Evidence, doctor.Evidence{Name: p.Name, Value: p.Value})
	}
	if r != nil {
		f.Remedy = remedyOf(*r, f.Code)
	}
	return f
}

// remedyOf is what the report would do about a cause.
func remedyOf(r doctor.Report, code string) *doctor.Remedy {
	for _, f := range r.Findings {
		if f.Code == code {
			return f.Remedy
		}
	}
	return nil
}

// underWay is the verdict of a read that was not followed to its end.
func underWay(p Path, h Hop, r *doctor.Report) doctor.Finding {
	if r != nil {
		if f := Blamed(h.Hop, *r); f != nil {
			return *f
		}
	}
	f := doctor.Finding{Code: doctor.CodeTooSoon, Hop: h.Hop, Status: doctor.Waiting}
	f.Summary = fmt.Sprintf("too soon to judge: the read at %s has not passed the %s yet; ", p.Read.Time.UTC().Format(time.RFC3339), h.Hop)
	if note := h.Said(EvidenceNote); note != "" {
		f.Summary += note
	} else {
		f.Summary += "usual is " + h.Said(EvidenceUsual)
	}
	for _, e := range h.Evidence {
		f.Evidence = append(f.Evidence, doctor.Evidence{Name: e.Name, Value: e.Value})
	}
	return f
}

// unseen is the verdict where the way cannot be seen far enough.
func unseen(p Path, r *doctor.Report) doctor.Finding {
	if r != nil && r.Verdict.Status == doctor.Broken && !aboutRule(r.Verdict) && !slices.Contains(ofOneRead, r.Verdict.Code) {
		return r.Verdict
	}
	f := doctor.Finding{Code: "cannot-see", Status: doctor.Unknown, Summary: "whether a mail was sent cannot be seen from here"}
	for _, h := range p.Hops {
		if why := h.Said(EvidenceWhy); h.Status == Unknown && why != "" && h.Hop != monitor.HopMail {
			if f.Hop == "" {
				f.Hop = h.Hop
				f.Summary += ": " + why
			}
			f.Evidence = append(f.Evidence, doctor.Evidence{Name: string(h.Hop), Value: why})
		}
	}
	return f
}

// lasted is how long after the read the hop was passed, for a sentence.
func (h Hop) lasted() string {
	switch d := h.After; {
	case d >= time.Minute:
		return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
	case !h.AfterWhole:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < time.Second:
		return "under 1 s"
	default:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
}
