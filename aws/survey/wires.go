package survey

import (
	"context"
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

// follow goes from what was found to its neighbours, where those are not there
// under the monitor's names: the trail says its bucket, role and log group, the
// alarm its metric and topic. A name that was found is never replaced.
func (t *taker) follow() []look {
	var looks []look
	move := func(k monitor.Kind, name string, more ...look) {
		t.names = t.names.With(k, name)
		t.moved = append(t.moved, k)
		looks = append(looks, more...)
	}
	if trail := t.s.Trail.Value; trail != nil {
		t.names.Trail = trail.Name
		if t.s.Bucket.Absent() && trail.Bucket != "" && trail.Bucket != t.names.Bucket {
			move(monitor.KindBucket, trail.Bucket, t.bucketPolicy)
		}
		if name := arnpart.Role(trail.RoleARN); t.s.Role.Absent() && name != "" && name != t.names.Role {
			move(monitor.KindRole, name, t.role)
		}
		group := arnpart.LogGroup(trail.LogGroupARN)
		if t.options.For == Doctor && t.s.LogGroup.Absent() && group != "" && group != t.names.LogGroup {
			move(monitor.KindLogGroup, group, t.logGroup, t.filters)
		}
	}
	if a := t.s.Alarm.Value; a != nil && t.options.For == Doctor {
		if a.Metric != "" {
			t.names.Namespace, t.names.Metric = a.Namespace, a.Metric
		}
		if topic := t.otherTopic(*a); topic != "" {
			move(monitor.KindTopic, topic, t.topic)
		}
	}
	return looks
}

// otherTopic is the topic that the alarm mails to, where the monitor's is not
// there; "" where there is nothing to follow.
func (t *taker) otherTopic(a monitor.Alarm) string {
	if !t.s.Topic.Absent() || slices.Contains(a.AlarmActions, t.topicARN()) {
		return ""
	}
	for _, actions := range [][]string{a.AlarmActions, a.OKActions, a.NoDataActions} {
		for _, arn := range actions {
			if strings.Contains(arn, ":sns:") {
				return topicName(arn, t.Place)
			}
		}
	}
	return ""
}

// detailsOfMoved is what the second wave would have asked about the parts that
// were found by their wires.
func (t *taker) detailsOfMoved() []look {
	var looks []look
	for _, k := range t.moved {
		switch {
		case k == monitor.KindBucket && t.bucketForbidden && t.s.Bucket.There():
			looks = append(looks, t.bucketOwner)
		case k == monitor.KindBucket && t.s.Bucket.There():
			looks = append(looks, t.bucketLooks()...)
		case k == monitor.KindLogGroup && t.s.LogGroup.There():
			looks = append(looks, t.logGroupTags)
		case k == monitor.KindTopic && t.s.Topic.There():
			looks = append(looks, t.topicTags, t.subscribers)
		}
	}
	return looks
}

// afterAlarm completes an alarm that was found by its metric, and the topic
// that only this alarm names.
func (t *taker) afterAlarm() []look {
	if !t.alarmChanged {
		return nil
	}
	looks := []look{t.alarmTags, t.alarmHistory, t.mutes}
	if topic := t.otherTopic(*t.s.Alarm.Value); topic != "" {
		t.names.Topic = topic
		looks = append(looks, func(ctx context.Context) {
			t.topic(ctx)
			if t.s.Topic.There() {
				together(ctx, []look{t.topicTags, t.subscribers})
			}
		})
	}
	return looks
}

func isARN(s string) bool { return strings.HasPrefix(s, "arn:") }

// groupHere is the log group of this place that the trail delivers to.
func groupHere(t monitor.Trail, p monitor.Place) string {
	group := arnpart.LogGroup(t.LogGroupARN)
	if strings.TrimSuffix(t.LogGroupARN, ":*") != p.ARN("logs", p.Region, "log-group:"+group) {
		return ""
	}
	return group
}

// plainNames has names where a person gave ARNs of this place. A trail's ARN
// stays: it is how one of another region is asked for.
func plainNames(n monitor.Names, p monitor.Place) monitor.Names {
	for _, k := range []monitor.Kind{monitor.KindBucket, monitor.KindLogGroup, monitor.KindRole, monitor.KindTopic, monitor.KindAlarm, monitor.KindRuleTopic, monitor.KindRule} {
		arn := n.Of(k)
		if !isARN(arn) {
			continue
		}
		var name string
		switch k {
		case monitor.KindBucket:
			name = strings.TrimPrefix(arn, p.ARN("s3", "", ""))
		case monitor.KindLogGroup:
			name = groupHere(monitor.Trail{LogGroupARN: arn}, p)
		case monitor.KindRole:
			name = arnpart.Role(arn)
		case monitor.KindRule:
			name = strings.TrimPrefix(arn, p.ARN("events", p.Region, "rule/"))
		case monitor.KindTopic, monitor.KindRuleTopic:
			name = topicName(arn, p)
		default:
			name = strings.TrimPrefix(arn, p.ARN("cloudwatch", p.Region, "alarm:"))
		}
		n = n.With(k, name)
	}
	return n
}

// topicName is a topic's name where it is one of this place, else its ARN.
func topicName(arn string, p monitor.Place) string {
	name := arn[strings.LastIndexByte(arn, ':')+1:]
	if p.ARN("sns", p.Region, name) == arn {
		return name
	}
	return arn
}
