package wizard

func filterWords() words {
	return words{
		title: "Metric filter",
		ask:   "Which reads shall count?",
		why: []string{
			"A metric filter looks at every event of the log group and turns matches into numbers. The text \"GetSecretValue\" would match any event that merely holds " +
				"the word: other secrets, failed tries, a policy that names the action. The JSON pattern here compares fields: this service, this call, this secret.",
			"Metric value is what a match adds: 1, so that the sum counts reads. Default value is what every event that does not match adds: 0, so that the metric has data and says " +
				"\"none\" while nobody reads. Mind that these zeros pull an average down; the alarm's step shows it.",
			"A metric costs $0.30 a month, and the first ten of an account are free.",
		},
		labels: map[Q]label{
			QAttempts: {name: "Count", options: []Option{
				{No, "reads that worked", "recommended"},
				{Yes, "every attempt", "also denied ones"},
			}},
			QFilter:       {name: "Filter", hint: "1-512 characters, no : and no *"},
			QPattern:      {name: "Pattern", hint: "a CloudWatch Logs filter pattern, at most 1,024 characters"},
			QMetricValue:  {name: "Metric value", hint: "a number, or a field of the event such as $.count"},
			QDefaultValue: {name: "Default value", hint: "a number; 0 keeps the metric alive"},
			QNamespace:    {name: "Namespace", hint: "1-255 characters, no : * $; not AWS/..."},
			QMetric:       {name: "Metric", hint: "1-255 characters, no : * $"},
		},
	}
}
