package live

import (
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/inbox"
)

// Where a rule mails each read, a broken alarm keeps no mail of it back, and the bar
// says so of the one that has come.
func TestARulesMailIsNotDenied(t *testing.T) {
	s := newStage(160, 50, true)
	s.live.feed.ByRule = func() bool { return true }
	r := healthy()
	r.Verdict = finding(monitor.HopAlarm, doctor.Broken, "alarm-average", "The alarm averages the reads.")
	s.report = r
	s.send(quiet(earlier()...))
	s.keys("t")
	s.readSeen(true)
	s.keys("r")
	s.at(20 * time.Second)
	s.tick()
	s.expect(t, "no mail yet", "stops at alarm: alarm-average", "the EventBridge rule does by itself", "○ mail", "by rule")
	s.mails = append(s.mails, inbox.Mail{At: s.live.path.Read.Time.Add(2 * time.Second), Subject: "Someone read", Body: "Request: " + s.live.path.Read.RequestID})
	s.keys("i", "esc")
	s.expect(t, "its mail is there", "the EventBridge rule's mail came after 2 s", "✓ mail", "by rule")
}
