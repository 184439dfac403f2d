package doctor

import (
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// openTopic lets the alarm publish to its topic: the command, and in words what
// happens to the policy that is there.
func (j *judge) openTopic(have string) (words, line string) {
	ours := j.s.Topic.There() && j.s.Ours(j.s.Topic.Value.Tags)
	want := iampolicy.TopicPolicy(j.topicARN(), j.s.Account, j.alarmARN())
	policy, words := openPolicy(have, want, ours, j.publish())
	return words, j.topicAttribute("Policy", policy)
}

// putTopicPolicy is the command alone, for a policy that was just made.
func (j *judge) putTopicPolicy(have string) string {
	_, line := j.openTopic(have)
	return line
}

func (j *judge) topicAttribute(name, value string) string {
	c := j.cli("sns", "set-topic-attributes").with("--topic-arn", j.topicARN()).with("--attribute-name", name)
	c.With("--attribute-value", value) // also an empty one
	return c.String()
}

// makeTopic is the command for a topic that is not there.
func (j *judge) makeTopic(name string) string {
	return j.cli("sns", "create-topic").with("--name", name).tagged("--tags", j.tagList()).String()
}

// noAddress stands for an address that is not known.
const noAddress = "YOUR-ADDRESS"

// subscribe takes the address that is or was subscribed where none is asked
// for, and has a word to replace where none is known.
func (j *judge) subscribe(email string) string {
	if mails := j.mails(); email == "" && len(mails) > 0 {
		email = mails[0].Endpoint.Safe()
	}
	if email == "" {
		email = noAddress
	}
	return j.cli("sns", "subscribe").with("--topic-arn", j.topicARN()).with("--protocol", "email").
		with("--notification-endpoint", email).String()
}

// passAll is the command that takes the filter policy off a subscription, so
// that it gets every message.
// https://docs.aws.amazon.com/sns/latest/dg/message-filtering-policy-remove.html
func (j *judge) passAll(s monitor.Subscription) string {
	return j.cli("sns", "set-subscription-attributes").with("--subscription-arn", s.ARN).
		with("--attribute-name", "FilterPolicy").with("--attribute-value", "{}").String()
}

// publish is what CloudWatch asks of the topic's policy when the alarm goes off.
func (j *judge) publish() iampolicy.Request {
	return iampolicy.Request{
		Principal: iampolicy.Principal{Service: cloudWatch, Account: j.s.Account},
		Action:    "SNS:Publish", Resource: j.topicARN(),
		Context: map[string]string{
			"aws:SourceArn": j.alarmARN(), "aws:SourceAccount": j.s.Account, "aws:SourceOwner": j.s.Account,
			"aws:SecureTransport": "true",
		},
	}
}

const cloudWatch = "cloudwatch.amazonaws.com"
