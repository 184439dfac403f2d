package doctor_test

import (
	"fmt"
	"slices"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// readAs puts a read into the Event history, changed by change.
func readAs(s *monitor.Snapshot, at time.Time, change func(r *record.Read)) {
	read(s, at)
	change(&(*s.Reads.Value)[0])
}

// log puts the record of the newest read into the log group, as CloudTrail
// would have delivered it then.
func log(s *monitor.Snapshot, delivered time.Time, secretID, more string) *monitor.LoggedRead {
	r := (*s.Reads.Value)[0]
	list := []monitor.LoggedRead{{
		EventID: r.EventID, Stream: "111122223333_CloudTrail_us-east-1", Delivered: delivered,
		Message: foreign.New(fmt.Sprintf(`{"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/anna","accountId":"111122223333","userName":"anna"},`+
			`"eventTime":%q,"eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.9",`+
			`"userAgent":"aws-cli/2.17.60","requestParameters":{"secretId":%q},"responseElements":null,"requestID":%q,"eventID":%q,"readOnly":true%s}`,
			r.Time.UTC().Format(time.RFC3339), secretID, r.RequestID, r.EventID, more)),
	}}
	if s.Logged.There() {
		list = append(list, *s.Logged.Value...)
	}
	s.Logged = monitor.Found(list)
	return &list[0]
}

func changed(s *monitor.Snapshot, event string, at time.Time, resources ...string) {
	c := monitor.Changed{Event: event, Who: foreign.New("arn:aws:iam::111122223333:user/bob"), At: at}
	for _, r := range resources {
		c.Resources = append(c.Resources, foreign.New(r))
	}
	list := []monitor.Changed{c}
	if s.Changes.There() {
		list = append(list, *s.Changes.Value...)
	}
	s.Changes = monitor.Found(list)
}

func warned(code string, hop monitor.Hop, remedy doctor.RemedyKind, name string, do func(s *monitor.Snapshot)) fault {
	return fault{code: code, hop: hop, status: doctor.Warning, remedy: remedy, do: do, name: name}
}

func brokenAt(code string, hop monitor.Hop, remedy doctor.RemedyKind, name string, do func(s *monitor.Snapshot)) fault {
	return fault{code: code, hop: hop, status: doctor.Broken, remedy: remedy, do: do, name: name}
}

func moreFaults() []fault {
	return slices.Concat(readFaults(), partFaults(), patternFaults(), stateFaults(), keyFaults(), subscriptionFaults(), tagFaults())
}

func readFaults() []fault {
	return []fault{
		warned("other-secret-read", "read", doctor.Person, "a longer name", func(s *monitor.Snapshot) {
			readAs(s, now.Add(-time.Minute), func(r *record.Read) { r.Secret = foreign.New("TopSecretInfo-old") })
		}),
		warned("other-secret-read", "read", doctor.Person, "by whoever looks", func(s *monitor.Snapshot) {
			readAs(s, now.Add(-time.Minute), func(r *record.Read) {
				r.Secret, r.Who.ARN, r.How = foreign.New("prod/db"), s.Caller, record.HowSDK
			})
		}),
		warned("read-in-other-region", "read", doctor.Person, "", func(s *monitor.Snapshot) {
			s.Trail.Value.MultiRegion = false
			s.AwayReads = monitor.Found([]record.Read{{Time: now.Add(-time.Minute), Region: "eu-west-1", Secret: foreign.New(s.Names.Secret), Result: record.ResultOK}})
		}),
		warned("read-failed", "read", doctor.Person, "", func(s *monitor.Snapshot) {
			readAs(s, now.Add(-time.Minute), func(r *record.Read) {
				r.Result, r.Error = record.ResultDenied, foreign.New("AccessDenied: User: arn:aws:iam::111122223333:user/anna is not authorized")
			})
		}),
		warned("denied-read-without-parameters", "filter", doctor.Auto, "", func(s *monitor.Snapshot) {
			s.Filter.Value.Pattern = foreign.New(monitor.PatternFor(s.Names.Secret, true))
			readAs(s, now.Add(-time.Minute), func(r *record.Read) {
				r.Result, r.Secret = record.ResultDenied, foreign.String{}
				r.Error = foreign.New("AccessDenied: User: arn:aws:iam::111122223333:user/anna is not authorized to perform: secretsmanager:GetSecretValue on resource: TopSecretInfo because no identity-based policy allows it")
			})
		}),
		warned("value-not-retrieved", "read", doctor.Person, "", func(s *monitor.Snapshot) {
			changed(s, "ListSecretVersionIds", now.Add(-2*time.Minute), s.Secret.Value.ARN)
		}),
		warned("read-by-other-account", "read", doctor.Person, "", func(s *monitor.Snapshot) {
			readAs(s, now.Add(-45*time.Minute), func(r *record.Read) { r.Who.Account = "999988887777" })
		}),
		warned("event-delayed", "history", doctor.Person, "", func(s *monitor.Snapshot) {
			read(s, now.Add(-50*time.Minute))
			log(s, now.Add(-5*time.Minute), s.Names.Secret, `,"addendum":{"reason":"DELIVERY_DELAY"}`)
			turned(s, now.Add(-4*time.Minute), "OK", "ALARM")
			acted(s, now.Add(-4*time.Minute), "")
		}),
	}
}

func partFaults() []fault {
	bucket := func(code, name string, remedy doctor.RemedyKind, document string) fault {
		return warned(code, "trail", remedy, name, func(s *monitor.Snapshot) {
			s.Bucket.Value.Policy = monitor.Found(document)
			s.Status.Value.DeliveryError = foreign.New("AccessDenied")
		})
	}
	return []fault{
		brokenAt("no-trail", "trail", doctor.Auto, "deleted by somebody", func(s *monitor.Snapshot) {
			noTrail(s)
			changed(s, "DeleteTrail", now.Add(-time.Hour), s.Names.Trail)
		}),
		brokenAt("trail-single-region-elsewhere", "trail", doctor.Auto, "unknown here", func(s *monitor.Snapshot) {
			noTrail(s)
			s.Elsewhere = monitor.Found([]monitor.Trail{{Name: s.Names.Trail, ARN: "arn:aws:cloudtrail:eu-west-1:111122223333:trail/x", HomeRegion: "eu-west-1"}})
		}),
		warned("trail-just-changed", "trail", doctor.Person, "", func(s *monitor.Snapshot) {
			read(s, now.Add(-40*time.Minute))
			changed(s, "PutEventSelectors", now.Add(-41*time.Minute), s.Names.Trail)
		}),
		bucket("bucket-policy-source-arn", "", doctor.Auto, `{"Statement":{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:*","Resource":"*",`+
			`"Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/renamed"}}}}`),
		bucket("bucket-prefix-mismatch", "", doctor.Auto, `{"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"*"},`+
			`{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::secretwatch-topsecretinfo-9c61f3-111122223333-us-east-1/logs/AWSLogs/111122223333/*"}]}`),
		bucket("bucket-policy-old-accounts", "", doctor.Auto, `{"Statement":{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::086441151436:root"]},"Action":"s3:*","Resource":"*"}}`),
		bucket("bucket-explicit-deny", "", doctor.Removes, `{"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:*","Resource":"*"},`+
			`{"Sid":"vpc","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:SourceVpce":"vpce-1"}}}]}`),
		bucket("bucket-policy-denies", "replaced", doctor.Auto, `{"Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}`),
		warned("bucket-key-denies", "trail", doctor.Person, "", func(s *monitor.Snapshot) {
			s.Status.Value.DeliveryError = foreign.New("KMS.DisabledException")
		}),
		brokenAt("role-boundary", "delivery", doctor.Removes, "", func(s *monitor.Snapshot) {
			s.Role.Value.Boundary = "arn:aws:iam::111122223333:policy/edge"
			s.Role.Value.Managed = map[string]string{s.Role.Value.Boundary: `{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`}
		}),
		brokenAt("log-group-key-denies", "delivery", doctor.Person, "", func(s *monitor.Snapshot) {
			s.LogGroup.Value.KeyID = "arn:aws:kms:us-east-1:111122223333:key/1"
			s.Status.Value.LogsError = foreign.New("Access denied.")
		}),
	}
}

func patternFaults() []fault {
	pattern := func(text string) func(s *monitor.Snapshot) {
		return func(s *monitor.Snapshot) { s.Filter.Value.Pattern = foreign.New(text) }
	}
	return []fault{
		brokenAt("filter-console-flag", "filter", doctor.Auto, "", pattern(event+` && ($.sessionCredentialFromConsole IS TRUE) }`)),
		brokenAt("filter-selector-not-leaf", "filter", doctor.Auto, "", pattern(event+` && ($.requestParameters = "TopSecretInfo") }`)),
		warned("filter-too-wide", "filter", doctor.Auto, "everything", pattern(``)),
		warned("filter-too-wide", "filter", doctor.Auto, "the service", pattern(`{ $.eventSource = "secretsmanager.amazonaws.com" }`)),
		warned("filter-optional-terms-ignored", "filter", doctor.Auto, "", pattern(`GetSecretValue ?TopSecretInfo`)),
		warned("filter-field-selection", "filter", doctor.Person, "", func(s *monitor.Snapshot) { s.Filter.Value.Selection = `@aws.region IN ["eu-west-1"]` }),
		warned("filter-duplicated", "filter", doctor.Removes, "", func(s *monitor.Snapshot) {
			other := *s.Filter.Value
			other.Name = "second"
			s.Filters = monitor.Found([]monitor.MetricFilter{*s.Filter.Value, other})
		}),
		{code: "filter-unverified", hop: "filter", status: doctor.Unknown, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			read(s, now.Add(-3*time.Minute))
			log(s, now.Add(-time.Minute), s.Names.Secret, "").Tested = true
		}},
		warned("read-by-service", "filter", doctor.Person, "", func(s *monitor.Snapshot) {
			s.Filter.Value.Pattern = foreign.New(event + ` && ($.userIdentity.type = "IAMUser") }`)
			readAs(s, now.Add(-3*time.Minute), func(r *record.Read) { r.How, r.Who.Kind = record.HowService, record.WhoService })
		}),
		warned("filter-pins-identity", "filter", doctor.Person, "a role read", func(s *monitor.Snapshot) {
			s.Filter.Value.Pattern = foreign.New(event + ` && ($.userIdentity.type = "IAMUser") }`)
			readAs(s, now.Add(-3*time.Minute), func(r *record.Read) { r.Who.Kind = record.WhoRole })
		}),
	}
}

