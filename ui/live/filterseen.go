package live

import (
	"time"

	"secretwatch/aws/filter"
	"secretwatch/aws/watch"
)

// filterSeen is the monitor's metric filter as the newest check saw it. The
// watcher knows a changed one only from then on, and what came before has been
// matched with the old one.
type filterSeen struct {
	known   bool
	pattern string    // "" where there is no filter
	at      time.Time // when it was looked at last
	from    time.Time // reads delivered from then on are matched, where none were at first
}

// gone reports that there is no filter.
func (f filterSeen) gone() bool { return f.known && f.pattern == "" }

// noPattern reports that nobody knows what the filter made of a read.
func (l *Live) noPattern(r *row) bool {
	return l.feed.NoPattern && (l.seen.from.IsZero() || r.InLogs.Before(l.seen.from))
}

// seeFilter takes over the filter that a check has seen. Where it is another one,
// the reads are matched anew that were delivered since it is there, or since it
// was looked at before.
func (l *Live) seeFilter() {
	if l.feed.Filter == nil {
		return
	}
	pattern, since, known := l.feed.Filter()
	if !known {
		return
	}
	was := l.seen
	l.seen = filterSeen{true, pattern, l.began, was.from}
	switch {
	case l.feed.NoPattern && was.from.IsZero():
		if pattern == "" {
			return
		}
		l.seen.from = since
	case !was.known || was.pattern == pattern:
		return
	case since.Before(was.at):
		since = was.at
	}
	match := func(string) bool { return false }
	if p, err := filter.Parse(pattern); pattern != "" && err == nil {
		match = p.Match
	}
	l.reads.rematch(since, match)
}

// rematch says anew which reads the filter counts, of those that were delivered
// from a moment on.
func (s *store) rematch(since time.Time, match func(string) bool) {
	s.version++
	for _, r := range s.rows {
		if !r.InLogs.IsZero() && !r.InLogs.Before(since) && !r.JSON.Empty() {
			r.Matched, r.rematched = match(r.JSON.Raw()), true //nolint:forbidigo // matched with, not shown
		}
	}
}

// settingsDiffer reports that an alarm was changed: the checklist knows it as it
// was.
func settingsDiffer(a, b watch.AlarmState) bool {
	return a.Muted != b.Muted || a.Actions != b.Actions || a.Rule != b.Rule
}
