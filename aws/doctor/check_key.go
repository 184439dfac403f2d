package doctor

import (
	"strings"

	"secretwatch/aws/monitor"
)

// topicKey asks whether CloudWatch may use the key that encrypts the topic.
// AWS's own key lets it not, and nobody can change that.
// https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
func (j *judge) topicKey(t monitor.Topic) bool {
	if t.KeyID == "" {
		return false
	}
	k := j.s.Key.Value
	if strings.HasSuffix(t.KeyID, "alias/aws/sns") || k != nil && k.AWSOwn {
		f := j.broken(codeTopicAWSKey, "topic %s is encrypted with AWS's own key, which CloudWatch may not use", lastPart(t.ARN)).
			seen("key", "%s", t.KeyID)
		j.lastFailure(f)
		f.mend("switch the topic's encryption off, or take a customer key whose policy lets cloudwatch.amazonaws.com use kms:Decrypt and kms:GenerateDataKey*",
			j.topicAttribute("KmsMasterKeyId", ""))
		return true
	}
	last, tried := j.past.last(j.topicARN())
	if tried && last.ok && j.s.Key.Unseen != nil {
		return false // it worked, whatever cannot be seen of it
	}
	if unseen(j, monitor.HopTopic, "the key of topic "+lastPart(t.ARN), j.s.Key) || k == nil {
		return false
	}
	return j.disabledKey(t, *k) || j.keyRefuses(t, *k)
}

// disabledKey finds a key that nobody can use.
// https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html
func (j *judge) disabledKey(t monitor.Topic, k monitor.Key) bool {
	if k.State == "" || k.State == "Enabled" {
		return false
	}
	f := j.broken(codeKeyDisabled, "the key that encrypts topic %s cannot be used: it is %s", lastPart(t.ARN), keyState(k.State)).
		seen("key", "%s", orNone(k.ARN)).seen("key id of the topic", "%s", t.KeyID).seen("key state", "%s", k.State)
	j.lastFailure(f)
	if k.State == "NotFound" {
		f.mend("switch the topic's encryption off, or give it a key that is there", j.topicAttribute("KmsMasterKeyId", ""))
		f.Remedy.Kind = Removes
		return true
	}
	f.mend("make the key usable again", j.keyPolicy(j.alarmLock())...)
	if k.State != "Disabled" && k.State != "PendingDeletion" {
		f.Remedy.Kind = Person
	}
	return true
}

func keyState(state string) string {
	switch state {
	case "PendingDeletion":
		return "waiting for its deletion"
	case "NotFound":
		return "not there"
	default:
		return strings.ToLower(state)
	}
}

// keyRefuses finds a customer's key whose policy keeps CloudWatch out: that the
// account itself is let in does not help a service.
func (j *judge) keyRefuses(t monitor.Topic, k monitor.Key) bool {
	last, tried := j.past.last(j.topicARN())
	if tried && last.ok && k.Policy.Unseen != nil {
		return false
	}
	if unseen(j, monitor.HopTopic, "the policy of the key of topic "+lastPart(t.ARN), k.Policy) || !k.Policy.There() || j.alarmLock().opens(*k.Policy.Value) {
		return false
	}
	f := j.broken(codeTopicKey, "the policy of the key that encrypts topic %s does not let CloudWatch use it", lastPart(t.ARN)).seen("key", "%s", k.ARN)
	for _, ask := range j.alarmLock().uses() {
		if ok, why := allows(*k.Policy.Value, ask); !ok {
			f.seen("key policy", "%s", why)
		}
	}
	j.lastFailure(f)
	f.mend("let cloudwatch.amazonaws.com use kms:Decrypt and kms:GenerateDataKey* in the key's policy", j.keyPolicy(j.alarmLock())...)
	return true
}
