package talk

import (
	"slices"
	"strconv"

	"secretwatch/aws/watch"
)

// mostChanges is how many changes of the alarm are kept.
const mostChanges = 100

// changed keeps what the alarm did, oldest first. A change comes again once its
// actions are known, of which only the new ones come then.
func (w *watching) changed(t watch.Transition) {
	i, there := slices.BinarySearchFunc(w.changes, t, func(kept, t watch.Transition) int { return kept.At.Compare(t.At) })
	if there && t.Update {
		w.changes[i].Actions = append(slices.Clip(w.changes[i].Actions), t.Actions...)
		return
	}
	w.changes = slices.Insert(w.changes, i, t)
	if len(w.changes) > mostChanges {
		w.changes = slices.Delete(w.changes, 0, len(w.changes)-mostChanges)
	}
}

// toldNobody says at once of an alarm that cannot tell anybody that it went off:
// nothing else comes after it.
func (w *watching) toldNobody(t watch.Transition) {
	switch a := w.alarm; {
	case a == nil || t.To != "ALARM" || t.Update || len(t.Actions) > 0:
	case a.Muted:
		w.say("Its actions are switched off, so it told nobody.")
	case a.Actions == 0:
		w.say("It has no action, so it told nobody.")
	}
}

// sayChanges says the newest changes of the alarm again, and what became of each
// of its actions.
func (w *watching) sayChanges(number string) {
	n, err := strconv.Atoi(number)
	if number == "" {
		n, err = 5, nil
	}
	switch {
	case err != nil || n < 1:
		w.say("Type changes and how many, such as changes 5.")
		return
	case len(w.changes) == 0:
		w.say("No change of the alarm was seen so far.")
		return
	}
	for _, t := range w.changes[max(len(w.changes)-n, 0):] {
		t.Update = false
		w.out.Transition(t)
		if len(t.Actions) == 0 {
			w.say("It sent nothing for that change.")
		}
	}
}