func stateFaults() []fault {
	return []fault{
		brokenAt("alarm-anomaly-band", "alarm", doctor.Auto, "", func(s *monitor.Snapshot) { s.Alarm.Value.Band, s.Alarm.Value.Metrics = true, 2 }),
		brokenAt("alarm-evaluation-state", "alarm", doctor.Person, "", func(s *monitor.Snapshot) { s.Alarm.Value.Evaluation = "EVALUATION_ERROR" }),
		{code: "alarm-warming-up", hop: "alarm", status: doctor.Waiting, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			a := s.Alarm.Value
			a.WarmUp, a.Updated, a.State, a.Reason = time.Hour, now.Add(-10*time.Minute), "INSUFFICIENT_DATA", foreign.New("Unchecked: Initial alarm creation")
		}},
		warned("alarm-wall-clock-window", "alarm", doctor.Person, "", func(s *monitor.Snapshot) { s.Alarm.Value.WallClock, s.Alarm.Value.Rule.Period = true, 3600 }),
		warned("alarm-point-too-late", "alarm", doctor.Person, "", func(s *monitor.Snapshot) {
			read(s, now.Add(-40*time.Minute))
			s.Points = monitor.Found([]monitor.Point{{At: now.Add(-35 * time.Minute), Sum: 1, Samples: 12}})
		}),
		{code: "alarm-not-evaluated-yet", hop: "alarm", status: doctor.Waiting, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			read(s, now.Add(-4*time.Minute))
			log(s, now.Add(-20*time.Second), s.Names.Secret, "")
		}},
		brokenAt("alarm-already-in-alarm", "alarm", doctor.Auto, "without a mail of its own", func(s *monitor.Snapshot) {
			turned(s, now.Add(-3*time.Minute), "OK", "ALARM")
			read(s, now.Add(-time.Minute))
			s.Alarm.Value.Reason, s.Alarm.Value.Updated = foreign.New("a test"), now.Add(-2*time.Minute)
		}),
		brokenAt("alarm-muted", "action", doctor.Removes, "", func(s *monitor.Snapshot) {
			s.Mutes = monitor.Found([]monitor.MuteRule{{Name: "old", Status: "EXPIRED"}, {Name: "night", ARN: "arn:aws:cloudwatch:us-east-1:111122223333:alarm-mute-rule:night", Status: "ACTIVE"}})
		}),
		warned("alarm-muted", "action", doctor.Removes, "until a while ago", func(s *monitor.Snapshot) {
			read(s, now.Add(-10*time.Minute))
			turned(s, now.Add(-8*time.Minute), "OK", "ALARM")
			past(s, now.Add(-8*time.Minute), "Action", "Muted action", fmt.Sprintf(`{"actionState":null,"notificationResource":"x","muteWindowEndTimestamp":%d}`, now.Add(-time.Minute).UnixMilli()))
			turned(s, now.Add(-5*time.Minute), "ALARM", "OK")
		}),
		brokenAt("alarm-composite-suppressed", "action", doctor.Person, "", func(s *monitor.Snapshot) {
			s.Alarm.Value.AlarmActions = nil
			s.Composites = monitor.Found([]monitor.Composite{{
				Name: "all", State: "ALARM", ActionsEnabled: true, AlarmActions: []string{s.Topic.Value.ARN},
				Suppressor: "maintenance", SuppressedBy: "Alarm", Suppressed: foreign.New("Actions suppressed by Alarm"),
			}})
		}),
	}
}

