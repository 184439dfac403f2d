package trace

import (
	"fmt"
	"strconv"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// What is usual, and when waiting becomes pointless. AWS promises none of it:
// CloudTrail delivers within five minutes on average, metrics are reported and
// alarms evaluated every minute.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html
const (
	usualHistory  = "2 to 15 minutes after the read"
	usualDelivery = "about 5 minutes after the read, up to 15; the first delivery of a new trail can take longer"
	usualMetric   = "within 2 minutes of the delivery"
	usualAlarm    = "1 to 2 minutes after the delivery with a period of 60 seconds, up to 10 with 300"
	usualAction   = "seconds after the transition"
	usualMail     = "seconds after the action"

	lateDelivery, brokenDelivery = 15 * time.Minute, 30 * time.Minute
	lateMetric, brokenMetric     = 2 * time.Minute, 5 * time.Minute
	lateAlarm, brokenAlarm       = 5 * time.Minute, 15 * time.Minute
	lateMail, brokenMail         = time.Minute, 5 * time.Minute
	patienceAction               = time.Minute
)

// tracer walks along the hops. Once one is broken, those after it cannot be
// known; once one is waited for, so are those after it.
type tracer struct {
	Input
	hops    []Hop
	broken  monitor.Hop
	waiting monitor.Hop
}

// add appends a hop. The history is a side road: nothing waits for it.
func (t *tracer) add(h Hop) {
	if !h.At.IsZero() {
		h.At = h.At.UTC()
		h.After = max(h.At.Sub(t.Read.Time), 0)
	}
	t.hops = append(t.hops, h)
	if h.Hop == monitor.HopHistory {
		return
	}
	switch {
	case h.Status == Broken && t.broken == "":
		t.broken = h.Hop
	case h.Status == Waiting && t.waiting == "":
		t.waiting = h.Hop
	}
}

// held is the hop as it stands behind one that is broken or waited for.
func (t *tracer) held(hop monitor.Hop) (Hop, bool) {
	switch {
	case t.broken != "":
		return Hop{Hop: hop, Status: Unknown, Evidence: []Pair{{EvidenceAfter, string(t.broken)}}}, true
	case t.waiting != "":
		return Hop{Hop: hop, Status: Waiting, Evidence: []Pair{{EvidenceAfter, string(t.waiting)}}}, true
	default:
		return Hop{}, false
	}
}

// wait is a hop that was not seen yet, begun at since.
func (t *tracer) wait(hop monitor.Hop, since time.Time, late, broken time.Duration, usual, why string) Hop {
	waited := t.Now.Sub(since)
	h := Hop{Hop: hop, Status: Waiting, Evidence: []Pair{{EvidenceUsual, usual}}}
	switch {
	case waited > broken:
		h.Status = Broken
		h.Evidence = append(h.Evidence, Pair{EvidenceWhy, fmt.Sprintf("%s after %s", why, waited.Round(time.Second))})
	case waited > late:
		h.Evidence = append(h.Evidence, Pair{EvidenceLate, waited.Round(time.Second).String()})
	}
	return h
}

func (t *tracer) read() {
	evidence := []Pair{{"request id", t.Read.RequestID}, {"event id", t.Read.EventID}, {"result", string(t.Read.Result)}}
	if !t.Read.Error.Empty() {
		evidence = append(evidence, Pair{"error", t.Read.Error.Safe()})
	}
	for i := range evidence {
		evidence[i].Value = safe(evidence[i].Value)
	}
	t.add(Hop{Hop: monitor.HopRead, Status: OK, At: t.Read.Time, Evidence: evidence})
}

func (t *tracer) history() {
	h := Hop{Hop: monitor.HopHistory, Status: OK}
	switch {
	case t.Read.InHistory.IsZero():
		h.Status = Waiting
		h.Evidence = []Pair{{EvidenceUsual, usualHistory}}
		if waited := t.Now.Sub(t.Read.Time); waited > brokenDelivery {
			h.Status = Unknown
		} else if waited > lateDelivery {
			h.Evidence = append(h.Evidence, Pair{EvidenceLate, waited.Round(time.Second).String()})
		}
	case t.Read.CatchUp:
		h.Evidence = []Pair{{"seen", "there when first looked, so its time is not known"}}
	default:
		h.At = t.Read.InHistory
	}
	t.add(h)
}

func (t *tracer) delivery() {
	if t.Read.InLogs.IsZero() {
		t.add(t.wait(monitor.HopDelivery, t.Read.Time, lateDelivery, brokenDelivery, usualDelivery, "no record in the log group"))
		return
	}
	t.add(Hop{Hop: monitor.HopDelivery, Status: OK, At: t.Read.InLogs})
}

func (t *tracer) filter() {
	h, held := t.held(monitor.HopFilter)
	if held {
		t.add(h)
		return
	}
	h = Hop{Hop: monitor.HopFilter, Status: OK, At: t.Read.InLogs}
	switch {
	case t.NoPattern:
		h = Hop{Hop: monitor.HopFilter, Status: Unknown, Evidence: []Pair{{EvidenceWhy, "the filter's pattern is not known"}}}
	case t.Read.Matched:
		h.Evidence = []Pair{{"pattern", "matches the record"}}
	case t.Read.Result != record.ResultOK:
		h.Status = Broken
		h.Evidence = []Pair{{EvidenceWhy, "the pattern does not match the record of this failed read"}}
	default:
		h.Status = Broken
		h.Evidence = []Pair{{EvidenceWhy, "the pattern does not match the record"}}
	}
	t.add(h)
}

// metric looks for the point of the minute in which the record was delivered:
// a metric filter's points carry the log event's time. An alarm that went off
// has seen the point, even where we have not asked for it since.
func (t *tracer) metric(alarmed bool) {
	h, held := t.held(monitor.HopMetric)
	if held {
		t.add(h)
		return
	}
	minute := t.Read.InLogs.Truncate(time.Minute)
	for _, d := range t.Datapoints {
		if d.Value > 0 && (d.At.Equal(minute) || d.At.Equal(minute.Add(time.Minute))) {
			t.add(Hop{Hop: monitor.HopMetric, Status: OK, At: t.Read.InLogs, Evidence: []Pair{
				{"minute", d.At.UTC().Format(time.RFC3339)},
				{"sum", number(d.Value)},
				{"log events", number(d.Count)},
			}})
			return
		}
	}
	if alarmed {
		t.add(Hop{Hop: monitor.HopMetric, Status: OK, Evidence: []Pair{{"seen", "by the alarm"}}})
		return
	}
	t.add(t.wait(monitor.HopMetric, t.Read.InLogs, lateMetric, brokenMetric, usualMetric, "the metric has no value for that minute"))
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
