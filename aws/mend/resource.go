package mend

import (
	"strings"

	"secretwatch/aws/command"
	"secretwatch/aws/monitor"
)

// kindKey is the topic's key, which is no part that setup makes.
const kindKey monitor.Kind = "key"

// Resource is one thing that a remedy changes.
type Resource struct {
	Kind monitor.Kind
	Name string
	// New says that the remedy makes it, so that nothing of anybody's changes.
	New bool
	// Ours says that it carries the mark of setup, or that its parent does
	// where it can carry none itself.
	Ours bool
}

// Flag is the option of this program that names such a resource, "" where
// there is none.
func (r Resource) Flag() string {
	switch r.Kind {
	case monitor.KindSecret, monitor.KindTrail, monitor.KindLogGroup, monitor.KindAlarm, monitor.KindTopic:
		return "--" + string(r.Kind)
	case monitor.KindMetricFilter:
		return "--filter"
	default:
		return ""
	}
}

// Is reports that a name or an ARN, as a person gives it, means this resource.
func (r Resource) Is(name string) bool { return name != "" && lastPart(name) == lastPart(r.Name) }

// change says of a call what it changes: the kind, and the option that names it.
type change struct {
	kind   monitor.Kind
	option string
	makes  bool
}

// changes are the calls that change something.
func changes() map[string]change {
	return map[string]change{
		"cloudtrail create-trail":         {monitor.KindTrail, "--name", true},
		"cloudtrail put-event-selectors":  {monitor.KindTrail, "--trail-name", false},
		"cloudtrail start-logging":        {monitor.KindTrail, "--name", false},
		"cloudtrail update-trail":         {monitor.KindTrail, "--name", false},
		"logs create-log-group":           {monitor.KindLogGroup, "--log-group-name", true},
		"logs put-metric-filter":          {monitor.KindMetricFilter, "--filter-name", false},
		"logs put-retention-policy":       {monitor.KindLogGroup, "--log-group-name", false},
		"cloudwatch enable-alarm-actions": {monitor.KindAlarm, "--alarm-names", false},
		"cloudwatch put-metric-alarm":     {monitor.KindAlarm, "--alarm-name", false},
		"cloudwatch set-alarm-state":      {monitor.KindAlarm, "--alarm-name", false},
		"cloudwatch tag-resource":         {monitor.KindAlarm, "--resource-arn", false},
		"events put-rule":                 {monitor.KindRule, "--name", false},
		"events put-targets":              {monitor.KindRule, "--rule", false},
		"sns create-topic":                {monitor.KindTopic, "--name", true},
		"sns set-topic-attributes":        {monitor.KindTopic, "--topic-arn", false},
		"sns subscribe":                   {monitor.KindTopic, "--topic-arn", false},
		"iam create-role":                 {monitor.KindRole, "--role-name", true},
		"iam put-role-policy":             {monitor.KindRole, "--role-name", false},
		"iam update-assume-role-policy":   {monitor.KindRole, "--role-name", false},
		"s3api create-bucket":             {monitor.KindBucket, "--bucket", true},
		"s3api put-bucket-policy":         {monitor.KindBucket, "--bucket", false},
		"s3api put-bucket-tagging":        {monitor.KindBucket, "--bucket", false},
		"s3api put-public-access-block":   {monitor.KindBucket, "--bucket", false},
		"kms cancel-key-deletion":         {kindKey, "--key-id", false},
		"kms enable-key":                  {kindKey, "--key-id", false},
		"kms put-key-policy":              {kindKey, "--key-id", false},
		"secretsmanager restore-secret":   {monitor.KindSecret, "--secret-id", false},

		"sns set-subscription-attributes": {monitor.KindSubscription, "--subscription-arn", false},
	}
}

// Touched are the resources that the commands change, each once, in their
// order. What one command makes is new to those after it.
func Touched(s monitor.Snapshot, commands []command.Command) []Resource {
	var all []Resource
	at := map[Resource]int{}
	for _, c := range commands {
		r, ok := touches(s, c)
		if !ok {
			continue
		}
		id := Resource{Kind: r.Kind, Name: r.Name}
		if r.Kind == monitor.KindMetricFilter {
			group := Resource{Kind: monitor.KindLogGroup, Name: c.Value("--log-group-name")}
			if i, made := at[group]; made && all[i].New {
				r.New = true
			}
			if !r.New && !r.Ours && !isThere(s, c) {
				// A new filter changes nothing but the group that it is on.
				r, id = Resource{Kind: group.Kind, Name: group.Name}, group
			}
		}
		if _, known := at[id]; !known {
			at[id] = len(all)
			all = append(all, r)
		}
	}
	return all
}

