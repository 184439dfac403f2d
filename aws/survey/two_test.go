package survey_test

import (
	"fmt"
	"testing"
	"time"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func TestOursAndForeignSideBySide(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		l := exercise()
		l.build(t, b)
		d := monitor.DesiredFor("TopSecretInfo", "me@example.com", b.a.Place)
		d.SecretExists = true
		b.build(t, d)
		other := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		b.build(t, other)
		found := b.find(t)
		if len(found) != 3 || !found[0].Ours || !found[1].Ours || found[2].Ours {
			t.Fatalf("found %+v", found)
		}
		for i, want := range []monitor.Names{d.Names, other.Names} {
			if found[i].Names != want || !found[i].Complete {
				t.Errorf("found %+v\nwant  %+v", found[i], want)
			}
		}
		// Its text pattern takes the reads of every secret; nothing says which is meant.
		want := l.names(b.a.Place)
		if f := found[2]; f.Alarm != want.Alarm || f.Filter != want.Filter || f.Trail != want.Trail || f.Secret != "" {
			t.Errorf("found %+v", f)
		}
		b.read(t, "TopSecretInfo")
		time.Sleep(20 * time.Second)
		if f := b.find(t)[2]; f.Names != want {
			t.Errorf("after a read: found %+v\nwant %+v", f, want)
		}

		// The names that were asked for win.
		for _, o := range []map[monitor.Kind]string{
			{monitor.KindAlarm: l.alarm},
			{monitor.KindMetricFilter: l.filter},
			{monitor.KindTopic: l.topic},
			{monitor.KindLogGroup: want.LogGroupARN(b.a.Place) + ":*"},
			{monitor.KindAlarm: want.AlarmARN(b.a.Place)},
			{monitor.KindTrail: l.trail},
			{monitor.KindLogGroup: l.group},
			{monitor.KindTopic: b.a.Place.ARN("sns", b.a.Region, l.topic)},
		} {
			for _, secret := range []string{"", "TopSecretInfo"} {
				n, err := survey.Resolve(t.Context(), b.a, secret, o)
				if err != nil {
					t.Fatal(err)
				}
				if n != want {
					t.Errorf("%v of secret %q: %+v\nwant %+v", o, secret, n, want)
				}
				if s := b.take(t, n, survey.Doctor); s.Names != want || !s.Alarm.There() || !s.Filter.There() || s.Alarm.Value.Name != l.alarm {
					t.Errorf("%v: taken %+v", o, s.Names)
				}
			}
		}
		if n, err := survey.Resolve(t.Context(), b.a, "TopSecretInfo", nil); err != nil || n != d.Names {
			t.Errorf("without names: %+v, error %v", n, err)
		}
		if _, err := survey.Resolve(t.Context(), b.a, "", nil); err == nil {
			t.Error("no error where nothing is named")
		}
	})
}

// Two foreign chains share a trail; each secret gets its own.
func TestTheChainOfTheSecretIsTaken(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		one := exercise()
		one.pattern = `{ ($.eventName = "GetSecretValue") && ($.requestParameters.secretId = "*TopSecretInfo*") }`
		one.build(t, b)
		// This one delivers as well, and comes first by name.
		two := lab{
			secret: "prod/db", bucket: "another-trails-bucket", trail: "a-trail", group: "a-group", role: "a-role", filter: "a-filter", filterGroup: "a-group",
			pattern:   `{ ($.eventName = "GetSecretValue") && (($.requestParameters.secretId = "prod/db") || ($.requestParameters.secretId = "arn:*:secret:prod/db-*")) }`,
			namespace: "Mine", metric: "db", alarm: "db", alarmMetric: "db", topic: "mails", email: "me@example.com", action: true,
		}
		two.build(t, b)
		if found := b.find(t); len(found) != 2 || found[0].Names != one.names(b.a.Place) || found[1].Names != two.names(b.a.Place) {
			t.Errorf("found %+v", found)
		}
		for _, l := range []lab{one, two} {
			b.read(t, l.secret)
			time.Sleep(20 * time.Second)
			calls := b.wire.calls
			b.take(t, l.names(b.a.Place), survey.Doctor)
			if n := b.wire.calls - calls; n > 23 {
				t.Errorf("by its names: %d calls, want at most 24 with STS's", n)
			}
			time.Sleep(10 * time.Second)
			start := time.Now()
			calls = b.wire.calls
			s := b.take(t, monitor.NamesFor(l.secret, b.a.Place), survey.Doctor)
			if n := b.wire.calls - calls; n > 36 {
				t.Errorf("%d calls, want at most twelve more than for a healthy monitor of setup's", n)
			}
			if took := time.Since(start); took > 9*perCall {
				t.Errorf("took %v", took)
			}
			if s.Names != l.names(b.a.Place) || s.Alarm.Value == nil || s.Filter.Value == nil || !s.Status.There() || len(s.Role.Value.Policies) != 1 || !s.Mails.There() || !s.AlarmHistory.There() {
				t.Errorf("%s: taken %+v\nwant %+v", l.secret, s.Names, l.names(b.a.Place))
			}
		}
	})
}

