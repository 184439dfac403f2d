package live

import (
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// unmatched is a read that the log group has and that the metric filter's pattern
// does not match.
func unmatched() watch.Read {
	r := readOf("unmatched", 0)
	r.InHistory, r.InLogs, r.Matched = noon.Add(time.Second), noon.Add(2*time.Second), false
	return r
}

// mistyped is the report about a pattern that matches no read.
func mistyped() doctor.Report {
	r := verdictOf(monitor.HopFilter, doctor.Broken, "filter-event-name")
	r.Verdict.Evidence = []doctor.Evidence{{Name: "pattern", Value: `{ $.eventName = "GetSecretValues" }`}}
	r.Findings[len(r.Findings)-1] = r.Verdict
	return r
}

// A read that the filter's pattern does not match stops at the filter, at every
// size, with a sign and a word and not by its colour alone. The read itself was
// well, and the list goes on saying so.
func TestAReadThatTheFilterDoesNotMatch(t *testing.T) {
	for _, c := range []struct {
		w, h  int
		wants []string
	}{
		{160, 50, []string{"✓ delivery", "✗ filter", "BROKEN", "- metric", "will not come", "✗ filter: BROKEN  the pattern does not match the record", "the filter does not match"}},
		{120, 40, []string{"✓ delivery", "✗ filter", "BROKEN", "- metric", "will not come", "✗ filter: BROKEN  the pattern does not match the record", "user/sam"}},
		{80, 24, []string{"✓ delivery", "✗ filter", "BROKEN", "- metric", "never", "✗ filter: BROKEN  the pattern does not match the record", "✓ ok"}},
		{60, 20, []string{"✓delivery", "✗filter", "BROKEN", "-metric", "✗ filter: BROKEN", "✓ ok"}},
		{40, 12, []string{"✓✓✓✗----", "filter BROKEN", "✗ filter: BROKEN", "✓ ok"}},
	} {
		s := newStage(c.w, c.h, true)
		s.report = mistyped()
		s.at(5 * time.Second)
		s.send(quiet(unmatched()))
		s.keys("r")
		s.expect(t, "delivered", append(c.wants, "not waiting for", "not late", "not by 12:")...)
		checkFrame(t, s, c.w, c.h)
		s.keys("enter")
		s.expect(t, "its record", "user/sam read TopSecretInfo", "not tried to read")
		s.keys("end")
		s.expect(t, "the record's end", "req-unmatched")
	}
}

// What the checklist finds at the filter stands in the verdict, and with its
// evidence and remedy behind c.
func TestTheChecklistSaysWhyTheFilterDoesNotMatch(t *testing.T) {
	s := newStage(120, 40, true)
	s.report = mistyped()
	s.at(5 * time.Second)
	s.send(quiet(unmatched()))
	s.keys("r")
	s.expect(t, "checked", "✗ BROKEN filter-event-name", "✗ filter: BROKEN")
	s.keys("c", "enter")
	s.expect(t, "the finding", "WHAT WAS SEEN", `pattern: { $.eventName = "GetSecretValues" }`)
}

// Where the pattern is not known, or leaves failed reads out as setup's does,
// nothing is called broken.
func TestAReadThatNeedsNoMatch(t *testing.T) {
	s := newStage(120, 40, true)
	s.live.feed.NoPattern = true
	s.at(5 * time.Second)
	s.send(quiet(unmatched()))
	s.expect(t, "unknown pattern", "? filter", "not BROKEN")

	s = newStage(120, 40, true)
	denied := unmatched()
	denied.Result = record.ResultDenied
	s.at(5 * time.Second)
	s.send(quiet(denied))
	s.expect(t, "a denied read", "- filter", "skipped", "this read failed, and the filter does not count failed reads", "not BROKEN")
}
