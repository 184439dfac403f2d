package monitor

import (
	"encoding/json"
	"strings"

	"secretwatch/aws/foreign"
)

// The second way to be told: an EventBridge rule on the reads of the secret,
// with a topic and a subscription of its own. A monitor need not have it.

// Rule is an EventBridge rule on the default bus, as DescribeRule and
// ListTargetsByRule have it.
type Rule struct {
	Name, ARN, Region string
	Pattern           foreign.String // the event pattern, JSON
	State             string         // ENABLED, DISABLED or RuleStateAll
	Description       foreign.String
	ManagedBy         string // the AWS service that made it, "" without
	Targets           Seen[[]RuleTarget]
	Tags              map[string]string
}

// RuleTarget is one target of a rule.
type RuleTarget struct {
	ID, ARN  string
	Template foreign.String // of the input transformer, "" without
}

// RuleStateAll is the state in which a rule also sees reads. A plain ENABLED
// rule gets no Get, List or Describe event at all.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
const RuleStateAll = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"

// RuleCounts are sums of the rule's AWS/Events metrics over the last day.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
type RuleCounts struct {
	Matched, Invoked, Failed float64 // MatchedEvents, Invocations, FailedInvocations
}

// maxDescription is how long a rule's description may be, in characters; a
// secret's name may be as long.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
const maxDescription = 512

// RuleDescription says what a rule is for.
func RuleDescription(secret string) string {
	if text := "Mails every read of the secret " + secret + "; made by secretwatch"; len(text) <= maxDescription {
		return text
	}
	return "Mails every read of a secret; made by secretwatch"
}

// RuleTargetID names the rule's one target.
const RuleTargetID = "mail"

// EventPattern is the event pattern of successful reads of a secret, whether
// the reader named it by name, by ARN or by ARN without its last six
// characters.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern.html
func EventPattern(secret, arn string) string {
	ids := []string{secret, arn}
	if i := strings.LastIndexByte(arn, '-'); i > 0 {
		ids = append(ids, arn[:i])
	}
	text, err := json.Marshal(map[string]any{
		"source":      []string{"aws.secretsmanager"},
		"detail-type": []string{"AWS API Call via CloudTrail"},
		"detail": map[string]any{
			"eventSource":       []string{"secretsmanager.amazonaws.com"},
			"eventName":         []string{"GetSecretValue"},
			"requestParameters": map[string]any{"secretId": ids},
			"errorCode":         []any{map[string]bool{"exists": false}},
		},
	})
	if err != nil {
		return "" // cannot happen: it is made of texts
	}
	return string(text)
}

// ReadEvent is the event of a successful read by the account's root that named
// the secret so, with what such events have in common and no more.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
func ReadEvent(p Place, secretID string) string {
	text, err := json.Marshal(map[string]any{
		"version": "0", "source": "aws.secretsmanager", "detail-type": "AWS API Call via CloudTrail", "account": p.Account, "region": p.Region, "resources": []string{},
		"detail": map[string]any{
			"eventVersion": "1.11", "eventSource": "secretsmanager.amazonaws.com", "eventName": "GetSecretValue", "awsRegion": p.Region,
			"eventType": "AwsApiCall", "eventCategory": "Management", "managementEvent": true, "readOnly": true, "recipientAccountId": p.Account,
			"requestParameters": map[string]any{"secretId": secretID}, "responseElements": nil,
			"userIdentity": map[string]any{"type": "Root", "accountId": p.Account, "arn": p.ARN("iam", "", "root")},
		},
	})
	if err != nil {
		return "" // cannot happen: it is made of texts
	}
	return string(text)
}

// RuleMail is the rule's mail in plain words, a line each. Each is a text of its
// own to EventBridge, because a line break within one would arrive as a
// backslash and an n; the quotes around them arrive too.
func RuleMail() []string {
	return []string{
		"Someone read the secret <secret>.",
		"Who: <who> (<kind>)",
		"When: <when>, in the region <region>",
		"From where: <from>",
		"How: <agent>",
		"Request id: <request>",
	}
}

// RuleTemplate is the template of the rule's input transformer, RulePaths what
// it takes from the event.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
func RuleTemplate() string { return `"` + strings.Join(RuleMail(), "\"\n\"") + `"` }

// RulePaths are where RuleTemplate's words come from.
func RulePaths() map[string]string {
	return map[string]string{
		"secret": "$.detail.requestParameters.secretId", "who": "$.detail.userIdentity.arn", "kind": "$.detail.userIdentity.type",
		"when": "$.detail.eventTime", "region": "$.detail.awsRegion", "from": "$.detail.sourceIPAddress",
		"agent": "$.detail.userAgent", "request": "$.detail.requestID",
	}
}

// RuleARN is the ARN of the EventBridge rule.
func (n Names) RuleARN(p Place) string { return p.ARN("events", p.Region, "rule/"+n.Rule) }

// RuleTopicARN is the ARN of the rule's topic.
func (n Names) RuleTopicARN(p Place) string { return p.ARN("sns", p.Region, n.RuleTopic) }

// The ends of the names of topics that stand beside a monitor's own one. No slug
// has an underscore, so no alarm's topic has such a name, whatever the secret's.
const (
	readsEnd = "_reads"
	filesEnd = "_files"
)

// FilesTopic is the name of the topic that a comparison has the trail notify of
// its files.
func (n Names) FilesTopic() string { return ownPrefix + n.Monitor + filesEnd }

// BesideTopic reports that a topic has the usual name of a rule's topic, or of a
// comparison's: no monitor's alarm sends to it.
func BesideTopic(name string) bool {
	return strings.HasPrefix(name, ownPrefix) && (strings.HasSuffix(name, readsEnd) || strings.HasSuffix(name, filesEnd))
}

// ownPrefix begins the names that setup gives.
const ownPrefix = "secretwatch-"

// ByRule reports that this monitor also tells by an EventBridge rule: the
// alarm's tag says so, or the rule itself carries the monitor's tag and is no
// part of an experiment.
func (s Snapshot) ByRule() bool {
	if a := s.Alarm.Value; a != nil && s.Ours(a.Tags) && NotifiesByRule(a.Tags) {
		return true
	}
	r := s.Rule.Value
	return r != nil && s.Ours(r.Tags) && r.Tags[TagExperiment] == ""
}

// NotifiesByRule reports what the tags of an alarm remember of the ways to be
// told.
func NotifiesByRule(tags map[string]string) bool {
	for way := range strings.FieldsSeq(tags[TagNotify]) {
		if way == NotifyEventBridge {
			return true
		}
	}
	return false
}
