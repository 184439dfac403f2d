package wizard

func reviewWords() words {
	return words{
		title: "Review",
		ask:   "This is the plan.",
		what:  "Setup compared what is there with your answers: what fits is kept. You are asked before setup changes anything that it did not make.",
		terms: []Term{
			{"plan", "What would be made, changed or kept, and nothing else. It is the difference between your answers and what is there now."},
			{"not made by setup", "A resource without setup's tag. It is used or changed only after a yes of its own, and never removed."},
			{"estimate", "List prices for one month, of what the monitor adds. Free tiers are left out where they depend on the rest of the account."},
		},
	}
}

func buildWords() words {
	return words{
		title: "Build",
		ask:   "Building the monitor.",
		what:  "Parts that do not need each other are made at the same time. A new role takes AWS some seconds to know everywhere, so the trail may have to wait for it.",
		terms: []Term{
			{"eventual consistency", "AWS runs on many machines, and news takes seconds to reach all of them. A call that comes too early is refused, and setup repeats it."},
			{"held", "Not tried, because something it needs did not work."},
			{"kept", "It was there already as it should be."},
		},
	}
}

func confirmWords() words {
	return words{
		title: "Confirm",
		ask:   "Confirm the e-mail address.",
		what:  "AWS has sent a mail with the subject \"AWS Notification - Subscription Confirmation\". Open its link, or copy the link and paste it here.",
		why: []string{
			"Pasted here it is safer: afterwards only this account can unsubscribe the address. A link that was opened in a mail can be undone by anyone " +
				"who gets the mail forwarded, and by mail scanners that follow every link.",
			"No mail? Look in the spam folder: it comes from no-reply@sns.amazonaws.com.",
		},
		cost: "Confirming costs nothing.",
		terms: []Term{
			{"confirmation", "It proves that whoever reads the mailbox wants the mails. Until then the alarm works and sends nothing."},
			{"pending confirmation", "The subscription is there and waits for the link to be opened, for two days."},
			{"unsubscribe link", "Each mail of SNS has one. Where the address was confirmed by a call with credentials, following it is not enough."},
			{"token", "The long word in the link: it names this one subscription."},
		},
	}
}

func readWords() words {
	return words{
		title: "First read",
		ask:   "Read the secret, and see it arrive.",
		what: "Read it in two ways: t reads it from here and throws the value away unseen; the command reads it from any terminal, such as CloudShell. " +
			"Both appear in CloudTrail's Event history with who, how and from where.",
		why: []string{
			"At AWS a read usually takes 2-5 minutes to Event history, and 6-8 to the e-mail; on a new trail it can take 15.",
		},
		cost: "A read costs $0.05 per 10,000.",
		terms: []Term{
			{"hop", "One link on the way of a read: trail, log delivery, filter, metric, alarm, topic, subscription, mail. The live pane shows how far a read has come."},
			{"Event history", "CloudTrail's own list of the last 90 days. A read is there some minutes after it was made."},
			{"request id", "The number AWS gives each call. The record of a call has the same, so a read can be followed."},
			{"user agent", "What a program says of itself. Test reads carry secretwatch-test, so that they are told from others."},
		},
	}
}
