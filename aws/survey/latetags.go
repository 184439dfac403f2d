package survey

import (
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// lateTags are the tags that matter only where a remedy may change the bucket
// or the topic: two calls that a healthy monitor does without.
func (t *taker) lateTags() []look {
	if t.options.For != Doctor {
		return nil
	}
	var looks []look
	if t.s.Bucket.There() && !t.s.Bucket.Value.OwnedByAnother && !t.bucketPlain() {
		looks = append(looks, t.bucketTags)
	}
	if t.s.Topic.There() && t.s.Topic.Value.Tags == nil && !t.topicPlain() {
		looks = append(looks, t.topicTags)
	}
	return looks
}

// plainlyForeign reports that no part has the name that setup gives, nor the
// alarm its description: then the alarm's tags are enough to be sure of it.
func (t *taker) plainlyForeign() bool {
	a, usual := t.s.Alarm.Value, monitor.NamesFor(t.names.Secret, t.Place)
	if t.options.For != Doctor || a == nil || likeOurs(*a) {
		return false
	}
	for _, k := range monitor.Kinds() {
		if k != monitor.KindSecret && k != monitor.KindSubscription && t.names.Of(k) == usual.Of(k) {
			return false
		}
	}
	return true
}

// bucketPlain reports that the bucket's policy lets the trail write, and that
// CloudTrail says nothing else.
func (t *taker) bucketPlain() bool {
	b, trail, status := t.s.Bucket.Value, t.s.Trail.Value, t.s.Status.Value
	if trail == nil || trail.Bucket != b.Name || !b.Policy.There() || status == nil || !status.DeliveryError.Empty() {
		return false
	}
	prefix := strings.Trim(trail.Prefix, "/")
	if prefix != "" {
		prefix += "/"
	}
	arn := t.names.BucketARN(t.Place)
	return allowed(*b.Policy.Value, iampolicy.Request{
		Principal: iampolicy.Principal{Service: "cloudtrail.amazonaws.com"},
		Action:    "s3:PutObject", Resource: arn + "/" + prefix + "AWSLogs/" + t.Place.Account + "/CloudTrail/" + t.Region + "/x",
		Context: map[string]string{
			"aws:SourceArn": trail.ARN, "aws:SourceAccount": t.Place.Account,
			"s3:x-amz-acl": "bucket-owner-full-control", "aws:SecureTransport": "true",
		},
	})
}

// topicPlain reports that the topic is not encrypted and that its policy lets
// the alarm publish.
func (t *taker) topicPlain() bool {
	topic, alarm := t.s.Topic.Value, t.s.Alarm.Value
	return alarm != nil && topic.KeyID == "" && allowed(topic.Policy, iampolicy.Request{
		Principal: iampolicy.Principal{Service: "cloudwatch.amazonaws.com", Account: t.Place.Account},
		Action:    "SNS:Publish", Resource: topic.ARN,
		Context: map[string]string{
			"aws:SourceArn": alarm.ARN, "aws:SourceAccount": t.Place.Account, "aws:SourceOwner": t.Place.Account, "aws:SecureTransport": "true",
		},
	})
}

func allowed(document string, r iampolicy.Request) bool {
	p, err := iampolicy.Parse(document)
	return err == nil && p.Decide(r).Allowed()
}
