package build

import (
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

func (p planner) trail() monitor.Change {
	c := monitor.Change{Kind: monitor.KindTrail, Name: p.d.Trail}
	if p.s.Trail.Unseen != nil {
		return blind(c, "the trails", p.s.Trail.Unseen)
	}
	t := p.s.Trail.Value
	if t == nil {
		if n := p.trailsHere(); n >= maxTrails {
			return blocked(c, fmt.Sprintf("there are %d trails already, as many as AWS allows in a region: name one of them with --trail", n))
		}
		return create(c, "records who calls AWS, reads of the secret among them")
	}
	c.Name, c.ARN = t.Name, t.ARN
	if hides(p.s.Status.Unseen) {
		return blind(c, "whether the trail is logging", p.s.Status.Unseen)
	}
	if hides(p.s.Selectors.Unseen) {
		return blind(c, "which events the trail takes", p.s.Selectors.Unseen)
	}
	ours := p.d.Ours(t.Tags)
	c = found(c, ours, p.trailSettings(*t, ours))
	if c.Action != monitor.ActionUpdate {
		return c
	}
	group := groupName(t.LogGroupARN)
	away := group != "" && differs(c, SettingLogGroup)
	switch {
	case t.Organization && arnpart.Account(t.ARN) != p.d.Account:
		return blocked(c, "it is the organization's trail, which account "+arnpart.Account(t.ARN)+" alone can change: let setup make one of its own")
	case t.HomeRegion != "" && t.HomeRegion != p.d.Region:
		return blocked(c, fmt.Sprintf("its home is %s, where alone it can be changed: run this with --region %s", t.HomeRegion, t.HomeRegion))
	case away && !ours && !p.d.Takes[monitor.KindLogGroup]:
		return blocked(c, fmt.Sprintf("it delivers to the log group %s, which would get nothing any more: "+
			"share both with --trail %s, or choose another name for the new trail", foreign.Safe(group), foreign.Safe(t.Name)))
	case away:
		// Ours or not: who reads the records there goes silent.
		c.NotOurs = true
		c.Why += fmt.Sprintf("; the log group %s, to which it delivers now, then gets nothing any more", foreign.Safe(group))
	}
	return c
}

// groupName is the name in a log group's ARN.
func groupName(arn string) string {
	_, name, _ := strings.Cut(strings.TrimSuffix(arn, ":*"), ":log-group:")
	return name
}

// maxTrails is AWS's quota; trails of other regions that show here count.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
const maxTrails = 5

func (p planner) trailsHere() int {
	if !p.s.Trails.There() {
		return 0
	}
	return len(*p.s.Trails.Value)
}

func (p planner) trailSettings(t monitor.Trail, ours bool) settings {
	var l settings
	if ours {
		bucket := p.d.Bucket
		if b := p.s.Bucket.Value; b != nil {
			bucket = b.Name
		}
		compare(&l, SettingBucket, t.Bucket, bucket)
		l.add(t.MultiRegion != p.d.MultiRegion, SettingRegions, regions(t.MultiRegion), regions(p.d.MultiRegion))
	} else {
		l.add(!t.MultiRegion && t.HomeRegion != "" && t.HomeRegion != p.d.Region, SettingRegions, t.HomeRegion, "all")
	}
	compare(&l, SettingLogGroup, strings.TrimSuffix(t.LogGroupARN, ":*"), strings.TrimSuffix(p.groupARN(), ":*"))
	compare(&l, SettingRole, t.RoleARN, p.roleARN())
	if p.s.Selectors.There() {
		have := *p.s.Selectors.Value
		l.add(!p.selects(have, ours), SettingEvents, describe(have), p.d.ReadWriteType)
	}
	if p.s.Status.There() {
		compare(&l, SettingLogging, p.s.Status.Value.Logging, true)
	}
	for i := range l {
		l[i].Have = foreign.Safe(l[i].Have)
	}
	return l
}

func regions(all bool) string {
	if all {
		return "all"
	}
	return "its own"
}

// selects reports whether the selectors take what is wanted. A trail of ours
// takes exactly that; of another's it is enough that reads are in it.
func (p planner) selects(s monitor.Selectors, ours bool) bool {
	if len(s.Advanced) > 0 {
		return slices.ContainsFunc(s.Advanced, takesReads)
	}
	if len(s.Basic) == 0 {
		return p.d.ReadWriteType == "All" // a trail without any takes all
	}
	return slices.ContainsFunc(s.Basic, func(b monitor.BasicSelector) bool {
		if !b.Management {
			return false
		}
		if ours {
			return b.ReadWriteType == p.d.ReadWriteType
		}
		return b.ReadWriteType != "WriteOnly"
	})
}

// takesReads reports whether one advanced selector lets reads of secrets in:
// all of its conditions have to hold for such a record.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
func takesReads(a monitor.AdvancedSelector) bool {
	read := map[string]string{
		"eventCategory": "Management", "readOnly": "true", "eventName": "GetSecretValue",
		"eventSource": "secretsmanager.amazonaws.com", "eventType": "AwsApiCall",
	}
	category := false
	for _, f := range a.Fields {
		value, known := read[f.Field]
		if !known || !fits(f, value) {
			return false
		}
		category = category || f.Field == "eventCategory"
	}
	return category
}

func fits(f monitor.FieldSelector, value string) bool {
	type test struct {
		list []string
		hit  func(value, x string) bool
		want bool
	}
	equal := func(value, x string) bool { return value == x }
	for _, t := range []test{
		{f.Equals, equal, true},
		{f.NotEquals, equal, false},
		{f.StartsWith, strings.HasPrefix, true},
		{f.NotStartsWith, strings.HasPrefix, false},
		{f.EndsWith, strings.HasSuffix, true},
		{f.NotEndsWith, strings.HasSuffix, false},
	} {
		if len(t.list) == 0 {
			continue
		}
		if slices.ContainsFunc(t.list, func(x string) bool { return t.hit(value, x) }) != t.want {
			return false
		}
	}
	return true
}

func describe(s monitor.Selectors) string {
	if len(s.Advanced) > 0 {
		return "advanced selectors without reads"
	}
	for _, b := range s.Basic {
		if b.Management {
			return b.ReadWriteType
		}
	}
	return "none"
}
