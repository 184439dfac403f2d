package wizard

func filterWords() words {
	return words{
		title: "Metric filter",
		ask:   "Which reads shall count?",
		what: "A metric filter looks at every event of the log group and turns those that match its pattern into numbers. " +
			"The pattern here compares fields: this service, this call, this secret.",
		why: []string{
			"The text \"GetSecretValue\" would match any event that merely holds " +
				"the word: other secrets, failed tries, a policy that names the action.",
			"Metric value is what a match adds: 1, so that the sum counts reads. Default value is what every event that does not match adds: 0, so that the metric has data and says " +
				"\"none\" while nobody reads. Mind that these zeros pull an average down; the alarm's step shows it.",
		},
		cost: "A metric costs $0.30 a month, and the first ten of an account are free.",
		labels: map[Q]label{
			QAttempts: {name: "Count", options: []Option{
				{No, "reads that worked", "recommended"},
				{Yes, "every attempt", "also denied ones"},
			}},
			QFilter:       {name: "Filter", hint: "1-512 characters, no : and no *"},
			QPattern:      {name: "Pattern", hint: "at most 1,024 characters"},
			QMetricValue:  {name: "Metric value", hint: "a number, or a field of the event such as $.count"},
			QDefaultValue: {name: "Default value", hint: "a number; 0 keeps the metric alive"},
			QNamespace:    {name: "Namespace", hint: "1-255 characters, no : * $; not AWS/..."},
			QMetric:       {name: "Metric", hint: "1-255 characters, no : * $"},
		},
		terms: []Term{
			{"metric filter", "A rule on a log group: every event that matches its pattern adds a number to a metric. It looks only at events that come after it was made."},
			{"pattern", "What the filter looks for. In braces it compares fields of a JSON event; without braces it looks for words anywhere in the text, and upper and lower case differ."},
			{"metric", "A row of numbers over time, with a name in a namespace. An alarm looks at one."},
			{"metric value", "What a matching event adds. 1 makes the sum the number of reads."},
			{"default value", "What an event that does not match adds, here 0. Without one a quiet minute has no data at all, which an alarm treats in its own way."},
			{"namespace", "A drawer for metrics. Names that begin with AWS/ are AWS's own."},
			{"errorCode", "A field that only failed calls have. NOT EXISTS asks for its absence; a comparison such as != is never true of a field that is not there."},
		},
	}
}
