package wizard

func trailWords() words {
	return words{
		title: "Trail",
		ask:   "Which events shall the trail keep?",
		what: "CloudTrail writes down every call to AWS as an event; a trail keeps the events and passes them on. " +
			"Management events are calls about resources, and reading a secret is one.",
		why: []string{
			"Management events are either read or write. GetSecretValue changes nothing, so AWS counts it as a read (readOnly is true), whatever some guides say: a " +
				"trail that keeps writes only would never see it. Keep both: the writes tell who changed or deleted the secret, or this monitor.",
			"Data events (each object read from S3, say) and insights events (unusual rates of calls) are other kinds, billed apart, and not needed here.",
			"The bucket keeps the trail's files; it is private, encrypted, and forgets them after the days above.",
		},
		cost: "The first trail of an account is free; a second one costs $2.00 per 100,000 events. The files cost next to nothing.",
		labels: map[Q]label{
			QEvents: {name: "Management events", options: []Option{
				{"All", "read and write", "recommended"},
				{"ReadOnly", "read only", "misses changes to the secret"},
			}},
			QTrail:       {name: "Trail", hint: "3-128 letters, digits and . _ -"},
			QBucket:      {name: "Bucket", hint: "3-63 lower-case letters, digits, . and -; unique in all of AWS"},
			QMultiRegion: {name: "All regions", hint: "yes takes reads of a replica elsewhere too"},
			QExpire:      {name: "Files kept, days", hint: "1-3650"},
		},
		terms: []Term{
			{"trail", "A rule of CloudTrail: which events to keep, in which bucket, and whether to send them to a log group too. Without one the events can be looked up for 90 days, but no alarm can look at them."},
			{"management event", "A call about resources: create, change, delete, describe, and for a secret also to read it. A trail takes these by default."},
			{"data event", "A call about what is inside a resource, such as one object of a bucket. Off unless asked for, and billed apart. A read of a secret is none."},
			{"insights event", "A note of CloudTrail that calls of some kind are unusually many. Billed apart, not needed here."},
			{"read and write", "Every management event has the field readOnly. Calls that change nothing, such as GetSecretValue, have true: they are reads."},
			{"bucket", "Where S3 keeps files. The trail's files are its archive; the e-mail does not need them, but a trail cannot be without."},
			{"multi-region", "A trail can take the events of all regions. A replica of the secret in another region is then covered too."},
		},
	}
}
