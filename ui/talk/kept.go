package talk

import (
	"slices"

	"secretwatch/aws/watch"
)

// mostReads is how many reads are kept to be said again.
const mostReads = 1000

// keep takes a read among those that can be said again, in the order of their
// times: the sources tell of them late and in any order.
func (w *watching) keep(r watch.Read) {
	i, _ := slices.BinarySearchFunc(w.reads, r, func(kept, r watch.Read) int {
		if kept.Time.After(r.Time) {
			return 1
		}
		return -1 // behind those of the same moment
	})
	w.reads = slices.Insert(w.reads, i, r)
	if len(w.reads) > mostReads {
		w.reads = slices.Delete(w.reads, 0, len(w.reads)-mostReads)
		w.dropped = true
	}
}

// has reports that the read of an event is kept.
func (w *watching) has(eventID string) bool {
	return slices.ContainsFunc(w.reads, func(r watch.Read) bool { return r.EventID == eventID })
}

// seenElsewhere completes a read that a further source has now.
func (w *watching) seenElsewhere(r watch.Read) {
	for i := len(w.reads) - 1; i >= 0; i-- {
		if w.reads[i].EventID == r.EventID {
			w.reads[i] = r
			return
		}
	}
}
