package live

import (
	"slices"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/watch"
)

// blind says why nothing of the alarm can be seen at present, "" where it can.
func (l *Live) blind() string {
	for _, f := range l.troubles {
		if weight(f.Problem.Kind) >= weight(account.NoNetwork) || f.Source == watch.SourceAlarm && f.Problem.Kind != account.Throttled {
			return inBrief(f)
		}
	}
	return ""
}

// noAlarm reports that CloudWatch says there is no such alarm.
func (l *Live) noAlarm() bool {
	return slices.ContainsFunc(l.troubles, func(f watch.Failing) bool {
		return f.Source == watch.SourceAlarm && f.Problem.Kind == account.Missing
	})
}

// throttled says that AWS has put our looks off, so that what has changed since
// the last of them is not known.
func (l *Live) throttled() bool {
	for _, f := range l.troubles {
		if f.Problem.Kind == account.Throttled {
			return true
		}
	}
	return false
}

// heard notes when the alarm could be seen last, and since when it cannot.
func (l *Live) heard() {
	switch {
	case l.blind() == "":
		l.seenAt, l.blindFrom = l.now, time.Time{}
	case l.blindFrom.IsZero():
		l.blindFrom = l.now
	}
}

// lastSeen is when what stands on the screen was so, "" while it is so.
func (l *Live) lastSeen() string {
	if l.blind() == "" || l.seenAt.IsZero() {
		return ""
	}
	return "last seen " + l.when(l.seenAt, 12)
}

// blindLine stands where the clock of a hop would blame AWS for our own
// blindness.
func (l *Live) blindLine() string {
	t := l.theme
	text := t.Glyphs.Unknown + " cannot see: " + l.blind()
	if seen := l.lastSeen(); seen != "" {
		text += "; " + seen
	}
	return t.Warn.Render(text)
}

// isPast reports that a moment that was to come is over.
func (l *Live) isPast(at time.Time) bool { return !at.After(l.now) }

// outage is in a few words why AWS cannot be asked anything at present, "" where
// it can.
func (l *Live) outage() string {
	for _, f := range l.troubles {
		switch {
		case !f.Silent.IsZero():
			return "no answer"
		case weight(f.Problem.Kind) >= weight(account.NoNetwork):
			return briefly(f.Problem)
		}
	}
	return ""
}
