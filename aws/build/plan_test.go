package build_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

func TestNothingThereIsCreatedInOrder(t *testing.T) {
	d := wish()
	var kinds []monitor.Kind
	for _, c := range build.Plan(d, monitor.Snapshot{Place: here, Names: d.Names}) {
		if c.Action != monitor.ActionCreate || c.Why == "" {
			t.Errorf("%s is planned as %s: %q", c.Kind, c.Action, c.Why)
		}
		kinds = append(kinds, c.Kind)
	}
	if !slices.Equal(kinds, monitor.Kinds()) {
		t.Errorf("order %v, want %v", kinds, monitor.Kinds())
	}
}

func TestWhatIsAppliedNeedsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := monitor.DesiredFor(
			rapid.StringMatching(`[A-Za-z0-9/_+=.@-]{1,60}`).Draw(t, "secret"),
			rapid.StringMatching(`[a-z]{1,8}@example\.com`).Draw(t, "email"), here)
		d.SecretExists = rapid.Bool().Draw(t, "exists")
		d.MultiRegion = rapid.Bool().Draw(t, "multi")
		d.AllAttempts = rapid.Bool().Draw(t, "all")
		d.ReadWriteType = rapid.SampledFrom([]string{"All", "ReadOnly"}).Draw(t, "type")
		d.RetentionDays = rapid.SampledFrom([]int32{0, 1, 30, 365}).Draw(t, "retention")
		d.ExpireDays = rapid.Int32Range(1, 400).Draw(t, "expire")
		d.EventBridge = rapid.Bool().Draw(t, "rule")
		d.Alarm.Period = rapid.SampledFrom([]int32{60, 300}).Draw(t, "period")
		for _, k := range append(monitor.Kinds(), monitor.RuleKinds()...) {
			if k != monitor.KindSecret && rapid.Bool().Draw(t, string(k)) {
				d.Names = d.With(k, rapid.StringMatching(`[a-z][a-z0-9-]{5,20}`).Draw(t, "name"))
			}
		}
		for _, c := range build.Plan(d, applied(d)) {
			want := monitor.ActionNone
			if c.Kind == monitor.KindSecret && d.SecretExists {
				want = monitor.ActionAdopt
			}
			if c.Action != want {
				t.Fatalf("%s: %s (%s) %v", c.Kind, c.Action, c.Why, c.Settings)
			}
		}
	})
}

// A change to one thing is found, and is the only one.
func TestDriftIsFoundWhereItIs(t *testing.T) {
	for _, c := range []struct {
		name    string
		spoil   func(*monitor.Snapshot)
		kind    monitor.Kind
		setting string
	}{
		{"logging stopped", func(s *monitor.Snapshot) { s.Status.Value.Logging = false }, monitor.KindTrail, build.SettingLogging},
		{"write-only", func(s *monitor.Snapshot) { s.Selectors.Value.Basic[0].ReadWriteType = "WriteOnly" }, monitor.KindTrail, build.SettingEvents},
		{"no management events", func(s *monitor.Snapshot) { s.Selectors.Value.Basic[0].Management = false }, monitor.KindTrail, build.SettingEvents},
		{"single region", func(s *monitor.Snapshot) { s.Trail.Value.MultiRegion = false }, monitor.KindTrail, build.SettingRegions},
		{"no delivery", func(s *monitor.Snapshot) { s.Trail.Value.LogGroupARN = "" }, monitor.KindTrail, build.SettingLogGroup},
		{"retention", func(s *monitor.Snapshot) { s.LogGroup.Value.RetentionDays = 0 }, monitor.KindLogGroup, build.SettingRetention},
		{"role policy gone", func(s *monitor.Snapshot) { s.Role.Value.Policies = nil }, monitor.KindRole, build.SettingPermission},
		{"role trusts others", func(s *monitor.Snapshot) { s.Role.Value.Trust = `{"Statement":[]}` }, monitor.KindRole, build.SettingTrust},
		{"bucket policy gone", func(s *monitor.Snapshot) { s.Bucket.Value.Policy = monitor.Seen[string]{} }, monitor.KindBucket, build.SettingPolicy},
		{"bucket public", func(s *monitor.Snapshot) { s.Bucket.Value.PublicBlocked = monitor.Found(false) }, monitor.KindBucket, build.SettingPublic},
		{"misspelt event", func(s *monitor.Snapshot) { s.Filter.Value.Pattern = foreign.New(`{ $.eventName = "GetSecretsValue" }`) }, monitor.KindMetricFilter, build.SettingPattern},
		{"no default value", func(s *monitor.Snapshot) { s.Filter.Value.Default = nil }, monitor.KindMetricFilter, build.SettingDefault},
		{"average", func(s *monitor.Snapshot) { s.Alarm.Value.Rule.Statistic = "Average" }, monitor.KindAlarm, build.SettingStatistic},
		{"actions off", func(s *monitor.Snapshot) { s.Alarm.Value.ActionsEnabled = false }, monitor.KindAlarm, build.SettingActions},
		{"no action", func(s *monitor.Snapshot) { s.Alarm.Value.AlarmActions = nil }, monitor.KindAlarm, build.SettingAction},
		{"other metric", func(s *monitor.Snapshot) { s.Alarm.Value.Metric = "Secret is accessed" }, monitor.KindAlarm, build.SettingMetric},
		{"topic policy replaced", func(s *monitor.Snapshot) {
			s.Topic.Value.Policy = `{"Statement":[{"Effect":"Deny","Principal":"*","Action":"sns:*","Resource":"*"}]}`
		}, monitor.KindTopic, build.SettingPolicy},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := wish()
			s := applied(d)
			c.spoil(&s)
			for _, got := range build.Plan(d, s) {
				if got.Kind != c.kind {
					if got.Action != monitor.ActionNone {
						t.Errorf("%s is planned as %s: %s", got.Kind, got.Action, got.Why)
					}
					continue
				}
				if got.Action != monitor.ActionUpdate || len(got.Settings) != 1 || got.Settings[0].Name != c.setting || got.NotOurs {
					t.Errorf("planned as %s with %v, not ours %v; want an update of %q", got.Action, got.Settings, got.NotOurs, c.setting)
				}
			}
		})
	}
}

