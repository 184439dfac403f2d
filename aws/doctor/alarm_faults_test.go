package doctor_test

import (
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

func alarmFaults() []fault {
	rule := func(code, name string, status doctor.Status, change func(r *monitor.AlarmRule)) fault {
		return fault{
			code: code, hop: "alarm", status: status, remedy: doctor.Auto, name: name,
			do: func(s *monitor.Snapshot) { change(&s.Alarm.Value.Rule) },
		}
	}
	return []fault{
		{code: "no-alarm", hop: "alarm", status: doctor.Broken, remedy: doctor.Auto, do: noAlarm},
		{code: "alarm-on-expression", hop: "alarm", status: doctor.Unknown, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.Metrics = 2
		}},
		{code: "alarm-metric-mismatch", hop: "alarm", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.Metric = "Secret is accessed"
		}, name: "name"},
		{code: "alarm-metric-mismatch", hop: "alarm", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Filter.Value.Dimensions = map[string]string{"user": "$.userIdentity.userName"}
		}, name: "dimensions"},
		{code: "filter-unit", hop: "alarm", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.Unit = "Count"
		}},
		{code: "alarm-other-region", hop: "alarm", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Trail.Value.HomeRegion = "eu-west-1"
			s.Trail.Value.LogGroupARN = "arn:aws:logs:eu-west-1:111122223333:log-group:there:*"
			s.Role.Value.Policies = map[string]string{"any": `{"Statement":{"Effect":"Allow","Action":"logs:*","Resource":"*"}}`}
			s.LogGroup = monitor.Seen[monitor.LogGroup]{}
			s.Filter, s.Filters = monitor.Seen[monitor.MetricFilter]{}, monitor.Seen[[]monitor.MetricFilter]{}
		}},
		rule("alarm-average", "", doctor.Broken, func(r *monitor.AlarmRule) { r.Statistic = "Average" }),
		rule("alarm-average", "low threshold", doctor.Warning, func(r *monitor.AlarmRule) { r.Statistic, r.Threshold = "Average", 0.01 }),
		rule("alarm-statistic", "minimum", doctor.Broken, func(r *monitor.AlarmRule) { r.Statistic = "Minimum" }),
		rule("alarm-statistic", "count", doctor.Broken, func(r *monitor.AlarmRule) { r.Statistic = "SampleCount" }),
		rule("alarm-threshold", "above one", doctor.Broken, func(r *monitor.AlarmRule) { r.ComparisonOperator = "GreaterThanThreshold" }),
		rule("alarm-threshold", "always", doctor.Broken, func(r *monitor.AlarmRule) { r.Threshold = 0 }),
		rule("alarm-threshold", "below", doctor.Broken, func(r *monitor.AlarmRule) { r.ComparisonOperator = "LessThanThreshold" }),
		rule("alarm-m-of-n", "", doctor.Broken, func(r *monitor.AlarmRule) { r.EvaluationPeriods, r.DatapointsToAlarm = 3, 2 }),
		rule("alarm-m-of-n", "all of three", doctor.Broken, func(r *monitor.AlarmRule) { r.EvaluationPeriods, r.DatapointsToAlarm = 3, 0 }),
		rule("alarm-period-too-short", "notBreaching", doctor.Warning, func(r *monitor.AlarmRule) { r.Period = 10 }),
		rule("alarm-period-too-short", "missing", doctor.Broken, func(r *monitor.AlarmRule) { r.Period, r.TreatMissingData = 10, "missing" }),
		rule("alarm-period-too-long", "", doctor.Warning, func(r *monitor.AlarmRule) { r.Period = 21600 }),
		rule("alarm-missing-data", "breaching", doctor.Broken, func(r *monitor.AlarmRule) { r.TreatMissingData = "breaching" }),
		rule("alarm-missing-data", "ignore", doctor.Broken, func(r *monitor.AlarmRule) { r.TreatMissingData = "ignore" }),
		rule("alarm-missing-data", "missing", doctor.Warning, func(r *monitor.AlarmRule) { r.TreatMissingData = "missing" }),
		{code: "alarm-already-in-alarm", hop: "alarm", status: doctor.Warning, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			turned(s, now.Add(-3*time.Minute), "OK", "ALARM")
			acted(s, now.Add(-3*time.Minute), "")
			read(s, now.Add(-time.Minute))
		}},
		{code: "alarm-insufficient-data", hop: "alarm", status: doctor.Warning, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.State, s.Alarm.Value.Reason = "INSUFFICIENT_DATA", foreign.New("Insufficient Data: 1 datapoint was unknown.")
		}},
		{code: "alarm-actions-disabled", hop: "action", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.ActionsEnabled = false
		}},
		{code: "alarm-no-action", hop: "action", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.AlarmActions = nil
		}},
		{code: "alarm-no-action", hop: "action", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.OKActions, s.Alarm.Value.AlarmActions = s.Alarm.Value.AlarmActions, nil
		}, name: "on OK only"},
		{code: "alarm-action-not-sns", hop: "action", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.AlarmActions = []string{"arn:aws:lambda:us-east-1:111122223333:function:page"}
		}},
		{code: "alarm-action-failed", hop: "action", status: doctor.Warning, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			acted(s, now.Add(-time.Minute), "Internal error")
		}},
	}
}