func touches(s monitor.Snapshot, c command.Command) (Resource, bool) {
	known, ok := changes()[c.Call()]
	if !ok {
		return Resource{}, false
	}
	named := c.Value(known.option)
	r := Resource{Kind: known.kind, Name: lastPart(named), New: known.makes}
	switch r.Kind {
	case monitor.KindMetricFilter:
		// It carries no tag, and follows its log group.
		r.Ours = groupIsOurs(s, c.Value("--log-group-name"))
	case monitor.KindTopic:
		r.Ours = topicIsOurs(s, named)
	case monitor.KindSubscription:
		// It carries no tag, and follows its topic, whose ARN begins its own.
		r.Name = named
		r.Ours = topicIsOurs(s, named[:max(0, strings.LastIndexByte(named, ':'))])
	default:
		r.New = r.New || c.Operation == "put-metric-alarm" && !hasAlarm(s, r.Name) || r.Kind == monitor.KindRule && s.Rule.Absent()
		name, tags := tagged(s, r.Kind)
		r.Ours = name == r.Name && s.Ours(tags)
	}
	return r, true
}

// tagged is the name of the monitor's part of this kind, and the tags that it
// carries; a key has none of ours.
func tagged(s monitor.Snapshot, k monitor.Kind) (name string, tags map[string]string) {
	switch {
	case k == monitor.KindTrail && s.Trail.There():
		return s.Trail.Value.Name, s.Trail.Value.Tags
	case k == monitor.KindLogGroup && s.LogGroup.There():
		return s.LogGroup.Value.Name, s.LogGroup.Value.Tags
	case k == monitor.KindAlarm && s.Alarm.There():
		return s.Alarm.Value.Name, s.Alarm.Value.Tags
	case k == monitor.KindRole && s.Role.There():
		return s.Role.Value.Name, s.Role.Value.Tags
	case k == monitor.KindBucket && s.Bucket.There() && s.Bucket.Value.Tags.There():
		return s.Bucket.Value.Name, *s.Bucket.Value.Tags.Value
	case k == monitor.KindRule && s.Rule.There():
		return s.Rule.Value.Name, s.Rule.Value.Tags
	case k == monitor.KindSecret && s.Secret.There():
		return s.Names.Secret, s.Secret.Value.Tags
	default:
		return "", nil
	}
}

func groupIsOurs(s monitor.Snapshot, name string) bool {
	have, tags := tagged(s, monitor.KindLogGroup)
	return have == name && s.Ours(tags)
}

func topicIsOurs(s monitor.Snapshot, arn string) bool {
	for _, t := range []monitor.Seen[monitor.Topic]{s.Topic, s.RuleTopic} {
		if t.There() && t.Value.ARN == arn && s.Ours(t.Value.Tags) {
			return true
		}
	}
	return false
}

// hasAlarm reports whether an alarm of this name is known; where it cannot be
// told, it is taken to be there.
func hasAlarm(s monitor.Snapshot, name string) bool {
	if s.Alarm.Unseen != nil || s.Alarms.Unseen != nil || s.Alarm.There() && s.Alarm.Value.Name == name {
		return true
	}
	if s.Alarms.There() {
		for _, a := range *s.Alarms.Value {
			if a.Name == name {
				return true
			}
		}
	}
	return false
}

// isThere reports whether the filter that a command puts is on its group.
func isThere(s monitor.Snapshot, c command.Command) bool {
	name, group := c.Value("--filter-name"), c.Value("--log-group-name")
	same := func(f monitor.MetricFilter) bool { return f.Name == name && f.LogGroup == group }
	if s.Filter.There() && same(*s.Filter.Value) {
		return true
	}
	if s.Filters.There() {
		for _, f := range *s.Filters.Value {
			if same(f) {
				return true
			}
		}
	}
	return false
}

// lastPart is the name at the end of an ARN; of anything else it is all.
func lastPart(name string) string {
	if !strings.HasPrefix(name, "arn:") {
		return name
	}
	parts := strings.SplitN(name, ":", 6)
	rest := parts[len(parts)-1]
	for _, kind := range []string{"trail/", "alarm:", "role/", "log-group:"} {
		if name, ok := strings.CutPrefix(rest, kind); ok {
			return strings.TrimSuffix(name, ":*")
		}
	}
	return rest
}
