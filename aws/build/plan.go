package build

import (
	"fmt"
	"strings"

	"secretwatch/aws/monitor"
)

// planner compares one wish with one snapshot.
type planner struct {
	d monitor.Desired
	s monitor.Snapshot
}

// Plan is the difference between what is wanted and what was seen: one change
// for every kind, the subscription included, in the order in which things
// depend on each other, and after them those of the EventBridge rule where it
// is wanted or there already (monitor.Desired.AlarmOnly takes it away). What could not be seen is blocked, never guessed.
//
// Where the snapshot is of a shared trail (survey.TakeFor), the parts that
// belong to that trail have the snapshot's names; the changes say them, and
// Apply goes by those.
func Plan(d monitor.Desired, s monitor.Snapshot) []monitor.Change {
	p := planner{settled(d, s), s}
	return append([]monitor.Change{
		p.secret(), p.bucket(), p.logGroup(), p.role(), p.trail(),
		p.filter(), p.topic(), p.subscription(), p.alarm(),
	}, p.byRule()...)
}

// settled gives the trail's parts the names under which they were found, and
// keeps the ways to be told that are there.
func settled(d monitor.Desired, s monitor.Snapshot) monitor.Desired {
	d.EventBridge = !d.AlarmOnly && (d.EventBridge || s.ByRule())
	if s.Monitor == d.Monitor {
		for _, k := range trailParts {
			d.Names = d.With(k, s.Of(k))
		}
	}
	d.Names = d.With(monitor.KindTrail, deref(s.Trail.Value).Name).
		With(monitor.KindBucket, deref(s.Bucket.Value).Name).
		With(monitor.KindRole, deref(s.Role.Value).Name)
	if d.EventBridge && s.Monitor == d.Monitor {
		d.Names = d.With(monitor.KindRule, deref(s.Rule.Value).Name) // it may be found by the topic that it tells
	}
	return d
}

// trailParts are the trail and what it delivers to and by.
var trailParts = []monitor.Kind{monitor.KindTrail, monitor.KindBucket, monitor.KindLogGroup, monitor.KindRole}

// The settings that a plan may find different. Apply changes these and no others.
const (
	SettingPolicy     = "policy"
	SettingPublic     = "public access"
	SettingEncryption = "encryption"
	SettingExpiry     = "expiry"
	SettingTags       = "tags"
	SettingRetention  = "retention"
	SettingTrust      = "trust policy"
	SettingPermission = "permissions"
	SettingBucket     = "bucket"
	SettingRegions    = "regions"
	SettingLogGroup   = "log group"
	SettingRole       = "role"
	SettingEvents     = "management events"
	SettingLogging    = "is logging"
	SettingPattern    = "pattern"
	SettingMetric     = "metric"
	SettingValue      = "metric value"
	SettingDefault    = "default value"
	SettingDimensions = "dimensions"
	SettingUnit       = "unit"
	SettingTransform  = "on transformed events"
	SettingStatistic  = "statistic"
	SettingPeriod     = "period"
	SettingDatapoints = "datapoints to alarm"
	SettingThreshold  = "threshold"
	SettingMissing    = "missing data"
	SettingActions    = "actions enabled"
	SettingAction     = "alarm action"
	SettingState      = "state"
	SettingTarget     = "target"
)

// settings collects differences.
type settings []monitor.Setting

func (l *settings) add(differs bool, name, have, want string) {
	if differs {
		*l = append(*l, monitor.Setting{Name: name, Have: have, Want: want})
	}
}

// compare adds a difference of two values in their usual form.
func compare[T comparable](l *settings, name string, have, want T) {
	l.add(have != want, name, fmt.Sprint(have), fmt.Sprint(want))
}

// fitsAlready is why nothing is done to a part of the monitor that is there.
const fitsAlready = "as it should be"

// found ends the plan for something that is there: settings that differ make it
// an update, otherwise it stays as it is.
func found(c monitor.Change, ours bool, l settings) monitor.Change {
	c.NotOurs, c.Settings = !ours, l
	switch {
	case len(l) > 0:
		c.Action = monitor.ActionUpdate
		c.Why = "to change: " + strings.Join(names(l), ", ")
	case ours:
		c.Action, c.Why = monitor.ActionNone, fitsAlready
	default:
		c.Action, c.Why = monitor.ActionAdopt, "is there already and fits; setup leaves it as it is"
	}
	return c
}

func names(l settings) []string {
	list := make([]string, len(l))
	for i, s := range l {
		list[i] = s.Name
	}
	return list
}

func create(c monitor.Change, why string) monitor.Change {
	c.Action, c.Why = monitor.ActionCreate, why
	return c
}

func blocked(c monitor.Change, why string) monitor.Change {
	c.Action, c.Why = monitor.ActionBlocked, why
	return c
}

// blind blocks a change because of something that could not be looked at.
func blind(c monitor.Change, what string, u *monitor.Unseen) monitor.Change {
	c.Unseen = u
	return blocked(c, "cannot see "+what+": "+because(u))
}

// because says in words why a look failed.
func because(u *monitor.Unseen) string {
	switch u.Reason {
	case monitor.ReasonDenied:
		if u.Permission != "" {
			return "the permission " + u.Permission + " is missing"
		}
		return "a permission is missing"
	case monitor.ReasonThrottled:
		return "AWS asks to slow down; try again in a minute"
	case monitor.ReasonUnsupported:
		return "this endpoint does not offer " + u.Operation
	default:
		if text := u.Message.Safe(); text != "" {
			return text
		}
		return u.Service + " " + u.Operation + " did not answer"
	}
}

// hides reports whether a failed look stands in the way of a plan. Operations
// that an endpoint lacks do not: what they would change is lacking there too.
func hides(u *monitor.Unseen) bool { return u != nil && u.Reason != monitor.ReasonUnsupported }

// trailARN is the ARN of the trail that is there, or will be.
func (p planner) trailARN() string {
	if t := p.s.Trail.Value; t != nil && t.ARN != "" {
		return t.ARN
	}
	return p.d.TrailARN(p.d.Place)
}

// groupARN is the log group's ARN in the form that CloudTrail wants.
func (p planner) groupARN() string { return p.d.LogGroupARN(p.d.Place) + ":*" }

// roleARN is the ARN of the role that is there, which may have a path, or of
// the one that will be.
func (p planner) roleARN() string {
	if r := p.s.Role.Value; r != nil && r.ARN != "" {
		return r.ARN
	}
	return p.d.RoleARN(p.d.Place)
}

func (p planner) topicARN() string {
	if t := p.s.Topic.Value; t != nil && t.ARN != "" {
		return t.ARN
	}
	return p.d.TopicARN(p.d.Place)
}
