package survey_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func (b *box) find(t *testing.T) []survey.Candidate {
	t.Helper()
	found, err := survey.Find(t.Context(), b.a)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// sort is for lists whose order means nothing.
func kinds(list ...monitor.Kind) []monitor.Kind { return slices.Sorted(slices.Values(list)) }

func TestTheExercisesChainIsFound(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		if found := b.find(t); len(found) != 0 {
			t.Errorf("in an empty account: %+v", found)
		}
		l := exercise()
		l.build(t, b)
		start, calls := time.Now(), b.wire.calls
		found := b.find(t)
		if n, took := b.wire.calls-calls, time.Since(start); n > 20 || took > 4*perCall {
			t.Errorf("%d calls in %v", n, took)
		}
		if len(found) != 1 || found[0].Names != l.names(b.a.Place) || found[0].Ours || !found[0].Complete {
			t.Errorf("found %+v\nwant  %+v", found, l.names(b.a.Place))
		}
	})
}

// Every part may be missing, or differ by a slip of the fingers.
func TestHalfBuiltChainsAreFound(t *testing.T) {
	for _, c := range []struct {
		name    string
		change  func(*lab)
		missing []monitor.Kind
		says    string
		names   func(*monitor.Names) // what differs from the exercise's names
	}{
		{"no topic", func(l *lab) { l.topic = "" }, kinds(monitor.KindTopic, monitor.KindSubscription), "not there: topic", nil},
		{"no subscriber", func(l *lab) { l.email = "" }, kinds(monitor.KindSubscription), "not there: subscription", nil},
		{"no alarm", func(l *lab) { l.alarm = "" }, kinds(monitor.KindAlarm), "not there: alarm", nil},
		{"an alarm without action", func(l *lab) { l.action = false }, nil, "does not send to topic", nil},
		{"no filter", func(l *lab) { l.filter = "" }, kinds(monitor.KindMetricFilter), "not there: metric filter", nil},
		{"no trail", func(l *lab) { l.trail = "" }, kinds(monitor.KindTrail), "not there: trail", nil},
		{"a trail without log group", func(l *lab) { l.group = "" }, nil, "delivers to no log group", func(n *monitor.Names) { n.LogGroup = "secretsmanager-loggroup" }},
		{
			"a filter on a group that no trail feeds", func(l *lab) { l.filterGroup = "another-group" }, nil,
			`trail "secrets-manager-trail" delivers to log group "secretsmanager-loggroup", not to "another-group"`,
			func(n *monitor.Names) { n.LogGroup = "another-group" },
		},
		{"a group misspelt", func(l *lab) { l.filterGroup = "secretsmanager-logroup" }, nil, "delivers to log group", func(n *monitor.Names) { n.LogGroup = "secretsmanager-logroup" }},
		{"a metric in other case", func(l *lab) { l.alarmMetric = "SecretIsAccessed" }, nil, `the filter writes "Secret is accessed"`, nil},
		{"a metric with a letter less", func(l *lab) { l.alarmMetric = "Secret is acessed" }, nil, "the filter writes", nil},
		{"another metric altogether", func(l *lab) { l.alarmMetric = "SecretReads" }, nil, "the filter writes", nil},
		{"a misspelt event", func(l *lab) { l.pattern = `{ $.eventName = "GetSecretsValue" }` }, nil, "looks for reads", nil},
		{"everything counted", func(l *lab) { l.pattern = "" }, nil, "looks for reads", nil},
		{
			"only the trail", func(l *lab) { *l = lab{secret: l.secret, trail: l.trail, bucket: l.bucket} },
			kinds(monitor.KindLogGroup, monitor.KindMetricFilter, monitor.KindTopic, monitor.KindSubscription, monitor.KindAlarm), "is named for it", nil,
		},
		{
			"only the topic", func(l *lab) { *l = lab{secret: l.secret, topic: l.topic, email: l.email} },
			kinds(monitor.KindLogGroup, monitor.KindTrail, monitor.KindMetricFilter, monitor.KindAlarm), "has an e-mail subscriber", nil,
		},
		{
			"only the alarm", func(l *lab) {
				*l = lab{secret: l.secret, alarm: l.alarm, alarmMetric: l.alarmMetric, namespace: l.namespace}
			},
			kinds(monitor.KindLogGroup, monitor.KindTrail, monitor.KindMetricFilter, monitor.KindTopic, monitor.KindSubscription), "is on metric", nil,
		},
		{"only the filter", func(l *lab) {
			*l = lab{secret: l.secret, filter: l.filter, filterGroup: l.filterGroup, pattern: l.pattern, namespace: l.namespace, metric: l.metric}
		}, kinds(monitor.KindTrail, monitor.KindTopic, monitor.KindSubscription, monitor.KindAlarm), "looks for reads", func(n *monitor.Names) { n.LogGroup = "secretsmanager-loggroup" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				l := exercise()
				c.change(&l)
				l.build(t, b)
				want, usual := l.names(b.a.Place), monitor.NamesFor(l.secret, b.a.Place)
				for _, k := range monitor.Kinds() {
					if want.Of(k) == "" {
						want = want.With(k, usual.Of(k))
					}
				}
				if want.Metric == "" {
					want.Namespace, want.Metric = usual.Namespace, usual.Metric
				}
				if l.filter == "" && l.alarm != "" {
					want.Namespace, want.Metric = l.namespace, l.alarmMetric
				}
				if l.trail == "" {
					want.Bucket, want.Role = usual.Bucket, usual.Role
				}
				if l.group == "" {
					want.Role = usual.Role
				}
				if c.names != nil {
					c.names(&want)
				}
				found := b.find(t)
				if len(found) != 1 {
					t.Fatalf("found %d: %+v", len(found), found)
				}
				whole := c.missing == nil && (c.says == "looks for reads")
				if f := found[0]; f.Names != want || f.Complete != whole || !slices.Equal(kinds(f.Missing...), c.missing) || !strings.Contains(f.Why, c.says) {
					t.Errorf("found %+v\nwant  %+v, missing %v, %q", f, want, c.missing, c.says)
				}
			})
		})
	}
}

