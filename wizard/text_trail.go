package wizard

func trailWords() words {
	return words{
		title: "Trail",
		ask:   "Which events shall the trail keep?",
		why: []string{
			"CloudTrail writes down every call to AWS as an event. Management events are calls about resources, and reading a secret is one. " +
				"Data events (each object read from S3, say) and insights events (unusual rates of calls) are other kinds, billed apart, and not needed here.",
			"Management events are either read or write. GetSecretValue changes nothing, so AWS counts it as a read (readOnly is true): a " +
				"trail that keeps writes only would never see it. Keep both: the writes tell who changed or deleted the secret, or this monitor.",
			"The first trail of an account is free; a second one costs $2.00 per 100,000 events. The bucket keeps the trail's files; it is private, " +
				"encrypted, and forgets them after the days below.",
		},
		labels: map[Q]label{
			QEvents: {name: "Management events", options: []Option{
				{"All", "read and write", "recommended"},
				{"ReadOnly", "read only", "enough for the e-mail; changes go unseen"},
			}},
			QTrail:       {name: "Trail", hint: "3-128 letters, digits and . _ -"},
			QBucket:      {name: "Bucket", hint: "3-63 lower-case letters, digits, . and -; unique in all of AWS"},
			QMultiRegion: {name: "All regions", hint: "also reads of a replica elsewhere"},
			QExpire:      {name: "Files kept, days", hint: "1-3650"},
		},
	}
}
