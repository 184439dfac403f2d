package wizard

import (
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

// Standing is what there is of a monitor before the first question.
type Standing struct {
	Since time.Time // when its metric filter was made, from when on reads were counted; zero where that is not known
	// The parts in words, by what going on with the answers as they are would do
	// to them.
	Stays, Changed, Made []string
}

// StandingOf sorts a plan by what it does to what is there; false where there is
// no monitor of the secret, nor a good part of one.
func StandingOf(seen monitor.Snapshot, changes []monitor.Change) (Standing, bool) {
	if len(changes) == 0 || !seen.Alarm.There() && !seen.Filter.There() {
		return Standing{}, false
	}
	var s Standing
	if f := seen.Filter.Value; f != nil {
		s.Since = f.Created
	}
	for _, c := range changes {
		word := c.Kind.Word()
		switch c.Action {
		case monitor.ActionNone, monitor.ActionAdopt:
			s.Stays = append(s.Stays, word)
		case monitor.ActionCreate:
			s.Made = append(s.Made, word)
		default:
			s.Changed = append(s.Changed, word)
		}
	}
	return s, true
}

// Listed is a list in words: one, one and two, one, two and three.
func Listed(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
}
