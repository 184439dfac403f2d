package talk

import (
	"context"
	"errors"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// errReaddressed says that another address is waited for now.
var errReaddressed = errors.New("readdressed")

// readdress asks for another address than the one that was subscribed: a
// mistyped one never confirms. The old subscription cannot be taken back while
// it is pending; AWS forgets it after two days.
func (s *Setup) readdress(ctx context.Context) error {
	if s.deps.Subscribe == nil {
		s.say("The address cannot be changed here.")
		return nil
	}
	for {
		s.prompt("The right address [%s]:", foreign.Safe(s.desired.Email))
		text, err := s.hear(ctx)
		if err != nil {
			return err
		}
		email := strings.TrimSpace(text)
		switch meant(email) {
		case "", "back", strings.ToLower(s.desired.Email):
			s.say("It stays %s.", foreign.Safe(s.desired.Email))
			return nil
		case "leave", "quit", "exit":
			return errLeave
		case "help", "?", "status", "repeat":
			s.say("The mail went to %s, which has not confirmed it.", foreign.Safe(s.desired.Email))
			s.say("Type the address that shall get the mails instead; back or an empty line keeps the one that is there.")
			continue
		}
		if wrong := wizard.CheckEmail(email); wrong != "" {
			s.say("%s An empty line keeps the one that is there.", wrong)
			continue
		}
		d := s.desired
		d.Email = email
		if err := s.deps.Subscribe(ctx, d); err != nil {
			s.sayError(err)
			return nil
		}
		s.say("Done. The subscription of %s gets nothing, and goes by itself after two days.", foreign.Safe(s.desired.Email))
		s.addressed(email)
		return errReaddressed
	}
}

// addressed has the subscriptions bear the new address.
func (s *Setup) addressed(email string) {
	kinds := []monitor.Kind{monitor.KindSubscription, monitor.KindRuleSubscription}
	for _, k := range kinds {
		s.wiz.Built(k, "") // else the answer is settled
	}
	s.wiz.Set(wizard.QEmail, email)
	for _, k := range kinds {
		if p := s.parts[k]; p.there {
			p.change.Name = email
			s.parts[k] = p
			s.wiz.Built(k, email)
		}
	}
	s.desired.Email = email
}
