package talk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/plain"
)

// help says the words that work here.
func (w *watching) help() {
	for _, o := range orders() {
		if o.help != "" && (o.here == nil || o.here(w)) {
			w.say("%s", o.help)
		}
	}
	if w.feed.Check != nil {
		w.say("To compare three ways to be told of a read is a command of its own: secretwatch compare.")
	}
}

// word does what was typed.
func (w *watching) word(ctx context.Context, text string) error {
	w.declined = false
	if w.onlySigns(text) {
		return nil
	}
	if w.answered(ctx, meant(text)) {
		return nil
	}
	word, rest, _ := strings.Cut(meant(text), " ")
	if word == "" {
		return nil
	}
	for _, o := range orders() {
		if slices.Contains(o.words, word) {
			return o.do(w, ctx, word, rest)
		}
	}
	w.unknown(word)
	return nil
}

// explained says what a word means, and which word mends the finding of that
// code.
func (w *watching) explained(word string) {
	w.explain(word, nil)
	if w.report == nil || word == "" || w.chase.covered() {
		return
	}
	if f, found := w.finding(word); found {
		if does := w.mends(f, " "+f.Code); does != "" {
			w.say("Here: %s.", strings.TrimPrefix(does, ", or "))
		}
	}
}

// status says how all stands.
func (w *watching) status(ctx context.Context) {
	w.sayAlarm(false)
	if w.only != (narrowing{}) {
		w.sayNarrowed()
	}
	if w.way != nil {
		w.way.status(w.Voice)
	}
	w.checked(ctx, w.verdict)
}

// unknown says that a word is none, unless it was the answer to a question.
func (w *watching) unknown(word string) {
	if !w.declined {
		w.say("%s is no word here. Type help for those that work.", shortened(word))
	}
}

// checked says something of a new look at the monitor.
func (w *watching) checked(ctx context.Context, say func()) {
	if w.feed.Check == nil {
		w.say("Only a log group is watched; there is no checklist.")
		return
	}
	w.aloud = say
	w.say("Looking at the monitor, usually 2 to 5 seconds.")
	if w.whose && w.report != nil && w.report.Verdict.Status == doctor.Broken && w.feed.Blame != nil {
		w.say("Who changed it is asked of Event history, one call a second.")
	}
	w.look(ctx)
}

func (w *watching) sayAlarm(why bool) {
	a := w.alarm
	if a == nil {
		w.say("The alarm's state is not known yet.")
		return
	}
	muted := ""
	if a.Muted {
		muted = " Its actions are switched off, so it sends nothing."
	}
	since := ""
	if !a.Since.IsZero() {
		since = " since " + w.out.Clock(a.Since)
	}
	w.say("The alarm %s is in state %s%s.%s", foreign.Safe(a.Name), plain.StateWords(a.State), since, muted)
	if why && !a.Reason.Empty() {
		w.say("Its reason: %s", plain.Sentence(a.Reason.Safe()))
	}
}

// saySubscription says how the subscription stands now.
func (w *watching) saySubscription() {
	for _, f := range w.report.Findings {
		if f.Hop == monitor.HopSubscription {
			w.out.Finding(f, false)
		}
	}
}

// test makes a read and follows it.
func (w *watching) test(ctx context.Context) {
	switch {
	case w.feed.TestRead == nil:
		w.say("No read can be made here.")
	case w.way != nil:
		w.say("A read is being followed already; status says how far it is.")
	default:
		if w.alarm != nil && w.alarm.State == "ALARM" {
			w.say("The alarm is in state ALARM still: until it is OK again, a read sends no mail of its own.")
		}
		w.way = w.begin(ctx, reader{read: w.feed.TestRead, follow: w.feed.Follow})
		if w.way != nil {
			w.mine = w.way.id
			w.nudge()
		}
	}
}

// nudge has the watcher look soon.
func (w *watching) nudge() {
	if w.feed.Nudge != nil {
		w.feed.Nudge()
	}
}

// follow follows a read that was seen to its mail.
func (w *watching) follow(ctx context.Context, number string) {
	switch {
	case w.feed.FollowRead == nil:
		w.say("No read can be followed here.")
		return
	case w.way != nil:
		w.say("A read is being followed already; status says how far it is.")
		return
	}
	r, ok := w.numbered("follow", number)
	if !ok {
		return
	}
	w.say("Following the read of %s on its way to the mail.", w.out.Clock(r.Time))
	do := w.feed.FollowRead
	w.way = w.along(ctx, func(ctx context.Context, tell func(trace.Update)) error { return do(ctx, r, tell) })
}

// seen says reads again: several in short, or one whole.
func (w *watching) seen(word, rest string) {
	if word == "read" {
		w.detail(rest)
		return
	}
	w.newest(rest)
}

// newest says the newest reads again, oldest of them first.
func (w *watching) newest(number string) {
	n, err := strconv.Atoi(number)
	if number == "" {
		n, err = 10, nil
	}
	list := w.shown()
	switch {
	case err != nil || n < 1:
		w.say("Type reads and how many, such as reads 10.")
		return
	case len(w.reads) == 0:
		w.say("No read was seen so far.")
		return
	case w.only != (narrowing{}):
		w.sayNarrowed()
	}
	list = list[max(len(list)-n, 0):]
	if len(list) > 1 {
		w.say("From the oldest of them, read %d, to the newest, read 1:", len(list))
	}
	for _, r := range list {
		w.out.Read(r)
	}
}

// mails is about the sandbox's inbox.
func (w *watching) mails(ctx context.Context, word, rest string) {
	switch {
	case w.feed.Inbox == nil:
		w.say("There is an inbox on the sandbox only; here the mail is in your own mailbox.")
	case word == "inbox":
		w.inbox(ctx, w.feed.Inbox)
	case word == "confirm":
		if w.openLink(ctx, w.feed.Inbox, w.feed.OpenLink) && w.feed.Check != nil {
			w.aloud = w.saySubscription
			w.look(ctx)
		}
	case rest == "":
		w.say("Type mail and a number, such as mail 1; inbox lists them.")
	default:
		n, _ := strconv.Atoi(rest)
		w.mail(ctx, w.feed.Inbox, n)
	}
}

func count(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
