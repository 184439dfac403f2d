package talk

import (
	"secretwatch/aws/foreign"
	"secretwatch/wizard"
)

// Part says how to go on with what was not finished. A command stands alone on
// its line, for copying.
func (s *Setup) Part() {
	secret := ""
	if s.desired.Secret != "" {
		secret = " --secret " + wizard.ShellQuote(foreign.Safe(s.desired.Secret))
	}
	switch {
	case s.deps.Again == "":
		s.say("The sandbox is gone, and all in it.")
		s.say("This starts anew:")
		s.out.Whole("secretwatch demo --accessible")
	case s.whole:
		s.say("The monitor stands.")
		if s.pending {
			s.say("Its mails wait: none comes before the link in the confirmation mail to %s was opened.", foreign.Safe(s.desired.Email))
		}
		s.say("This watches it:")
		s.out.Whole("secretwatch watch --accessible" + secret)
		s.say("This says what is still missing:")
		s.out.Whole("secretwatch doctor --accessible" + secret)
	case len(s.made()) > 0:
		s.say("What was built stays.")
		s.say("This looks at what is there and goes on:")
		s.out.Whole(s.again())
		s.say("This removes it:")
		s.out.Whole("secretwatch destroy --accessible")
	default:
		s.say("Nothing was changed.")
		s.say("This goes on from here:")
		s.out.Whole(s.again())
	}
}

func (s *Setup) again() string { return s.wiz.Again(s.deps.Again) + " --accessible" }
