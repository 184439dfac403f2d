package report

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

// keepHistory is how long CloudWatch keeps an alarm's history.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
const keepHistory = 14 * 24 * time.Hour

// silent reports that no mail tells of a read, as far as is known.
func (o readOutcome) silent() bool {
	return o.known && !o.early && o.mailed.IsZero() && o.shared.IsZero() && o.in.IsZero()
}

// tooEarly marks the reads that were made before the alarm was.
func (p *page) tooEarly() {
	since := p.alarmSince().Truncate(time.Second) // a read has no finer time
	for i, r := range p.reads {
		p.reads[i].early = r.alarm.IsZero() && r.in.IsZero() && r.Time.Before(since)
	}
}

// alarmSince is when the alarm was made, zero where that is not known. The first
// PutMetricAlarm in Event history may be a change of an older alarm: it is the
// first of all where something before the alarm was made within these 90 days.
func (p *page) alarmSince() time.Time {
	if len(p.edits) > 0 && p.edits[0].created {
		return p.edits[0].at
	}
	puts := p.at(callPutAlarm)
	if len(puts) == 0 || len(p.edits) > 0 && p.edits[0].at.Before(puts[0].At.Add(-sameMoment)) {
		return time.Time{}
	}
	for _, made := range []string{callCreateTrail, callPutFilter, callCreateTopic} {
		if first := p.at(made); len(first) > 0 && first[0].At.Before(puts[0].At) {
			return puts[0].At
		}
	}
	return time.Time{}
}

// lost takes back the mails of the topic that went to nobody.
func (p *page) lost() {
	subs := p.Snapshot.Subscribers
	nobody := subs.There()
	for _, sub := range valueOf(subs) {
		nobody = nobody && (sub.Pending || sub.Removed)
	}
	var since time.Time
	if confirmed, first := p.firstConfirmed(); first {
		since = confirmed.At
	}
	gaps := p.nobody()
	unheard := func(at time.Time) bool {
		return slices.ContainsFunc(gaps, func(d deserted) bool { return d.sure && at.After(d.from) && at.Before(d.to) })
	}
	for i, r := range p.reads {
		gone := unheard(r.mailed)
		if !r.mailed.IsZero() && (nobody || r.mailed.Before(since) || gone) {
			p.reads[i].mailed, p.reads[i].lost, p.reads[i].gone = time.Time{}, r.mailed, gone
		}
	}
}

func wentOff(h monitor.HistoryItem) bool {
	return h.Type == "StateUpdate" && strings.HasSuffix(h.Summary.Raw(), "to ALARM")
}

// byHand reports that a transition's reason is none of CloudWatch's own, so
// that somebody set the state.
func byHand(h monitor.HistoryItem) bool {
	var d struct {
		NewState struct{ StateReason string }
	}
	return json.Unmarshal([]byte(h.Data.Raw()), &d) == nil && d.NewState.StateReason != "" &&
		!strings.HasPrefix(d.NewState.StateReason, "Threshold Crossed")
}

// concerning are the changes of this monitor's parts, oldest first. One that
// does not say what it is about counts.
func concerning(s monitor.Snapshot) []monitor.Changed {
	parts := map[string]bool{}
	for _, k := range monitor.Kinds() {
		parts[s.Names.Of(k)] = true
	}
	for _, arn := range []string{s.Names.TrailARN(s.Place), s.Names.LogGroupARN(s.Place), s.Names.RoleARN(s.Place), s.Names.TopicARN(s.Place), s.Names.AlarmARN(s.Place)} {
		parts[arn] = true
	}
	topic := s.Names.TopicARN(s.Place)
	if t := s.Topic.Value; t != nil {
		topic = t.ARN
	}
	parts[topic] = true
	if v := s.Secret.Value; v != nil {
		parts[v.ARN] = true
	}
	delete(parts, "")
	var own []monitor.Changed
	for _, c := range oldestFirst(valueOf(s.Changes)) {
		about := len(c.Resources) == 0
		ofTopic := slices.Contains([]string{callCreateTopic, callSubscribe, callConfirm}, c.Event) // whose tags may name the secret too
		for _, r := range c.Resources {
			raw := strings.TrimSuffix(r.Raw(), ":*")
			about = about || strings.HasPrefix(raw, topic+":") || raw == topic
			switch {
			case c.Event == callCreateTopic:
				about = about || topic != "" && raw == topic[strings.LastIndex(topic, ":")+1:]
			case !ofTopic:
				about = about || parts[raw]
			}
		}
		if about {
			own = append(own, c)
		}
	}
	return own
}
