package wizard

func accountWords() words {
	return words{
		title: "Account",
		ask:   "Everything will be built here.",
		what: "This says in whose name and where the monitor is built. Nine small parts will stand between a read of your secret and the e-mail, " +
			"all in one account and one region, the secret's.",
		why: []string{
			"Each step builds its part when you have answered it; u undoes a step, and `secretwatch destroy` takes everything away again. " +
				"x accepts all defaults and shows the whole plan first; then all is built at once.",
		},
		cost: "Looking costs nothing. What the monitor will cost a month is estimated on every step.",
		terms: []Term{
			{"account", "What AWS bills, and what separates your things from others': a number of twelve digits. A secret, its trail and its alarm live in one."},
			{"region", "A place with computers of AWS, such as us-east-1. A secret lives in one region, and the log group, the alarm and the topic of its monitor have to be in the same."},
			{"identity", "Who makes the calls: a user, or a role that somebody or something has taken. Its ARN is its full name, and each record in the trail has it."},
			{"ARN", "Amazon Resource Name: the full name of a thing in AWS, with its service, region and account, such as arn:aws:sns:us-east-1:111122223333:alarms."},
			{"tag", "A label on a resource. All that setup makes carries managed-by = secretwatch, and only what carries it is ever removed."},
		},
	}
}
