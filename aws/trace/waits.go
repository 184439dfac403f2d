package trace

import (
	"fmt"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// wait is what is usual of a hop: by when it is mostly passed, when it is late,
// and when waiting becomes pointless.
type wait struct {
	usual             string
	due, late, broken time.Duration
}

// waits are AWS's, which promises none of it: CloudTrail delivers within five
// minutes on average, metrics are reported and alarms evaluated every minute.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
var waits = map[monitor.Hop]wait{
	monitor.HopHistory:      {"2 to 15 minutes after the read", 7 * time.Minute, 15 * time.Minute, 30 * time.Minute},
	monitor.HopDelivery:     {"about 5 minutes after the read, up to 15; the first delivery of a new trail can take longer", 6 * time.Minute, 15 * time.Minute, 30 * time.Minute},
	monitor.HopMetric:       {"within 2 minutes of the delivery", 2 * time.Minute, 2 * time.Minute, 5 * time.Minute},
	monitor.HopAlarm:        {"1 to 2 minutes after the delivery with a period of 60 seconds, up to 10 with 300", 3 * time.Minute, 5 * time.Minute, 15 * time.Minute},
	monitor.HopAction:       {"seconds after the transition", 10 * time.Second, 30 * time.Second, time.Minute},
	monitor.HopTopic:        {"SNS shows its counts within a few minutes", 3 * time.Minute, 5 * time.Minute, 6 * time.Minute},
	monitor.HopSubscription: {"SNS shows its counts within a few minutes", 3 * time.Minute, 5 * time.Minute, 6 * time.Minute},
	monitor.HopMail:         {"seconds after the action", 30 * time.Second, time.Minute, 5 * time.Minute},
}

// fastWaits are those of a sandbox at the fast pace.
var fastWaits = map[monitor.Hop]wait{
	monitor.HopHistory:      {"1 second after the read, here", 3 * time.Second, 6 * time.Second, 30 * time.Second},
	monitor.HopDelivery:     {"2 seconds after the read, here", 4 * time.Second, 8 * time.Second, 30 * time.Second},
	monitor.HopMetric:       {"at once after the delivery, here", 2 * time.Second, 4 * time.Second, 15 * time.Second},
	monitor.HopAlarm:        {"1 to 2 seconds after the delivery, here", 4 * time.Second, 8 * time.Second, 30 * time.Second},
	monitor.HopAction:       {"at once, here", time.Second, 2 * time.Second, 4 * time.Second},
	monitor.HopTopic:        {"at once, here", 2 * time.Second, 4 * time.Second, 8 * time.Second},
	monitor.HopSubscription: {"at once, here", 2 * time.Second, 4 * time.Second, 8 * time.Second},
	monitor.HopMail:         {"at once, here", 2 * time.Second, 4 * time.Second, 10 * time.Second},
}

// ruleWaits are those of the rule's way, counted from the read. AWS gives no
// figure of how long an event takes; others have measured 15 seconds to some
// minutes, and SNS's counts come after that.
var ruleWaits = map[monitor.Hop]wait{
	monitor.HopAction:       {"a minute or some after the read, and SNS shows its counts a few minutes later; AWS gives no figure", 6 * time.Minute, 10 * time.Minute, 20 * time.Minute},
	monitor.HopSubscription: {"SNS shows its counts within a few minutes", 8 * time.Minute, 12 * time.Minute, 20 * time.Minute},
	monitor.HopMail:         {"a minute or some after the read; AWS gives no figure", 3 * time.Minute, 10 * time.Minute, 20 * time.Minute},
}

// fastRuleWaits are those of a sandbox at the fast pace.
var fastRuleWaits = map[monitor.Hop]wait{
	monitor.HopAction:       {"2 seconds after the read, here", 4 * time.Second, 8 * time.Second, 20 * time.Second},
	monitor.HopSubscription: {"2 seconds after the read, here", 4 * time.Second, 8 * time.Second, 20 * time.Second},
	monitor.HopMail:         {"2 seconds after the read, here", 4 * time.Second, 8 * time.Second, 20 * time.Second},
}

// Until the first delivery of a new trail: AWS gives no time, and people have
// waited for more than 15 minutes.
const (
	freshTrail                = 20 * time.Minute
	warmDue, warmLate, warmed = 20 * time.Minute, 30 * time.Minute, time.Hour
)

func (t *tracer) waitFor(hop monitor.Hop) wait {
	switch {
	case t.byRule && t.fast():
		return fastRuleWaits[hop]
	case t.byRule:
		return ruleWaits[hop]
	case t.fast():
		return fastWaits[hop]
	}
	w := waits[hop]
	if rule, ok := t.rule(); ok && hop == monitor.HopAlarm && rule.Period > 60 {
		w.due = time.Duration(rule.Period)*time.Second + 2*time.Minute
		w.late, w.broken = w.due+3*time.Minute, w.due+12*time.Minute
		w.usual = fmt.Sprintf("up to %s after the delivery with this alarm's period of %d seconds", span(w.due), rule.Period)
	}
	return w
}

func (t *tracer) fast() bool { return t.Closely != nil && t.Closely.Fast }

// blind is why the source of a hop cannot be asked at present.
func (t *tracer) blind(s watch.Source) (Blind, bool) {
	if t.Closely == nil {
		return Blind{}, false
	}
	b, ok := t.Closely.Blind[s]
	return b, ok
}

// sources are where each hop is seen.
var sources = map[monitor.Hop]watch.Source{
	monitor.HopHistory: watch.SourceHistory, monitor.HopDelivery: watch.SourceLogGroup, monitor.HopMetric: watch.SourceMetric,
	monitor.HopAlarm: watch.SourceAlarm, monitor.HopAction: watch.SourceAlarmHistory, monitor.HopTopic: SourceTopic,
	monitor.HopSubscription: SourceTopic, monitor.HopMail: SourceInbox,
}

func (t *tracer) source(hop monitor.Hop) watch.Source {
	if t.byRule && hop != monitor.HopMail {
		return SourceRuleTopic
	}
	return sources[hop]
}

// looked is when the sources of a hop were looked at last; zero where one of them
// has not answered yet. One that never will does not count.
func (t *tracer) looked(hop monitor.Hop) time.Time {
	if t.Closely == nil {
		return t.Now
	}
	at := t.Closely.Asked[t.source(hop)]
	if b, _ := t.blind(watch.SourceAlarmHistory); hop == monitor.HopAlarm && !b.Lasting {
		if history := t.Closely.Asked[watch.SourceAlarmHistory]; history.Before(at) {
			return history
		}
	}
	return at
}

// wait is a hop that was not seen yet, begun at since. What cannot be looked at
// is never called broken.
func (t *tracer) wait(hop monitor.Hop, since time.Time, why string) Hop {
	w, waited := t.waitFor(hop), t.Now.Sub(since)
	h := Hop{Hop: hop, Status: Waiting, Due: since.Add(w.due), Late: since.Add(w.late), Evidence: []Pair{{EvidenceUsual, w.usual}}}
	if started, warm := t.warming(hop); warm {
		h.Due, h.Late = later(h.Due, started.Add(warmDue)), later(h.Late, started.Add(warmLate))
		w.broken = later(since.Add(w.broken), started.Add(warmed)).Sub(since)
		h.Evidence = append(h.Evidence, Pair{EvidenceNote, "the trail is warming up: it was switched on at " + started.UTC().Format(time.RFC3339) +
			" and has delivered nothing yet; the first delivery of a new trail can take 15 minutes and more"})
	}
	b, blind := t.blind(t.source(hop))
	blame := t.blame(hop)
	switch {
	case blind && b.Lasting:
		return Hop{Hop: hop, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "it cannot be seen: " + b.Why}}}
	case blind:
		h.Evidence = append(h.Evidence, Pair{EvidenceNote, "cannot look at present: " + b.Why})
	case blame != nil:
		return Hop{Hop: hop, Status: Broken, Code: blame.Code, Evidence: []Pair{{EvidenceWhy, blame.Summary}, {"waited", span(waited)}}}
	case t.looked(hop).Sub(since) > w.broken:
		h.Status, h.Due, h.Late = Broken, time.Time{}, time.Time{}
		h.Evidence = append(h.Evidence, Pair{EvidenceWhy, fmt.Sprintf("%s after %s", why, span(waited))})
	case t.Now.After(h.Late):
		h.Evidence = append(h.Evidence, Pair{EvidenceLate, span(waited)})
	}
	return h
}

func (t *tracer) blame(hop monitor.Hop) *Blame {
	switch {
	case t.Closely == nil:
		return nil
	case t.byRule:
		if b := t.Closely.RuleBlame; b != nil && ruleHop(b.Hop) == hop {
			return b
		}
		return nil
	case t.Closely.Blame == nil || t.Closely.Blame.Hop != hop:
		return nil
	}
	return t.Closely.Blame
}

// warming reports that a delivery is awaited of a trail that is new, and when it
// was switched on.
func (t *tracer) warming(hop monitor.Hop) (time.Time, bool) {
	if hop != monitor.HopDelivery || t.Closely == nil || t.fast() {
		return time.Time{}, false
	}
	s := t.Closely.Chain.Status.Value
	if s == nil || !s.Logging || s.Started.IsZero() || !s.LogsDelivered.IsZero() {
		return time.Time{}, false
	}
	return s.Started, s.Started.After(t.Read.Time.Add(-freshTrail))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// span is a duration in the words of a sentence.
func span(d time.Duration) string {
	if d >= 2*time.Minute {
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	}
	return fmt.Sprintf("%d seconds", int(d.Seconds()))
}
