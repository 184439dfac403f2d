package mend

import (
	"slices"

	"secretwatch/aws/command"
	"secretwatch/aws/monitor"
)

// blind reports whether one of the commands would replace as a whole what the
// snapshot could not see: then nobody knows what would be lost.
func blind(s monitor.Snapshot, commands []command.Command) bool {
	return slices.ContainsFunc(commands, func(c command.Command) bool { return unseen(s, c) })
}

func unseen(s monitor.Snapshot, c command.Command) bool {
	switch c.Call() {
	case "iam update-assume-role-policy":
		return s.Role.Unseen != nil
	case "sns set-topic-attributes":
		if forRule(s, c.Value("--topic-arn")) {
			return s.RuleTopic.Unseen != nil
		}
		return s.Topic.Unseen != nil
	case "events put-rule":
		return s.Rule.Unseen != nil
	case "s3api put-bucket-policy":
		b := s.Bucket.Value
		return s.Bucket.Unseen != nil || b != nil && b.Name == c.Value("--bucket") && b.Policy.Unseen != nil
	case "kms put-key-policy":
		return !keySeen(s.Key, c.Value("--key-id")) && !keySeen(s.RuleKey, c.Value("--key-id"))
	case "cloudtrail put-event-selectors":
		return s.Selectors.Unseen != nil
	case "cloudwatch put-metric-alarm":
		return s.Alarm.Unseen != nil
	case "logs put-metric-filter":
		return s.Filter.Unseen != nil || s.Filters.Unseen != nil
	default:
		return false
	}
}

// forRule reports that a topic is that of the EventBridge rule.
func forRule(s monitor.Snapshot, arn string) bool {
	return s.ByRule() && lastPart(arn) == lastPart(s.Names.RuleTopic)
}

// keySeen reports that a key is the one that is meant, and that its policy is
// known.
func keySeen(k monitor.Seen[monitor.Key], id string) bool {
	return k.There() && (k.Value.ARN == id || k.Value.ID == id) && k.Value.Policy.There()
}
