package cli

import (
	"context"
	"slices"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

const (
	// confirmLook bounds the look at the subscription after an interruption.
	confirmLook = 5 * time.Second
	// confirmFresh is how long a person needs at least to find a mail and to
	// press its link: before that nothing has changed.
	confirmFresh = 3 * time.Second
)

// addressees asks whether an address has confirmed, while the rest is still
// being built.
type addressees struct {
	ask  func(topic string) (why string, pending bool)
	d    monitor.Desired
	seen map[monitor.Kind]<-chan confirmed
}

// confirmed is what was seen of a subscription, and when it was asked.
type confirmed struct {
	why     string
	pending bool
	at      time.Time
}

// newAddressees begins with what the snapshot saw of subscriptions that are
// there already. What was built is looked at also when the run is interrupted:
// its mail went out all the same.
func newAddressees(ctx context.Context, a *account.Account, d monitor.Desired, s monitor.Snapshot) *addressees {
	x := &addressees{d: d, seen: map[monitor.Kind]<-chan confirmed{}}
	x.ask = func(topic string) (string, bool) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), confirmLook)
		defer cancel()
		return stillPending(ctx, a, topic, d.Email)
	}
	for k, list := range map[monitor.Kind]monitor.Seen[[]monitor.Subscription]{
		monitor.KindSubscription: s.Subscribers, monitor.KindRuleSubscription: s.RuleSubscribers,
	} {
		if list.There() {
			was := make(chan confirmed, 1)
			was <- confirmed{pending: isPending(*list.Value, d.Email), at: time.Now()}
			x.seen[k] = was
		}
	}
	return x
}

// progress asks about a subscription as soon as it is made. It is called by one
// goroutine at a time.
func (x *addressees) progress(g build.Progress) {
	k := g.Change.Kind
	made := g.State == build.Done && g.Change.Action != monitor.ActionNone
	if !made || (k != monitor.KindSubscription && k != monitor.KindRuleSubscription) {
		return
	}
	answer := make(chan confirmed, 1)
	x.seen[k] = answer
	go func() {
		at := time.Now()
		why, pending := x.ask(x.topic(k))
		answer <- confirmed{why, pending, at}
	}()
}

func (x *addressees) topic(k monitor.Kind) string {
	if k == monitor.KindRuleSubscription {
		return x.d.RuleTopicARN(x.d.Place)
	}
	return x.d.TopicARN(x.d.Place)
}

// waiting lists what only a person can do now.
func (x *addressees) waiting(results []build.Result) []string {
	byRule := slices.ContainsFunc(results, subscribedTo(monitor.KindRuleSubscription))
	var waiting []string
	for _, k := range []monitor.Kind{monitor.KindSubscription, monitor.KindRuleSubscription} {
		if !slices.ContainsFunc(results, subscribedTo(k)) {
			continue
		}
		what := "confirm the e-mail sent to " + x.d.Email
		if byRule { // two mails are on their way
			name := x.d.Topic
			if k == monitor.KindRuleSubscription {
				name = x.d.RuleTopic
			}
			what += " for the topic " + name
		}
		if why, ok := x.pending(k); ok {
			waiting = append(waiting, what+why)
		}
	}
	return waiting
}

// pending takes what was seen a moment ago, and asks again where somebody may
// have pressed the link since.
func (x *addressees) pending(k monitor.Kind) (why string, pending bool) {
	if answer, ok := x.seen[k]; ok {
		if a := <-answer; !a.pending || time.Since(a.at) < confirmFresh {
			return a.why, a.pending
		}
	}
	return x.ask(x.topic(k))
}

// subscribedTo is true of the subscription of this kind, once it is there.
func subscribedTo(k monitor.Kind) func(build.Result) bool {
	return func(r build.Result) bool {
		return r.Change.Kind == k && r.State == build.Done && r.Change.Action != monitor.ActionDelete
	}
}

// stillPending reports that an address has not confirmed a topic, as far as that
// can be seen.
func stillPending(ctx context.Context, a *account.Account, topic, email string) (why string, pending bool) {
	subs, err := survey.Subscribers(ctx, a, topic, email)
	if err != nil {
		return ", unless it is confirmed already: " + account.Explain(err).Summary, true
	}
	return "", isPending(subs, email)
}

func isPending(subs []monitor.Subscription, email string) bool {
	return slices.ContainsFunc(subs, func(s monitor.Subscription) bool {
		return s.Pending && s.Endpoint.Raw() == email //nolint:forbidigo // compared, not shown
	})
}
