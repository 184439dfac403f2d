package report

import (
	"slices"
	"time"

	"secretwatch/aws/monitor"
)

// Who was subscribed to the alarm's topic, as Event history tells. It does not say
// which address a Subscribe was for, and has a ConfirmSubscription only of a caller
// who has signed in, not of who opens the link.

// subscribedAt is when the i-th subscription was made, and by whom.
func (p *page) subscribedAt(i int) string {
	calls := p.at(callSubscribe)
	if len(calls) < 2 {
		return p.madeText(monitor.KindSubscription)
	}
	if c, ok := p.subscribedBy(i); ok {
		return p.when(c.At) + " by " + p.who(c.Who.Raw())
	}
	times := make([]string, len(calls))
	for k, c := range calls {
		times[k] = p.when(c.At)
	}
	shown, more := newest(times, mostTold)
	return "at one of " + join(shown) + before(more, "time")
}

// subscribedBy is the call that made the i-th subscription, where there is no doubt:
// there was one subscription at a time, and each was removed before the next.
func (p *page) subscribedBy(i int) (monitor.Changed, bool) {
	var open, removed []monitor.Changed
	for _, c := range p.changes {
		switch {
		case c.Event == callSubscribe:
			open = append(open, c)
		case c.Event == callUnsubscribe && len(open) > 1:
			return monitor.Changed{}, false
		case c.Event == callUnsubscribe && len(open) == 1:
			removed, open = append(removed, open[0]), nil
		}
	}
	subs := valueOf(p.Snapshot.Subscribers)
	places := map[bool][]int{}
	for k, s := range subs {
		places[s.Removed] = append(places[s.Removed], k)
	}
	calls := open
	if subs[i].Removed {
		calls = removed
	}
	// SNS forgets after some days what was removed, so that there may be fewer of these.
	if len(open) != 1 || len(calls) != 1 || len(places[false]) != 1 || len(places[subs[i].Removed]) != 1 {
		return monitor.Changed{}, false
	}
	return calls[0], true
}

// deserted is a time, over by now, in which nobody was subscribed.
type deserted struct {
	gap
	began, ended monitor.Changed // the Unsubscribe, and the Subscribe or ConfirmSubscription after it
	sure         bool            // else somebody else may have been subscribed
	reads        int             // that worked in between
}

// nobody are the times in which no address was subscribed because it was
// unsubscribed, oldest first.
func (p *page) nobody() []deserted {
	if !p.Snapshot.Subscribers.There() {
		return nil
	}
	confirmed := 0
	for _, s := range *p.Snapshot.Subscribers.Value {
		if !s.Pending && !s.Removed {
			confirmed++
		}
	}
	left := p.lastLeft(confirmed)
	known := len(p.at(callCreateTopic)) > 0 // and with it every Subscribe
	subscribed := 0
	var list []deserted
	for i, c := range p.changes {
		switch c.Event {
		case callSubscribe:
			subscribed++
		case callUnsubscribe:
			subscribed = max(subscribed-1, 0)
			again, ok := p.anew(i)
			d := deserted{gap: gap{c.At, again.At, callUnsubscribe}, began: c, ended: again, sure: left[i] || known && subscribed == 0}
			if ok && (d.sure || confirmed == 1) {
				for _, r := range p.worked() {
					if !r.Time.Before(d.from) && r.Time.Before(d.to) {
						d.reads++
					}
				}
				list = append(list, d)
			}
		}
	}
	return list
}

// anew is what ended the time after the i-th change, an Unsubscribe: the next
// Subscribe, or the confirmation of what it asked for.
func (p *page) anew(i int) (monitor.Changed, bool) {
	var found monitor.Changed
	for _, c := range p.changes[i+1:] {
		switch {
		case c.Event == callUnsubscribe:
			return found, !found.At.IsZero()
		case c.Event == callConfirm:
			return c, true
		case c.Event == callSubscribe && found.At.IsZero():
			found = c
		}
	}
	return found, !found.At.IsZero()
}

// lastLeft are the places of the changes by which the last confirmed address was
// unsubscribed. They are counted back from the confirmed addresses that are there,
// so that one of before Event history does not matter; that takes a
// ConfirmSubscription of each.
func (p *page) lastLeft(confirmed int) map[int]bool {
	left := map[int]bool{}
	var until time.Time
	for i, c := range slices.Backward(p.changes) {
		switch c.Event {
		case callConfirm:
			if confirmed--; confirmed == 0 {
				until = c.At
			}
		case callUnsubscribe:
			left[i] = confirmed == 0 && !until.IsZero()
			confirmed++
			until = time.Time{}
		}
	}
	return left
}

// desertedText says from when to when nobody was subscribed.
func (p *page) desertedText(d deserted) string {
	end, fell := p.when(d.to), p.notAll(d.gap)
	if d.reads > 0 {
		fell = " " + sentence(plural(d.reads, "read")) + " fell into that time." + fell
	}
	switch {
	case !d.sure:
		return "At " + p.when(d.from) + " " + p.who(d.began.Who.Raw()) + " unsubscribed an address (" + p.code(codeRemoved) + "), and at " + end + " " + p.who(d.ended.Who.Raw()) +
			" subscribed one: unless somebody else was subscribed too, what the topic was sent in between went to nobody." + fell
	case d.ended.Event == callConfirm:
		return "From " + p.when(d.from) + " to " + end + " nobody was subscribed (" + p.code(codeRemoved) + "): what the topic was sent in between went to nobody." + fell
	default:
		return "From " + p.when(d.from) + " to " + end + " nobody was subscribed (" + p.code(codeRemoved) + "): what the topic was sent in between went to nobody, " +
			"and so did what it was sent until the new subscription was confirmed, of which AWS keeps no time." + fell
	}
}

// codeRemoved is the doctor's code of an address that was unsubscribed.
const codeRemoved = "subscription-removed"

// firstConfirmed is the first confirmation, where nobody can have got a mail before:
// no other address was asked before it, which somebody may have confirmed by the link.
func (p *page) firstConfirmed() (monitor.Changed, bool) {
	asked := 0
	for _, c := range p.changes {
		switch c.Event {
		case callConfirm:
			return c, asked <= 1
		case callSubscribe:
			asked++
		case callUnsubscribe:
			return c, false
		}
	}
	return monitor.Changed{}, false
}

// notAll says that not all reads of a time are known, "" where they are.
func (p *page) notAll(g gap) string {
	if p.cut() && (len(p.reads) == 0 || p.reads[0].Time.After(g.from)) {
		return " Not all reads of that time were looked for."
	}
	return ""
}