func TestWhatCannotBeDoneIsBlockedWithAReason(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(*monitor.Desired, *monitor.Snapshot)
		kind  monitor.Kind
		says  string
	}{
		{"deletion scheduled", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Secret.Value.DeleteAt = time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
		}, monitor.KindSecret, "aws secretsmanager restore-secret --secret-id 'prod/db' --region eu-west-1"},
		{"secret of another", func(_ *monitor.Desired, s *monitor.Snapshot) { s.Secret.Value.Tags = nil }, monitor.KindSecret, "--existing"},
		{"existing secret is not there", func(d *monitor.Desired, s *monitor.Snapshot) {
			d.SecretExists, s.Secret = true, monitor.Seen[monitor.Secret]{}
		}, monitor.KindSecret, "there is no secret with this name in eu-west-1"},
		{"bucket of another account", func(_ *monitor.Desired, s *monitor.Snapshot) { s.Bucket.Value.OwnedByAnother = true }, monitor.KindBucket, "another AWS account"},
		{"log group class", func(_ *monitor.Desired, s *monitor.Snapshot) { s.LogGroup.Value.Class = "INFREQUENT_ACCESS" }, monitor.KindLogGroup, "INFREQUENT_ACCESS"},
		{"FIFO topic", func(d *monitor.Desired, s *monitor.Snapshot) {
			d.Topic += ".fifo"
			s.Topic = monitor.Seen[monitor.Topic]{}
		}, monitor.KindTopic, "FIFO"},
		{"AWS's own key", func(_ *monitor.Desired, s *monitor.Snapshot) { s.Topic.Value.KeyID = "alias/aws/sns" }, monitor.KindTopic, "AWS's own key"},
		{"no address", func(d *monitor.Desired, s *monitor.Snapshot) {
			d.Email, s.Subscribers = "", monitor.Found([]monitor.Subscription{})
		}, monitor.KindSubscription, "--email"},
		{"trail with another home", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Trail.Value.HomeRegion, s.Status.Value.Logging = "us-east-1", false
		}, monitor.KindTrail, "--region us-east-1"},
		{"trails denied", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Trail = denied[monitor.Trail]("cloudtrail:DescribeTrails")
		}, monitor.KindTrail, "cloudtrail:DescribeTrails"},
		{"status denied", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Status = denied[monitor.TrailStatus]("cloudtrail:GetTrailStatus")
		}, monitor.KindTrail, "cloudtrail:GetTrailStatus"},
		{"bucket policy denied", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Bucket.Value.Policy = denied[string]("s3:GetBucketPolicy")
		}, monitor.KindBucket, "s3:GetBucketPolicy"},
		{"metric math", func(_ *monitor.Desired, s *monitor.Snapshot) { s.Alarm.Value.Metrics = 2 }, monitor.KindAlarm, "several metrics"},
		{"sixth trail", func(_ *monitor.Desired, s *monitor.Snapshot) {
			s.Trail, s.Trails = monitor.Seen[monitor.Trail]{}, monitor.Found(make([]monitor.Trail, 5))
		}, monitor.KindTrail, "--trail"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := wish()
			s := applied(d)
			c.spoil(&d, &s)
			got := change(build.Plan(d, s), c.kind)
			if got.Action != monitor.ActionBlocked || !strings.Contains(got.Why, c.says) {
				t.Errorf("planned as %s: %q, want blocked saying %q", got.Action, got.Why, c.says)
			}
		})
	}
}

