package cli

import (
	"slices"
	"sort"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
)

// item is one line to print; one of its parts is set.
type item struct {
	at         time.Time
	read       *watch.Read
	transition *watch.Transition
	datapoint  *watch.Datapoint
}

// itemsOf are the lines of a batch: these of its reads, then what else it has.
func itemsOf(reads []watch.Read, b watch.Batch) []*item {
	items := make([]*item, 0, len(reads)+len(b.Transitions)+len(b.Datapoints))
	for i := range reads {
		items = append(items, &item{at: reads[i].Time, read: &reads[i]})
	}
	for i := range b.Transitions {
		items = append(items, &item{at: b.Transitions[i].At, transition: &b.Transitions[i]})
	}
	for i := range b.Datapoints {
		items = append(items, &item{at: b.Datapoints[i].At, datapoint: &b.Datapoints[i]})
	}
	return items
}

// apart gives every action its own place among the lines: it is taken some time
// after the transition, and other things happen meanwhile.
func apart(list []watch.Transition) []watch.Transition {
	var out []watch.Transition
	for _, t := range list {
		actions := t.Actions
		if t.Actions = nil; !t.Update {
			out = append(out, t)
		}
		for _, a := range actions {
			own := t
			own.At, own.Update, own.Actions = a.At, true, []watch.ActionResult{a}
			out = append(out, own)
		}
	}
	return out
}

const (
	// latest is how long after a read its record may be delivered.
	// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
	// speaks of five minutes on average; nothing is promised.
	latest = 30 * time.Minute
	// mostWaiting bounds how many of the log group's reads wait for an earlier one, for the memory's
	// sake: a log group may hold any number of records.
	mostWaiting = 2000
)

// inOrder puts what happened in the order in which it did. The log group comes
// last and in the order of its delivery, which differs from that of the reads by
// minutes; everything else is here by then. The zero value is ready.
type inOrder struct {
	waiting []*item
	alone   map[string]*item // reads that only Event history had so far, by event id
	added   int              // since the last lines were given
	logged  time.Time        // the newest delivery; zero before the log group's first
}

// take takes a batch in and gives what nothing can come before any more, oldest
// first.
func (o *inOrder) take(b watch.Batch) []*item {
	if o.alone == nil {
		o.alone = map[string]*item{}
	}
	o.add(itemsOf(nil, b)...)
	items := make([]item, len(b.Reads)) // one piece of memory: there may be very many
	for n := range b.Reads {
		r := &b.Reads[n]
		r.JSON = foreign.String{} // lines do without
		known := o.alone[r.EventID]
		switch {
		case known != nil:
			known.read = r
		case r.Update: // printed already
			continue
		default:
			i := &items[n]
			i.at, i.read = r.Time, r
			if r.InLogs.IsZero() {
				o.alone[r.EventID] = i
			}
			o.add(i)
		}
		if !r.InLogs.IsZero() {
			delete(o.alone, r.EventID)
			if r.InLogs.After(o.logged) {
				o.logged = r.InLogs
			}
		}
	}
	if o.logged.IsZero() || o.added < mostWaiting {
		return nil
	}
	o.sort()
	horizon := o.logged.Add(-latest)
	n := sort.Search(len(o.waiting), func(i int) bool { return !o.waiting[i].at.Before(horizon) })
	return o.give(max(n, o.tooMany()))
}

// tooMany is how many must go so that no more than so many of the log group's
// reads wait. The others are few, and may be newer than all of its reads.
func (o *inOrder) tooMany() int {
	logged := 0
	for i := len(o.waiting) - 1; i >= 0; i-- {
		if r := o.waiting[i].read; r != nil && !r.InLogs.IsZero() {
			if logged++; logged > mostWaiting {
				return i + 1
			}
		}
	}
	return 0
}

// rest gives all that still waits.
func (o *inOrder) rest() []*item {
	o.sort()
	return o.give(len(o.waiting))
}

func (o *inOrder) add(items ...*item) {
	o.waiting = append(o.waiting, items...)
	o.added += len(items)
}

func (o *inOrder) sort() {
	slices.SortStableFunc(o.waiting, func(x, y *item) int { return x.at.Compare(y.at) })
}

// give hands out the n oldest.
func (o *inOrder) give(n int) []*item {
	ready := slices.Clone(o.waiting[:n])
	for _, i := range ready {
		if i.read != nil {
			delete(o.alone, i.read.EventID)
		}
	}
	o.waiting = slices.Delete(o.waiting, 0, n)
	o.added = 0
	return ready
}
