package trace

import (
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// Sources of what a Tracer asks beyond a watcher's.
const (
	SourceFilter watch.Source = "filter" // TestMetricFilter
	SourceTopic  watch.Source = "topic"  // AWS/SNS metrics
	SourceInbox  watch.Source = "inbox"  // a sandbox's
)

// topic judges whether the topic took the message, by its own count. The count
// is the topic's, not this message's: AWS has none by message.
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func (t *tracer) topic(tr *watch.Transition) {
	if h, held := t.held(monitor.HopTopic); held {
		t.add(h)
		return
	}
	h := Hop{Hop: monitor.HopTopic, Status: OK}
	action := t.hops[len(t.hops)-1]
	mailed := t.seenMail(tr)
	c := t.Closely.Counts
	switch {
	case tr == nil:
		h.Status, h.Evidence = Unknown, []Pair{{EvidenceAfter, string(monitor.HopAction)}}
	case action.Status == OK && toldTopic(tr) == "":
		h.Status, h.Code = Broken, "alarm-action-not-sns"
		h.Evidence = []Pair{{EvidenceWhy, "the alarm told no topic"}}
	case c != nil && c.Published > 0:
		h.At, h.Evidence = action.At, []Pair{{"messages published", number(c.Published)}}
	case mailed:
		h.At, h.Evidence = action.At, []Pair{{"seen", "by its mail"}}
	default:
		h = t.wait(monitor.HopTopic, later(tr.At, action.At), "")
		if h.Status == Broken && h.Code == "" {
			h = Hop{Hop: monitor.HopTopic, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "SNS shows no count of published messages yet"}}}
		}
	}
	t.add(h)
}

// subscription judges what SNS counts of the deliveries. A delivered mail is one
// that another mail server took; what becomes of it then, nobody reports.
func (t *tracer) subscription(tr *watch.Transition) {
	if h, held := t.held(monitor.HopSubscription); held {
		t.add(h)
		return
	}
	since := time.Time{}
	if tr != nil {
		since = tr.At
	}
	t.sent(t.Closely.Counts, t.seenMail(tr), since)
}

// sent judges what SNS counts of the deliveries of the topic before it.
func (t *tracer) sent(counts *Counts, mailed bool, since time.Time) {
	topic := t.hops[len(t.hops)-1]
	c := Counts{}
	if counts != nil {
		c = *counts
	}
	h := Hop{Hop: monitor.HopSubscription, Status: OK, At: topic.At, Evidence: []Pair{{"notifications delivered", number(c.Delivered)}}}
	if c.Failed > 0 {
		h.Evidence = append(h.Evidence, Pair{"failed", number(c.Failed)})
	}
	if c.FilteredOut > 0 {
		h.Evidence = append(h.Evidence, Pair{"filtered out", number(c.FilteredOut)})
	}
	refuse := func(code, why string) {
		h.Status, h.Code = Broken, code
		h.Evidence = append([]Pair{{EvidenceWhy, why}}, h.Evidence...)
	}
	switch {
	case c.Delivered > 0:
	case mailed:
		h.Evidence = []Pair{{"seen", "by its mail"}}
	case topic.Status == Unknown:
		h = Hop{Hop: monitor.HopSubscription, Status: Unknown, Evidence: []Pair{{EvidenceAfter, string(monitor.HopTopic)}}}
	case c.FilteredOut > 0:
		refuse("subscription-filter-policy", "the subscription's filter policy left the message out")
	case c.Failed > 0:
		refuse("mail-given-up", "SNS gave up on the mail")
	default:
		h = t.wait(monitor.HopSubscription, later(since, topic.At), "SNS took the message and has delivered it to nobody")
	}
	t.add(h)
}