// Nobody knows that a filter has to be made in a log group that cannot be seen.
func TestAFilterOfAnUnseenGroupIsNotPlanned(t *testing.T) {
	d := wish()
	s := applied(d)
	s.LogGroup = monitor.NotSeen[monitor.LogGroup](monitor.Unseen{Service: "logs", Operation: "DescribeLogGroups", Reason: monitor.ReasonFailed})
	s.Filter = monitor.Seen[monitor.MetricFilter]{}
	if got := change(build.Plan(d, s), monitor.KindMetricFilter); got.Action != monitor.ActionBlocked || got.Unseen == nil {
		t.Errorf("planned as %s: %q, want blocked", got.Action, got.Why)
	}
}

func TestAnEndpointThatLacksAnOperationBlocksNothing(t *testing.T) {
	d := wish()
	s := applied(d)
	u := monitor.Unseen{Operation: "GetEventSelectors", Reason: monitor.ReasonUnsupported}
	s.Selectors = monitor.NotSeen[monitor.Selectors](u)
	s.Bucket.Value.Encryption = monitor.NotSeen[string](u)
	for _, c := range build.Plan(d, s) {
		if c.Action != monitor.ActionNone {
			t.Errorf("%s: %s (%s) %v", c.Kind, c.Action, c.Why, c.Settings)
		}
	}
}

func TestWhatAPersonAddedStays(t *testing.T) {
	d := wish()
	s := applied(d)
	s.Alarm.Value.AlarmActions = append([]string{"arn:aws:sns:eu-west-1:111122223333:pager"}, s.Alarm.Value.AlarmActions...)
	s.Alarm.Value.OKActions = []string{"arn:aws:sns:eu-west-1:111122223333:pager"}
	s.Alarm.Value.Tags["team"] = "db"
	s.Subscribers = monitor.Found(append(*s.Subscribers.Value, monitor.Subscription{Protocol: "sms", Endpoint: foreign.New("+1")}))
	policy := *s.Bucket.Value.Policy.Value
	s.Bucket.Value.Policy = monitor.Found(strings.Replace(policy, `"Statement":[`,
		`"Statement":[{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}},`, 1))
	for _, c := range build.Plan(d, s) {
		if c.Action != monitor.ActionNone {
			t.Errorf("%s: %s (%s) %v", c.Kind, c.Action, c.Why, c.Settings)
		}
	}
}

