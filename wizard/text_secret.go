package wizard

func secretWords() words {
	return words{
		title: "Secret",
		ask:   "Which secret shall be watched?",
		why: []string{
			"Secrets Manager keeps the value encrypted and hands it out to whoever may call GetSecretValue. Each such call is a read, " +
				"and every read is what you will get an e-mail for.",
			"A secret costs $0.40 a month. The value goes to Secrets Manager and nowhere else: no screen, log or file shows it.",
		},
		labels: map[Q]label{
			QSecret: {name: "Name", hint: "a new name, or one that exists: letters, digits and / _ + = . @ -"},
			QSource: {name: "Its value", options: []Option{
				{FromGenerator, "make one up", "32 random characters"},
				{FromTyping, "type it", "it stays hidden as you type"},
				{FromFile, "take it from the file", "as --secret-value-file says"},
			}},
			QValue: {name: "Value", hint: "what is to be kept secret; at most 65,536 bytes"},
		},
	}
}
