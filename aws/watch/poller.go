package watch

import (
	"context"
	"time"

	"secretwatch/aws/account"
)

// poller asks one source again and again.
type poller struct {
	source Source
	// active is how long it waits between polls while somebody looks; at rest
	// it waits rest, and perPage more for every further page that the last
	// poll took, so that the sources together make at most ten calls a minute.
	active, rest, perPage time.Duration
	// poll asks once, through all pages. It hands on what full pages bring
	// before the last one through emit, and says how many calls it made.
	poll func(ctx context.Context, emit func(found) bool) (last found, calls int)
	// kick, where it is set, starts a poll instead of the clock.
	kick <-chan struct{}
}

// Waits at rest: 5 + 1 + 2 + 1 calls a minute.
const (
	logsRest    = 12 * time.Second
	historyRest = 60 * time.Second
	alarmRest   = 30 * time.Second
	metricRest  = 60 * time.Second
	// aloneRest is Event history's where there is no log group to read.
	aloneRest   = 12 * time.Second
	logsPage    = 12 * time.Second
	historyPage = 15 * time.Second
	// failingRest is between polls of a source that fails for now.
	failingRest = 30 * time.Second
	// longest is how long a failing source is left alone at most.
	longest = 5 * time.Minute
)

// pollers lists what the target allows to ask.
func (w *Watcher) pollers() []poller {
	active, slowly := 2*time.Second, 10*time.Second
	if w.o.Fast {
		active, slowly = time.Second, time.Second
	}
	var ps []poller
	if w.t.LogGroup != "" {
		ps = append(ps, poller{source: SourceLogGroup, active: active, rest: logsRest, perPage: logsPage, poll: w.pollLogs()})
	}
	if !w.t.NoHistory {
		rest := historyRest
		if w.t.LogGroup == "" {
			rest = aloneRest
		}
		ps = append(ps, poller{source: SourceHistory, active: active, rest: rest, perPage: historyPage, poll: w.pollHistory()})
	}
	if w.t.Alarm != "" {
		changed := make(chan struct{}, 1)
		h := newAlarmHistory(w)
		ps = append(ps,
			poller{source: SourceAlarm, active: active, rest: alarmRest, poll: w.pollAlarm(h, changed)},
			poller{source: SourceAlarmHistory, active: active, rest: alarmRest, poll: h.poll, kick: changed})
	}
	if w.t.Metric != "" {
		ps = append(ps, poller{source: SourceMetric, active: slowly, rest: metricRest, poll: w.pollMetric()})
	}
	return ps
}

// follow runs one poller until the context ends, or once.
func (w *Watcher) follow(ctx context.Context, p poller, results chan<- found) {
	sendFor := func(ctx context.Context, f found) bool {
		f.source = p.source
		select {
		case <-ctx.Done():
			return false
		case results <- f:
			return true
		}
	}
	send := func(f found) bool { return sendFor(ctx, f) }
	asking := account.Asking(ctx, w.asked[p.source])
	failures := 0
	for {
		answered := func() {}
		if w.o.Follow {
			answered = w.noticeSilence(ctx, p.source, func(ctx context.Context) { sendFor(ctx, found{silent: true}) })
		}
		last, calls := p.poll(asking, send)
		answered()
		if ctx.Err() != nil {
			return
		}
		if last.err != nil {
			failures++
		} else {
			failures = 0
		}
		polled := time.Now()
		due := func() time.Time {
			if last.err != nil && w.retriedAfter(polled) {
				failures = 0
				return polled
			}
			return polled.Add(w.wait(p, last.err, failures, calls))
		}
		if w.o.Follow && p.kick == nil {
			w.plan(p.source, due())
		}
		last.done = true
		if !send(last) || !w.o.Follow || !w.await(ctx, p, due) {
			return
		}
	}
}

// await waits for the next poll's time.
func (w *Watcher) await(ctx context.Context, p poller, due func() time.Time) bool {
	if p.kick == nil {
		return w.pace.sleep(ctx, due)
	}
	select {
	case <-ctx.Done():
		return false
	case <-p.kick:
		return true
	}
}

// wait is how long a source is left alone after a poll.
func (w *Watcher) wait(p poller, err error, failures, calls int) time.Duration {
	wait := p.rest + p.perPage*time.Duration(max(calls-1, 0))
	if w.pace.active() {
		wait = p.active
	}
	if err == nil {
		return wait
	}
	switch account.Explain(err).Kind {
	case account.Denied, account.Unsupported:
		// Waiting mends neither, so they are asked now and then only.
		return longest
	case account.Throttled:
		return min(max(wait, p.rest)<<min(failures-1, 8), longest)
	default:
		return min(wait<<min(failures-1, 8), max(p.rest, failingRest))
	}
}

func (w *Watcher) plan(s Source, due time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due[s] = due
}
