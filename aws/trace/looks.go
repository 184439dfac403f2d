package trace

import (
	"context"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// look asks one source again and again, as long as it has something to say.
type look struct {
	source watch.Source
	every  func() time.Duration
	wanted func() bool
	// ask makes the calls, together with other looks, and gives what changes
	// what is known; that runs alone.
	ask func(context.Context) (apply func(), err error)

	due      time.Time // local clock
	failures int
	said     string // its trouble, as it was told last
	apply    func()
	err      error
}

// allLooks are the sources in the order of the hops.
func (t *Tracer) allLooks() []*look {
	rate := func(usual, fast time.Duration) func() time.Duration {
		return func() time.Duration { return t.every(usual, fast) }
	}
	open := func(hop monitor.Hop) bool { return t.path.Of(hop).Status == Waiting }
	ruleOpen := func() bool {
		_, waiting := t.path.ruleHeading()
		return waiting
	}
	looks := []*look{
		{source: watch.SourceHistory, every: rate(15*time.Second, time.Second), ask: t.askHistory, wanted: func() bool { return t.in.Read.InHistory.IsZero() }},
		{source: watch.SourceLogGroup, every: rate(6*time.Second, time.Second), ask: t.askLogs, wanted: func() bool { return t.in.Read.InLogs.IsZero() && t.close.Chain.Names.LogGroup != "" }},
		{source: SourceFilter, every: rate(5*time.Second, time.Second), ask: t.askFilter, wanted: t.untested},
		{source: watch.SourceMetric, every: rate(10*time.Second, time.Second), ask: t.askMetric, wanted: func() bool {
			return t.uncharted() || t.arrived() && (open(monitor.HopMetric) || open(monitor.HopAlarm))
		}},
		{source: watch.SourceAlarm, every: t.alarmEvery, ask: t.askAlarm, wanted: func() bool { return t.in.Alarm == nil || t.arrived() && open(monitor.HopAlarm) }},
		{source: watch.SourceAlarmHistory, every: t.alarmEvery, ask: t.askTransitions, wanted: func() bool {
			return t.in.Transitions == nil || t.arrived() && (open(monitor.HopAlarm) || open(monitor.HopAction))
		}},
		{source: SourceTopic, every: rate(15*time.Second, time.Second), ask: t.askTopic, wanted: func() bool {
			return t.uncounted() || open(monitor.HopTopic) && !open(monitor.HopAction) || open(monitor.HopSubscription) && !open(monitor.HopTopic)
		}},
		{source: SourceRuleTopic, every: rate(15*time.Second, time.Second), ask: t.askRuleTopic, wanted: ruleOpen},
	}
	if t.o.Mails != nil {
		looks = append(looks, &look{source: SourceInbox, every: rate(2*time.Second, 500*time.Millisecond), ask: t.askInbox, wanted: func() bool {
			return open(monitor.HopMail) || ruleOpen()
		}})
	}
	return looks
}

// arrived reports that what comes after the delivery may be asked for: the
// record was delivered, or nobody can see whether it was.
func (t *Tracer) arrived() bool {
	return !t.in.Read.InLogs.IsZero() || t.path.Of(monitor.HopDelivery).Status == Unknown
}

// uncounted reports that a topic was told and nobody has looked at its counts,
// although they can be seen.
func (t *Tracer) uncounted() bool {
	_, blind := t.close.Blind[SourceTopic]
	return t.path.Of(monitor.HopAction).Status == OK && t.close.Counts == nil && !blind
}

// uncharted reports that the record was delivered and nobody has looked at the
// metric since, although it can be seen.
func (t *Tracer) uncharted() bool {
	_, blind := t.close.Blind[watch.SourceMetric]
	return !t.in.Read.InLogs.IsZero() && t.in.Datapoints == nil && !blind
}

// alarmEvery is slow until the alarm has something to go off for.
func (t *Tracer) alarmEvery() time.Duration {
	if t.arrived() {
		return t.every(4*time.Second, time.Second)
	}
	return t.every(30*time.Second, time.Second)
}

// take takes in what a look said, and when it is due again. Only Run's goroutine
// calls it.
func (t *Tracer) take(l *look, trouble map[watch.Source]string) {
	wait := l.every()
	if l.err == nil {
		l.apply()
		l.failures, l.due = 0, time.Now().Add(wait)
		t.close.Asked[l.source] = t.a.Clock.Now()
		delete(t.close.Blind, l.source)
		if l.said != "" {
			l.said, trouble[l.source] = "", ""
		}
		return
	}
	l.failures++
	p := account.Explain(l.err)
	lasting := p.Kind == account.Denied || p.Kind == account.Unsupported
	switch {
	case lasting:
		wait = t.every(5*time.Minute, 30*time.Second)
	case p.Kind == account.Throttled:
		wait = min(max(wait, 2*time.Second)<<min(l.failures, 5), time.Minute)
	default:
		wait = min(wait<<min(l.failures-1, 5), 30*time.Second)
	}
	l.due = time.Now().Add(wait)
	delete(t.close.Blind, l.source)
	if !strings.Contains(p.Code, "NotFound") { // that something is not there is an answer
		t.close.Blind[l.source] = Blind{Why: p.Summary, Lasting: lasting}
	}
	if l.said != p.Summary {
		l.said, trouble[l.source] = p.Summary, p.Summary
	}
}

// match has our own engine judge the record by the filter as it was seen last.
func (t *Tracer) match() {
	f := t.close.Chain.Filter.Value
	if t.record == "" || f == nil {
		return
	}
	tested := t.close.Match != nil && t.close.Match.Tested
	if m := matchOf(f.Pattern.Raw(), t.record); m != nil && !tested {
		t.close.Match = m
	}
	t.in.Read.Matched = t.close.Match != nil && t.close.Match.Matches
}

const testTries = 3

func (t *Tracer) untested() bool {
	asked := t.close.Match != nil && t.close.Match.Tested
	// A pattern for text is not asked about: the record of the asking holds the
	// text, and the metric would count it as a read.
	return t.record != "" && t.close.Chain.Filter.There() && !asked && t.tested < testTries && !filter.LooksForText(t.close.Chain.Filter.Value.Pattern.Raw())
}

// askFilter has AWS itself test the pattern on this very record.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
func (t *Tracer) askFilter(ctx context.Context) (func(), error) {
	out, err := t.a.Logs.TestMetricFilter(ctx, &cloudwatchlogs.TestMetricFilterInput{
		FilterPattern: aws.String(t.close.Chain.Filter.Value.Pattern.Raw()), LogEventMessages: []string{t.record},
	})
	return func() {
		t.tested++
		if err != nil { // our own reading has to do
			if t.close.Match != nil {
				t.close.Match.Note = "TestMetricFilter: " + account.Explain(err).Summary
			}
			return
		}
		m := Match{Tested: true, Matches: len(out.Matches) > 0}
		if own := t.close.Match; own != nil && !m.Matches {
			m.Failed = own.Failed
		}
		t.close.Match = &m
		t.in.Read.Matched = m.Matches
	}, nil
}

func (t *Tracer) askInbox(ctx context.Context) (func(), error) {
	mails, err := t.o.Mails(ctx)
	return func() { t.in.Mails = append([]Mail{}, mails...) }, err
}
