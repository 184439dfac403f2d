package wizard

func alarmWords() words {
	return words{
		title: "Alarm",
		ask:   "How shall CloudWatch add up the reads?",
		why: []string{
			"The alarm watches the filter's metric. When it turns to ALARM it sends one message to the topic, and it sends " +
				"the next only after it has been OK again. A short period and \"no data is OK\" bring it back within minutes.",
			"Each event adds a number: a read 1, any other 0. Sum of one read among 41 events is 1, and 1 >= 1 is ALARM. " +
				"Average is 1/41 = 0.024, never >= 1: the alarm stays OK and no mail comes. This is the commonest mistake in monitors like this one.",
			"An alarm costs $0.10 a month, and the first ten of an account are free.",
		},
		labels: map[Q]label{
			QStatistic: {name: "Statistic", options: []Option{
				{"Sum", "Sum", "counts every read; recommended"},
				{"Maximum", "Maximum", "1 as soon as one event is a read"},
				{"Average", "Average", "reads / all events: mails rarely come"},
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
	}
}
