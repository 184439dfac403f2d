package doctor

import (
	"secretwatch/aws/monitor"
)

func (j *judge) startLogging() string {
	return j.cliIn(j.home(), "cloudtrail", "start-logging").with("--name", j.trailID()).String()
}

// trailID is what CloudTrail's calls take: a trail of another region answers to
// its ARN only.
func (j *judge) trailID() string {
	if t := j.s.Trail.Value; t != nil {
		if t.HomeRegion != "" && t.HomeRegion != j.s.Region {
			return t.ARN
		}
		return t.Name
	}
	return j.s.Names.Trail
}

// makeTrail are the commands for a new trail and for what it needs and is not
// there.
func (j *judge) makeTrail() []string {
	commands := j.prepareDelivery()
	if j.s.Bucket.Absent() {
		commands = append(commands, j.makeBucket(j.s.Names.Bucket)...)
	} else if b := j.s.Bucket.Value; b != nil && b.Policy.Unseen == nil {
		policy := ""
		if b.Policy.There() {
			policy = *b.Policy.Value
		}
		if j.bucketRefuses(monitor.Trail{ARN: j.trailARN(), Bucket: b.Name}, policy) != "" {
			commands = append(commands, j.putBucketPolicy(b.Name, policy))
		}
	}
	create := j.cli("cloudtrail", "create-trail").with("--name", j.s.Names.Trail).
		with("--s3-bucket-name", j.s.Names.Bucket).
		flag("--is-multi-region-trail", "--include-global-service-events", "--enable-log-file-validation").
		with("--cloud-watch-logs-log-group-arn", j.groupARN()).with("--cloud-watch-logs-role-arn", j.roleARN()).tagged("--tags-list", j.tagList())
	return append(commands, create.String(), j.startLogging())
}

// allRegions is the command that lets the trail record every region, for which
// it has to record the services without a region too.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
func (j *judge) allRegions() string {
	update := j.cliIn(j.home(), "cloudtrail", "update-trail").with("--name", j.trailID()).flag("--is-multi-region-trail")
	if t := j.s.Trail.Value; t == nil || !t.GlobalEvents {
		update.flag("--include-global-service-events")
	}
	return update.String()
}

// pointTrail are the commands that give the trail its log group. A trail of
// another region takes none of this region: then a new trail is made here.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/send-cloudtrail-events-to-cloudwatch-logs.html
func (j *judge) pointTrail() []string {
	if j.home() != j.s.Region {
		here := &judge{s: j.s, o: j.o}
		usual := monitor.NamesFor(j.s.Names.Secret, j.s.Place)
		here.s.Names.Trail = usual.Trail
		here.s.Trail = monitor.Seen[monitor.Trail]{}
		if here.s.Names.Bucket != usual.Bucket {
			here.s.Names.Bucket, here.s.Bucket = usual.Bucket, monitor.Seen[monitor.Bucket]{}
		}
		return here.makeTrail()
	}
	return append(j.prepareDelivery(), j.deliverTo(j.groupARN()))
}

// deliverTo is the command that points the trail to a log group. Group and role
// go together: one without the other is refused.
func (j *judge) deliverTo(groupARN string) string {
	return j.cliIn(j.home(), "cloudtrail", "update-trail").with("--name", j.trailID()).
		with("--cloud-watch-logs-log-group-arn", groupARN).with("--cloud-watch-logs-role-arn", j.roleARN()).String()
}

// maxSelectors is how many basic event selectors a trail has at most.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
const maxSelectors = 5

// putSelectors is the command that adds reads to a trail's basic selectors. The
// call replaces them all, so those that are there are repeated. One that takes
// data events stays as it is: with more of them it would cost more.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
func (j *judge) putSelectors(have []monitor.BasicSelector) string {
	type resource struct {
		Type   string
		Values []string
	}
	type selector struct {
		ReadWriteType                 string
		IncludeManagementEvents       bool
		DataResources                 []resource `json:",omitempty"`
		ExcludeManagementEventSources []string   `json:",omitempty"`
	}
	var all []selector
	at := -1
	for i, b := range have {
		s := selector{ReadWriteType: b.ReadWriteType, IncludeManagementEvents: b.Management, ExcludeManagementEventSources: b.Excluded}
		for _, d := range b.Data {
			s.DataResources = append(s.DataResources, resource(d))
		}
		if len(b.Data) == 0 && (at < 0 || b.Management && !all[at].IncludeManagementEvents) {
			at = i
		}
		all = append(all, s)
	}
	switch {
	case at >= 0:
	case len(all) < maxSelectors:
		at = len(all)
		all = append(all, selector{})
	default:
		at = 0
	}
	all[at].ReadWriteType, all[at].IncludeManagementEvents = "All", true
	return j.cliIn(j.home(), "cloudtrail", "put-event-selectors").with("--trail-name", j.trailID()).
		json("--event-selectors", all).String()
}
