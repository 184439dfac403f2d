package doctor

import (
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// topic asks whether CloudWatch may publish to the topic.
func (j *judge) topic() {
	s := j.s
	name := lastPart(j.topicARN())
	last, tried := j.past.last(j.topicARN())
	refused := ""
	if tried {
		refused = last.refusal()
	}
	if unseen(j, monitor.HopTopic, "the topic "+name, s.Topic) {
		if refused == codeTopicDenies || refused == codeTopicKey || refused == codeTopicMissing {
			j.refusedBefore(refused, Broken, last) // CloudWatch sees what we cannot
		}
		return
	}
	if s.Topic.Absent() {
		if s.Alarm.Unseen != nil && !j.ours() {
			j.skip(monitor.HopTopic, codeCannotSee, "which topic is meant is not known, because the alarm cannot be seen")
			return
		}
		j.noTopic(name, last, tried)
		return
	}
	t := *s.Topic.Value
	if strings.HasSuffix(t.ARN, ".fifo") {
		j.broken("topic-fifo", "topic %s is a FIFO topic, which takes no e-mail subscription", name).seen("topic", "%s", t.ARN).
			mend("make a standard topic, let the alarm tell that one, and subscribe the address there",
				j.makeTopic(strings.TrimSuffix(name, ".fifo")))
	}
	why := j.topicPolicyRefuses(t)
	key := j.topicKey(t)
	if !why && !key && (refused == codeTopicDenies || refused == codeTopicKey) {
		j.refusedBefore(refused, Warning, last)
	}
	f := j.passing(monitor.HopTopic, "topic %s lets the alarm publish", name)
	f.seen("arn", "%s", t.ARN)
	if tried {
		f.seen("last publication", "%s", j.when(last.at))
	}
}

func (j *judge) noTopic(name string, last outcome, tried bool) {
	f := j.broken(codeTopicMissing, "topic %s, which the alarm tells, is not there, and with it went its subscriptions", name)
	if j.nothing != "" {
		f.Summary = "topic " + name + " is not there"
	} else if code := j.has(codeNoAlarm, codeAlarmAway, codeAlarmNoAction, "alarm-action-not-sns"); code != "" && !j.ours() {
		// The name is only the usual one.
		f.Summary = "topic " + name + " is not there, and no alarm says that another one is meant"
		f.because(code)
	}
	f.seen("topic", "%s", j.topicARN())
	if tried && !last.ok {
		f.seen("last action", "failed %s", j.when(last.at)).seen("error", "%s", last.err.Safe())
	}
	f.mend("create the topic again, let the alarm publish, subscribe the address; then its owner opens the link in the confirmation mail",
		j.makeTopic(name),
		j.putTopicPolicy(iampolicy.DefaultTopicPolicy(j.topicARN(), j.s.Account)),
		j.subscribe(j.o.Email))
}

// topicPolicyRefuses asks the policy what CloudWatch will ask it.
func (j *judge) topicPolicyRefuses(t monitor.Topic) bool {
	if t.Policy == "" {
		return false // not told; the alarm's history will
	}
	ask := j.publish()
	ok, why := allows(t.Policy, ask)
	if ok {
		return false
	}
	code, summary := codeTopicDenies, "the policy of topic %s does not let CloudWatch publish for the alarm"
	if allowsBut(t.Policy, conditionElement, ask) {
		code, summary = "topic-policy-condition", "the policy of topic %s lets CloudWatch publish on a condition that this alarm does not meet"
	}
	if owner := arnpart.Account(t.ARN); owner != "" && owner != j.s.Account {
		j.foreignTopic(t, owner, why)
		return true
	}
	f := j.broken(code, summary, lastPart(t.ARN)).seen("policy", "%s", why).seen("asked for", "SNS:Publish by cloudwatch.amazonaws.com for %s", j.alarmARN())
	j.lastFailure(f)
	words, line := j.openTopic(t.Policy)
	f.mend("let this alarm publish; "+words, line)
	return true
}

// foreignTopic finds that the topic of another account lets nothing in from
// this one: only that account can change it.
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
func (j *judge) foreignTopic(t monitor.Topic, owner, why string) {
	f := j.broken(codeTopicAccount, "topic %s belongs to account %s, and its policy does not let CloudWatch publish for an alarm of account %s", lastPart(t.ARN), owner, j.s.Account)
	f.seen("topic", "%s", t.ARN).seen("policy", "%s", why)
	j.lastFailure(f)
	words, line := j.openTopic(t.Policy)
	f.mend("have account "+owner+" set this policy ("+words+"), or use a topic of this account", line)
}

// refusedBefore notes that CloudWatch was refused, by its own history.
func (j *judge) refusedBefore(code string, status Status, last outcome) {
	summary := "CloudWatch was not let into topic %s when the alarm last went off"
	if code == codeTopicMissing {
		summary = "topic %s was not there when the alarm last went off"
	}
	f := j.note(code, status, summary, lastPart(j.topicARN()))
	f.seen("last action", "failed %s", j.when(last.at)).seen("error", "%s", last.err.Safe())
	if status == Warning && code == codeTopicDenies {
		f.seen("note", "the policy as it is now lets the alarm publish: if this was just mended, the next mail clears it")
	}
	if t := j.s.Topic.Value; t != nil && status == Warning && (code == codeTopicDenies && t.Policy != "" || code == codeTopicKey && (t.KeyID == "" || j.s.Key.There() && j.s.Key.Value.Policy.There())) {
		f.again(j, "the next mail")
		return
	}
	switch code {
	case codeTopicDenies:
		// The policy is not known here: where it is, it was judged itself.
		f.mend("let this alarm publish; the policy as it is cannot be seen from here, and the command replaces all of it: look at it first",
			j.putTopicPolicy(iampolicy.DefaultTopicPolicy(j.topicARN(), j.s.Account)))
	case codeTopicKey:
		f.mend("let cloudwatch.amazonaws.com use kms:Decrypt and kms:GenerateDataKey* in the key's policy", j.keyPolicy(j.alarmLock())...)
	default:
		f.mend("create the topic again and subscribe the address", j.makeTopic(lastPart(j.topicARN())))
	}
}

// lastFailure adds CloudWatch's own word where it was refused.
func (j *judge) lastFailure(f *Finding) {
	if last, ok := j.past.last(j.topicARN()); ok && !last.ok {
		f.seen("last action", "failed %s", j.when(last.at)).seen("error", "%s", last.err.Safe())
	}
}
