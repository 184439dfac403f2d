package trace

import (
	"context"
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/lookup"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// How far around a read its traces are looked for. Clocks differ by seconds, and
// CloudTrail's records are minutes late, rarely more.
const (
	around    = 2 * time.Minute
	ahead     = 24 * time.Hour
	backwards = 24 * time.Hour // for the state in which the read found the alarm
)

func (t *Tracer) askHistory(ctx context.Context) (func(), error) {
	at := t.in.Read.Time
	read, err := inHistory{t.a, t.in.Read.RequestID, lookup.For(t.close.Chain.Filters)}.lookup(ctx, at.Add(-around), at.Add(around), nil)
	if err != nil || read == nil {
		return func() {}, err
	}
	return func() { t.seen(*read) }, nil
}

func (t *Tracer) askLogs(ctx context.Context) (func(), error) {
	at := t.in.Read.Time
	read, err := search(ctx, t.a, t.close.Chain.Names.LogGroup, t.in.Read.RequestID, at.Add(-around), at.Add(ahead))
	if err != nil || read == nil {
		return func() {}, err
	}
	return func() { t.seen(*read) }, nil
}

// seen takes in the read's record, from one source or the other.
func (t *Tracer) seen(r watch.Read) {
	have := t.in.Read
	if r.InHistory.IsZero() {
		r.InHistory, r.CatchUp, r.Unlooked = have.InHistory, have.CatchUp, have.Unlooked
	} else {
		r.CatchUp = have.CatchUp
	}
	if r.InLogs.IsZero() {
		r.InLogs, r.Stream, r.Matched = have.InLogs, have.Stream, have.Matched
	} else {
		t.record = r.JSON.Raw()
	}
	t.in.Read = r
	t.match()
	for _, l := range t.looks { // what comes next is looked at now
		if l.source != watch.SourceHistory && l.failures == 0 {
			l.due = time.Time{}
		}
	}
}

// askMetric asks for the minutes around the delivery, so that an alarm's longer
// period can be reckoned with.
func (t *Tracer) askMetric(ctx context.Context) (func(), error) {
	m := watch.Metric{Namespace: t.close.Chain.Namespace, Name: t.close.Chain.Metric, Period: t.close.Period}
	if f := t.close.Chain.Filter.Value; f != nil && f.Metric != "" {
		m.Namespace, m.Name = f.Namespace, f.Metric
	}
	from := t.in.Read.Time
	if !t.in.Read.InLogs.IsZero() {
		from = t.in.Read.InLogs
	}
	from = from.Truncate(time.Hour)
	points, err := watch.Datapoints(ctx, t.a, m, from, from.Add(2*time.Hour))
	return func() { t.in.Datapoints = append([]watch.Datapoint{}, points...) }, err
}

func (t *Tracer) alarmName() string {
	if a := t.close.Chain.Alarm.Value; a != nil {
		return a.Name
	}
	return t.close.Chain.Names.Alarm
}

func (t *Tracer) askAlarm(ctx context.Context) (func(), error) {
	state, err := watch.State(ctx, t.a, t.alarmName())
	if err == nil && state == nil && t.close.Chain.Alarm.There() {
		err = account.Problem{Kind: account.Other, Summary: fmt.Sprintf("alarm %s is not there any more", safe(t.alarmName()))}
	}
	return func() {
		t.in.Alarm = state
		if state != nil {
			t.guess(*state)
		}
	}, err
}

// guess makes a transition out of the alarm's state where its history cannot be
// seen.
func (t *Tracer) guess(s watch.AlarmState) {
	blind := t.close.Blind[watch.SourceAlarmHistory]
	if !blind.Lasting || s.State != stateAlarm || !t.arrived() || len(t.in.Transitions) > 0 {
		return
	}
	if s.Since.After(t.in.Read.Time.Add(-grain)) {
		t.in.Transitions = []watch.Transition{{At: s.Since, Alarm: s.Name, To: s.State, Reason: s.Reason}}
	}
}

func (t *Tracer) askTransitions(ctx context.Context) (func(), error) {
	at := t.in.Read.Time
	list, err := watch.Transitions(ctx, t.a, t.alarmName(), at.Add(-backwards), at.Add(ahead))
	if err != nil && t.close.Chain.Alarm.Absent() {
		list, err = nil, nil // there is no alarm: it has no history either
	}
	return func() { t.in.Transitions = append([]watch.Transition{}, list...) }, err
}

// askTopic sums SNS's counts since the minute in which the alarm went off.
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func (t *Tracer) askTopic(ctx context.Context) (func(), error) {
	h := t.path.Of(monitor.HopAlarm)
	topic := t.topicName(h.At)
	if topic == "" {
		return func() {}, nil
	}
	c, err := t.counts(ctx, topic, h.At.Truncate(t.close.Period))
	return func() { t.close.Counts = &c }, err
}

// askRuleTopic sums the counts of the rule's topic since the minute of the read.
func (t *Tracer) askRuleTopic(ctx context.Context) (func(), error) {
	topic := t.close.Chain.RuleTopic.Value
	if topic == nil {
		return func() {}, nil
	}
	c, err := t.counts(ctx, topic.ARN[strings.LastIndex(topic.ARN, ":")+1:], t.in.Read.Time.Truncate(t.close.Period))
	return func() { t.close.RuleCounts = &c }, err
}

func (t *Tracer) counts(ctx context.Context, topic string, from time.Time) (Counts, error) {
	var c Counts
	for name, to := range map[string]*float64{
		"NumberOfMessagesPublished": &c.Published, "NumberOfNotificationsDelivered": &c.Delivered,
		"NumberOfNotificationsFailed": &c.Failed, "NumberOfNotificationsFilteredOut": &c.FilteredOut,
	} {
		m := watch.Metric{Namespace: "AWS/SNS", Name: name, Dimensions: map[string]string{"TopicName": topic}, Period: t.close.Period}
		points, err := watch.Datapoints(ctx, t.a, m, from, from.Add(max(10*time.Minute, 2*t.close.Period)))
		if err != nil {
			return c, fmt.Errorf("look at the counts of topic %s: %w", safe(topic), err)
		}
		for _, p := range points {
			*to += p.Value
			if to == &c.Published && p.Value > 0 && c.First.IsZero() {
				c.First = p.At
			}
		}
	}
	return c, nil
}

// topicName is the name of the topic that the alarm told at that moment, or, where
// its history cannot be seen, of the one that it would tell.
func (t *Tracer) topicName(at time.Time) string {
	arn := ""
	for i, tr := range t.in.Transitions {
		if tr.At.Equal(at) {
			arn = toldTopic(&t.in.Transitions[i])
		}
	}
	if a := t.close.Chain.Alarm.Value; arn == "" && a != nil {
		for _, target := range a.AlarmActions {
			if strings.Contains(target, ":sns:") {
				arn = target
				break
			}
		}
	}
	return arn[strings.LastIndex(arn, ":")+1:]
}
