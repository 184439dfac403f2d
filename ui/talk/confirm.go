package talk

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/ui/plain"
	"secretwatch/wizard"
)

// How often the subscription is looked at, and a line says that it is waited
// for.
const (
	lookPace     = 5 * time.Second
	lookPaceFast = time.Second
	stillPace    = 30 * time.Second
)

// standing is what a look at the subscription found.
type standing struct {
	confirmed, pending int
	err                error
}

// confirm waits until the address is confirmed, or is told to go on without.
func (s *Setup) confirm(ctx context.Context) error {
	again := ctx
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	first := s.look(ctx)
	if first.confirmed > 0 && first.pending == 0 {
		s.pending = false
		s.say("The address %s is confirmed.", foreign.Safe(s.desired.Email))
		return nil
	}
	if s.desired.EventBridge {
		s.say("Two mails went to %s, one for each way to be told: open the links of both.", foreign.Safe(s.desired.Email))
		s.say("They come from no-reply@sns.amazonaws.com; look in the spam folder too.")
	} else {
		s.say("The mail went to %s. It comes from no-reply@sns.amazonaws.com; look in the spam folder too.", foreign.Safe(s.desired.Email))
	}
	s.confirmWords()
	s.say("Waiting for the confirmation. The mail usually takes about a minute.")
	looks := s.looking(ctx)
	begun, still := time.Now(), stillPace
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case l := <-looks:
			if l.confirmed > 0 && l.pending == 0 {
				s.pending = false
				s.say("The address is confirmed.")
				return nil
			}
			if waited := time.Since(begun); waited >= still { // seldomer as time goes by
				still = waited + max(stillPace, waited/2)
				s.still(waited, l)
			}
		case got := <-s.in.next():
			text, err := s.in.take(got)
			if err == nil {
				err = s.confirmWord(ctx, text)
			}
			if errors.Is(err, errLater) {
				s.say("Until it is confirmed no mail comes. The link is good for two days.")
				return nil
			}
			if errors.Is(err, errReaddressed) {
				stop()
				return s.confirm(again)
			}
			if err != nil {
				return err
			}
		}
	}
}

// confirmWords says what can be typed while the mail is on its way.
func (s *Setup) confirmWords() {
	s.say("again: sends another mail.")
	s.say("change: gives another address.")
	s.say("later: goes on without the confirmation.")
	s.say("test: goes on, too, and reads the secret once.")
	s.say("status: looks whether it is confirmed.")
	if s.deps.Inbox != nil {
		s.say("inbox: lists the mails of the sandbox; mail 1 reads the first.")
		s.say("confirm: opens the link in the sandbox's mail.")
	}
}

var errLater = errors.New("later")

func (s *Setup) look(ctx context.Context) standing {
	confirmed, pending, err := s.deps.Subscribed(ctx, s.desired)
	return standing{confirmed, pending, err}
}

// looking looks again and again until the context ends.
func (s *Setup) looking(ctx context.Context) <-chan standing {
	looks, pace, d, subscribed := make(chan standing), lookPace, s.desired, s.deps.Subscribed
	if s.deps.Inbox != nil {
		pace = lookPaceFast
	}
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-time.After(pace):
			}
			confirmed, pending, err := subscribed(ctx, d)
			select {
			case <-ctx.Done():
				return
			case looks <- standing{confirmed, pending, err}:
			}
		}
	}()
	return looks
}

// still says that it is waited for, and what keeps it from being seen.
func (s *Setup) still(waited time.Duration, l standing) {
	if l.err != nil {
		summary, _ := s.errors(l.err)
		s.say("Whether it is confirmed cannot be seen: %s", plain.Sentence(summary))
		return
	}
	s.say("Not confirmed yet, after %s.", plain.Lasted(waited.Round(time.Second)))
}

// standing says what a look at the subscription found.
func (s *Setup) standing(l standing) {
	s.status(wizard.StepConfirm)
	switch {
	case l.err != nil:
		s.sayError(l.err)
	case l.confirmed > 0 && l.pending == 0:
		s.say("The address is confirmed by now.")
	default:
		s.say("%s is not confirmed yet.", foreign.Safe(s.desired.Email))
	}
}

// confirmWord does what was typed while the confirmation is waited for.
func (s *Setup) confirmWord(ctx context.Context, text string) error {
	switch word := meant(text); {
	case s.onlySigns(text):
	case word == "":
		words := "again, change, later, test, status, back or leave"
		if s.deps.Inbox != nil {
			words = "confirm, inbox, " + words
		}
		s.say("Waiting for the confirmation. Paste the link of the mail, or type %s.", words)
	case word == "later", word == "next":
		return errLater
	case word == "test":
		s.testing = true
		return errLater
	case word == "status":
		s.standing(s.look(ctx))
	case word == "change", word == "c":
		return s.readdress(ctx)
	case word == "again", word == "resend":
		s.resend(ctx)
	case strings.Contains(text, "://"):
		s.pasted(ctx, strings.TrimSpace(text))
	case s.deps.Inbox != nil && s.post(ctx, word):
	default:
		return s.otherWord(word, text)
	}
	return nil
}

// post is about the sandbox's mails. It is false for any other word.
func (s *Setup) post(ctx context.Context, word string) bool {
	switch {
	case word == "inbox":
		s.inbox(ctx, s.deps.Inbox)
	case word == "mail" && s.deps.Inbox != nil:
		s.say("Type mail and a number, such as mail 1.")
	case strings.HasPrefix(word, "mail "):
		n, _ := strconv.Atoi(word[len("mail "):])
		s.mail(ctx, s.deps.Inbox, n)
	case word == "confirm":
		s.openLink(ctx, s.deps.Inbox, s.deps.OpenLink)
	default:
		return false
	}
	return true
}

// otherWord is what is not of this step alone.
func (s *Setup) otherWord(word, text string) error {
	if word == "help" || word == "?" {
		s.say("Open the link in the mail, or paste it here.")
		s.confirmWords()
	}
	done, err := s.command(wizard.StepConfirm, text)
	switch {
	case errors.Is(err, errMore):
		s.say("There are no settings here.")
		return nil
	case err != nil || done:
		return err
	case strings.ContainsAny(text, "/="): // a link, or a piece of one
		s.say("%s", wizard.CheckLink(strings.TrimSpace(text)))
	case laterWord(text):
		s.saidLater(text)
	default:
		s.say("%s is no word here; help says those that work.", shortened(text))
	}
	return nil
}

// pasted confirms with the link from the mail.
func (s *Setup) pasted(ctx context.Context, link string) {
	if wrong := wizard.CheckLink(link); wrong != "" {
		s.say("%s", wrong)
		return
	}
	if err := s.deps.ConfirmLink(ctx, s.desired, link); err != nil {
		s.sayError(err)
		return
	}
	s.say("AWS took the link. Only this account can unsubscribe the address now.")
}

func (s *Setup) resend(ctx context.Context) {
	if s.deps.Subscribe == nil {
		s.say("Another mail cannot be asked for here.")
		return
	}
	if err := s.deps.Subscribe(ctx, s.desired); err != nil {
		s.sayError(err)
		return
	}
	s.say("Another mail is on its way to %s.", foreign.Safe(s.desired.Email))
}
