package wizard

func deliveryWords() words {
	return words{
		title: "Log delivery",
		ask:   "Where shall the trail's events be searched?",
		what: "Files in a bucket cannot raise an alarm. So the trail also sends each event to a CloudWatch log group, usually within " +
			"about 5 minutes of the call.",
		why: []string{
			"Event history shows the same events for 90 days, but no alarm can look into it.",
			"CloudTrail needs a role to write there: one that only CloudTrail may take, for this trail alone, and that may do no more than write to this group.",
		},
		cost: "Logs cost $0.50 per GB that comes in, and the first 5 GB a month are free. A small account sends about 20 MB.",
		labels: map[Q]label{
			QLogGroup:  {name: "Log group", hint: "1-512 letters, digits and _ - / . #"},
			QRetention: {name: "Kept, days", hint: "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 ... 3653"},
			QRole:      {name: "Role", hint: "1-64 letters, digits and + = , . @ _ -"},
		},
		terms: []Term{
			{"log delivery", "The way of an event from the trail to the log group. CloudTrail says of itself when it last worked: LatestCloudWatchLogsDeliveryTime, and the error where it did not. The time of the last file in the bucket says nothing about it."},
			{"log group", "A named heap of log events in CloudWatch Logs. Metric filters hang on it, and it can be searched."},
			{"log stream", "A part of a log group, one per sender. CloudTrail makes its own; you need not care."},
			{"retention", "After how many days log events are forgotten. A new log group keeps them for ever, and is billed for it; setup says 30 days."},
			{"role", "An identity without a password that a service takes to act for you. Who may take it stands in its trust policy, what it may do in its permissions."},
			{"Event history", "CloudTrail's own list of management events of the last 90 days. It is there without any trail, and free."},
		},
	}
}