func keyFaults() []fault {
	const rootOnly = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}]}`
	key := func(code string, remedy doctor.RemedyKind, name string, k monitor.Key) fault {
		return brokenAt(code, "topic", remedy, name, func(s *monitor.Snapshot) {
			s.Topic.Value.KeyID = "1234abcd"
			k.ARN = "arn:aws:kms:us-east-1:111122223333:key/1234abcd"
			s.Key = monitor.Found(k)
		})
	}
	return []fault{
		brokenAt("topic-other-account", "topic", doctor.Person, "", func(s *monitor.Snapshot) {
			s.Topic.Value.ARN = "arn:aws:sns:us-east-1:999988887777:security"
			s.Alarm.Value.AlarmActions = []string{s.Topic.Value.ARN}
			s.Topic.Value.Policy = `{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"SNS:Publish","Resource":"*"}}`
		}),
		brokenAt("topic-fifo", "topic", doctor.Person, "", func(s *monitor.Snapshot) {
			s.Topic.Value.ARN += ".fifo"
			s.Alarm.Value.AlarmActions = []string{s.Topic.Value.ARN}
			s.Topic.Value.Policy = ""
		}),
		key("topic-key-disabled", doctor.Auto, "disabled", monitor.Key{State: "Disabled"}),
		key("topic-key-disabled", doctor.Removes, "not there", monitor.Key{State: "NotFound"}),
		key("topic-key-denies", doctor.Auto, "", monitor.Key{State: "Enabled", Policy: monitor.Found(rootOnly)}),
		key("topic-aws-managed-key", doctor.Removes, "by its manager", monitor.Key{State: "Enabled", AWSOwn: true}),
	}
}

func subscriptionFaults() []fault {
	subscribed := func(code, name, policy, scope string) fault {
		return brokenAt(code, "subscription", doctor.Removes, name, func(s *monitor.Snapshot) {
			one := &(*s.Subscribers.Value)[0]
			one.Looked, one.FilterPolicy, one.FilterScope, one.Owner = true, policy, scope, "999988887777"
		})
	}
	return []fault{
		brokenAt("subscription-expired", "subscription", doctor.Person, "", func(s *monitor.Snapshot) {
			s.Subscribers = monitor.Found([]monitor.Subscription{})
			changed(s, "Subscribe", now.Add(-50*time.Hour), s.Topic.Value.ARN)
		}),
		brokenAt("subscription-expired", "subscription", doctor.Person, "topic made again in the same second", func(s *monitor.Snapshot) {
			s.Subscribers = monitor.Found([]monitor.Subscription{})
			changed(s, "Subscribe", now.Add(-50*time.Hour), s.Topic.Value.ARN)
			changed(s, "DeleteTopic", now.Add(-50*time.Hour), s.Topic.Value.ARN)
		}),
		brokenAt("subscription-removed", "subscription", doctor.Person, "long ago", func(s *monitor.Snapshot) {
			s.Subscribers = monitor.Found([]monitor.Subscription{})
			changed(s, "Subscribe", now.Add(-90*time.Hour), s.Topic.Value.ARN)
			changed(s, "Unsubscribe", now.Add(-50*time.Hour), s.Topic.Value.ARN+":8a21d249")
		}),
		brokenAt("no-subscription", "subscription", doctor.Person, "the topic was made anew", func(s *monitor.Snapshot) {
			s.Subscribers = monitor.Found([]monitor.Subscription{})
			changed(s, "Subscribe", now.Add(-90*time.Hour), s.Topic.Value.ARN)
			changed(s, "DeleteTopic", now.Add(-time.Hour), s.Topic.Value.ARN)
		}),
		subscribed("subscription-filter-policy", "", `{"severity":["high"]}`, "MessageAttributes"),
		subscribed("subscription-filter-policy-body", "", `{"NewStateValue":["OK"]}`, "MessageBody"),
		subscribed("subscription-filter-policy-body", "inside", `{"NewStateValue":["ALARM"],"Trigger":{"MetricName":[{"prefix":"Other"}]}}`, "MessageBody"),
		warned("trail-notifies-topic", "topic", doctor.Removes, "", func(s *monitor.Snapshot) {
			(*s.Trails.Value)[0].Notifies = s.Topic.Value.ARN
			s.Mails = monitor.Found(monitor.MailCounts{Published: 9})
		}),
		warned("subscription-email-json", "subscription", doctor.Person, "", func(s *monitor.Snapshot) { (*s.Subscribers.Value)[0].Protocol = "email-json" }),
		warned("subscription-confirmed-later", "subscription", doctor.Person, "", func(s *monitor.Snapshot) {
			acted(s, now.Add(-40*time.Minute), "")
			s.Mails = monitor.Found(monitor.MailCounts{Published: 1})
		}),
		{code: "alarm-mail-was-earlier", hop: "mail", status: doctor.OK, do: func(s *monitor.Snapshot) {
			read(s, now.Add(-10*time.Minute-20*time.Second))
			read(s, now.Add(-10*time.Minute))
			turned(s, now.Add(-9*time.Minute), "OK", "ALARM")
			acted(s, now.Add(-9*time.Minute), "")
			turned(s, now.Add(-7*time.Minute), "ALARM", "OK")
		}},
		{code: "alarm-mail-was-earlier", hop: "mail", status: doctor.OK, name: "read in ALARM, and OK again", do: func(s *monitor.Snapshot) {
			read(s, now.Add(-10*time.Minute))
			turned(s, now.Add(-9*time.Minute), "OK", "ALARM")
			acted(s, now.Add(-9*time.Minute), "")
			read(s, now.Add(-8*time.Minute))
			turned(s, now.Add(-5*time.Minute), "ALARM", "OK")
		}},
	}
}
