package wizard

func reviewWords() words {
	return words{
		title: "Review",
		ask:   "This is the plan. Nothing has been changed yet.",
		why: []string{
			"Setup looked at what is there and compared it with your answers. What exists and fits is kept; what setup did not make is asked for by itself.",
		},
	}
}

func buildWords() words {
	return words{
		title: "Build",
		ask:   "Building the monitor.",
		why: []string{
			"Parts that do not need each other are made at the same time. A new role takes AWS some seconds to know everywhere, so the trail may have to wait for it.",
		},
	}
}

func confirmWords() words {
	return words{
		title: "Confirm",
		ask:   "Confirm the e-mail address.",
		why: []string{
			"AWS has sent a mail with the subject \"AWS Notification - Subscription Confirmation\". Open its link, or copy the link and paste it here. " +
				"Pasted here it is safer: afterwards only this account can unsubscribe the address. A link that was opened in a mail can be undone by anyone " +
				"who gets the mail forwarded, and by mail scanners that follow every link.",
			"No mail? Look in the spam folder: it comes from no-reply@sns.amazonaws.com.",
		},
	}
}

func readWords() words {
	return words{
		title: "First read",
		ask:   "Read the secret, and see it arrive.",
		why: []string{
			"Read it in two ways: t reads it from here and throws the value away unseen; the command reads it from any terminal, such as CloudShell. " +
				"Both appear in CloudTrail's Event history with who, how and from where.",
			"At AWS a read usually takes 2-5 minutes to Event history, and 6-8 to the e-mail; on a new trail it can take 15.",
		},
	}
}
