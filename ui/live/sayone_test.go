package live

import (
	"strings"
	"testing"
)

// Beside "healthy" nothing says that it may be otherwise; only who asks for a
// check is told that it runs.
func TestHealthyOrCheckingNeverBoth(t *testing.T) {
	s := newStage(100, 30, true)
	s.report = healthy()
	s.send(quiet(earlier()...), reportMsg{report: s.report})
	for _, asked := range []bool{false, true} {
		s.live.checking, s.live.asked = true, asked
		got := s.text()
		if strings.Contains(got, "healthy") == strings.Contains(got, "checking") || strings.Contains(got, "checking") != asked {
			t.Errorf("asked %v:\n%s", asked, got)
		}
	}
}
