package wizard

func alarmWords() words {
	return words{
		title: "Alarm",
		ask:   "How shall CloudWatch add up the reads?",
		what: "The alarm watches the filter's metric. When it turns to ALARM it sends one message to the topic, and it sends " +
			"the next only after it has been OK again.",
		why: []string{
			"Each event adds a number: a read 1, any other 0. Sum counts the reads. Average divides by all events of the period, " +
				"so one read among many is far below 1: the alarm stays OK and no mail comes. This is the commonest mistake in monitors like this one.",
			"A short period and \"no data is OK\" bring the alarm back to OK within minutes, ready for the next read.",
		},
		cost: "An alarm costs $0.10 a month, and the first ten of an account are free.",
		labels: map[Q]label{
			QStatistic: {name: "Statistic", options: []Option{
				{"Sum", "Sum", "counts every read; recommended"},
				{"Maximum", "Maximum", "1 as soon as one event is a read"},
				{"Average", "Average", "reads / all events: rarely a mail"},
			}},
			QPeriod:    {name: "Period, seconds", hint: "10, 20, 30 or a multiple of 60; recommended 60"},
			QThreshold: {name: "Alarm at or above", hint: "a number; 1 means a single read"},
			QMissing: {name: "No data means", options: []Option{
				{"notBreaching", "OK", "recommended"},
				{"missing", "insufficient data", "the alarm shows that it knows nothing"},
				{"ignore", "as before", "an alarm never ends by itself"},
				{"breaching", "ALARM", "a quiet account would be in alarm"},
			}},
			QAlarm: {name: "Alarm", hint: "1-255 characters"},
		},
		terms: []Term{
			{"alarm", "A rule on one metric, with three states: OK, ALARM, and INSUFFICIENT_DATA where it knows too little. Only a change of state sends something."},
			{"statistic", "How the numbers of one period become one: Sum adds them, Average divides that by how many there are, Maximum takes the largest."},
			{"period", "How long the windows are over which the numbers are taken together, in seconds. Metrics of a filter have one point a minute."},
			{"threshold", "What the number is compared with. At or above 1 means: a single read is enough."},
			{"datapoints to alarm", "How many of the last windows have to reach the threshold. Here one of one."},
			{"missing data", "What a window without any number counts as. notBreaching: as OK, so that the alarm ends by itself."},
			{"action", "What a change of state does, here to publish to the topic. Actions can be switched off; then the alarm changes in silence."},
		},
	}
}
