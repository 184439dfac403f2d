package talk

import (
	"maps"
	"time"

	"secretwatch/aws/alarm"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// later is news that came while a read was followed, to be said after its hops.
type later struct {
	since time.Time
	say   func(trace.Path)
}

// holding is how long news wait at most for the hops of a read.
const holding = 20 * time.Second

// inTurn says news at once, but where a read is being followed after its hops:
// these lead to what is new, and most of it they tell themselves.
func (w *watching) inTurn(say func(trace.Path)) {
	if w.way == nil {
		say(trace.Path{})
		return
	}
	w.later = append(w.later, later{time.Now(), say})
}

// release says the news that have waited for long, or all.
func (w *watching) release(p trace.Path, all bool) {
	for len(w.later) > 0 && (all || time.Since(w.later[0].since) >= holding) {
		say := w.later[0].say
		w.later = w.later[1:]
		say(p)
	}
}

// wayEnds says what waited for the end of a read's way, and takes its verdict as
// one that the person has asked for. It is true where the mail is there.
func (w *watching) wayEnds() (arrived bool) {
	p := w.way.last.Path
	w.way = nil
	w.stops, w.stoppedAt = stops(p, w.report), time.Now()
	w.release(p, true)
	arrived = p.Of(monitor.HopMail).Status == trace.OK
	if c := &w.chase; c.answer != nil && len(p.Hops) > 0 && !arrived {
		if f := trace.Judge(p, w.report); f.Status == doctor.Broken { // which was said just now
			c.asked, c.ill, c.named = true, true, f
		}
	}
	return arrived
}

// transition says a change of the alarm, unless the hops of a read have told it.
func (w *watching) transition(t watch.Transition, p trace.Path) {
	if told(p, t) {
		return
	}
	t.Reason = foreign.String{} // alarm says it
	w.out.Transition(t)
	w.toldNobody(t)
}

// near is how far apart the times of one change may be, as two sources tell it.
const near = 5 * time.Second

// told reports that the hops of a read have told of a change of the alarm, and of
// what its action did.
func told(p trace.Path, t watch.Transition) bool {
	h, action := p.Of(monitor.HopAlarm), p.Of(monitor.HopAction).Status
	known := action == trace.OK || action == trace.Broken
	return t.To == string(alarm.Alarm) && h.Status == trace.OK && known && h.At.Sub(t.At).Abs() <= near
}

// news says what is not well and was not said yet, neither of itself nor by the
// hops of a read, and takes the report as what a hunt has come to.
func (w *watching) news(p trace.Path, report doctor.Report) {
	if w.chase.covered() {
		w.remember()
		return
	}
	defer w.judged(report)
	heard := stops(p, w.report)
	if time.Since(w.stoppedAt) < holding {
		maps.Copy(heard, w.stops)
	}
	news := false
	for _, f := range w.report.Findings {
		if f.Status == doctor.OK || f.Status == doctor.Skipped || w.said[f.Code] == f.Status {
			continue
		}
		news = true
		if !heard[f.Code] && !heard[f.BecauseOf] {
			w.out.Finding(f, false)
			w.offer(f)
		}
	}
	was := len(w.said) > 0
	w.remember()
	if !news && was && len(w.said) == 0 {
		w.verdict()
	}
}

// stops are the codes of what stopped a read, which its hops have said.
func stops(p trace.Path, r *doctor.Report) map[string]bool {
	codes := map[string]bool{}
	for _, h := range p.All() {
		if h.Status == trace.Broken && h.Code != "" {
			codes[h.Code] = true
		}
	}
	if len(codes) > 0 {
		codes[trace.Judge(p, r).Code] = true
	}
	return codes
}
