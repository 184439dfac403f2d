package wizard

func topicWords() words {
	return words{
		title: "E-mail",
		ask:   "Who shall get the e-mail?",
		what:  "The alarm does not write e-mails. It publishes to an SNS topic, and the topic sends to every address that has subscribed and confirmed.",
		why: []string{
			"AWS first sends a mail with a link. Until someone opens that link nothing else is ever sent there: otherwise anybody could flood you. " +
				"The link is good for two days. The mail is on its way as soon as this is answered.",
			"The alarm's mail says only that somebody read the secret. An EventBridge rule, with a topic to confirm of its own, sends a mail for every read " +
				"that says who it was, when, from where and how.",
		},
		cost: "The first 1,000 e-mails a month are free, and EventBridge takes nothing for the events of AWS services.",
		labels: map[Q]label{
			QEmail: {name: "E-mail", hint: "an address such as name@example.com"},
			QNotify: {name: "Told by", options: []Option{
				{ByAlarm, "the alarm", "that somebody read it"},
				{ByBoth, "alarm + EventBridge", "and who, when, where"},
			}},
			QTopic: {name: "Topic", hint: "1-256 letters, digits, - and _"},
		},
		terms: []Term{
			{"topic", "A name in SNS to which messages are published. It passes each of them to all its subscribers."},
			{"subscription", "An address on a topic, here an e-mail address. It gets nothing before it is confirmed."},
			{"confirmation", "Opening the link of the first mail, or giving it to ConfirmSubscription. Pending confirmation is the state before; AWS forgets such a subscription after two days."},
			{"endpoint", "What SNS calls the address that a subscription sends to."},
			{"EventBridge rule", "It looks at each event of the account as it happens, and passes those that fit its pattern to a target, here a topic. It needs the trail, but not the log group, the filter or the alarm."},
			{"topic policy", "Who may publish to the topic. Setup lets this account's own identities and this one alarm do it."},
		},
	}
}
