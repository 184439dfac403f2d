package compare

import (
	"context"
	"fmt"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// sent is what AWS says that each way sent, where no mailbox can be seen. That a
// mail arrived it never says.
func (e *experiment) sent(ctx context.Context, published map[Way]int) map[Way][]Mail {
	byWay := map[Way][]Mail{}
	now := e.Clock.Now()
	if e.takes(WayAlarm) {
		byWay[WayAlarm] = e.byHistory(ctx, now)
		if !e.shared() {
			if points, ok := e.counted(ctx, e.topicOf(WayAlarm), e.since, now); ok {
				published[WayAlarm] = total(points)
			}
		}
	}
	if e.takes(WayRule) {
		byWay[WayRule] = e.byMetric(ctx, now, published)
	}
	if e.takes(WayTrail) {
		byWay[WayTrail] = e.byBucket(ctx, now)
		if n, ok := e.notices(ctx, byWay[WayAlarm], now); ok {
			published[WayTrail] = n
		}
	}
	return byWay
}

// byHistory are the alarm's actions that worked.
func (e *experiment) byHistory(ctx context.Context, now time.Time) []Mail {
	alarm, topic := e.chain.Alarm.Value.Name, e.topicOf(WayAlarm)
	transitions, err := watch.Transitions(ctx, e.Account, alarm, e.result.Started, now.Add(time.Minute))
	if err != nil {
		e.warn(err)
		return nil
	}
	var list []Mail
	for _, t := range transitions {
		for _, a := range t.Actions {
			switch {
			case a.Target != topic:
			case !a.OK:
				e.trouble[WayAlarm] = "an action failed: " + a.Error.Safe()
			default:
				m := Mail{
					At: a.At, Source: FromHistory, About: AboutSecret,
					Subject: foreign.New(fmt.Sprintf(`%s: "%s" in ...`, t.To, alarm)), Lines: []foreign.String{t.Reason},
				}
				if t.To == "ALARM" {
					m.Reads = e.alarmRead(a.At, list)
				}
				list = append(list, m)
			}
		}
	}
	return list
}

// byMetric are the messages that SNS counted on the rule's topic, by the minute.
// What they say is known, because the experiment wrote it.
// https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html
func (e *experiment) byMetric(ctx context.Context, now time.Time, published map[Way]int) []Mail {
	points, ok := e.counted(ctx, e.reads, e.since, now)
	if !ok {
		return nil
	}
	says := make([]foreign.String, 0, shownLines)
	for _, l := range monitor.RuleMail() {
		says = append(says, foreign.New(l))
	}
	var list []Mail
	for _, p := range points {
		for range int(p.Value) {
			if len(list) == len(e.firstSeen) {
				e.firstSeen = append(e.firstSeen, now)
			}
			m := Mail{
				At: p.At.Add(time.Minute), Grain: time.Minute, Source: FromMetric, About: AboutSecret,
				Subject: foreign.New("AWS Notification Message"), Lines: says,
			}
			if seen := e.firstSeen[len(list)]; seen.Before(m.At) {
				m.At, m.Grain = seen, seen.Sub(p.At)
			}
			m.Reads = e.alarmRead(m.At, list)
			list = append(list, m)
		}
	}
	published[WayRule] = len(list)
	e.failures(ctx, now)
	return list
}

// failures asks what EventBridge could not send.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
func (e *experiment) failures(ctx context.Context, now time.Time) {
	points, err := watch.Datapoints(ctx, e.Account, watch.Metric{
		Namespace: "AWS/Events", Name: "FailedInvocations", Dimensions: map[string]string{"RuleName": e.ruleName},
	}, e.since.Truncate(time.Minute), now.Add(time.Minute))
	if err != nil {
		e.warn(err)
		return
	}
	if n := total(points); n > 0 {
		e.trouble[WayRule] = fmt.Sprintf("EventBridge could not send %d messages to the topic", n)
	}
}

func total(points []watch.Datapoint) int {
	n := 0.0
	for _, p := range points {
		n += p.Value
	}
	return int(n)
}

// counted are the messages published to a topic, by its ARN, by the minute.
func (e *experiment) counted(ctx context.Context, topic string, from, now time.Time) ([]watch.Datapoint, bool) {
	points, err := watch.Datapoints(ctx, e.Account, watch.Metric{
		Namespace: "AWS/SNS", Name: "NumberOfMessagesPublished", Dimensions: map[string]string{"TopicName": lastOf(topic)},
	}, from.Truncate(time.Minute), now.Add(time.Minute))
	if err != nil {
		e.warn(err)
		return nil, false
	}
	return points, true
}

// byBucket are the files that CloudTrail delivered in this region: it notifies
// each.
func (e *experiment) byBucket(ctx context.Context, now time.Time) []Mail {
	e.askNotified(ctx)
	from := e.since
	if e.already[WayTrail] {
		from = e.result.Started
	}
	files, err := e.delivered(ctx, *e.sender, from, now)
	if err != nil {
		e.warn(err)
		return nil
	}
	var list []Mail
	for _, f := range files {
		if !e.already[WayTrail] && !e.until.IsZero() && !f.at.Before(e.until) {
			break // notified no more
		}
		m := Mail{
			At: f.at, Source: FromBucket, Subject: foreign.New("[Amazon CloudTrail] New log file"),
			Lines: []foreign.String{foreign.New(fmt.Sprintf(`{"s3Bucket":%q,"s3ObjectKey":[%q]}`, e.sender.Bucket, f.key))},
		}
		e.inFiles(ctx, &m, e.sender.Bucket, []string{f.key})
		list = append(list, m)
	}
	return list
}

// notices are how many messages CloudTrail sent, as far as SNS's counts tell:
// those of the experiment's topic, and on the alarm's, where a trail notifies
// that, all but the alarm's own. SNS counts the files of all regions. A topic
// of somebody else's may hear of other things too, and tells nothing.
func (e *experiment) notices(ctx context.Context, alarms []Mail, now time.Time) (int, bool) {
	n, known := 0, false
	if !e.already[WayTrail] {
		if points, ok := e.counted(ctx, e.files, e.since, now); ok {
			n, known = total(points), true
		}
	}
	if !e.shared() {
		return n, known
	}
	points, ok := e.counted(ctx, e.topicOf(WayAlarm), e.result.Started, now)
	if !ok {
		return n, known
	}
	// The minute in which it began has others' mails too.
	from := e.result.Started.Truncate(time.Minute).Add(time.Minute)
	rest := 0
	for _, p := range points {
		if !p.At.Before(from) {
			rest += int(p.Value)
		}
	}
	for _, m := range alarms {
		if !m.At.Before(from) {
			rest--
		}
	}
	return n + max(rest, 0), true
}

// note says how a way's mails are counted that shares its topic.
func (e *experiment) note(w Way) string {
	if !e.takes(w) || w == WayRule {
		return ""
	}
	inbox := e.o.Inbox != nil
	switch {
	case e.shared() && inbox && w == WayTrail:
		return "CloudTrail's mails come to the alarm's own topic; they are told from the alarm's by what they say"
	case e.shared() && w == WayTrail:
		return "SNS counts all messages of the alarm's topic together: CloudTrail's are the files, and what SNS counted beside the alarm's own"
	case e.shared() && w == WayAlarm && !inbox:
		return "the alarm's mails are counted by its history, since SNS counts all messages of the topic together"
	case w == WayTrail && e.already[w] && !inbox:
		return "counted are the trail's files in this region: others may send to the topic too, and SNS counts all messages together"
	default:
		return ""
	}
}

// askNotified asks the trail whether its last notification worked.
func (e *experiment) askNotified(ctx context.Context) {
	s, err := trailStatus(ctx, e.Account, e.sender.ARN)
	if err != nil {
		e.warn(err)
		return
	}
	delete(e.trouble, WayTrail)
	if s != "" {
		e.trouble[WayTrail] = "CloudTrail could not notify: " + foreign.Safe(s)
	}
}
