package wizard

func accountWords() words {
	return words{
		title: "Account",
		ask:   "Everything will be built here.",
		why: []string{
			"Eight small parts will stand between a read of your secret and the e-mail: bucket, trail, log group, role, " +
				"metric filter, alarm, topic and your subscription to it. They live in one account and one region, the secret's.",
			"Nothing is made before you have seen the whole plan and said yes. All of it carries a tag, and " +
				"`secretwatch destroy` takes it away again.",
		},
	}
}
