package doctor

import (
	"time"

	"secretwatch/aws/monitor"
)

// elsewhere finds, where this region knows no trail of the monitor, one that
// records another region only, and reports whether there is one.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html
func (j *judge) elsewhere() bool {
	missing(j, monitor.HopTrail, "the trails of other regions", j.s.Elsewhere)
	if !j.s.Elsewhere.There() {
		return false
	}
	t, ok := j.strayTrail(*j.s.Elsewhere.Value)
	if !ok {
		return false
	}
	f := j.broken(codeElsewhere, "trail %s records %s only, and the secret is in %s", t.Name, t.HomeRegion, j.s.Region)
	f.seen("home region", "%s", t.HomeRegion).seen("arn", "%s", t.ARN).seen("trails in "+j.s.Region, "none of this monitor")
	if group := groupOf(t.LogGroupARN); group != "" {
		f.seen("log group of the trail", "%s in %s", group, regionOf(t.LogGroupARN))
	}
	there := &judge{s: j.s, o: j.o}
	there.s.Trail = monitor.Found(t)
	f.mend("let the trail record all regions; it delivers to a log group of its own region, so that filter, alarm and topic have to be there",
		there.allRegions())
	return true
}

// strayTrail is the trail of another region that was meant for this monitor: by
// its name or its log group's, or because there is no other one.
func (j *judge) strayTrail(trails []monitor.Trail) (monitor.Trail, bool) {
	var single []monitor.Trail
	for _, t := range trails {
		if t.MultiRegion || t.HomeRegion == j.s.Region {
			continue
		}
		if t.Name == j.s.Names.Trail || groupOf(t.LogGroupARN) == j.s.Names.LogGroup || j.s.Ours(t.Tags) {
			return t, true
		}
		single = append(single, t)
	}
	_, deleted := j.changed(callDeleteTrail)
	if len(single) == 1 && hasGroup(single[0]) && !deleted && j.s.Trails.There() && len(*j.s.Trails.Value) == 0 {
		return single[0], true
	}
	return monitor.Trail{}, false
}

// spreading is for how long CloudTrail may go by the settings that a trail had
// before. AWS names no time; this is a guess.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-data-consistency.html
const spreading = 5 * time.Minute

// justChanged finds that the trail was changed right before a read that left no
// trace, and reports whether it was.
func (j *judge) justChanged(read time.Time) bool {
	c, ok := j.changed(callPutSelectors, callUpdateTrail, callStartLogging)
	if !ok || read.Before(c.At) || read.Sub(c.At) > spreading {
		return false
	}
	j.warn(codeJustChanged, "the read %s came %s after the trail was changed, and a change takes a while until it counts everywhere", j.ago(read), span(read.Sub(c.At))).
		seen("read", "%s", j.when(read)).seen("changed by", "%s with %s, %s", c.Who.Safe(), c.Event, j.when(c.At)).
		seen("note", "how long it takes is not verified").
		mend("read the secret again", j.testRead())
	return true
}
