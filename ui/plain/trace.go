package plain

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// Follower prints the way of a read while it is being followed: every hop once
// it is passed, and what is awaited.
type Follower struct {
	Printer
	told  map[link]trace.Status
	next  link // that was announced last
	late  bool
	heard time.Time // of the last line
}

// Follow returns a follower that writes to p.
func (p Printer) Follow() *Follower {
	return &Follower{Printer: p, told: map[link]trace.Status{}}
}

// link is a hop of one way or the other.
type link struct {
	hop  monitor.Hop
	rule bool
}

// ofRule reports that a hop is one of the EventBridge rule's way.
func ofRule(h trace.Hop) bool { return h.Said(trace.EvidenceWay) != "" }

// news reports that a hop's status is known and was not told yet.
func (f *Follower) news(h trace.Hop) bool {
	at := link{h.Hop, ofRule(h)}
	if h.Status == trace.Waiting || h.Said(trace.EvidenceAfter) != "" || f.told[at] == h.Status {
		return false
	}
	f.told[at] = h.Status
	return true
}

// silence is after how long a line says that all goes on.
const silence = time.Minute

// Update prints what is new.
func (f *Follower) Update(u trace.Update) {
	if f.Spoken {
		f.speak(u)
		return
	}
	f.trouble(u)
	for _, h := range u.Path.All() {
		if !f.news(h) {
			continue
		}
		f.say(u.At, "%s  [%s] %s", f.clock(or(h.At, u.At)), f.hopStatus(h.Status), hopText(h))
	}
	h, waiting := u.Path.Next()
	if history := u.Path.Of(monitor.HopHistory); !waiting && history.Status == trace.Waiting && f.next.hop != history.Hop {
		f.next = link{hop: history.Hop}
		f.say(u.At, "%s  Event history does not show the read yet; nothing hangs on it, so it is waited for a little only", f.clock(u.At))
	}
	if !waiting || h.Said(trace.EvidenceAfter) != "" {
		return
	}
	late, at := u.At.After(h.Late), link{h.Hop, ofRule(h)}
	switch {
	case f.next != at || late && !f.late:
		f.next, f.late = at, late
		f.awaited(u.At, h, late)
	case u.At.Sub(f.heard) >= silence:
		f.awaited(u.At, h, late)
	}
}

func (f *Follower) say(at time.Time, format string, args ...any) {
	f.heard = at
	f.line(format, args...)
}

func (f *Follower) awaited(at time.Time, h trace.Hop, late bool) {
	when := fmt.Sprintf("expected by %s, late from %s", f.clock(h.Due), f.clock(h.Late))
	word := f.Styles.Wait.Styled("next")
	if late {
		when, word = "expected by "+f.clock(h.Due), f.Styles.Warn.Styled("late")
	}
	place := where[h.Hop]
	if ofRule(h) {
		place = ruleWhere[h.Hop]
	}
	notes := ""
	for _, e := range h.Evidence {
		if e.Name != trace.EvidenceUsual && e.Name != trace.EvidenceLate && e.Name != trace.EvidenceWay {
			notes += "; " + factText(e)
		}
	}
	f.say(at, "%s  %s: %s, %s (usual: %s)%s", f.clock(at), word, place, when, foreign.Safe(h.Said(trace.EvidenceUsual)), notes)
}

// trouble says what cannot be asked any more, or can be again, each text once.
func (f *Follower) trouble(u trace.Update) {
	bySaying := map[string][]string{}
	for _, s := range slices.Sorted(maps.Keys(u.Trouble)) {
		bySaying[u.Trouble[s]] = append(bySaying[u.Trouble[s]], asked[s])
	}
	for _, text := range slices.Sorted(maps.Keys(bySaying)) {
		of := strings.Join(bySaying[text], ", ")
		if text == "" {
			f.say(u.At, "%s  %s: can be seen again", f.clock(u.At), of)
			continue
		}
		f.say(u.At, "%s  %s: %s: %s (going on; what is known stays known)", f.clock(u.At), f.Styles.Warn.Styled("warning"), of, foreign.Safe(text))
	}
}

// where is where a hop is looked for.
var where = map[monitor.Hop]string{
	monitor.HopDelivery: "the record in the log group", monitor.HopFilter: "the metric filter", monitor.HopMetric: "the metric's datapoint",
	monitor.HopAlarm: "the alarm", monitor.HopAction: "the alarm's action", monitor.HopTopic: "the topic's count of messages",
	monitor.HopSubscription: "SNS's count of deliveries", monitor.HopMail: "the mail",
}

// ruleWhere is the same on the rule's way.
var ruleWhere = map[monitor.Hop]string{
	monitor.HopAction: "the EventBridge rule", monitor.HopTopic: "the rule's topic", monitor.HopSubscription: "the subscription to the rule's mail",
	monitor.HopMail: "the rule's mail",
}

// hopName is a hop as the waterfall calls it.
func hopName(h trace.Hop) string {
	if ofRule(h) {
		return "rule " + string(h.Hop)
	}
	return string(h.Hop)
}

// asked is a source by its service's name.
var asked = map[watch.Source]string{
	watch.SourceHistory: "Event history", watch.SourceLogGroup: "log group", watch.SourceMetric: "metric", watch.SourceAlarm: "alarm",
	watch.SourceAlarmHistory: "alarm history", trace.SourceFilter: "TestMetricFilter", trace.SourceTopic: "SNS counts", trace.SourceInbox: "inbox",
	trace.SourceRuleTopic: "SNS counts of the rule's topic",
}

func or(t, otherwise time.Time) time.Time {
	if t.IsZero() {
		return otherwise
	}
	return t
}

func (p Printer) hopStatus(s trace.Status) string { return p.Status(doctor.Status(s)) }

// hopText is a hop in one line.
func hopText(h trace.Hop) string {
	text := hopName(h)
	if !h.At.IsZero() && h.Hop != monitor.HopRead {
		text += fmt.Sprintf(" %s after the read", AfterRead(h))
		if h.Took > 0 && h.Took != h.After {
			text += ", took " + known(h.Took, h.TookWhole)
		}
	}
	if h.Code != "" {
		text += " (" + foreign.Safe(h.Code) + ")"
	}
	var facts []string
	for _, e := range h.Evidence {
		if e.Name != trace.EvidencePattern && e.Name != trace.EvidenceWay { // long, and it is told at the end
			facts = append(facts, factText(e))
		}
	}
	if len(facts) > 0 {
		text += ": " + strings.Join(facts, "; ")
	}
	return text
}

func factText(e trace.Pair) string {
	if e.Name == trace.EvidenceWhy || e.Name == trace.EvidenceNote {
		return foreign.Safe(e.Value)
	}
	return foreign.Safe(e.Name + " " + e.Value)
}
