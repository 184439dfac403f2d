package talk

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/ui/plain"
)

// order is a word that works while watching.
type order struct {
	words []string // the first is the one that help says
	help  string   // "" where another order's says it
	here  func(*watching) bool
	do    func(w *watching, ctx context.Context, word, rest string) error
}

// orders are the words that work while watching, in the order in which help says
// them.
var orders []order

func init() { // help says them, and is one of them
	orders = []order{
		{[]string{"help", "?"}, "", nil, plainly((*watching).help)},
		{
			[]string{"status"},
			"status: the alarm, and the verdict on the monitor.", nil,
			func(w *watching, ctx context.Context, _, _ string) error { w.status(ctx); return nil },
		},
		{
			[]string{"reads", "read"},
			"reads 10: the newest ten reads again; read 1: all that is known of the newest, read 2 of the one before.", nil,
			func(w *watching, _ context.Context, word, rest string) error { w.seen(word, rest); return nil },
		},
		{
			[]string{"filter"},
			"filter denied: only reads that have this text in them are heard; filter off: all again.", nil,
			func(w *watching, _ context.Context, _, rest string) error { w.filter(rest); return nil },
		},
		{
			[]string{"unexpected"},
			"unexpected: only reads that nobody expects are heard; unexpected off: all again.", nil,
			func(w *watching, _ context.Context, _, rest string) error { w.unexpected(rest); return nil },
		},
		{
			[]string{"span"},
			"span 15m: only reads of the last 15 minutes are said again; hours and days work too; span off: all.", nil,
			func(w *watching, _ context.Context, _, rest string) error { w.span(rest); return nil },
		},
		{
			[]string{"history"},
			"history: asks Event history for the reads of 90 days.", func(w *watching) bool { return w.feed.Past != nil },
			func(w *watching, ctx context.Context, _, _ string) error { w.history(ctx); return nil },
		},
		{
			[]string{"around"},
			"around 1: what else the reader of the newest read did about that time.", func(w *watching) bool { return w.feed.Neighbours != nil },
			func(w *watching, ctx context.Context, _, rest string) error { w.around(ctx, rest); return nil },
		},
		{
			[]string{"link", "console"},
			"link 1: that read's page in the console, and the AWS CLI's command for it; json 1: its record; for copying.", func(w *watching) bool { return w.feed.EventURL != nil },
			func(w *watching, _ context.Context, _, rest string) error { w.link(rest); return nil },
		},
		{
			[]string{"json"},
			"", nil,
			func(w *watching, _ context.Context, _, rest string) error { w.record(rest); return nil },
		},
		{[]string{"alarm"}, "alarm: the alarm's state and its reason.", hasAlarm, plainly(func(w *watching) { w.sayAlarm(true) })},
		{
			[]string{"changes"},
			"changes 5: the alarm's newest changes, and what became of its messages.", hasAlarm,
			func(w *watching, _ context.Context, _, rest string) error { w.sayChanges(rest); return nil },
		},
		{
			[]string{"metric", "chart"},
			"metric: what the metric filter counted in the last hour, minute by minute.",
			func(w *watching) bool { return w.feed.Names.Metric != "" }, plainly((*watching).metric),
		},
		{
			[]string{"checklist"},
			"checklist: every link from the read to the mail, and who changed what is broken.", func(w *watching) bool { return w.feed.Check != nil },
			func(w *watching, ctx context.Context, _, _ string) error {
				w.whose = true
				w.checked(ctx, func() { w.out.Report(*w.report) })
				return nil
			},
		},
		{
			[]string{"apply"},
			"apply: the remedy of the verdict, and a question whether it shall be applied; apply and a code: that of another finding.",
			func(w *watching) bool { return w.feed.Fix != nil },
			func(w *watching, _ context.Context, _, rest string) error { w.apply(rest); return nil },
		},
		{[]string{"readers"}, "readers: who read the secret, and who is expected.", nil, plainly((*watching).sayReaders)},
		{
			[]string{"expect"},
			"expect 1: marks the first of those readers as expected, or takes the mark away; expect all: marks all that were let in.",
			func(w *watching) bool { return w.feed.Expect != nil },
			func(w *watching, ctx context.Context, _, rest string) error { w.expect(ctx, rest); return nil },
		},
		{
			[]string{"explain"},
			"explain alarm: what a word means; explain and a code: the page behind a finding.", nil,
			func(w *watching, _ context.Context, _, rest string) error { w.explained(rest); return nil },
		},
		{
			[]string{"test"},
			"test: reads the secret once and follows that read to the mail.", func(w *watching) bool { return w.feed.TestRead != nil },
			func(w *watching, ctx context.Context, _, _ string) error { w.test(ctx); return nil },
		},
		{
			[]string{"inbox", "mail", "confirm"},
			"inbox: the sandbox's mails; mail 1: says the first; confirm: opens the link of the mail that asks for it.",
			func(w *watching) bool { return w.feed.Inbox != nil },
			func(w *watching, ctx context.Context, word, rest string) error { w.mails(ctx, word, rest); return nil },
		},
		{
			[]string{"calls", "call"},
			"calls 5: the newest five API calls; call 1: the newest whole, with its price and its command.", func(w *watching) bool { return w.feed.Calls != nil },
			func(w *watching, _ context.Context, word, rest string) error { w.calls(word, rest); return nil },
		},
		{
			[]string{"monitors", "monitor"},
			"monitors: the monitors that are there; monitor 2: watches the second of them.", func(w *watching) bool { return w.feed.Monitors != nil },
			func(w *watching, ctx context.Context, _, rest string) error { return w.monitors(ctx, rest) },
		},
		{
			[]string{"break"},
			"break: breaks one thing in the monitor, for you to find; answer says what it was.", func(w *watching) bool { return w.feed.Break != nil },
			func(w *watching, ctx context.Context, _, _ string) error { w.breakIt(ctx); return nil },
		},
		{[]string{"answer"}, "", nil, plainly((*watching).theAnswer)},
		{
			[]string{"back", "change", "setup", "again", "later", "undo", "made"},
			"", nil,
			func(w *watching, _ context.Context, word, _ string) error {
				w.say("%s is a word of setup. quit ends the watch; secretwatch setup says how to go on there.", word)
				return nil
			},
		},
		{
			[]string{"quit", "leave", "exit", "q"},
			"quit: ends the watch; the monitor goes on.", nil,
			func(*watching, context.Context, string, string) error { return errLeave },
		},
	}
}

func hasAlarm(w *watching) bool { return w.feed.Names.Alarm != "" }

// plainly is an order that needs nothing.
func plainly(do func(*watching)) func(*watching, context.Context, string, string) error {
	return func(w *watching, _ context.Context, _, _ string) error {
		do(w)
		return nil
	}
}

// help says the words that work here.
func (w *watching) help() {
	for _, o := range orders {
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
	for _, o := range orders {
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
	for _, r := range list[max(len(list)-n, 0):] {
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
		w.openLink(ctx, w.feed.Inbox, w.feed.OpenLink)
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
