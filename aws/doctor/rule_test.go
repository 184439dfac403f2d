package doctor_test

import (
	"strings"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

const (
	ruleARN   = "arn:aws:events:us-east-1:111122223333:rule/secretwatch-TopSecretInfo_reads"
	ruleTopic = "arn:aws:sns:us-east-1:111122223333:secretwatch-TopSecretInfo_reads"
	// What AWS publishes for it.
	letsEventsIn = `{"Version":"2012-10-17","Statement":[{"Sid":"PublishEventsToMyTopic","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"sns:Publish","Resource":"*"}]}`
	ruleKey      = "arn:aws:kms:us-east-1:111122223333:key/aaaa1111"
)

// ids name the secret in every way, and no other.
const ids = `"requestParameters":{"secretId":["TopSecretInfo",{"prefix":"arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-"}]}`

// byRule is a healthy monitor that also tells by an EventBridge rule.
func byRule() monitor.Snapshot {
	s := healthy()
	addRule(&s)
	return s
}

// addRule adds that way to a monitor, unless it has it.
func addRule(s *monitor.Snapshot) {
	if s.ByRule() {
		return
	}
	s.Names.Rule, s.Names.RuleTopic = "secretwatch-TopSecretInfo_reads", "secretwatch-TopSecretInfo_reads"
	if s.Alarm.There() {
		s.Alarm.Value.Tags["secretwatch:notify"] = "alarm eventbridge"
	}
	s.Rule = monitor.Found(monitor.Rule{
		Name: s.Names.Rule, ARN: ruleARN, Region: region, State: "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", Description: foreign.New("reads"),
		Pattern: foreign.New(`{"source":["aws.secretsmanager"],"detail-type":["AWS API Call via CloudTrail"],"detail":{"eventName":["GetSecretValue"],` +
			`"requestParameters":{"secretId":["TopSecretInfo",{"prefix":"arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-"}]},"errorCode":[{"exists":false}]}}`),
		Targets: monitor.Found([]monitor.RuleTarget{{ID: "mail", ARN: ruleTopic}}),
		Tags:    map[string]string{"managed-by": "secretwatch", "secretwatch:monitor": s.Names.Monitor},
	})
	s.RuleTopic = monitor.Found(monitor.Topic{ARN: ruleTopic, Policy: letsEventsIn, Confirmed: 1})
	s.RuleSubscribers = monitor.Found([]monitor.Subscription{{ARN: ruleTopic + ":1", Protocol: "email", Endpoint: foreign.New(email)}})
}

// ruleFaults are rows for TestEveryFault.
func ruleFaults() []fault {
	with := func(do func(*monitor.Snapshot)) func(*monitor.Snapshot) {
		return func(s *monitor.Snapshot) { addRule(s); do(s) }
	}
	pattern := func(name, detail string) fault {
		return fault{code: "rule-pattern-mismatch", name: name, hop: "filter", status: doctor.Broken, remedy: doctor.Auto, do: with(func(s *monitor.Snapshot) {
			s.Rule.Value.Pattern = foreign.New(`{"source":["aws.secretsmanager"],"detail":` + detail + `}`)
		})}
	}
	wide := func(name, text string) fault {
		return fault{code: "rule-too-wide", name: name, hop: "filter", status: doctor.Warning, remedy: doctor.Auto, do: with(func(s *monitor.Snapshot) {
			s.Rule.Value.Pattern = foreign.New(text)
		})}
	}
	gone := func(s *monitor.Snapshot) { s.Rule = monitor.Seen[monitor.Rule]{} }
	away := func(s *monitor.Snapshot, id string) {
		gone(s)
		s.AwayRules = monitor.Found([]monitor.Rule{{
			Name: s.Names.Rule, ARN: "arn:aws:events:eu-west-1:111122223333:rule/x", Region: "eu-west-1",
			Pattern: foreign.New(`{"detail":{"eventName":["GetSecretValue"],"requestParameters":{"secretId":["TopSecretInfo","` + id + `"]}}}`),
		}})
	}
	key := func(name string, kind doctor.RemedyKind, k monitor.Key) fault {
		return fault{code: "rule-topic-key-denies", name: name, hop: "topic", status: doctor.Broken, remedy: kind, do: with(func(s *monitor.Snapshot) {
			s.RuleTopic.Value.KeyID, s.RuleKey = "alias/mine", monitor.Found(k)
		})}
	}
	broken := func(code, name string, hop monitor.Hop, remedy doctor.RemedyKind, do func(*monitor.Snapshot)) fault {
		return fault{code: code, name: name, hop: hop, status: doctor.Broken, remedy: remedy, do: with(do)}
	}
	return []fault{
		broken("rule-missing", "", "alarm", doctor.Auto, gone),
		broken("rule-missing", "a monitor of another region has one of that name", "alarm", doctor.Auto, func(s *monitor.Snapshot) {
			away(s, "arn:aws:secretsmanager:eu-west-1:111122223333:secret:TopSecretInfo-Zz9Yy8")
		}),
		broken("rule-other-region", "", "alarm", doctor.Auto, func(s *monitor.Snapshot) {
			away(s, "arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-x1Y2z3")
		}),
		broken("rule-other-region", "without the ARN's last characters", "alarm", doctor.Auto, func(s *monitor.Snapshot) {
			away(s, "arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo")
		}),
		broken("rule-missing", "the other region's names another secret", "alarm", doctor.Auto, func(s *monitor.Snapshot) {
			away(s, "arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo2")
		}),
		broken("rule-disabled", "", "alarm", doctor.Auto, func(s *monitor.Snapshot) { s.Rule.Value.State = "DISABLED" }),
		broken("rule-without-management-events", "", "alarm", doctor.Auto, func(s *monitor.Snapshot) { s.Rule.Value.State = "ENABLED" }),
		pattern("another event", `{"eventName":["GetSecretsValue"]}`),
		pattern("by name only", `{"eventName":["GetSecretValue"],"requestParameters":{"secretId":["TopSecretInfo"]}}`),
		pattern("by ARN only", `{"requestParameters":{"secretId":[{"prefix":"arn:"}]}}`),
		{code: "rule-pattern-mismatch", name: "the newest read", hop: "filter", status: doctor.Broken, remedy: doctor.Auto, do: with(func(s *monitor.Snapshot) {
			s.Rule.Value.Pattern = foreign.New(`{"detail":{"requestParameters":{"versionId":[{"exists":false}]}}}`)
			readAs(s, now.Add(-2*time.Hour), func(r *record.Read) { r.EventID = "e1" })
			s.Logged = monitor.Found([]monitor.LoggedRead{{EventID: "e1", Message: foreign.New(`{"eventSource":"secretsmanager.amazonaws.com","eventName":"GetSecretValue",` +
				`"requestParameters":{"secretId":"TopSecretInfo","versionId":"v"}}`)}})
		})},
		{code: "rule-pattern-mismatch", name: "certain callers only", hop: "filter", status: doctor.Warning, remedy: doctor.Person, do: with(func(s *monitor.Snapshot) {
			s.Rule.Value.Pattern = foreign.New(`{"detail":{"eventName":["GetSecretValue"],"sourceIPAddress":["198.51.100.7"],` + ids + `}}`)
			read(s, now.Add(-2*time.Hour)) // from 203.0.113.9
		})},
		wide("the source only", `{"source":["aws.secretsmanager"]}`),
		wide("any secret", `{"source":["aws.secretsmanager"],"detail":{"eventName":["GetSecretValue"]}}`),
		wide("a wildcard", `{"detail":{"eventName":["GetSecretValue"],"requestParameters":{"secretId":[{"wildcard":"*TopSecretInfo*"}]}}}`),
		wide("all but another one", `{"detail":{"eventName":["GetSecretValue"],"requestParameters":{"secretId":[{"anything-but":"Other"}]}}}`),
		wide("any event", `{"detail":{`+ids+`}}`),
		broken("rule-no-target", "", "action", doctor.Auto, func(s *monitor.Snapshot) { s.Rule.Value.Targets = monitor.Found([]monitor.RuleTarget{}) }),
		broken("rule-other-target", "", "action", doctor.Auto, func(s *monitor.Snapshot) {
			s.Rule.Value.Targets = monitor.Found([]monitor.RuleTarget{{ID: "a", ARN: "arn:aws:sns:us-east-1:111122223333:other"}})
		}),
		broken("rule-topic-missing", "", "topic", doctor.Auto, noRuleTopic),
		broken("rule-topic-policy-denies", "the default policy", "topic", doctor.Auto, func(s *monitor.Snapshot) {
			s.RuleTopic.Value.Policy = `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"SNS:Publish","Resource":"*","Condition":{"StringEquals":{"AWS:SourceOwner":"111122223333"}}}]}`
			s.RuleCounts = monitor.Found(monitor.RuleCounts{Matched: 2, Invoked: 2, Failed: 2})
		}),
		broken("rule-topic-policy-denies", "another rule", "topic", doctor.Auto, func(s *monitor.Snapshot) {
			s.RuleTopic.Value.Policy = strings.Replace(letsEventsIn, `"Resource":"*"`, `"Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"arn:aws:events:us-east-1:111122223333:rule/other"}}`, 1)
		}),
		key("the policy", doctor.Auto, monitor.Key{ARN: ruleKey, State: "Enabled", Policy: monitor.Found(`{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"kms:*","Resource":"*"}}`)}),
		key("disabled", doctor.Auto, monitor.Key{ARN: ruleKey, State: "Disabled", Policy: monitor.Found(`{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"kms:*","Resource":"*"}}`)}),
		key("not there", doctor.Removes, monitor.Key{State: "NotFound"}),
		key("being made", doctor.Person, monitor.Key{ARN: ruleKey, State: "PendingImport"}),
		key("AWS's own", doctor.Removes, monitor.Key{ARN: ruleKey, State: "Enabled", AWSOwn: true}),
		broken("rule-no-subscription", "", "subscription", doctor.Person, func(s *monitor.Snapshot) { s.RuleSubscribers = monitor.Found([]monitor.Subscription{}) }),
		broken("rule-no-subscription", "removed", "subscription", doctor.Person, func(s *monitor.Snapshot) { (*s.RuleSubscribers.Value)[0].Removed = true }),
		broken("rule-no-subscription", "a filter policy", "subscription", doctor.Removes, func(s *monitor.Snapshot) {
			one := &(*s.RuleSubscribers.Value)[0]
			one.Looked, one.FilterPolicy, one.FilterScope = true, `{"severity":["high"]}`, "MessageAttributes"
		}),
		{
			code: "rule-no-subscription", name: "another address", hop: "subscription", status: doctor.Warning, remedy: doctor.Person, email: email,
			do: with(func(s *monitor.Snapshot) { (*s.RuleSubscribers.Value)[0].Endpoint = foreign.New("boss@example.com") }),
		},
		{code: "rule-subscription-pending", hop: "subscription", status: doctor.Waiting, remedy: doctor.Person, do: with(func(s *monitor.Snapshot) {
			(*s.RuleSubscribers.Value)[0].Pending = true
		})},
	}
}

func noRuleTopic(s *monitor.Snapshot) {
	s.RuleTopic, s.RuleSubscribers = monitor.Seen[monitor.Topic]{}, monitor.Seen[[]monitor.Subscription]{}
}
