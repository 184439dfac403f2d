package plain

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
)

// hopWords names a hop in a sentence.
var hopWords = map[monitor.Hop]string{
	monitor.HopRead: "the read", monitor.HopHistory: "Event history", monitor.HopDelivery: "the log group", monitor.HopFilter: "the metric filter",
	monitor.HopMetric: "the metric", monitor.HopAlarm: "the alarm", monitor.HopAction: "the alarm's action", monitor.HopTopic: "the topic",
	monitor.HopSubscription: "the subscription", monitor.HopMail: "the mail",
}

// HopWords is how a hop is called in a sentence.
func HopWords(h monitor.Hop) string { return safeOr(hopWords[h], string(h)) }

// hopWord is the same of a hop that may be the rule's.
func hopWord(h trace.Hop) string {
	if ofRule(h) {
		return ruleWhere[h.Hop]
	}
	return HopWords(h.Hop)
}

// speak prints what is new about a read's way, a sentence for each hop.
func (f *Follower) speak(u trace.Update) {
	for _, s := range slices.Sorted(maps.Keys(u.Trouble)) {
		if text := u.Trouble[s]; text == "" {
			f.say(u.At, "%s can be asked again.", capital(asked[s]))
		} else {
			f.say(u.At, "%s: %s cannot be asked: %s It goes on.", f.Styles.Warn.Styled("Warning"), asked[s], Sentence(text))
		}
	}
	for _, h := range u.Path.All() {
		if !f.news(h) || h.Hop == monitor.HopRead && h.Status == trace.OK { // that one was just made
			continue
		}
		f.say(u.At, "%s", f.HopSentence(h))
	}
	h, waiting := u.Path.Next()
	if !waiting || h.Said(trace.EvidenceAfter) != "" {
		return
	}
	at, late := link{h.Hop, ofRule(h)}, isLate(h, u.At)
	fresh := f.next != at
	if fresh && (late || h.Due.Sub(u.At) < soon) { // it may well be there before this is heard
		f.next, f.late = at, false
		return
	}
	if fresh || late && !f.late || u.At.Sub(f.heard) >= silence {
		f.next, f.late = at, late
		f.say(u.At, "%s", f.Awaited(h, late))
	}
}

// soon is how long a sentence about a wait takes to be heard.
const soon = 10 * time.Second

// isLate reports that a hop should have been passed by now and nothing is known
// that explains why it was not.
func isLate(h trace.Hop, now time.Time) bool {
	return now.After(h.Late) && h.Said(trace.EvidenceNote) == ""
}

// Awaited says what a read is heading for, and by when.
func (p Printer) Awaited(h trace.Hop, late bool) string {
	if note := h.Said(trace.EvidenceNote); note != "" {
		return fmt.Sprintf("Waiting for %s: %s", hopWord(h), Sentence(note))
	}
	usual := h.Said(trace.EvidenceUsual)
	if usual != "" {
		if fast, ok := strings.CutSuffix(usual, ", here"); ok {
			usual = fast + " in this sandbox"
		}
		usual = ", usually " + foreign.Safe(usual)
	}
	if late {
		return fmt.Sprintf("%s: still waiting for %s%s, and expected by %s.", p.Styles.Warn.Styled("Late"), hopWord(h), usual, p.clock(h.Due))
	}
	return fmt.Sprintf("Waiting for %s%s, expected by %s.", hopWord(h), usual, p.clock(h.Due))
}

// HopSentence says how a read got on at a hop.
func (p Printer) HopSentence(h trace.Hop) string {
	if h.Said(trace.EvidenceCovered) != "" { // nothing is wrong with it
		return capital(hopWord(h)) + ": it was in ALARM already and had sent its mail, so this read gets none of its own. That is as it should be."
	}
	if LeftOut(h) {
		return capital(hopWord(h)) + " leaves this read out, because it failed: the filter counts those that worked. That is as it should be."
	}
	status := h.Status
	if h.Code == doctor.CodePending { // it waits for a person, and nothing is wrong with it
		status = trace.Waiting
	}
	text := capital(hopWord(h)) + ", " + p.hopStatus(status)
	if !h.At.IsZero() && h.Hop != monitor.HopRead {
		text += ", " + heardLasted(h.After, h.AfterWhole) + " after the read"
	}
	text += "."
	for _, e := range h.Evidence {
		if worthHearing(h, e) {
			text += " " + Sentence(arns.ReplaceAllString(capital(factText(e)), "$1"))
		}
	}
	if h.Code != "" {
		text += " Code " + foreign.Safe(h.Code) + "."
	}
	return text
}

// arns are ARNs in a text. What each names is the last of it, and enough aloud.
var arns = regexp.MustCompile(`\barn:[a-z-]+:[^\s"]*[:/]([^\s:/"]+)`)

// LeftOut reports that the filter counts no failed read, on purpose, and that this
// one failed: its pattern asks that there be no error code.
func LeftOut(h trace.Hop) bool {
	return h.Hop == monitor.HopFilter && h.Code == codeReadFailed &&
		slices.ContainsFunc(h.Evidence, func(e trace.Pair) bool { return strings.Contains(e.Value, "$.errorCode NOT EXISTS") })
}

const codeReadFailed = "read-failed"

// worthHearing: what went wrong is told with all that was seen; where all is
// well, numbers and names of the small print are noise.
func worthHearing(h trace.Hop, e trace.Pair) bool {
	switch {
	case e.Name == trace.EvidenceWay, e.Name == trace.EvidenceCovered, e.Name == trace.EvidenceUsual && h.Status == trace.Broken:
		return false
	case e.Name == trace.EvidencePattern, strings.Contains(e.Value, "arn:"):
		return h.Status == trace.Broken && e.Name == trace.EvidenceWhy
	case h.Status == trace.OK:
		return e.Name == trace.EvidenceNote || e.Name == "subject" || e.Name == "to"
	default:
		return true
	}
}

// spokenTrace is the way of a read, told at the end.
func (p Printer) spokenTrace(path trace.Path, verdict doctor.Finding, now time.Time) {
	test := "Read"
	if path.Read.Test {
		test = "Test read"
	}
	p.line("%s of %s at %s, request id %s.", test, safeOr(path.Read.Secret.Safe(), "the secret"), p.clock(path.Read.Time), foreign.Safe(path.Read.RequestID))
	for _, h := range path.All() {
		switch {
		case h.Said(trace.EvidenceAfter) != "":
			p.line("%s: not reached.", capital(hopWord(h)))
		case h.Status == trace.Waiting && !h.Due.IsZero():
			p.line("%s", p.Awaited(h, isLate(h, now)))
		default:
			p.line("%s", p.HopSentence(h))
		}
	}
	p.TraceEnd(path, verdict)
}

// TraceEnd is what there is to say of a read whose hops have been heard.
func (p Printer) TraceEnd(path trace.Path, verdict doctor.Finding) {
	if verdict.Remedy != nil {
		p.line("What to do: %s", Sentence(verdict.Remedy.Summary))
		p.commands(verdict.Remedy.Commands)
	}
	p.line("From the read to %s it took %s.", arrived(path), heardLasted(path.Total(), path.TotalWhole()))
	p.line("Verdict, %s: %s", p.Status(verdict.Status), Sentence(verdict.Summary))
}