// plain is a chain whose names say nothing.
func plain(pattern string) lab {
	return lab{
		secret: "app/key", bucket: "plain-bucket-1", trail: "trail-1", group: "/g/1", role: "r1", filter: "f1", filterGroup: "/g/1", pattern: pattern,
		namespace: "N", metric: "m 1", alarm: "a/1", alarmMetric: "m 1", topic: "t1", email: "me@example.com", action: true,
	}
}

func TestChainsOfUnusualShapeAreFoundWhole(t *testing.T) {
	for _, pattern := range []string{
		`GetSecretValue`, `%GetSecret.*%`, `"secretsmanager.amazonaws.com" "GetSecretValue"`, `"app/key"`,
		`{ $.eventName = GetSecretValue }`, `{ $.eventName = %^GetSecretValue$% }`, `{ $.eventName = "*GetSecretValue" }`,
		`{ $.eventSource = "secretsmanager.amazonaws.com" }`, `{ $.requestParameters.secretId = "*app/key*" }`,
		`{ ($.eventName = "GetSecretValue") && ($.userIdentity.arn != "*role/app*") && ($.requestParameters.secretId = "arn:aws:secretsmanager:us-east-1:123456789012:secret:app/key-*") }`,
	} {
		t.Run(pattern, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				l := plain(pattern)
				l.build(t, b)
				more := func(alarm, filter, group string) {
					lab{filter: filter, filterGroup: group, pattern: pattern, namespace: "N", metric: "m 1", alarm: alarm, alarmMetric: "m 1"}.build(t, b)
				}
				more("0 without mail", "f0", "/another")
				lab{filter: "root", filterGroup: "/cis", pattern: `{ $.userIdentity.type = "Root" }`, namespace: "CIS", metric: "root", alarm: "root", alarmMetric: "root"}.build(t, b)
				found := b.find(t)
				if len(found) != 1 || found[0].Names != l.names(b.a.Place) || !found[0].Complete {
					t.Errorf("found %+v", found)
				}
				if s := b.take(t, monitor.NamesFor(l.secret, b.a.Place), survey.Doctor); s.Names != l.names(b.a.Place) {
					t.Errorf("taken %+v", s.Names)
				}
			})
		})
	}
}

// What stands in another region is not here, although its trail shows.
func TestFromAnotherRegionNothingIsFound(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		exercise().build(t, b)
		found, err := survey.Find(t.Context(), b.a.In("eu-west-1"))
		if err != nil || len(found) != 0 {
			t.Errorf("found %+v, error %v", found, err)
		}
	})
}

// In a large account the lists are too long; what was named is found all the same.
func TestWhatWasNamedIsFoundAmongManyOthers(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		l := exercise()
		l.build(t, b)
		for i := range 510 {
			lab{namespace: "App", alarm: fmt.Sprintf("A%03d", i), alarmMetric: "errors"}.build(t, b)
		}
		for g := range 3 {
			for i := range 90 {
				f := lab{filter: fmt.Sprintf("A%d-%02d", g, i), filterGroup: fmt.Sprintf("app-%d", g), pattern: "ERROR", namespace: "App", metric: "errors"}
				if i == 0 {
					f.build(t, b)
					continue
				}
				f.putFilter(t, b)
			}
		}
		for _, o := range []map[monitor.Kind]string{{monitor.KindAlarm: l.alarm}, {monitor.KindLogGroup: l.group, monitor.KindAlarm: l.alarm}} {
			if n, err := survey.Resolve(t.Context(), b.a, "", o); err != nil || n != l.names(b.a.Place) {
				t.Errorf("%v: %+v, error %v", o, n, err)
			}
		}
	})
}

// Among several, what differs least is taken together.
func TestSlipsAreToldApartAmongSeveralChains(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		one := exercise()
		one.filterGroup, one.alarmMetric = "secretsmanager-logroup", "SecretIsAccessed"
		one.pattern = `"TopSecretInfo"`
		one.build(t, b)
		two := plain(`"app/key"`)
		two.trail, two.alarmMetric, two.metric = "a-secret-trail", "Key reads", "KeyRead"
		two.alarmMetric = "Key read"
		two.build(t, b)
		found := b.find(t)
		if len(found) != 2 {
			t.Fatalf("found %+v", found)
		}
		for i, l := range []lab{one, two} {
			want := l.names(b.a.Place)
			want.LogGroup = l.filterGroup
			if found[i].Names != want || found[i].Complete || len(found[i].Missing) != 0 {
				t.Errorf("found %+v\nwant  %+v", found[i], want)
			}
		}
	})
}

// A filter left over on a group that no trail feeds does not hide the one that
// counts.
func TestTheChainThatIsFedIsTaken(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		lab{filter: "a-left-over", filterGroup: "left-over", pattern: `{ $.requestParameters.secretId = "TopSecretInfo" }`, namespace: "Old", metric: "old", alarm: "a secret was read", alarmMetric: "old"}.build(t, b)
		l := exercise()
		l.pattern = `{ $.requestParameters.secretId = "TopSecretInfo" }`
		l.build(t, b)
		if s := b.take(t, monitor.NamesFor(l.secret, b.a.Place), survey.Doctor); s.Names != l.names(b.a.Place) {
			t.Errorf("taken %+v", s.Names)
		}
		if found := b.find(t); len(found) != 2 || found[0].Names != l.names(b.a.Place) || !found[0].Complete || found[1].Filter != "a-left-over" {
			t.Errorf("found %+v", found)
		}
	})
}
