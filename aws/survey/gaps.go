package survey

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

// maxGroups is of how many log groups it is asked whether they are there; one
// with a filter is.
const maxGroups = 3

// lookForGroups asks for the log groups of the chains of which no filter tells
// that they are there. What cannot be asked counts as there.
func (v *inventory) lookForGroups(chains []owned) []look {
	var names []string
	for _, c := range chains {
		known := slices.ContainsFunc(v.filters.all, func(f monitor.MetricFilter) bool { return f.LogGroup == c.group })
		if c.group != "" && !known && !slices.Contains(names, c.group) && len(names) < maxGroups {
			names = append(names, c.group)
		}
	}
	v.gone = make([]string, len(names))
	looks := make([]look, len(names))
	for i, name := range names {
		looks[i] = func(ctx context.Context) {
			out, err := v.Logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(name)})
			is := func(g types.LogGroup) bool { return aws.ToString(g.LogGroupName) == name }
			if err == nil && !slices.ContainsFunc(out.LogGroups, is) {
				v.gone[i] = name
			}
		}
	}
	return looks
}

// lookForReads asks for the reads where it is not clear without them which
// secret a chain is about.
func (v *inventory) lookForReads(chains []owned) []look {
	if slices.ContainsFunc(chains, func(c owned) bool { return c.secret == "" }) {
		return []look{v.listReads}
	}
	return nil
}

// missing are the parts that are not there. A list that could not be had, or
// not to its end, says nothing of what is not in it.
func (v *inventory) missing(c chain) []monitor.Kind {
	isSecret := func(s monitor.Secret) bool { return s.Name.Raw() == c.secret }
	var kinds []monitor.Kind
	add := func(k monitor.Kind, missing bool) {
		if missing {
			kinds = append(kinds, k)
		}
	}
	add(monitor.KindSecret, c.secret != "" && v.secrets.whole && !slices.ContainsFunc(v.secrets.all, isSecret))
	add(monitor.KindLogGroup, c.group == "" && v.trails.whole || c.group != "" && slices.Contains(v.gone, c.group))
	add(monitor.KindTrail, c.trail == nil && v.trails.whole)
	add(monitor.KindMetricFilter, c.filter == nil && v.filters.whole)
	here := strings.HasPrefix(c.topic, v.ARN("sns", v.Region, ""))
	noTopic := c.topic == "" && v.alarms.whole || here && v.topics.whole && !slices.Contains(v.topics.all, c.topic)
	add(monitor.KindTopic, noTopic)
	add(monitor.KindSubscription, noTopic || here && v.mails.whole && !v.mailed(c.topic))
	add(monitor.KindAlarm, c.alarm == nil && v.alarms.whole)
	return kinds
}

// gaps are the parts that are there and not wired to each other. sure says that
// all the lists were seen on which that rests.
func (v *inventory) gaps(c chain) (gaps []string, sure bool) {
	if t := c.trail; t != nil && c.group != "" && v.groupOf(*t) != c.group {
		delivers := "to no log group"
		if t.LogGroupARN != "" {
			delivers = "to log group " + quoted(arnpart.LogGroup(t.LogGroupARN))
			if region := arnpart.Region(t.LogGroupARN); region != v.Region {
				delivers += " in " + quoted(region)
			}
		}
		gaps = append(gaps, fmt.Sprintf("trail %s delivers %s, not to %s", quoted(t.Name), delivers, quoted(c.group)))
	}
	if f, a := c.filter, c.alarm; f != nil && a != nil && !sameMetric(*f, *a) {
		gaps = append(gaps, fmt.Sprintf("alarm %s is on metric %s in %s, the filter writes %s in %s",
			quoted(a.Name), quoted(a.Metric), quoted(a.Namespace), quoted(f.Metric), quoted(f.Namespace)))
	}
	if f := c.filter; f != nil && c.group != "" && f.LogGroup != c.group {
		gaps = append(gaps, fmt.Sprintf("the filter is on log group %s, not on %s", quoted(f.LogGroup), quoted(c.group)))
	}
	if a := c.alarm; a != nil && c.topic != "" && !slices.Contains(a.AlarmActions, c.topic) {
		gaps = append(gaps, fmt.Sprintf("alarm %s does not send to topic %s", quoted(a.Name), quoted(topicName(c.topic, v.Place))))
	}
	sure = v.trails.whole && v.filters.err == nil && v.alarms.err == nil && v.topics.err == nil && v.mails.err == nil
	return gaps, sure
}
