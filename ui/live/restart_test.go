package live

import (
	"testing"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/watch"
)

// A sandbox that was started anew beneath the pane is empty: what was seen stays
// seen, what cannot be seen is not called well, and it is said what to do.
func TestASandboxStartedAnew(t *testing.T) {
	s := fullStage(120, 40)
	alarmWithMail(s)
	s.at(20 * time.Second)
	s.keys("r")
	s.sees(t, "before", "the mail arrived 3 s after the read", "✓ healthy  Every hop")
	s.failing = []watch.Failing{{Source: watch.SourceAlarm, Again: s.now.Add(4 * time.Second), Problem: account.Problem{
		Kind: account.NoNetwork, Summary: "nobody listens on http://127.0.0.1:4566", Hint: "check that it runs",
	}}}
	s.at(25 * time.Second)
	s.send(batchesMsg{{At: s.now, Next: s.now.Add(time.Second)}})
	s.sees(t, "gone", "nobody listens on", "as of 12:00:20: healthy, every hop was well", "the mail arrived 3 s after the read")
	s.mails = nil
	s.failing = []watch.Failing{{Source: watch.SourceAlarm, Problem: account.Problem{Kind: account.Other, Summary: `there is no alarm "secretwatch-topsecretinfo" in this region`}}}
	s.report = healthy()
	s.report.Findings[0] = doctor.Finding{Code: codeNothingHere, Hop: "account", Status: doctor.Broken, Summary: "there is no monitor for TopSecretInfo"}
	s.report.Verdict = s.report.Findings[0]
	s.at(40 * time.Second)
	s.send(batchesMsg{{At: s.now, Next: s.now.Add(time.Second)}})
	s.at(46 * time.Second)
	s.tick()
	s.sees(t, "back, and empty", "✗ BROKEN wrong-account-or-region", "perhaps it was restarted", "the mail arrived 3 s after the read", "not mail: BROKEN")
}
