package doctor

import (
	"slices"
	"strings"
	"time"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/foreign"
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
	if group := arnpart.LogGroup(t.LogGroupARN); group != "" {
		f.seen("log group of the trail", "%s in %s", group, arnpart.Region(t.LogGroupARN))
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
		if t.Name == j.s.Names.Trail || arnpart.LogGroup(t.LogGroupARN) == j.s.Names.LogGroup || j.s.Ours(t.Tags) || j.replaces(t) {
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

// replaces reports that a trail of this name was deleted here, which a chain
// that was found without its trail does not know the name of.
func (j *judge) replaces(t monitor.Trail) bool {
	return j.s.Changes.There() && slices.ContainsFunc(*j.s.Changes.Value, func(c monitor.Changed) bool {
		return c.Event == callDeleteTrail && slices.ContainsFunc(c.Resources, func(r foreign.String) bool {
			return r.Raw() == t.Name || strings.HasSuffix(r.Raw(), ":"+j.s.Account+":trail/"+t.Name)
		})
	})
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

// leftBehind finds, where no alarm watches the metric here, one that waits for
// it in another region, and reports whether there is one.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html#Metric
func (j *judge) leftBehind() bool {
	if !j.s.AwayAlarms.There() || len(*j.s.AwayAlarms.Value) == 0 {
		return false
	}
	a := (*j.s.AwayAlarms.Value)[0]
	f := j.broken(codeAlarmAway, "alarm %s is in %s, but the metric that it watches is written in %s", a.Name, arnpart.Region(a.ARN), j.s.Region)
	f.seen("alarm", "%s", a.ARN).seen("metric", "%s", metricName(a.Namespace, a.Metric, a.Dimensions)).seen("code", "metric-other-region")
	summary := "make the alarm in " + j.s.Region + ", with a topic of that region: metrics do not leave theirs"
	var commands []string
	if j.s.Topic.Absent() {
		summary += "; then the owner of the address opens the link in the confirmation mail"
		commands = append(commands, j.makeTopic(lastPart(j.topicARN())), j.subscribe(j.o.Email))
	}
	a.AlarmActions, a.OKActions, a.NoDataActions, a.ActionsEnabled = []string{j.topicARN()}, nil, nil, true
	f.mend(summary, append(commands, j.makeAlarm(a))...)
	return true
}
