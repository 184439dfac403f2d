package wizard

func secretWords() words {
	return words{
		title: "Secret",
		ask:   "Which secret shall be watched?",
		what: "Secrets Manager keeps the value encrypted and hands it out to whoever may call GetSecretValue. Each such call is a read, " +
			"and every read is what you will get an e-mail for.",
		why:  []string{"The value goes to Secrets Manager and nowhere else: no screen, log or file shows it."},
		cost: "A secret costs $0.40 a month, and $0.05 per 10,000 calls.",
		labels: map[Q]label{
			QSecret: {name: "Name", hint: "a new or an existing name: letters, digits and /_+=.@-"},
			QSource: {name: "Its value", options: []Option{
				{FromGenerator, "make one up", "32 random characters"},
				{FromTyping, "type it", "it stays hidden as you type"},
				{FromFile, "take it from the file", "as --secret-value-file says"},
			}},
			QValue: {name: "Value", hint: "what is to be kept secret; at most 65,536 bytes"},
		},
		terms: []Term{
			{"secret", "A named value that Secrets Manager keeps encrypted: a password, a key, a few lines of text."},
			{"GetSecretValue", "The one call that hands out the value. Looking at a secret's name or settings is another call, DescribeSecret, and no read."},
			{"BatchGetSecretValue", "Hands out several values in one call. CloudTrail writes a GetSecretValue of its own for each of them, so such reads are seen too."},
			{"encryption key", "The value is encrypted with a key of KMS, here AWS's own for this service, which costs nothing."},
			{"recovery window", "A deleted secret can be had back for 7 to 30 days. Its name is taken for as long."},
		},
	}
}
