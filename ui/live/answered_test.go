package live

import (
	"testing"
	"time"

	"secretwatch/aws/watch"
)

// What nobody has looked for is not late: a pane that has just been opened, or that
// AWS puts off, does not blame CloudTrail.
func TestNothingIsLateThatNobodyLookedFor(t *testing.T) {
	s := newStage(120, 40, true)
	s.unanswered = true
	clear(s.live.answered)
	r := readOf("old", -8*time.Minute)
	r.InLogs, r.Matched = r.Time.Add(2*time.Second), true
	s.send(batchesMsg{{At: s.now, Reads: []watch.Read{r}, Next: s.now.Add(time.Second), Answered: watch.SourceLogGroup}})
	s.tick()
	s.expect(t, "Event history was not asked yet", "not late")
	s.at(time.Second)
	s.send(batchesMsg{{At: s.now, Next: s.now.Add(time.Second), Answered: watch.SourceHistory}})
	s.tick()
	s.expect(t, "Event history has no such read", "! history", "late")
}
