package doctor

import "secretwatch/aws/iampolicy"

// keyPolicy are the commands that let CloudWatch use the topic's key. Where the
// key's policy cannot be seen it is shown how to look at it, and nothing is
// changed. A key that waits for its deletion is disabled once that is called
// off.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
func (j *judge) keyPolicy() []string {
	id := "KEY-ID"
	if t := j.s.Topic.Value; t != nil && t.KeyID != "" {
		id = t.KeyID
	}
	on := func(operation string) *command { return j.cli("kms", operation).with("--key-id", id) }
	look := []string{on("get-key-policy").with("--policy-name", "default").String()}
	k := j.s.Key.Value
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
	if policy := *k.Policy.Value; !j.keyAllows(policy) {
		for _, ask := range j.keyUses() {
			policy = letIn(policy, keyStatement, ask)
		}
		commands = append(commands, on("put-key-policy").with("--policy-name", "default").with("--policy", policy).String())
	}
	return commands
}

// keyStatement is what AWS's guide puts into the key's policy.
const keyStatement = `{"Version":"2012-10-17","Statement":[{"Sid":"AllowCloudWatchAlarms","Effect":"Allow",` +
	`"Principal":{"Service":"` + cloudWatch + `"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}]}`

// keyUses are what CloudWatch asks of the key when the alarm goes off.
func (j *judge) keyUses() []iampolicy.Request {
	var uses []iampolicy.Request
	for _, action := range []string{"kms:Decrypt", "kms:GenerateDataKey"} {
		ask := j.publish()
		ask.Action, ask.Resource = action, j.s.Key.Value.ARN
		uses = append(uses, ask)
	}
	return uses
}

func (j *judge) keyAllows(policy string) bool {
	for _, ask := range j.keyUses() {
		if ok, _ := allows(policy, ask); !ok {
			return false
		}
	}
	return true
}
