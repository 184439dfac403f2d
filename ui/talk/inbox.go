package talk

import (
	"context"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/ui/plain"
)

// mostMails is how many mails are named at once.
const mostMails = 5

type lister func(context.Context) ([]inbox.Mail, error)

// inbox lists the newest mails of the sandbox.
func (v *Voice) inbox(ctx context.Context, list lister) {
	mails, err := list(ctx)
	if err != nil {
		v.sayError(err)
		return
	}
	if len(mails) == 0 {
		v.say("The inbox is empty.")
		return
	}
	v.say("Mails in the inbox: %d. Type mail and a number to hear one.", len(mails))
	for i := len(mails) - 1; i >= max(len(mails)-mostMails, 0); i-- {
		of := ""
		if topic := mails[i].Confirms(); topic != "" {
			of = ", for the topic " + plain.NameOf(topic)
		}
		v.say("%d, at %s, to %s: %s%s", i+1, v.out.Clock(mails[i].At), foreign.Safe(mails[i].To), foreign.Safe(mails[i].Subject), of)
	}
	if older := len(mails) - mostMails; older > 0 {
		v.say("Those are the newest; %s can be heard by their numbers, from 1 on.", count(older, "older mail"))
	}
}

// mail says one mail whole.
func (v *Voice) mail(ctx context.Context, list lister, number int) {
	mails, err := list(ctx)
	if err != nil {
		v.sayError(err)
		return
	}
	if number < 1 || number > len(mails) {
		v.say("There is no mail %d.", number)
		return
	}
	m := mails[number-1]
	v.say("From: %s.", foreign.Safe(m.From))
	v.say("To: %s.", foreign.Safe(m.To))
	v.say("Subject: %s", foreign.Safe(m.Subject))
	for l := range strings.Lines(m.Body) {
		if l = strings.TrimSpace(l); l != "" {
			v.say("%s", foreign.Safe(l))
		}
	}
}

// openLink opens the newest link that confirms an address; false where it opened
// none, which has been said.
func (v *Voice) openLink(ctx context.Context, list lister, open func(context.Context, string) error) (opened bool) {
	mails, err := list(ctx)
	if err != nil {
		v.sayError(err)
		return false
	}
	to := map[string]bool{} // the newest mail of a subject is enough
	for i := len(mails) - 1; i >= 0; i-- {
		topic := mails[i].Confirms()
		for _, l := range mails[i].Links {
			if l.Kind != inbox.Confirm || to[topic] {
				continue
			}
			to[topic] = true
			if err := open(ctx, l.URL); err != nil {
				v.sayError(err)
				continue
			}
			opened = true
		}
	}
	if !opened {
		v.say("No mail asks for a confirmation.")
		return false
	}
	v.say("Opened the link of the mail.")
	return true
}