// A chain that other hands built, and that works, is taken as it is.
func TestAWorkingChainOfOthersIsAdopted(t *testing.T) {
	d := wish()
	d.SecretExists = true
	s := applied(d)
	s.Bucket.Value.Tags, s.Bucket.Value.ExpireDays = monitor.Found(map[string]string{}), monitor.Found(int32(7))
	s.Bucket.Value.Name, d.Bucket = "trail-files", "trail-files"
	s.Bucket.Value.Policy = monitor.Found(iampolicy.BucketPolicy("trail-files", "", here.Account, d.TrailARN(here), "aws"))
	s.Trail.Value.Tags, s.Role.Value.Tags, s.LogGroup.Value.Tags, s.Topic.Value.Tags, s.Alarm.Value.Tags = nil, nil, nil, nil, nil
	s.Trail.Value.Bucket = "trail-files"
	s.LogGroup.Value.RetentionDays = 0
	s.Role.Value.Policies = map[string]string{"oneClick": `{"Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"*"}]}`}
	s.Role.Value.Trust = `{"Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	s.Topic.Value.Policy = iampolicy.DefaultTopicPolicy(s.Topic.Value.ARN, here.Account)
	for _, c := range build.Plan(d, s) {
		want := monitor.ActionAdopt
		if c.Kind == monitor.KindSubscription || c.Kind == monitor.KindMetricFilter {
			want = monitor.ActionNone
		}
		if c.Action != want {
			t.Errorf("%s: %s (%s) %v", c.Kind, c.Action, c.Why, c.Settings)
		}
	}
}

func TestChangingWhatIsNotOursSaysSo(t *testing.T) {
	d := wish()
	s := applied(d)
	s.Alarm.Value.Tags, s.Alarm.Value.Rule.Statistic = nil, "Average"
	got := change(build.Plan(d, s), monitor.KindAlarm)
	if got.Action != monitor.ActionUpdate || !got.NotOurs {
		t.Errorf("planned as %s, not ours %v; want an update of what is not ours", got.Action, got.NotOurs)
	}
}

func TestABucketLeftWithoutTagsIsFinished(t *testing.T) {
	d := wish()
	s := applied(d)
	s.Bucket = monitor.Found(monitor.Bucket{Name: d.Bucket, Tags: monitor.Found(map[string]string{})})
	got := change(build.Plan(d, s), monitor.KindBucket)
	if got.Action != monitor.ActionUpdate || got.NotOurs || len(got.Settings) != 5 {
		t.Errorf("planned as %s, not ours %v, %v", got.Action, got.NotOurs, got.Settings)
	}
}

func TestAdvancedSelectors(t *testing.T) {
	management := monitor.FieldSelector{Field: "eventCategory", Equals: []string{"Management"}}
	for _, c := range []struct {
		name   string
		fields []monitor.FieldSelector
		takes  bool
	}{
		{"management events", []monitor.FieldSelector{management}, true},
		{"reads only", []monitor.FieldSelector{management, {Field: "readOnly", Equals: []string{"true"}}}, true},
		{"writes only", []monitor.FieldSelector{management, {Field: "readOnly", Equals: []string{"false"}}}, false},
		{"without Secrets Manager", []monitor.FieldSelector{management, {Field: "eventSource", NotEquals: []string{"kms.amazonaws.com", "secretsmanager.amazonaws.com"}}}, false},
		{"without KMS", []monitor.FieldSelector{management, {Field: "eventSource", NotEquals: []string{"kms.amazonaws.com"}}}, true},
		{"data events", []monitor.FieldSelector{{Field: "eventCategory", Equals: []string{"Data"}}}, false},
		{"one user only", []monitor.FieldSelector{management, {Field: "userIdentity.arn", Equals: []string{"arn:aws:iam::1:user/x"}}}, false},
		{"names that start with Get", []monitor.FieldSelector{management, {Field: "eventName", StartsWith: []string{"Get"}}}, true},
		{"no names that start with Get", []monitor.FieldSelector{management, {Field: "eventName", NotStartsWith: []string{"Get"}}}, false},
	} {
		d := wish()
		s := applied(d)
		s.Selectors = monitor.Found(monitor.Selectors{Advanced: []monitor.AdvancedSelector{{Fields: c.fields}}})
		got := change(build.Plan(d, s), monitor.KindTrail)
		if takes := got.Action == monitor.ActionNone; takes != c.takes {
			t.Errorf("%s: takes reads %v, want %v (%v)", c.name, takes, c.takes, got.Settings)
		}
	}
}

// A filter of our usual name in somebody's group is ours only where more than the
// name says so: it has no tags.
func TestAStrangersFilterTakesAYes(t *testing.T) {
	strange := func(s *monitor.Snapshot) {
		s.LogGroup.Value.Tags, s.Alarm = nil, monitor.Seen[monitor.Alarm]{}
		f := s.Filter.Value
		f.Pattern, f.Namespace, f.Metric = foreign.New("ERROR"), "Bob", "errs"
	}
	for name, c := range map[string]struct {
		spoil   func(*monitor.Snapshot)
		strange bool
	}{
		"a stranger's":           {strange, true},
		"in our group":           {func(s *monitor.Snapshot) { tags := s.LogGroup.Value.Tags; strange(s); s.LogGroup.Value.Tags = tags }, false},
		"beside our alarm":       {func(s *monitor.Snapshot) { a := s.Alarm; strange(s); s.Alarm = a }, false},
		"beside another's alarm": {func(s *monitor.Snapshot) { a := s.Alarm; a.Value.Tags = nil; strange(s); s.Alarm = a }, true},
		"with our pattern":       {func(s *monitor.Snapshot) { p := s.Filter.Value.Pattern; strange(s); s.Filter.Value.Pattern = p }, false},
		"with our metric": {func(s *monitor.Snapshot) {
			f := *s.Filter.Value
			strange(s)
			s.Filter.Value.Namespace, s.Filter.Value.Metric = f.Namespace, f.Metric
		}, false},
		"of another's name":        {func(s *monitor.Snapshot) { strange(s); s.Filter.Value.Name = "errors" }, true},
		"with its group not there": {func(s *monitor.Snapshot) { strange(s); s.LogGroup = monitor.Seen[monitor.LogGroup]{} }, true},
	} {
		d := wish()
		s := applied(d)
		c.spoil(&s)
		changes := build.Plan(d, s)
		got := change(changes, monitor.KindMetricFilter)
		if got.Action != monitor.ActionUpdate || got.NotOurs != c.strange {
			t.Errorf("%s: %s, not ours %v", name, got.Action, got.NotOurs)
		}
		refused := build.Unagreed(changes, func(monitor.Change) bool { return false })
		if named := slices.ContainsFunc(refused, func(l string) bool { return strings.Contains(l, "--filter '"+s.Filter.Value.Name+"' gives it") }); named != c.strange {
			t.Errorf("%s: refused %q", name, refused)
		}
	}
}
