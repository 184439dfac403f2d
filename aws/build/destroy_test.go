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
		}, monitor.KindTrail, monitor.ActionNone, "was made for the monitor other, and goes with that one"},
		{"a trail of a monitor that is gone", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Trail.Value.Tags = map[string]string{monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: "other"}
			s.Gone = []string{"other"}
		}, monitor.KindTrail, monitor.ActionDelete, "which is gone"},
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
		{"a topic to which another alarm sends", func(_ *monitor.Desired, s *monitor.Snapshot) { *s.Alarms.Value = append(*s.Alarms.Value, handAlarm(s)) }, monitor.KindTopic, monitor.ActionNone, "the alarm hand-alarm still sends to it"},
		{"the subscriptions of such a topic", func(_ *monitor.Desired, s *monitor.Snapshot) { *s.Alarms.Value = append(*s.Alarms.Value, handAlarm(s)) }, monitor.KindSubscription, monitor.ActionNone, "stays with its topic"},
		{"our alarm beside such a topic", func(_ *monitor.Desired, s *monitor.Snapshot) { *s.Alarms.Value = append(*s.Alarms.Value, handAlarm(s)) }, monitor.KindAlarm, monitor.ActionDelete, ""},
		{"a topic with alarms that are hidden", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Alarms = denied[[]monitor.Alarm]("cloudwatch:DescribeAlarms")
		}, monitor.KindTopic, monitor.ActionBlocked, "cloudwatch:DescribeAlarms"},
		{"a bucket of another trail", func(_ *monitor.Desired, s *monitor.Snapshot) {
			*s.Trails.Value = append(*s.Trails.Value, monitor.Trail{Name: "company", ARN: "x", Bucket: s.Bucket.Value.Name})
		}, monitor.KindBucket, monitor.ActionNone, "the trail company still keeps its files in it"},
		{"a group of another trail", func(_ *monitor.Desired, s *monitor.Snapshot) {
			*s.Trails.Value = append(*s.Trails.Value, monitor.Trail{Name: "company", ARN: "x", LogGroupARN: s.LogGroup.Value.ARN})
		}, monitor.KindLogGroup, monitor.ActionNone, "the trail company still delivers to it"},
		{"a role of another trail", func(_ *monitor.Desired, s *monitor.Snapshot) {
			*s.Trails.Value = append(*s.Trails.Value, monitor.Trail{Name: "company", ARN: "x", RoleARN: s.Role.Value.ARN})
		}, monitor.KindRole, monitor.ActionNone, "the trail company still delivers by it"},
		{"a bucket beside another trail", func(_ *monitor.Desired, s *monitor.Snapshot) {
			*s.Trails.Value = append(*s.Trails.Value, monitor.Trail{Name: "company", ARN: "x", Bucket: "company"})
		}, monitor.KindBucket, monitor.ActionDelete, ""},
		{"a bucket of this trail, which is not ours", func(_ *monitor.Desired, s *monitor.Snapshot) { s.Trail.Value.Tags = nil }, monitor.KindBucket, monitor.ActionNone, "still keeps its files in it"},
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

func handAlarm(s *monitor.Snapshot) monitor.Alarm {
	return monitor.Alarm{Name: "hand-alarm", ARN: "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:hand-alarm", OKActions: []string{s.Topic.Value.ARN}}
}

func TestDestroyOfNothing(t *testing.T) {
	d := wish()
	if got := build.PlanDestroy(monitor.Snapshot{Place: here, Names: d.Names}); len(got) != 0 {
		t.Errorf("plans %v", got)
	}
}