// Other people's filters, alarms and topics are none of ours.
func TestWhatIsNotAboutReadsIsNoMonitor(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		for i, l := range []lab{
			{secret: "db-password"},
			{filter: "RootUsage", filterGroup: "cis", pattern: `{ $.userIdentity.type = "Root" && $.eventType != "AwsServiceEvent" }`, namespace: "CIS", metric: "RootUsage", alarm: "Root usage", alarmMetric: "RootUsage", topic: "billing", email: "me@example.com", action: true},
			{filter: "SecretDeleted", filterGroup: "deletions", pattern: `{ $.eventName = "DeleteSecret" }`, namespace: "CIS", metric: "SecretDeleted", alarm: "Secret deleted", alarmMetric: "SecretDeleted"},
			{filter: "errors", filterGroup: "app", pattern: "ERROR", namespace: "App", metric: "errors", topic: "app-alerts", email: "me@example.com"},
			{trail: "company", bucket: "the-company-trail-bucket"},
		} {
			l.build(t, b)
			if found := b.find(t); len(found) != 0 {
				t.Errorf("after %d: found %+v", i, found)
			}
		}
	})
}

func TestOursWithPartsGoneIsFoundAsOurs(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		b.build(t, d)
		must(t, b.a.CloudWatch.DeleteAlarms, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{d.Names.Alarm}})
		must(t, b.a.Logs.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(d.LogGroup)})
		found := b.find(t)
		want := kinds(monitor.KindLogGroup, monitor.KindMetricFilter, monitor.KindAlarm)
		if len(found) != 1 || found[0].Names != d.Names || !found[0].Ours || found[0].Complete || !slices.Equal(kinds(found[0].Missing...), want) {
			t.Errorf("found %+v", found)
		}
		must(t, b.a.CloudTrail.DeleteTrail, &cloudtrail.DeleteTrailInput{Name: aws.String(d.Trail)})
		must(t, b.a.Secrets.UntagResource, &secretsmanager.UntagResourceInput{SecretId: aws.String("prod/db"), TagKeys: []string{monitor.TagMonitor}})
		// Now only the topic is left, whose name tells.
		if found := b.find(t); len(found) != 1 || found[0].Ours || found[0].Topic != d.Topic {
			t.Errorf("found %+v", found)
		}
	})
}

func TestFindGoesOnWithWhatItSees(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		l := exercise()
		l.build(t, b)
		lab{secret: "another"}.build(t, b) // now only the reads tell which is meant
		b.read(t, l.secret)
		time.Sleep(20 * time.Second)
		all := []string{
			"cloudtrail:DescribeTrails", "logs:DescribeMetricFilters", "cloudwatch:DescribeAlarms", "sns:ListTopics", "sns:ListSubscriptions",
			"secretsmanager:ListSecrets", "cloudtrail:LookupEvents",
		}
		for _, permission := range all {
			b.deny(permission)
			found, err := survey.Find(t.Context(), b.a)
			if got := account.Explain(err); got.Kind != account.Denied || got.Permission != permission {
				t.Errorf("without %s: %+v", permission, got)
			}
			want := l.secret
			if permission == "cloudtrail:LookupEvents" {
				want = ""
			}
			if len(found) != 1 || found[0].Secret != want || len(found[0].Missing) != 0 {
				t.Errorf("without %s: found %+v", permission, found)
			}
		}
		b.deny(all...)
		if found, err := survey.Find(t.Context(), b.a); found != nil || err == nil {
			t.Errorf("without any: found %+v, error %v", found, err)
		}
	})
}
