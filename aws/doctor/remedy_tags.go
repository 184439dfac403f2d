package doctor

import (
	"maps"
	"slices"
	"strings"

	"secretwatch/aws/monitor"
)

// marked reports whether any part of the chain carries the mark of setup. Then
// what a remedy creates carries it too, so that destroy knows it for its own.
func (j *judge) marked() bool {
	if j.ours() {
		return true
	}
	s := j.s
	var marks []map[string]string
	if v := s.Secret.Value; v != nil {
		marks = append(marks, v.Tags)
	}
	if v := s.Role.Value; v != nil {
		marks = append(marks, v.Tags)
	}
	if v := s.Topic.Value; v != nil {
		marks = append(marks, v.Tags)
	}
	if v := s.Bucket.Value; v != nil && v.Tags.There() {
		marks = append(marks, *v.Tags.Value)
	}
	return slices.ContainsFunc(marks, s.Ours)
}

// tagList is the mark as most services take it, the zero value where the chain
// is not setup's. JSON holds every name; the CLI's shorthand does not.
func (j *judge) tagList() []tag { return listOf(j.tags()) }

// tags is the mark as CloudWatch Logs takes it, nil where the chain is not
// setup's.
func (j *judge) tags() map[string]string {
	if !j.marked() {
		return nil
	}
	return monitor.Desired{Place: j.s.Place, Names: j.s.Names}.Tags()
}

// alarmTags are the mark, the names that a person chose, which are found again by
// them, and the ways to be told; and where the alarm is one that is made anew in
// another region, the readers who are expected on the old one.
func (j *judge) alarmTags(a monitor.Alarm) []tag {
	tags := map[string]string{}
	if j.marked() {
		tags = monitor.Desired{Place: j.s.Place, Names: j.s.Names, EventBridge: j.s.ByRule()}.AlarmTags()
	}
	for key, value := range a.Tags {
		if rest, ok := strings.CutPrefix(key, monitor.TagExpected); ok && isTagNumber(rest) {
			tags[key] = value
		}
	}
	return listOf(tags)
}

type tag struct{ Key, Value string }

func listOf(tags map[string]string) []tag {
	var list []tag
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		list = append(list, tag{key, tags[key]})
	}
	return list
}

// tagged adds the tags where there are any.
func (c *command) tagged(option string, tags []tag) *command {
	if len(tags) == 0 {
		return c
	}
	return c.json(option, tags)
}
