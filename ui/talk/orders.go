package talk

import (
	"context"
	"slices"
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
func orders() []order {
	return slices.Concat(ofHelp(), ofReads(), ofMonitor(), ofProgram())
}

// Words are the words that work while watching, as the help of the command says
// them before there is a watch.
func Words() []string {
	var words []string
	for _, o := range orders() {
		if o.help != "" {
			words = append(words, o.words[0])
		}
	}
	return words
}

func ofHelp() []order {
	return []order{
		{[]string{"help", "?"}, "", nil, plainly((*watching).help)},
		{
			[]string{"status"},
			"status: the alarm, and the verdict on the monitor.", nil,
			func(w *watching, ctx context.Context, _, _ string) error { w.status(ctx); return nil },
		},
		{[]string{"repeat"}, "repeat: the last lines again.", nil, plainly((*watching).again)},
	}
}

// ofReads are those about who has read.
func ofReads() []order {
	return []order{
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
			[]string{"follow"},
			"follow 1: how far the newest read has come on its way to the mail, hop by hop.", func(w *watching) bool { return w.feed.FollowRead != nil },
			func(w *watching, ctx context.Context, _, rest string) error { w.follow(ctx, rest); return nil },
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
		{[]string{"readers"}, "readers: who read the secret, and who is expected.", nil, plainly((*watching).sayReaders)},
		{
			[]string{"expect"},
			"expect 1: marks the first of those readers as expected, or takes the mark away; expect all: marks all that were let in.",
			func(w *watching) bool { return w.feed.Expect != nil },
			func(w *watching, ctx context.Context, _, rest string) error { w.expect(ctx, rest); return nil },
		},
	}
}

// ofMonitor are those about the way from a read to its mail.
func ofMonitor() []order {
	return []order{
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
	}
}

// ofProgram are the others.
func ofProgram() []order {
	return []order{
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
		{
			[]string{"answer"},
			"", nil,
			func(w *watching, ctx context.Context, _, _ string) error { w.giveUp(ctx); return nil },
		},
		{[]string{"watch"}, "", nil, plainly(func(w *watching) { w.say("You are watching already. Type help for the words that work here.") })},
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
