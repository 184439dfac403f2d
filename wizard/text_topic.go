package wizard

func topicWords() words {
	return words{
		title: "E-mail",
		ask:   "Who shall get the e-mail?",
		why: []string{
			"The alarm does not write e-mails. It publishes to an SNS topic, and the topic sends to every address that has subscribed and confirmed.",
			"AWS first sends a mail with a link. Until someone opens that link nothing else is ever sent there: otherwise anybody could flood you. " +
				"The link is good for two days.",
			"The first 1,000 e-mails a month are free.",
		},
		labels: map[Q]label{
			QEmail: {name: "E-mail", hint: "an address such as name@example.com"},
			QTopic: {name: "Topic", hint: "1-256 letters, digits, - and _"},
		},
	}
}
