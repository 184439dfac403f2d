package metrics

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"

	"secretwatch/aws/sandbox/wire"
)

// deleteAlarms deletes all or nothing: at most 100 alarms, one composite alarm
// among them, and none that a composite alarm which stays depends on.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html
func (s *State) deleteAlarms(c *wire.Call, in *cloudwatch.DeleteAlarmsInput) (*cloudwatch.DeleteAlarmsOutput, error) {
	if err := checkNames(in.AlarmNames); err != nil {
		return nil, err
	}
	r := s.region(c.Region)
	composites := 0
	for _, name := range in.AlarmNames {
		switch {
		case r.composites[name] != nil:
			composites++
		case r.alarms[name] == nil:
			return nil, noResource()
		}
	}
	if composites > 1 {
		return nil, validation("You can delete at most one composite alarm in one operation.")
	}
	if needed := r.needed(in.AlarmNames); len(needed) > 0 {
		them := "it"
		if len(needed) > 1 {
			them = "them"
		}
		return nil, validation("Cannot delete %s as there are composite alarm(s) depending on %s.", strings.Join(needed, ","), them)
	}
	for _, name := range in.AlarmNames {
		a := r.find(name)
		if a == nil {
			continue // named twice
		}
		s.noteDeletion(r, a)
		delete(r.alarms, name)
		delete(r.composites, name)
	}
	return &cloudwatch.DeleteAlarmsOutput{}, nil
}

// needed are those of the names that other composite alarms depend on, in
// their rule or as their suppressor.
func (r *region) needed(names []string) []string {
	var needed []string
	for _, name := range names {
		for _, parent := range r.sortedComposites() {
			goes := slices.Contains(names, parent.name) && parent.name != name
			if !goes && r.dependsOn(parent, name) && !slices.Contains(needed, name) {
				needed = append(needed, name)
			}
		}
	}
	return needed
}

func (r *region) dependsOn(parent *compositeAlarm, name string) bool {
	is := func(nameOrARN string) bool {
		a := r.find(nameOrARN)
		return a != nil && a.base().name == name
	}
	return slices.ContainsFunc(parent.rule.Names(), is) || parent.suppressor != "" && is(parent.suppressor)
}
