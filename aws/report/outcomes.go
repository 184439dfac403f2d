package report

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// readOutcome is a read and what the alarm made of it.
type readOutcome struct {
	record.Read
	logged time.Time // its record came to the log group; zero where that is not known
	known  bool      // the alarm's history reaches back so far
	alarm  time.Time // went off for it; zero where it did not
	// among are the reads for one of which the alarm went off, where that is all
	// that is known; then the first of them has alarm, and the others shared.
	among  []time.Time
	shared time.Time   // the ALARM went off then, for another read as much as for this one; zero where it did not
	with   []time.Time // the read that has that ALARM, or those of which one has it
	in     time.Time   // since when the alarm was in ALARM when it was read, or its record came; zero where it was not
	mailed time.Time   // an action on the topic worked after that; zero where none did
	early  bool        // the alarm was not made yet
	// refused is the action on the topic that failed after that, nil where none did.
	refused *monitor.HistoryItem
	lost    time.Time // mailed, where nobody had confirmed the e-mail by then, or nobody was subscribed any more
	gone    bool      // lost, because the address had been unsubscribed
}

const (
	// mailWithin is how long after a read its alarm is looked for.
	mailWithin = time.Hour
	// shareWithin is how far an ALARM may be from the first of the reads that share
	// it: two periods of five minutes.
	shareWithin = 10 * time.Minute
)

// outcomes are the reads, oldest first, and what the alarm made of each.
func (p *page) outcomes(reads []record.Read) {
	came := map[string]time.Time{}
	for _, l := range valueOf(p.Snapshot.Logged) {
		if at, twice := came[l.EventID]; l.EventID != "" && (!twice || l.Delivered.Before(at)) {
			came[l.EventID] = l.Delivered
		}
	}
	history := valueOf(p.Snapshot.AlarmHistory)
	p.reads = make([]readOutcome, len(reads))
	for i, r := range reads {
		o := readOutcome{Read: r, logged: came[r.EventID], known: p.Snapshot.AlarmHistory.There() && p.Snapshot.At.Sub(r.Time) < keepHistory}
		if state, since := stateAt(history, o.reached()); state == "ALARM" && r.Result == record.ResultOK {
			o.in = since
		}
		p.reads[i] = o
	}
	fired := firings(history)
	for i, f := range fired {
		var next time.Time
		if i+1 < len(fired) {
			next = fired[i+1].At
		}
		p.credit(f, next)
	}
}

// reached is when the alarm may have learned of a read at the earliest.
func (o readOutcome) reached() time.Time {
	if o.logged.IsZero() {
		return o.Time
	}
	return o.logged
}

// credit finds the read for which the alarm went off, and those that share that
// ALARM; the alarm goes off next at next.
func (p *page) credit(f monitor.Fired, next time.Time) {
	of := p.creditedWith(f)
	var among []time.Time
	for _, i := range of {
		among = append(among, p.reads[i].Time)
	}
	history := valueOf(p.Snapshot.AlarmHistory)
	for n, i := range of {
		o := &p.reads[i]
		if len(of) > 1 {
			o.among = among
		}
		if n == 0 {
			o.shared, o.in, o.alarm = time.Time{}, time.Time{}, f.At
			o.told(history, next)
		} else {
			o.in, o.shared = time.Time{}, f.At
		}
	}
	if len(of) == 0 {
		return
	}
	for i := range p.reads {
		o := &p.reads[i]
		if o.open() && o.shared.IsZero() && o.in.IsZero() && !o.reached().After(f.At) && f.At.Sub(o.reached()) <= shareWithin && !p.changedBetween(o.Time, f.At) {
			o.shared, o.with = f.At, among
		}
	}
}

// open reports that a read worked, and no ALARM is known that went off for it.
func (o readOutcome) open() bool {
	return o.known && o.Result == record.ResultOK && o.alarm.IsZero()
}

// creditedWith are the reads of one of which an ALARM tells. What an earlier
// ALARM may have told of too, and what was followed by a change of the chain, is
// taken only where nothing else fits.
func (p *page) creditedWith(f monitor.Fired) []int {
	var all []monitor.Arrived
	var best, later []int
	for i, o := range p.reads {
		all = append(all, monitor.Arrived{Read: o.Time, Logged: o.logged})
		switch age := f.At.Sub(o.Time); {
		case !o.open() || age < 0 || age >= mailWithin:
		case (!o.shared.IsZero() || !o.in.IsZero()) && age > shareWithin:
		case o.shared.IsZero() && o.in.IsZero() && !p.changedBetween(o.Time, f.At):
			best = append(best, i)
		default:
			later = append(later, i)
		}
	}
	soonest := monitor.Soonest(all)
	if p.Judging.Fast {
		soonest = min(soonest, time.Second)
	}
	var perhaps []int
	for _, places := range [][]int{best, later} {
		some := make([]monitor.Arrived, len(places))
		for n, i := range places {
			some[n] = all[i]
		}
		of, likely := monitor.Credited(some, f, soonest)
		for n := range of {
			of[n] = places[of[n]]
		}
		if likely {
			return of
		}
		if len(perhaps) == 0 {
			perhaps = of
		}
	}
	return perhaps
}

// told looks for the actions on the topic after the ALARM; the history is
// newest first.
func (o *readOutcome) told(history []monitor.HistoryItem, next time.Time) {
	for _, h := range slices.Backward(history) {
		if h.Type != "Action" || h.At.Before(o.alarm) || h.At.Sub(o.alarm) >= time.Minute || !next.IsZero() && !h.At.Before(next) || !strings.Contains(h.Summary.Raw(), ":sns:") {
			continue
		}
		switch {
		case o.mailed.IsZero() && strings.HasPrefix(h.Summary.Raw(), "Successfully"):
			o.mailed = h.At
		case o.refused == nil && strings.HasPrefix(h.Summary.Raw(), "Failed"):
			o.refused = &h
		}
	}
}

// firings are when the alarm went off, oldest first, but by hand.
func firings(history []monitor.HistoryItem) []monitor.Fired {
	var list []monitor.Fired
	for _, h := range slices.Backward(history) {
		if wentOff(h) && !byHand(h) {
			f := monitor.Fired{At: h.At}
			f.From, f.To = looked(h)
			list = append(list, f)
		}
	}
	return list
}

// looked is the time of the points that a transition was decided by; zero where
// it does not say.
func looked(h monitor.HistoryItem) (from, to time.Time) {
	var d struct {
		NewState struct {
			StateReasonData struct {
				Period              int
				EvaluatedDatapoints []struct{ Timestamp string }
			}
		}
	}
	if json.Unmarshal([]byte(h.Data.Raw()), &d) != nil {
		return from, to
	}
	data := d.NewState.StateReasonData
	for _, point := range data.EvaluatedDatapoints {
		at, err := time.Parse("2006-01-02T15:04:05.000-0700", point.Timestamp)
		if err != nil {
			return time.Time{}, time.Time{}
		}
		end := at.Add(time.Duration(data.Period) * time.Second)
		if from.IsZero() || at.Before(from) {
			from = at
		}
		if end.After(to) {
			to = end
		}
	}
	return from, to
}

func (p *page) changedBetween(from, to time.Time) bool {
	within := func(t time.Time) bool { return !t.Before(from) && t.Before(to) }
	return slices.ContainsFunc(p.changes, func(c monitor.Changed) bool { return within(c.At) && c.Event != callSetState }) ||
		slices.ContainsFunc(p.ruleChanges, func(c monitor.Changed) bool { return within(c.At) }) ||
		slices.ContainsFunc(p.edits, func(e edit) bool { return within(e.at) })
}
