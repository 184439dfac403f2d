package talk

import (
	"context"
	"strconv"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/ui/plain"
)

// watchHelp says the words that work while watching.
func (w *watching) help() {
	w.say("status: the alarm, and the verdict on the monitor.")
	w.say("reads 10: the newest ten reads again; read 1: all that is known of the newest, read 2 of the one before.")
	if w.feed.Names.Alarm != "" {
		w.say("alarm: the alarm's state and its reason.")
	}
	if w.feed.Check != nil {
		w.say("checklist: every link from the read to the mail.")
	}
	if w.feed.Fix != nil {
		w.say("apply: the remedy of the verdict, and a question whether it shall be applied; apply and a code: that of another finding.")
	}
	w.say("readers: who read the secret, and who is expected.")
	if w.feed.Expect != nil {
		w.say("expect 1: marks the first of those readers as expected, or takes the mark away.")
	}
	w.say("explain alarm: what a word means; explain and a code: the page behind a finding.")
	if w.feed.TestRead != nil {
		w.say("test: reads the secret once and follows that read to the mail.")
	}
	if w.feed.Inbox != nil {
		w.say("inbox: the sandbox's mails; mail 1: says the first; confirm: opens the link of the mail that asks for it.")
	}
	if w.feed.Break != nil {
		w.say("break: breaks one thing in the monitor, for you to find; answer says what it was.")
	}
	w.say("quit: ends the watch; the monitor goes on.")
	w.say("Reads of 90 days, the comparison and other monitors are commands of their own: secretwatch history, secretwatch compare, secretwatch watch --secret NAME.")
}

// word does what was typed.
func (w *watching) word(ctx context.Context, text string) error {
	w.declined = false
	if w.answered(ctx, meant(text)) {
		return nil
	}
	word, rest, _ := strings.Cut(meant(text), " ")
	switch word {
	case "":
	case "help", "?":
		w.help()
	case "status":
		w.sayAlarm(false)
		if w.way != nil {
			w.way.status(w.Voice)
		}
		w.checked(ctx, w.verdict)
	case "checklist":
		w.checked(ctx, func() { w.out.Report(*w.report) })
	case "alarm":
		w.sayAlarm(true)
	case "apply":
		w.apply(rest)
	case "readers":
		w.sayReaders()
	case "expect":
		w.expect(ctx, rest)
	case "explain":
		w.explain(rest, nil)
	case "test":
		w.test(ctx)
	case "break":
		w.breakIt(ctx)
	case "answer":
		w.theAnswer()
	case "back", "change", "setup", "again", "later", "undo", "made":
		w.say("%s is a word of setup. quit ends the watch; secretwatch setup says how to go on there.", word)
	case "reads", "read":
		w.seen(word, rest)
	case "inbox", "mail", "confirm":
		w.post(ctx, word, rest)
	case "quit", "leave", "exit", "q":
		return errLeave
	default:
		w.unknown(word)
	}
	return nil
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

// test makes a read and follows it.
func (w *watching) test(ctx context.Context) {
	switch {
	case w.feed.TestRead == nil:
		w.say("No read can be made here.")
	case w.way != nil:
		w.say("A test read is being followed already.")
	default:
		if w.alarm != nil && w.alarm.State == "ALARM" {
			w.say("The alarm is in state ALARM still: until it is OK again, a read sends no mail of its own.")
		}
		w.way = w.begin(ctx, reader{read: w.feed.TestRead, follow: w.feed.Follow})
		if w.way != nil && w.feed.Nudge != nil {
			w.feed.Nudge()
		}
	}
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
func (w *watching) newest(count string) {
	n, err := strconv.Atoi(count)
	if count == "" {
		n, err = 10, nil
	}
	if err != nil || n < 1 {
		w.say("Type reads and how many, such as reads 10.")
		return
	}
	if len(w.reads) == 0 {
		w.say("No read was seen so far.")
		return
	}
	for _, r := range w.reads[max(len(w.reads)-n, 0):] {
		w.out.Read(r)
	}
}

// post is about the sandbox's mails.
func (w *watching) post(ctx context.Context, word, rest string) {
	switch {
	case w.feed.Inbox == nil:
		w.say("There is an inbox on the sandbox only; here the mail is in your own mailbox.")
	case word == "inbox":
		w.inbox(ctx, w.feed.Inbox)
	case word == "confirm":
		w.openLink(ctx, w.feed.Inbox, w.feed.OpenLink)
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
