package talk

import (
	"fmt"
	"strings"

	"secretwatch/wizard"
)

// lesson teaches where people go wrong: reads and writes, the pattern, the
// statistic.
func (s *Setup) lesson(id wizard.StepID) {
	switch id {
	case wizard.StepTrail:
		s.say("Reading a secret is a read event: GetSecretValue %s.", wizard.Activities()[0].Note)
		for _, k := range wizard.Keepings() {
			sees := "sees it"
			if !k.Sees {
				sees = "never sees it, so that is no choice here"
			}
			s.say("A trail of %s events %s.", k.Label, sees)
		}
	case wizard.StepFilter:
		s.trials()
	case wizard.StepAlarm:
		s.samples()
	}
}

// trials say which records the pattern matches, and why it misses one.
func (s *Setup) trials() {
	var counts, leaves []string
	trials := s.wiz.Trials()
	for _, t := range trials {
		switch {
		case t.Matches && t.Wanted:
			counts = append(counts, whose(t))
		case !t.Matches && !t.Wanted:
			leaves = append(leaves, whose(t))
		}
	}
	switch {
	case len(trials) == 0:
		return
	case len(counts) == 0:
		s.say("Of these records this pattern counts none that it should.")
	default:
		s.say("Of these records this pattern counts: %s.", strings.Join(counts, "; "))
	}
	if len(leaves) > 0 {
		s.say("It leaves out, as it should: %s.", strings.Join(leaves, "; "))
	}
	for _, t := range trials { // why is worth the field's name where it is wrong
		switch {
		case t.Matches && !t.Wanted:
			s.say("It counts what it should not: %s.", whose(t))
		case t.Matches || !t.Wanted:
		case t.Why == "":
			s.say("It misses %s.", whose(t))
		default:
			s.say("It misses %s: %s.", whose(t), t.Why)
		}
	}
}

func whose(t wizard.Trial) string {
	if t.Own {
		return "from this account, " + t.Label
	}
	return t.Label
}

// samples say why the statistic matters.
func (s *Setup) samples() {
	n, own := s.wiz.SampleEvents()
	among := fmt.Sprintf("One read among %d events, as in a small account", n)
	if own {
		among = fmt.Sprintf("One read among the %d events that this account had of late in a period", n)
	}
	s.say("%s; alarm at or above %s:", among, s.wiz.Answer(wizard.QThreshold))
	for _, x := range s.wiz.Samples() {
		does := "reaches it, and an e-mail is sent"
		switch {
		case x.Always:
			does = "reaches it, but so does no read at all: the alarm never leaves ALARM, and no e-mail comes"
		case !x.Fires:
			does = "stays below, and no e-mail comes"
		}
		s.say("%s makes %.3g of it, which %s.", x.Statistic, x.Value, does)
	}
}
