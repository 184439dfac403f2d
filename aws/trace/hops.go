package trace

import (
	"slices"
	"strconv"
	"time"

	"secretwatch/aws/monitor"
)

// tracer walks along the hops. Once one is broken, those after it cannot be
// known; once one is waited for, so are those after it.
type tracer struct {
	Input
	hops    []Hop
	last    time.Time // when the read passed the hop before
	broken  monitor.Hop
	waiting monitor.Hop
	byRule  bool // the rule's way, not the alarm's
}

// add appends a hop. The history is a side road: nothing waits for it.
func (t *tracer) add(h Hop) {
	side := h.Hop == monitor.HopHistory
	if !h.At.IsZero() {
		h.At = h.At.UTC()
		h.After = max(h.At.Sub(t.Read.Time), 0)
		h.Took = max(h.At.Sub(t.last), 0)
		h.AfterWhole, h.TookWhole = whole(t.Read.Time, h.At), whole(t.last, h.At)
		if !side {
			t.last = later(t.last, h.At)
		}
	}
	if usual := t.waitFor(h.Hop).usual; t.Closely != nil && h.Status == OK && usual != "" {
		h.Evidence = append(h.Evidence, Pair{EvidenceUsual, usual})
	}
	t.hops = append(t.hops, h)
	switch {
	case side:
	case h.Status == Broken && t.broken == "":
		t.broken = h.Hop
	case h.Status == Waiting && t.waiting == "":
		t.waiting = h.Hop
	}
}

// whole reports that one of these moments has no fraction of a second. A clock
// that has them hits a whole one once in a thousand times, and then little is
// lost.
func whole(moments ...time.Time) bool {
	return slices.ContainsFunc(moments, func(at time.Time) bool { return at.Nanosecond() == 0 })
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

func (t *tracer) read() {
	h := Hop{Hop: monitor.HopRead, Status: OK, At: t.Read.Time}
	for _, p := range []Pair{
		{"request id", t.Read.RequestID}, {"event id", t.Read.EventID}, {"result", string(t.Read.Result)}, {"error", t.Read.Error.Safe()},
	} {
		if p.Value = safe(p.Value); p.Value != "" {
			h.Evidence = append(h.Evidence, p)
		}
	}
	t.add(h)
}

func (t *tracer) history() {
	h := Hop{Hop: monitor.HopHistory, Status: OK}
	switch {
	case t.Read.InHistory.IsZero():
		h = t.wait(monitor.HopHistory, t.Read.Time, "Event history has no such read")
		if h.Status == Broken {
			h.Status = Unknown // nothing on the way to the mail hangs on it
		}
	case t.Read.CatchUp:
		h.Evidence = []Pair{{"seen", "there when first looked, so its time is not known"}}
	case t.Read.Unlooked:
		h.Evidence = []Pair{{"seen", "there by " + t.Read.InHistory.UTC().Format(time.RFC3339) + ", after a while in which nobody looked"}}
	default:
		h.At = t.Read.InHistory
	}
	t.add(h)
}

func (t *tracer) delivery() {
	if !t.Read.InLogs.IsZero() {
		h := Hop{Hop: monitor.HopDelivery, Status: OK, At: t.Read.InLogs}
		if t.Read.Stream != "" {
			h.Evidence = []Pair{{"log stream", safe(t.Read.Stream)}}
		}
		t.add(h)
		return
	}
	if on, missed := t.missed(); missed {
		t.add(Hop{Hop: monitor.HopDelivery, Status: Broken, Code: "trail-not-logging", Evidence: []Pair{{
			EvidenceWhy, "the trail was switched on at " + on.UTC().Format(time.RFC3339) + ", after this read, and delivers nothing of before",
		}}})
		return
	}
	h := t.wait(monitor.HopDelivery, t.Read.Time, "no record in the log group")
	if days := t.retention(); h.Status == Broken && h.Code == "" && days > 0 && t.Now.Sub(t.Read.Time) > time.Duration(days)*24*time.Hour {
		h.Status = Unknown
		h.Evidence = []Pair{{EvidenceWhy, "the log group keeps its records for " + strconv.Itoa(int(days)) + " days, and this read is older"}}
	}
	t.add(h)
}

// missed reports that the trail was off when the read was made, and when it was
// switched on since. AWS does not say how exactly it begins, so of the minutes
// before nobody can be sure.
func (t *tracer) missed() (on time.Time, missed bool) {
	if t.Closely == nil {
		return time.Time{}, false
	}
	s, unsure := t.Closely.Chain.Status.Value, 5*time.Minute
	if t.fast() {
		unsure = time.Second
	}
	if s == nil || !s.Logging || t.Read.Time.IsZero() {
		return time.Time{}, false
	}
	return s.Started, s.Started.After(t.Read.Time.Add(unsure)) && !s.Stopped.After(t.Read.Time)
}

// retention is for how many days the log group keeps a record, 0 for ever or
// where that is not known.
func (t *tracer) retention() int32 {
	if t.Closely == nil || t.Closely.Chain.LogGroup.Value == nil {
		return 0
	}
	return t.Closely.Chain.LogGroup.Value.RetentionDays
}

// delivered is when the record reached the log group; where that cannot be seen,
// the read's own time.
func (t *tracer) delivered() time.Time {
	if t.Read.InLogs.IsZero() {
		return t.Read.Time
	}
	return t.Read.InLogs
}

// begun is from when on what comes after the delivery is awaited.
func (t *tracer) begun() time.Time {
	if t.Read.InLogs.IsZero() {
		return t.Read.Time.Add(t.waitFor(monitor.HopDelivery).due)
	}
	return t.Read.InLogs
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
	period := t.period()
	minute := t.delivered().Truncate(period)
	for _, d := range t.Datapoints {
		fits := d.At.Equal(minute) || d.At.Equal(minute.Add(period))
		guess := t.Read.InLogs.IsZero() && !d.At.Before(minute)
		if d.Value <= 0 || !fits && !guess {
			continue
		}
		h := Hop{Hop: monitor.HopMetric, Status: OK, At: t.Read.InLogs, Evidence: []Pair{
			{"minute", d.At.UTC().Format(time.RFC3339)},
			{"sum", number(d.Value)},
			{"log events", number(d.Count)},
		}}
		if t.Read.InLogs.IsZero() {
			h.Evidence = append(h.Evidence, Pair{EvidenceNote, "the record was not seen, so this may be another read's"})
		}
		t.add(h)
		return
	}
	if alarmed {
		t.add(Hop{Hop: monitor.HopMetric, Status: OK, Evidence: []Pair{{"seen", "by the alarm"}}})
		return
	}
	t.add(t.wait(monitor.HopMetric, t.begun(), "the metric has no value for that minute"))
}

func (t *tracer) period() time.Duration {
	if t.Closely != nil && t.Closely.Period > 0 {
		return t.Closely.Period
	}
	return time.Minute
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