func noAlarm(s *monitor.Snapshot) {
	s.Alarm, s.Alarms = monitor.Seen[monitor.Alarm]{}, monitor.Found([]monitor.Alarm{})
	s.AlarmHistory = monitor.Seen[[]monitor.HistoryItem]{}
}

func noTopic(s *monitor.Snapshot) {
	s.Topic, s.Subscribers = monitor.Seen[monitor.Topic]{}, monitor.Seen[[]monitor.Subscription]{}
}

func topicFaults() []fault {
	topic := func(code, name string, remedy doctor.RemedyKind, do func(s *monitor.Snapshot)) fault {
		return fault{code: code, hop: "topic", status: doctor.Broken, remedy: remedy, do: do, name: name}
	}
	policy := func(document string) func(s *monitor.Snapshot) {
		return func(s *monitor.Snapshot) {
			s.Topic.Value.Policy = document
			acted(s, now.Add(-time.Minute), refusedNew)
		}
	}
	subscription := func(code, name string, status doctor.Status, email string, list ...monitor.Subscription) fault {
		return fault{
			code: code, hop: "subscription", status: status, remedy: doctor.Person, email: email, name: name,
			do: func(s *monitor.Snapshot) { s.Subscribers = monitor.Found(list) },
		}
	}
	confirmed := func(address string) monitor.Subscription {
		return monitor.Subscription{ARN: "arn:aws:sns:us-east-1:111122223333:t:1", Protocol: "email", Endpoint: foreign.New(address)}
	}
	pending := func(address string) monitor.Subscription {
		return monitor.Subscription{Protocol: "email", Endpoint: foreign.New(address), Pending: true}
	}
	return []fault{
		topic("topic-missing", "", doctor.Person, noTopic),
		topic("topic-policy-denies", "TLS only", doctor.Auto, policy(`{"Version":"2012-10-17","Statement":[{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"SNS:Publish",`+
			`"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`)),
		topic("topic-policy-denies", "another service", doctor.Auto, policy(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"*"}]}`)),
		topic("topic-policy-denies", "explicitly", doctor.Auto, policy(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"SNS:Publish","Resource":"*"},`+
			`{"Sid":"No","Effect":"Deny","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"SNS:Publish","Resource":"*"}]}`)),
		topic("topic-policy-condition", "another alarm", doctor.Auto, policy(`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"SNS:Publish",`+
			`"Resource":"*","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:111122223333:alarm:other"}}}]}`)),
		topic("topic-aws-managed-key", "", doctor.Removes, func(s *monitor.Snapshot) {
			s.Topic.Value.KeyID = "alias/aws/sns"
			acted(s, now.Add(-time.Minute), keyRefused)
		}),
		{code: "topic-key-denies", hop: "topic", status: doctor.Warning, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Topic.Value.KeyID = "1234abcd-12ab-34cd-56ef-1234567890ab"
			acted(s, now.Add(-time.Minute), keyRefused)
		}},
		{code: "topic-policy-denies", hop: "topic", status: doctor.Warning, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			acted(s, now.Add(-time.Minute), refusedNew)
		}, name: "just mended"},
		{code: "subscription-on-other-topic", hop: "subscription", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Alarm.Value.AlarmActions = []string{"arn:aws:sns:us-east-1:111122223333:other"}
		}},
		subscription("no-subscription", "", doctor.Broken, ""),
		subscription("no-subscription", "queue only", doctor.Broken, "", monitor.Subscription{ARN: "a", Protocol: "sqs", Endpoint: foreign.New("arn:aws:sqs:x")}),
		subscription("subscription-removed", "", doctor.Broken, "", monitor.Subscription{Protocol: "email", Endpoint: foreign.New(email), Removed: true}),
		subscription("subscription-pending", "subscribed again", doctor.Waiting, "",
			monitor.Subscription{Protocol: "email", Endpoint: foreign.New(email), Pending: true},
			monitor.Subscription{Protocol: "email", Endpoint: foreign.New(email), Removed: true}),
		subscription("subscription-removed", "another was mistyped before", doctor.Broken, "",
			monitor.Subscription{Protocol: "email", Endpoint: foreign.New("mistyped@example.com"), Pending: true},
			monitor.Subscription{Protocol: "email", Endpoint: foreign.New(email), Removed: true}),
		subscription("subscription-pending", "", doctor.Waiting, "", pending(email)),
		subscription("subscription-pending", "another is confirmed", doctor.Waiting, email, confirmed("boss@example.com"), pending(email)),
		subscription("subscription-pending", "mistyped", doctor.Waiting, email, pending("yuo@example.com")),
		subscription("subscription-other-address", "", doctor.Broken, email, confirmed("boss@example.com")),
		{code: "mail-given-up", hop: "mail", status: doctor.Broken, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Mails = monitor.Found(monitor.MailCounts{Published: 2, Failed: 2})
		}},
		{code: "too-soon", hop: "mail", status: doctor.Waiting, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			read(s, now.Add(-4*time.Minute))
		}},
		{code: "metric-no-datapoint", hop: "metric", status: doctor.Warning, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			read(s, now.Add(-45*time.Minute))
		}},
	}
}
