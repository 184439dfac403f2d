package wizard

func deliveryWords() words {
	return words{
		title: "Log delivery",
		ask:   "Where shall the trail's events be searched?",
		why: []string{
			"Files in a bucket cannot raise an alarm. So the trail also sends each event to a CloudWatch log group, usually within " +
				"about 5 minutes of the call. Event history shows the same events for 90 days, but nothing can be hung on it.",
			"CloudTrail needs a role to write there: one that only CloudTrail may take, for this trail alone, and that may do no more than write to this group.",
			"Logs cost $0.50 per GB that comes in, and the first 5 GB a month are free. A small account sends about 20 MB.",
		},
		labels: map[Q]label{
			QLogGroup:  {name: "Log group", hint: "1-512 letters, digits and _ - / . #"},
			QRetention: {name: "Kept, days", hint: "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 ... 3653"},
			QRole:      {name: "Role", hint: "1-64 letters, digits and + = , . @ _ -"},
		},
	}
}
