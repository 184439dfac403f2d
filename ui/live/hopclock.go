package live

import (
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// wait is what a person should know while a hop is awaited.
type wait struct {
	what        string
	usual, fast time.Duration
}

// waits has what is usual on AWS, where it says so or people report it, and on
// a sandbox at the fast pace.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
// gives about five minutes for the delivery, and promises nothing.
var waits = map[monitor.Hop]wait{
	monitor.HopHistory:  {"Event history", 15 * time.Minute, time.Second},
	monitor.HopDelivery: {"delivery to the log group", 5 * time.Minute, 2 * time.Second},
	monitor.HopFilter:   {"the metric filter", 10 * time.Second, time.Second},
	monitor.HopMetric:   {"the metric", time.Minute, time.Second},
	monitor.HopAlarm:    {"the alarm", 2 * time.Minute, 2 * time.Second},
	monitor.HopAction:   {"the alarm's action", 10 * time.Second, time.Second},
	monitor.HopMail:     {"the mail", 30 * time.Second, time.Second},
}

// since is from when on a hop is awaited: the delivery from the read, the others
// from what came before them.
func (l *Live) since(hop monitor.Hop) time.Time {
	from := l.path.Read.Time
	if hop == monitor.HopHistory || hop == monitor.HopDelivery {
		return from
	}
	for _, h := range l.path.Hops {
		if h.Hop == hop {
			break
		}
		if h.Status == trace.OK && h.At.After(from) {
			from = h.At
		}
	}
	return from
}

// usual is how long a hop usually takes here.
func (l *Live) usual(hop monitor.Hop) time.Duration {
	known, ok := waits[hop]
	period := time.Duration(0)
	if r, seen := l.rule(); seen && hop == monitor.HopAlarm {
		period = max(step(r)-time.Minute, 0) // what a longer period than a minute adds
	}
	switch {
	case !ok:
		return time.Minute
	case l.feed.Fast:
		return known.fast
	default:
		return known.usual + period
	}
}

// fastGrace is what a hop of the sandbox may be late at the fast pace before that
// is worth a word: how long a busy machine and the time between two looks take.
const fastGrace = 2 * time.Second

// due is by when a hop that is waited for is mostly passed, and from when on that
// is late.
func (l *Live) due(h trace.Hop) (due, late time.Time) {
	since, usual := l.since(h.Hop), l.usual(h.Hop)
	due, late = since.Add(usual), since.Add(3*usual+2*time.Second)
	if l.feed.Fast {
		late = since.Add(usual + fastGrace)
	}
	if !l.feed.Fast && !h.Due.IsZero() {
		if h.Due.After(due) {
			due = h.Due
		}
		if h.Late.After(due) {
			late = h.Late
		}
	}
	return due, late
}

// late reports that a hop is waited for longer than is usual. It is not before its
// source has been asked since: what nobody looked for is not late.
func (l *Live) late(h trace.Hop) bool {
	_, late := l.due(h)
	if source, ok := seenBy[h.Hop]; ok && !l.answered[source].After(late) {
		return false
	}
	return l.now.After(late)
}

// seenBy is where the watcher sees that a hop was passed.
var seenBy = map[monitor.Hop]watch.Source{
	monitor.HopHistory: watch.SourceHistory, monitor.HopDelivery: watch.SourceLogGroup, monitor.HopFilter: watch.SourceLogGroup,
	monitor.HopMetric: watch.SourceMetric, monitor.HopAlarm: watch.SourceAlarm,
}

// expectations are by when each hop that is still to come is expected, one after
// the other.
func (l *Live) expectations() map[monitor.Hop]time.Time {
	next, ok := l.awaited()
	if !ok {
		return nil
	}
	by := map[monitor.Hop]time.Time{}
	var at time.Time
	for _, h := range l.path.Hops {
		switch {
		case h.Hop == monitor.HopHistory && h.Status == trace.Waiting, h.Hop == next.Hop:
			due, _ := l.due(h)
			by[h.Hop] = due
			if h.Hop == next.Hop && h.Hop != monitor.HopHistory {
				at = due
				if l.now.After(at) {
					at = l.now
				}
			}
		case !at.IsZero() && h.Hop != monitor.HopHistory:
			at = at.Add(l.usual(h.Hop))
			by[h.Hop] = at
		}
	}
	return by
}

// byClock is a moment by which something is expected, rounded up to what a
// person plans by.
func (l *Live) byClock(at time.Time) string {
	if l.feed.Fast {
		return at.In(l.zone).Format(time.TimeOnly)
	}
	if !at.Truncate(time.Minute).Equal(at) {
		at = at.Truncate(time.Minute).Add(time.Minute)
	}
	return at.In(l.zone).Format("15:04")
}
