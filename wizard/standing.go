package wizard

import (
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

// Standing is what there is of a monitor before the first question.
type Standing struct {
	Since time.Time // when its metric filter was made, from when on reads were counted; zero where that is not known
	Begun bool      // setup made the secret, and got neither to the metric filter nor to the alarm
	// The parts in words, by what going on with the answers as they are would do
	// to them.
	Stays, Changed, Made []string
}

// StandingOf sorts a plan by what it does to what is there; false where there is
// no monitor of the secret, and none was begun.
func StandingOf(seen monitor.Snapshot, changes []monitor.Change) (Standing, bool) {
	s := Standing{Begun: !seen.Alarm.There() && !seen.Filter.There()}
	if len(changes) == 0 || s.Begun && !madeSecret(seen) {
		return Standing{}, false
	}
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

// madeSecret reports that the secret is setup's own.
func madeSecret(seen monitor.Snapshot) bool {
	found := seen.Secret.Value
	return found != nil && seen.Ours(found.Tags)
}

// Listed is a list in words: one, one and two, one, two and three.
func Listed(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
}
