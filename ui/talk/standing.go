package talk

import (
	"context"
	"slices"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// lookAround says what there is of the monitor already, and takes over what an
// earlier run has chosen. Without the permissions the steps find out by
// themselves, so an error says nothing here.
func (s *Setup) lookAround(ctx context.Context) {
	if s.deps.Survey == nil || s.heardOfMonitor {
		return
	}
	s.heardOfMonitor = true
	s.say("Looking whether a monitor is there already, usually one to two seconds.")
	seen, err := s.deps.Survey(ctx, s.wiz.Draft())
	if err != nil {
		return
	}
	s.seen = seen
	s.wiz.Learn(seen)
	if goes := s.goes(); goes != "" { // nothing goes on from it
		s.say("%s", goes)
		return
	}
	d := wizard.Owned(s.wiz.Draft(), seen)
	there, ok := wizard.StandingOf(seen, s.deps.Plan(d, seen))
	if !ok {
		s.say("There is no monitor of the secret %s yet.", foreign.Safe(d.Secret))
		return
	}
	if there.Begun || slices.Contains(there.Made, monitor.KindAlarm.Word()) {
		s.say("A monitor of the secret %s was begun here; this goes on with it.", foreign.Safe(d.Secret))
	} else {
		s.say("A monitor of the secret %s is here already.", foreign.Safe(d.Secret))
	}
	s.before = there.Stays
	if !there.Since.IsZero() {
		s.say("It has counted reads since %s.", there.Since.UTC().Format("2 January 2006, 15:04 MST"))
	}
	for _, l := range []struct {
		what  string
		parts []string
	}{{"What is there and stays", there.Stays}, {"What going on would change", there.Changed}, {"What going on would make", there.Made}} {
		if len(l.parts) > 0 {
			s.say("%s: %s.", l.what, wizard.Listed(l.parts))
		}
	}
}
