package expected_test

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/expected"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

// wire is the way to the sandbox; after is called before each call of that name.
type wire struct {
	to     http.RoundTripper
	before func(operation string)
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.before != nil {
		w.before(r.Header.Get("X-Amz-Target"))
	}
	return w.to.RoundTrip(r)
}

type box struct {
	t    *testing.T
	a    *account.Account
	d    monitor.Desired
	wire *wire
}

func story(t *testing.T, run func(*testing.T, *box)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s, err := sandbox.New(sandbox.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		b := &box{t: t, wire: &wire{to: s.Transport()}}
		config := s.Config("")
		config.HTTPClient = &http.Client{Transport: b.wire}
		if b.a, err = account.Open(t.Context(), account.Options{Config: &config}); err != nil {
			t.Fatal(err)
		}
		b.d = monitor.DesiredFor("TopSecretInfo", "you@example.com", b.a.Place)
		run(t, b)
	})
}

// setup builds the monitor, or builds it again.
func (b *box) setup() (changed []monitor.Kind) {
	b.t.Helper()
	seen, err := survey.TakeFor(b.t.Context(), b.a, b.d)
	if err != nil {
		b.t.Fatal(err)
	}
	changes := build.Plan(b.d, seen)
	for _, c := range changes {
		if c.Action != monitor.ActionNone {
			changed = append(changed, c.Kind)
		}
	}
	o := build.Options{SecretValue: func() (string, error) { return "geheim", nil }}
	if _, err := build.Apply(b.t.Context(), b.a, b.d, changes, o); err != nil {
		b.t.Fatal(err)
	}
	return changed
}

// tags are the alarm's.
func (b *box) tags(n monitor.Names) map[string]string {
	b.t.Helper()
	out, err := b.a.CloudWatch.ListTagsForResource(b.t.Context(), &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(n.AlarmARN(b.a.Place))})
	if err != nil {
		b.t.Fatal(err)
	}
	tags := map[string]string{}
	for _, tag := range out.Tags {
		tags[*tag.Key] = *tag.Value
	}
	return tags
}

// change changes who is expected and gives all of them.
func (b *box) change(add, remove []expected.Reader, agreed bool) (string, error) {
	set, err := expected.Change(b.t.Context(), b.a, b.d.Names, expected.Delta{Add: add, Remove: remove}, agreed)
	return list(set), err
}

func list(set expected.Set) string {
	return fmt.Sprint(slices.Sorted(maps.Keys(set)))
}

const deploy, sam = expected.Reader("arn:aws:iam::111122223333:role/deploy"), expected.Reader("arn:aws:iam::111122223333:user/sam")

func TestAReaderIsRememberedAndForgotten(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.setup()
		before := b.tags(b.d.Names)
		for _, step := range []struct {
			add, remove []expected.Reader
			want        string
		}{
			{[]expected.Reader{deploy}, nil, "[arn:aws:iam::111122223333:role/deploy]"},
			{[]expected.Reader{sam, sam, ""}, nil, "[arn:aws:iam::111122223333:role/deploy arn:aws:iam::111122223333:user/sam]"},
			{nil, []expected.Reader{deploy}, "[arn:aws:iam::111122223333:user/sam]"},
		} {
			got, err := b.change(step.add, step.remove, false)
			if err != nil || got != step.want {
				t.Fatalf("got %s, %v; want %s", got, err, step.want)
			}
			if loaded, err := expected.Load(t.Context(), b.a, b.d.Names); err != nil || list(loaded) != step.want {
				t.Errorf("loaded %s, %v", list(loaded), err)
			}
		}
		if tag := b.tags(b.d.Names)["secretwatch:expected"]; tag != string(sam) {
			t.Errorf("the tag says %q", tag)
		}
		if again := b.setup(); len(again) != 0 {
			t.Errorf("setup run again changes %v", again)
		}
		if tag := b.tags(b.d.Names)["secretwatch:expected"]; tag != string(sam) {
			t.Errorf("after setup run again the tag says %q", tag)
		}
		if _, err := b.change(nil, []expected.Reader{sam}, false); err != nil {
			t.Error(err)
		}
		if after := b.tags(b.d.Names); !maps.Equal(before, after) {
			t.Errorf("something stays: %v", after)
		}
	})
}

