package doctor

import (
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

// The parts of the monitor by ARN: as seen, else as wired, else as named.

func (j *judge) trailARN() string {
	if t := j.s.Trail.Value; t != nil && t.ARN != "" {
		return t.ARN
	}
	return j.s.Names.TrailARN(j.s.Place)
}

// home is the region in which the trail can be changed.
func (j *judge) home() string {
	if t := j.s.Trail.Value; t != nil && t.HomeRegion != "" {
		return t.HomeRegion
	}
	return j.s.Region
}

// target is the log group that the trail delivers to, "" where it has none.
func (j *judge) target() string {
	if t := j.s.Trail.Value; t != nil {
		return arnpart.LogGroup(t.LogGroupARN)
	}
	return ""
}

// group is the name of the log group that the filter has to be on.
func (j *judge) group() string {
	if name := j.target(); name != "" {
		return name
	}
	return j.s.Names.LogGroup
}

// away is the region of the trail's log group where it is another one, "" where
// it is here.
func (j *judge) away() string {
	t := j.s.Trail.Value
	if t == nil || !hasGroup(*t) || arnpart.Region(t.LogGroupARN) == j.s.Region {
		return ""
	}
	return arnpart.Region(t.LogGroupARN)
}

// groupARN ends in :*, as UpdateTrail wants it.
func (j *judge) groupARN() string {
	if t := j.s.Trail.Value; t != nil && t.LogGroupARN != "" {
		return strings.TrimSuffix(t.LogGroupARN, ":*") + ":*"
	}
	return j.s.Names.LogGroupARN(j.s.Place) + ":*"
}

func (j *judge) roleARN() string {
	if t := j.s.Trail.Value; t != nil && t.RoleARN != "" {
		return t.RoleARN
	}
	if r := j.s.Role.Value; r != nil && r.ARN != "" {
		return r.ARN
	}
	return j.s.Names.RoleARN(j.s.Place)
}

func (j *judge) bucket() string {
	if t := j.s.Trail.Value; t != nil && t.Bucket != "" {
		return t.Bucket
	}
	return j.s.Names.Bucket
}

func (j *judge) topicARN() string {
	switch {
	case j.s.Topic.There() && j.s.Topic.Value.ARN != "":
		return j.s.Topic.Value.ARN
	case strings.HasPrefix(j.s.Names.Topic, "arn:"):
		return j.s.Names.Topic
	default:
		return j.s.Names.TopicARN(j.s.Place)
	}
}

func (j *judge) alarmARN() string {
	if a := j.s.Alarm.Value; a != nil && a.ARN != "" {
		return a.ARN
	}
	return j.s.Names.AlarmARN(j.s.Place)
}

// ruleARN and ruleTopicARN are parts of the second way to be told.

func (j *judge) ruleARN() string {
	if r := j.s.Rule.Value; r != nil && r.ARN != "" {
		return r.ARN
	}
	return j.s.Names.RuleARN(j.s.Place)
}

func (j *judge) ruleTopicARN() string {
	switch {
	case j.s.RuleTopic.There() && j.s.RuleTopic.Value.ARN != "":
		return j.s.RuleTopic.Value.ARN
	case strings.HasPrefix(j.s.Names.RuleTopic, "arn:"):
		return j.s.Names.RuleTopic
	default:
		return j.s.Names.RuleTopicARN(j.s.Place)
	}
}

func (j *judge) secretARN() string {
	if s := j.s.Secret.Value; s != nil && s.ARN != "" {
		return s.ARN
	}
	return j.s.ARN("secretsmanager", j.s.Region, "secret:"+j.s.Names.Secret+"-AbCdEf")
}

// ours reports whether setup made the monitor.
func (j *judge) ours() bool {
	if a := j.s.Alarm.Value; a != nil && j.s.Ours(a.Tags) {
		return true
	}
	if g := j.s.LogGroup.Value; g != nil && j.s.Ours(g.Tags) {
		return true
	}
	t := j.s.Trail.Value
	return t != nil && j.s.Ours(t.Tags)
}

// bare reports that nothing but perhaps a secret and a trail is there: nobody
// has built a monitor yet.
func (j *judge) bare() bool {
	s := j.s
	return s.LogGroup.Absent() && s.Filter.Absent() && s.Topic.Absent() && s.Alarm.Absent() && !s.ByRule()
}

// topics are the SNS topics among an alarm's actions.
func topics(actions []string) []string {
	return slices.DeleteFunc(slices.Clone(actions), func(arn string) bool { return !isTopic(arn) })
}

// recipients are the confirmed mail addresses.
func (j *judge) recipients() []string {
	var confirmed []string
	for _, s := range j.mails() {
		if !s.Pending && !s.Removed {
			confirmed = append(confirmed, s.Endpoint.Safe())
		}
	}
	return confirmed
}

// mails are the topic's e-mail subscriptions, in any state.
func (j *judge) mails() []monitor.Subscription {
	if !j.s.Subscribers.There() {
		return nil
	}
	var mails []monitor.Subscription
	for _, s := range *j.s.Subscribers.Value {
		if strings.HasPrefix(s.Protocol, "email") {
			mails = append(mails, s)
		}
	}
	return mails
}
