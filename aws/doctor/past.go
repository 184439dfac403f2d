package doctor

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// past is the alarm's history, oldest first.
type past struct {
	seen    bool
	changes []change
	actions []outcome
	mutes   []outcome // actions that a mute rule held back
}

// change is one transition of the alarm.
type change struct {
	at       time.Time
	from, to string
	points   []point // that the alarm looked at
}

// point is one of a state's evaluatedDatapoints.
type point struct{ Value, SampleCount float64 }

// outcome is what came of one action.
type outcome struct {
	at     time.Time
	target string
	ok     bool
	err    foreign.String
	// mutedUntil is set where a mute rule held the action back.
	mutedUntil time.Time
}

// pastOf reads the history. The shapes of HistoryData are not documented, so
// the summary, which is, has to do where the data cannot be read.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
func pastOf(s monitor.Seen[[]monitor.HistoryItem]) past {
	p := past{seen: s.Unseen == nil}
	if s.Value == nil {
		return p
	}
	items := *s.Value
	for i := len(items) - 1; i >= 0; i-- {
		switch items[i].Type {
		case "StateUpdate":
			if c, ok := changeOf(items[i]); ok {
				p.changes = append(p.changes, c)
			}
		case "Action":
			if o, ok := outcomeOf(items[i]); ok && o.mutedUntil.IsZero() {
				p.actions = append(p.actions, o)
			} else if ok {
				p.mutes = append(p.mutes, o)
			}
		}
	}
	return p
}

var stateSummary = regexp.MustCompile(`from ([A-Z_]+) to ([A-Z_]+)`)

func changeOf(h monitor.HistoryItem) (change, bool) {
	type state struct {
		StateValue      string
		StateReasonData struct{ EvaluatedDatapoints []point }
	}
	var d struct{ OldState, NewState state }
	if json.Unmarshal([]byte(h.Data.Raw()), &d) == nil && d.NewState.StateValue != "" {
		return change{h.At, d.OldState.StateValue, d.NewState.StateValue, d.NewState.StateReasonData.EvaluatedDatapoints}, true
	}
	m := stateSummary.FindStringSubmatch(h.Summary.Raw())
	if m == nil {
		return change{}, false
	}
	return change{at: h.At, from: m[1], to: m[2]}, true
}

var (
	actionSummary = regexp.MustCompile(`executed? action (\S+?)\.?(?:\s|$)`)
	actionError   = regexp.MustCompile(`(?s)Received error: "(.*)"`)
)

func outcomeOf(h monitor.HistoryItem) (outcome, bool) {
	var d struct {
		ActionState, NotificationResource, Error string
		MuteWindowEndTimestamp                   int64 // ms since 1970
	}
	if json.Unmarshal([]byte(h.Data.Raw()), &d) == nil && d.MuteWindowEndTimestamp > 0 {
		return outcome{at: h.At, target: d.NotificationResource, mutedUntil: time.UnixMilli(d.MuteWindowEndTimestamp).UTC()}, true
	}
	if json.Unmarshal([]byte(h.Data.Raw()), &d) == nil && d.ActionState != "" {
		if d.ActionState != "Succeeded" && d.ActionState != "Failed" {
			return outcome{}, false // in progress: another item follows
		}
		return outcome{at: h.At, target: d.NotificationResource, ok: d.ActionState == "Succeeded", err: foreign.New(d.Error)}, true
	}
	summary := h.Summary.Raw()
	m := actionSummary.FindStringSubmatch(summary)
	if m == nil {
		return outcome{}, false
	}
	o := outcome{at: h.At, target: m[1], ok: strings.HasPrefix(summary, "Successfully")}
	if e := actionError.FindStringSubmatch(summary); e != nil {
		o.err = foreign.New(e[1])
	}
	return o, true
}

// last is the newest outcome of an action on the target.
func (p past) last(target string) (outcome, bool) {
	for i := len(p.actions) - 1; i >= 0; i-- {
		if p.actions[i].target == target {
			return p.actions[i], true
		}
	}
	return outcome{}, false
}

// muted is the newest action that a mute rule held back.
func (p past) muted() (outcome, bool) {
	if len(p.mutes) == 0 {
		return outcome{}, false
	}
	return p.mutes[len(p.mutes)-1], true
}

// mailedSince is the first action on the target that worked at or after t.
func (p past) mailedSince(target string, t time.Time) (outcome, bool) {
	for _, o := range p.actions {
		// AWS gives whole seconds for a read and milliseconds here.
		if o.ok && o.target == target && !o.at.Before(t) {
			return o, true
		}
	}
	return outcome{}, false
}

// alarmSince reports whether the alarm went to ALARM at or after t.
func (p past) alarmSince(t time.Time) bool {
	_, fired := p.firedSince(t)
	return fired
}

// firedSince is the first transition to ALARM at or after t.
func (p past) firedSince(t time.Time) (change, bool) {
	i := slices.IndexFunc(p.changes, func(c change) bool { return c.to == stateAlarm && !c.at.Before(t) })
	if i < 0 {
		return change{}, false
	}
	return p.changes[i], true
}

// inAlarmAt is the transition that had put the alarm into ALARM before t, where
// it had not left it yet.
func (p past) inAlarmAt(t time.Time) (change, bool) {
	var last change
	for _, c := range p.changes {
		if c.at.After(t) {
			break
		}
		last = c
	}
	return last, last.to == stateAlarm
}

// refusal tells the errors of actions apart, in all wordings that AWS has had.
// https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
func (o outcome) refusal() string {
	text := o.err.Raw()
	lower := strings.ToLower(text)
	switch {
	case o.ok:
		return ""
	case strings.Contains(text, "is not authorized to perform: SNS:Publish"):
		return codeTopicDenies
	case strings.Contains(text, "does not have authorization to access the SNS topic encryption key"),
		strings.Contains(text, "AWSKMS"), strings.Contains(lower, "kms"):
		return codeTopicKey
	case strings.Contains(lower, "topic does not exist"), strings.Contains(text, "NotFound"):
		return codeTopicMissing
	default:
		return "alarm-action-failed"
	}
}