// Setup repairs its alarm, and changes a name that the tags remember, and who is
// expected stays.
func TestARepairKeepsWhoIsExpected(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.setup()
		if _, err := b.change([]expected.Reader{deploy}, nil, false); err != nil {
			t.Fatal(err)
		}
		n := b.d.Names
		if _, err := b.a.CloudWatch.TagResource(t.Context(), &cloudwatch.TagResourceInput{
			ResourceARN: aws.String(n.AlarmARN(b.a.Place)), Tags: []types.Tag{{Key: aws.String(monitor.TagNamePrefix + "topic"), Value: aws.String("old")}},
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.a.CloudWatch.DisableAlarmActions(t.Context(), &cloudwatch.DisableAlarmActionsInput{AlarmNames: []string{n.Alarm}}); err != nil {
			t.Fatal(err)
		}
		if changed := b.setup(); !slices.Contains(changed, monitor.KindAlarm) {
			t.Fatalf("changed %v", changed)
		}
		if tags := b.tags(n); tags["secretwatch:expected"] != string(deploy) || tags[monitor.TagNamePrefix+"topic"] != "" {
			t.Errorf("tags %v", tags)
		}
	})
}

func TestMoreTagsAreNeededAndGoAgain(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.setup()
		var all []expected.Reader
		for i := range 20 {
			all = append(all, expected.Reader(fmt.Sprintf("arn:aws:iam::111122223333:role/service-%05d", i)))
		}
		if _, err := b.change(all, nil, false); err != nil {
			t.Fatal(err)
		}
		if tags := b.tags(b.d.Names); tags["secretwatch:expected4"] == "" || tags["secretwatch:expected5"] != "" {
			t.Errorf("20 readers: %v", tags)
		}
		if _, err := b.change(nil, all[1:], false); err != nil {
			t.Fatal(err)
		}
		if tags := b.tags(b.d.Names); tags["secretwatch:expected"] != string(all[0]) || tags["secretwatch:expected2"] != "" || tags["secretwatch:expected4"] != "" {
			t.Errorf("1 reader: %v", tags)
		}
		var flood []expected.Reader
		for i := range 300 {
			flood = append(flood, expected.Reader(fmt.Sprintf("arn:aws:iam::111122223333:role/worker-%05d", i)))
		}
		if _, err := b.change(flood, nil, false); !errors.Is(err, expected.ErrNoRoom) {
			t.Errorf("300 readers: %v", err)
		}
		if tags := b.tags(b.d.Names); tags["secretwatch:expected"] != string(all[0]) || tags["secretwatch:expected2"] != "" {
			t.Errorf("what had no room changed something: %v", tags)
		}
	})
}

// Two panes write at the same time: neither loses the other's reader.
func TestTwoPanesAtOnce(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.setup()
		other := false
		b.wire.before = func(operation string) {
			if !strings.HasSuffix(operation, ".TagResource") || other {
				return
			}
			other = true // between our reading and our writing
			if _, err := b.change([]expected.Reader{sam}, nil, false); err != nil {
				t.Error(err)
			}
		}
		if got, err := b.change([]expected.Reader{deploy}, nil, false); err != nil || !other {
			t.Fatalf("got %s, %v; the other wrote: %v", got, err, other)
		}
		b.wire.before = nil
		loaded, err := expected.Load(t.Context(), b.a, b.d.Names)
		if err != nil || !loaded[deploy] {
			t.Errorf("loaded %s, %v", list(loaded), err)
		}
	})
}

func TestAnAlarmOfOthersTakesAYes(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		if _, err := b.change([]expected.Reader{sam}, nil, false); !errors.Is(err, expected.ErrNoAlarm) {
			t.Errorf("without an alarm: %v", err)
		}
		b.d.Names = b.d.With(monitor.KindAlarm, "Secret is accessed")
		if _, err := b.a.CloudWatch.PutMetricAlarm(t.Context(), &cloudwatch.PutMetricAlarmInput{
			AlarmName: aws.String(b.d.Names.Alarm), Namespace: aws.String("SecurityMetrics"), MetricName: aws.String("Secret is accessed"),
			Statistic: types.StatisticSum, Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
			ComparisonOperator: types.ComparisonOperatorGreaterThanOrEqualToThreshold,
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.change([]expected.Reader{sam}, nil, false); !errors.Is(err, expected.ErrNotOurs) {
			t.Errorf("without a yes: %v", err)
		}
		if tags := b.tags(b.d.Names); len(tags) != 0 {
			t.Errorf("without a yes it has %v", tags)
		}
		if got, err := b.change([]expected.Reader{sam}, nil, true); err != nil || got != "["+string(sam)+"]" {
			t.Errorf("after a yes: %s, %v", got, err)
		}
	})
}
