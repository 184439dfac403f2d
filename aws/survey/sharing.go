package survey

import (
	"context"
	"slices"
	"strings"

	"secretwatch/aws/account"
	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

// TakeFor is Take for a wish: the snapshot that build.Plan needs. Where the
// wish is to share somebody's trail, the names in the snapshot are the trail's:
// its bucket, and the log group and role by which it delivers already. A trail
// has one log group, so pointing it at another would silence who reads there.
func TakeFor(ctx context.Context, a *account.Account, d monitor.Desired) (monitor.Snapshot, error) {
	o := Options{For: Plan, Email: d.Email, EventBridge: d.EventBridge}
	s, err := Take(ctx, a, d.Names, o)
	if err != nil {
		return s, err
	}
	if shared := sharing(d, s); shared != d.Names {
		return Take(ctx, a, shared, o)
	}
	return s, nil
}

// sharing is the wish's names with those of the shared trail's parts.
func sharing(d monitor.Desired, s monitor.Snapshot) monitor.Names {
	t := sharedTrail(d, s)
	if t == nil {
		return d.Names
	}
	n := d.With(monitor.KindTrail, t.Name).With(monitor.KindBucket, t.Bucket)
	group := arnpart.LogGroup(t.LogGroupARN)
	if group == "" || strings.TrimSuffix(t.LogGroupARN, ":*") != d.ARN("logs", d.Region, "log-group:"+group) {
		return n
	}
	if d.Takes[monitor.KindLogGroup] && group != d.LogGroup {
		return n // a person named another group on purpose
	}
	return n.With(monitor.KindLogGroup, group).With(monitor.KindRole, arnpart.Role(t.RoleARN))
}

// sharedTrail is the trail that the person named, or that the monitor's alarm
// remembers from then, where setup did not make it for this monitor; nil where
// none is shared.
func sharedTrail(d monitor.Desired, s monitor.Snapshot) *monitor.Trail {
	if d.Takes[monitor.KindTrail] {
		if t := s.Trail.Value; t != nil && !d.Ours(t.Tags) {
			return t
		}
		return nil
	}
	alarm := s.Alarm.Value
	if alarm == nil || !d.Ours(alarm.Tags) || !s.Trails.There() {
		return nil
	}
	name := namesInTags(alarm.Tags).Trail
	trails := *s.Trails.Value
	if i := slices.IndexFunc(trails, func(t monitor.Trail) bool { return name != "" && t.Name == name }); i >= 0 {
		return &trails[i]
	}
	return nil
}
