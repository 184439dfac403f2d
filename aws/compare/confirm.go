package compare

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/survey"
)

const (
	confirmWithin = 30 * time.Minute
	confirmPoll   = 10 * time.Second
	// remind is after how long without news a line says that all goes on.
	remind = 5 * time.Minute
)

// confirm waits until the address has confirmed the new topics. A way whose
// topic is not confirmed in time is left out.
func (e *experiment) confirm(ctx context.Context) error {
	open := map[Way]bool{}
	for _, w := range []Way{WayTrail, WayRule} {
		open[w] = e.makes(w)
	}
	within, every := e.patience()
	asked, begun, said := false, time.Now(), time.Time{}
	checked := check{last: begun}
	e.enter(PhaseConfirm, within)
	for {
		pending, err := e.pending(ctx, open)
		late := time.Since(begun) >= within
		if err != nil {
			if late || !passing(err) {
				return err
			}
			e.warn(err) // the confirmation can be opened meanwhile
			if err := pause(ctx, every); err != nil {
				return err
			}
			continue
		}
		e.awaits(pending)
		if len(pending) == 0 {
			return nil
		}
		if late {
			e.unconfirmed(pending)
			return nil
		}
		if !asked && e.o.Open != nil {
			asked = true
			if err := e.openLinks(ctx, pending); err != nil {
				return err
			}
			continue
		}
		if time.Since(said) >= remind {
			said = time.Now()
			e.waiting(e.toOpen(pending, begun.Add(within)))
		}
		if checked.due(e.pace().check) {
			if err := e.standing(ctx); err != nil {
				return err
			}
		}
		if err := pause(ctx, every); err != nil {
			return err
		}
	}
}

// awaits shows whose confirmation is open still.
func (e *experiment) awaits(pending []Way) {
	if !slices.Equal(pending, e.confirming) {
		e.confirming = pending
		e.show()
	}
}

// unconfirmed leaves out the ways that were not confirmed in time.
func (e *experiment) unconfirmed(pending []Way) {
	for _, w := range pending {
		e.skip(w, "%s did not confirm the subscription", foreign.Safe(e.email))
	}
	e.confirming = nil
}

// patience is for how long a confirmation is waited for, and how often it is
// looked for.
func (e *experiment) patience() (within, every time.Duration) {
	within, every = e.o.ConfirmWithin, confirmPoll
	if within <= 0 {
		within = confirmWithin
	}
	if e.o.Fast {
		every = 200 * time.Millisecond
	}
	return within, every
}

// toOpen says which mails the person has to look for.
func (e *experiment) toOpen(pending []Way, until time.Time) string {
	mails, topics := "the mail", "topic"
	if n := len(pending); n > 1 {
		mails, topics = fmt.Sprintf("each of the %d mails", n), "topics"
	}
	return fmt.Sprintf("open the link in %s \"AWS Notification - Subscription Confirmation\" to %s, for the %s %s; waiting until %s",
		mails, foreign.Safe(e.email), topics, e.topicNames(pending), until.UTC().Format("15:04 MST"))
}

// passing reports that an error says nothing of what was asked, and that asking
// again may help.
func passing(err error) bool {
	kind := account.Explain(err).Kind
	return kind == account.NoNetwork || kind == account.Throttled
}

// pending are the ways whose subscription is open still.
func (e *experiment) pending(ctx context.Context, open map[Way]bool) ([]Way, error) {
	var list []Way
	for _, w := range Ways() {
		if !open[w] {
			continue
		}
		ok, err := e.confirmed(ctx, e.topicOf(w))
		switch {
		case err != nil:
			return nil, err
		case ok:
			open[w] = false
			e.tell(EventMade, foreign.Safe(e.email)+" is confirmed for "+w.Word())
		default:
			list = append(list, w)
		}
	}
	return list, nil
}

func (e *experiment) topicNames(ways []Way) string {
	var names []string
	for _, w := range ways {
		names = append(names, lastOf(e.topicOf(w)))
	}
	return strings.Join(names, " and ")
}

func (e *experiment) confirmed(ctx context.Context, topic string) (bool, error) {
	subs, err := survey.Subscribers(ctx, e.Account, topic, e.email)
	if err != nil {
		return false, err
	}
	for _, s := range subs {
		if s.ARN != "" && strings.EqualFold(s.Endpoint.Raw(), e.email) {
			return true, nil
		}
	}
	return false, nil
}

// openLinks opens the newest confirmation link of each topic in a mailbox that
// can be seen, after a yes.
func (e *experiment) openLinks(ctx context.Context, pending []Way) error {
	letters, err := e.o.Inbox(ctx)
	if err != nil {
		return err
	}
	links := map[Way]string{}
	for _, l := range letters {
		for _, link := range l.Links {
			for _, w := range pending {
				if confirms(link, e.topicOf(w)) && l.To == e.email {
					links[w] = link
				}
			}
		}
	}
	if len(links) == 0 || e.o.MayOpen != nil && !e.o.MayOpen(ctx, len(links)) {
		return ctx.Err()
	}
	opened := 0
	for _, w := range pending {
		if links[w] == "" {
			continue
		}
		if err := e.o.Open(ctx, links[w]); err != nil {
			return err
		}
		opened++
	}
	mails := "mail's link was"
	if opened > 1 {
		mails = "mails' links were"
	}
	e.tell(EventNote, fmt.Sprintf("on the sandbox the %s opened for you: %s; on AWS the person who gets the mail has to", mails, e.topicNames(pending)))
	return nil
}

// confirms reports that a link confirms a subscription to a topic.
func confirms(link, topic string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Query().Get("Token") != "" && u.Query().Get("TopicArn") == topic
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}
