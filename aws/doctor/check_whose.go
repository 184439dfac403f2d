package doctor

import (
	"slices"
	"strings"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// reached is when the alarm may have learned of a read at the earliest: its
// record's coming to the log group, where that is known.
func (j *judge) reached(r record.Read) time.Time {
	if l, ok := j.logged[r.EventID]; ok && !l.Delivered.Before(r.Time) {
		return l.Delivered
	}
	return r.Time
}

// sharing are the reads that the mail o was for, newest first, where r is one of
// several: the alarm went off once, after all of them. Only a recent mail is
// worth a word.
func (j *judge) sharing(r record.Read, o outcome) (all []record.Read, fired change) {
	fired, ok := j.past.firedSince(j.reached(r))
	if !ok || j.s.At.Sub(o.at) > recent {
		return nil, fired
	}
	all = slices.DeleteFunc(j.before(fired), func(other record.Read) bool {
		a := j.s.Alarm.Value // which may have been changed between the two
		return a != nil && j.reached(other).Before(a.Updated) && !before(r, a.Updated)
	})
	if len(all) < 2 || all[0].EventID != r.EventID {
		return nil, fired
	}
	return all, fired
}

// before are the reads of which a transition to ALARM tells, newest first.
func (j *judge) before(fired change) []record.Read {
	var all []record.Read
	for _, r := range j.reads {
		if !j.counts(r) || j.builtSince(r.Time) {
			continue
		}
		reached := j.reached(r)
		if first, ok := j.past.firedSince(reached); ok && first.at.Equal(fired.at) && fired.at.Sub(reached) <= usualDelivery {
			if _, in := j.past.inAlarmAt(reached); !in {
				all = append(all, r)
			}
		}
	}
	return all
}

// credited are those of the reads, newest first, for one of which the alarm went
// off: one, where that is known.
func (j *judge) credited(reads []record.Read, fired change) []record.Read {
	arrived := func(list []record.Read) []monitor.Arrived {
		all := make([]monitor.Arrived, len(list))
		for i, r := range list {
			all[i].Read = r.Time
			if l, ok := j.logged[r.EventID]; ok {
				all[i].Logged = l.Delivered
			}
		}
		return all
	}
	soonest := monitor.Soonest(arrived(j.reads))
	if j.o.Fast {
		soonest = min(soonest, time.Second)
	}
	of, _ := monitor.Credited(arrived(reads), monitor.Fired{At: fired.at}, soonest)
	var own []record.Read
	for _, i := range slices.Backward(of) {
		own = append(own, reads[i])
	}
	return own
}

// notAmong are the reads that are not among others.
func notAmong(reads, others []record.Read) []record.Read {
	return slices.DeleteFunc(slices.Clone(reads), func(r record.Read) bool {
		return slices.ContainsFunc(others, func(o record.Read) bool { return o.EventID == r.EventID && o.Time.Equal(r.Time) })
	})
}

// whose says which read a mail was for.
func (j *judge) whose(f *Finding, own []record.Read) {
	switch len(own) {
	case 0:
	case 1:
		f.seen("read", "%s", j.when(own[0].Time))
	default:
		_, times, _ := strings.Cut(j.dates(own), ": ")
		f.seen("read", "one of those at %s", times)
	}
}
