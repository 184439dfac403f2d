package doctor

import (
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// lock is the key of a topic, and who has to be let in to publish there.
type lock struct {
	topic     monitor.Seen[monitor.Topic]
	key       monitor.Seen[monitor.Key]
	publish   iampolicy.Request // what the service asks of the topic
	statement string            // what the key's policy needs
}

// alarmLock is that of the alarm's topic, ruleLock that of the rule's.
func (j *judge) alarmLock() lock {
	return lock{j.s.Topic, j.s.Key, j.publish(), keyStatement("AllowCloudWatchAlarms", cloudWatch)}
}

func (j *judge) ruleLock() lock {
	return lock{j.s.RuleTopic, j.s.RuleKey, j.ruleAsks(), keyStatement("AllowEventBridge", eventBridge)}
}

// keyPolicy are the commands that let the service use the topic's key. Where the
// key's policy cannot be seen it is shown how to look at it, and nothing is
// changed. A key that waits for its deletion is disabled once that is called
// off.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
func (j *judge) keyPolicy(l lock) []string {
	id := "KEY-ID"
	if t := l.topic.Value; t != nil && t.KeyID != "" {
		id = t.KeyID
	}
	on := func(operation string) *command { return j.cli("kms", operation).with("--key-id", id) }
	look := []string{on("get-key-policy").with("--policy-name", "default").String()}
	k := l.key.Value
	if k == nil || k.AWSOwn {
		return look
	}
	if k.ARN != "" {
		id = k.ARN // an alias may move on, and most calls take none
	}
	var commands []string
	if k.State == "PendingDeletion" {
		commands = append(commands, on("cancel-key-deletion").String())
	}
	if k.State == "PendingDeletion" || k.State == "Disabled" {
		commands = append(commands, on("enable-key").String())
	}
	if !k.Policy.There() {
		return append(commands, look...)
	}
	if policy := *k.Policy.Value; !l.opens(policy) {
		for _, ask := range l.uses() {
			policy = letIn(policy, l.statement, ask)
		}
		commands = append(commands, on("put-key-policy").with("--policy-name", "default").with("--policy", policy).String())
	}
	return commands
}

// keyStatement is what AWS's guide puts into the key's policy.
func keyStatement(sid, service string) string {
	return `{"Version":"2012-10-17","Statement":[{"Sid":"` + sid + `","Effect":"Allow",` +
		`"Principal":{"Service":"` + service + `"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}]}`
}

// uses are what the service asks of the key when it publishes.
func (l lock) uses() []iampolicy.Request {
	var uses []iampolicy.Request
	for _, action := range []string{"kms:Decrypt", "kms:GenerateDataKey"} {
		ask := l.publish
		ask.Action, ask.Resource = action, l.key.Value.ARN
		uses = append(uses, ask)
	}
	return uses
}

// opens reports whether a key's policy lets the service use it.
func (l lock) opens(policy string) bool {
	for _, ask := range l.uses() {
		if ok, _ := allows(policy, ask); !ok {
			return false
		}
	}
	return true
}
