package build_test

import (
	"strings"
	"testing"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

func TestDestroyTakesOnlyWhatIsOurs(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  func(*monitor.Desired, *monitor.Snapshot)
		kind   monitor.Kind
		action monitor.Action
		says   string
	}{
		{"our alarm", func(*monitor.Desired, *monitor.Snapshot) {}, monitor.KindAlarm, monitor.ActionDelete, ""},
		{"our secret", func(*monitor.Desired, *monitor.Snapshot) {}, monitor.KindSecret, monitor.ActionDelete, ""},
		{"a pending subscription goes with our topic", func(*monitor.Desired, *monitor.Snapshot) {}, monitor.KindSubscription, monitor.ActionDelete, ""},
		{"a secret that was only watched", func(_ *monitor.Desired, s *monitor.Snapshot) { s.Secret.Value.Tags = nil }, monitor.KindSecret, monitor.ActionNone, "not made by secretwatch"},
		{"a trail of another monitor", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Trail.Value.Tags = map[string]string{monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: "other"}
		}, monitor.KindTrail, monitor.ActionNone, "not made by secretwatch"},
		{"a group that feeds another filter", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Filters = monitor.Found(append(*s.Filters.Value, monitor.MetricFilter{Name: "theirs", LogGroup: s.LogGroup.Value.Name}))
		}, monitor.KindLogGroup, monitor.ActionNone, "theirs"},
		{"a trail that feeds another filter", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Filters = monitor.Found(append(*s.Filters.Value, monitor.MetricFilter{Name: "theirs", LogGroup: s.LogGroup.Value.Name}))
		}, monitor.KindTrail, monitor.ActionNone, "theirs"},
		{"our filter in another's group", func(_ *monitor.Desired, s *monitor.Snapshot) { s.LogGroup.Value.Tags = nil }, monitor.KindMetricFilter, monitor.ActionDelete, ""},
		{"a changed filter in another's group", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.LogGroup.Value.Tags, s.Filter.Value.Pattern = nil, foreign.New("GetSecretValue")
		}, monitor.KindMetricFilter, monitor.ActionNone, "not made by secretwatch"},
		{"a pending subscription of another's topic", func(_ *monitor.Desired, s *monitor.Snapshot) { s.Topic.Value.Tags = nil }, monitor.KindSubscription, monitor.ActionNone, "goes by itself"},
		{"a bucket whose tags are hidden", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Bucket.Value.Tags = denied[map[string]string]("s3:GetBucketTagging")
		}, monitor.KindBucket, monitor.ActionBlocked, "s3:GetBucketTagging"},
	} {
		d := wish()
		s := applied(d)
		c.spoil(&d, &s)
		got := change(build.PlanDestroy(s), c.kind)
		if got.Action != c.action || !strings.Contains(got.Why, c.says) {
			t.Errorf("%s: %s, %q; want %s saying %q", c.name, got.Action, got.Why, c.action, c.says)
		}
	}
}

func TestDestroyOfNothing(t *testing.T) {
	d := wish()
	if got := build.PlanDestroy(monitor.Snapshot{Place: here, Names: d.Names}); len(got) != 0 {
		t.Errorf("plans %v", got)
	}
}
