package report

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// keepHistory is how long CloudWatch keeps an alarm's history.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
const keepHistory = 14 * 24 * time.Hour

// readOutcome is a read and what the alarm made of it.
type readOutcome struct {
	record.Read
	known  bool      // the alarm's history reaches back so far
	alarm  time.Time // went off, before the next read; zero where it did not
	shared time.Time // the ALARM went off then, for a later read as much as for this one; zero where it did not
	in     time.Time // since when the alarm was in ALARM when it was read; zero where it was not
	mailed time.Time // an action on the topic worked after that; zero where none did
	early  bool      // the alarm was not made yet
	// refused is the action on the topic that failed after that, nil where none did.
	refused *monitor.HistoryItem
	lost    time.Time // mailed, where nobody had confirmed the e-mail by then
}

// mailWithin is how long after a read its alarm is looked for.
const mailWithin = time.Hour

// outcomes says of every read, oldest first, whether the alarm went off after
// it and before the next one that worked.
func outcomes(s monitor.Snapshot, reads []record.Read) []readOutcome {
	list := make([]readOutcome, len(reads))
	for i, r := range reads {
		o := readOutcome{Read: r, known: s.AlarmHistory.There() && s.At.Sub(r.Time) < keepHistory}
		until := r.Time.Add(mailWithin)
		for _, next := range reads[i+1:] {
			if next.Result == record.ResultOK && next.Time.Before(until) {
				until = next.Time
				break
			}
		}
		if r.Result == record.ResultOK {
			o.follow(valueOf(s.AlarmHistory), until)
			if state, since := stateAt(valueOf(s.AlarmHistory), r.Time); o.alarm.IsZero() && state == "ALARM" {
				o.in = since
			}
		}
		list[i] = o
	}
	return list
}

// follow looks for the alarm's going off and the action after it; the history
// is newest first.
func (o *readOutcome) follow(history []monitor.HistoryItem, until time.Time) {
	for _, h := range slices.Backward(history) {
		switch {
		case h.At.Before(o.Time):
		case o.alarm.IsZero() && h.At.Before(until) && wentOff(h) && !byHand(h):
			o.alarm = h.At
		case h.Type == "Action" && !o.alarm.IsZero() && o.mailed.IsZero() && h.At.Sub(o.alarm) < time.Minute &&
			strings.HasPrefix(h.Summary.Raw(), "Successfully") && strings.Contains(h.Summary.Raw(), ":sns:"):
			o.mailed = h.At
		case h.Type == "Action" && !o.alarm.IsZero() && o.refused == nil && h.At.Sub(o.alarm) < time.Minute &&
			strings.HasPrefix(h.Summary.Raw(), "Failed") && strings.Contains(h.Summary.Raw(), ":sns:"):
			o.refused = &h
		}
	}
}

// shareWithin is how far an ALARM may be from the first of the reads that share
// it: two periods of five minutes.
const shareWithin = 10 * time.Minute

// share finds the reads that lie so close together that one ALARM tells of all
// of them: nothing of the chain was changed in between.
func (p *page) share() {
	var went time.Time
	for i, r := range slices.Backward(p.reads) {
		switch {
		case r.Result != record.ResultOK:
			continue
		case !r.alarm.IsZero():
			went = r.alarm
		case r.known && r.in.IsZero() && !went.IsZero() && went.Sub(r.Time) <= shareWithin && !p.changedBetween(r.Time, went):
			p.reads[i].shared = went
		default:
			went = time.Time{}
		}
	}
}

func (p *page) changedBetween(from, to time.Time) bool {
	within := func(t time.Time) bool { return !t.Before(from) && t.Before(to) }
	return slices.ContainsFunc(p.changes, func(c monitor.Changed) bool { return within(c.At) && c.Event != callSetState }) ||
		slices.ContainsFunc(p.ruleChanges, func(c monitor.Changed) bool { return within(c.At) }) ||
		slices.ContainsFunc(p.edits, func(e edit) bool { return within(e.at) })
}

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
	if confirmed := p.at(callConfirm); len(confirmed) > 0 {
		since = confirmed[0].At
	}
	for i, r := range p.reads {
		if !r.mailed.IsZero() && (nobody || r.mailed.Before(since)) {
			p.reads[i].mailed, p.reads[i].lost = time.Time{}, r.mailed
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
