package build_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// planFor is what setup would do for a wish.
func planFor(t *testing.T, b *box, d monitor.Desired) []monitor.Change {
	t.Helper()
	s, err := survey.TakeFor(t.Context(), b.a, d)
	if err != nil {
		t.Fatal(err)
	}
	return build.Plan(d, s)
}

// second is the wish for another secret on the first one's trail.
func second(b *box) monitor.Desired {
	d := monitor.DesiredFor("prod/api", "me@example.com", b.a.Place)
	d.Names.Trail, d.Takes[monitor.KindTrail] = b.d.Trail, true
	return d
}

func TestSharingATrailChangesNothingOfIt(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		d := second(b)
		want := map[monitor.Kind]monitor.Action{
			monitor.KindSecret: monitor.ActionCreate, monitor.KindTrail: monitor.ActionAdopt, monitor.KindBucket: monitor.ActionAdopt,
			monitor.KindLogGroup: monitor.ActionAdopt, monitor.KindRole: monitor.ActionAdopt, monitor.KindMetricFilter: monitor.ActionCreate,
			monitor.KindTopic: monitor.ActionCreate, monitor.KindSubscription: monitor.ActionCreate, monitor.KindAlarm: monitor.ActionCreate,
		}
		changes := planFor(t, b, d)
		for _, c := range changes {
			if c.Action != want[c.Kind] {
				t.Errorf("%s %s: %s, want %s: %s", c.Kind, c.Name, c.Action, want[c.Kind], c.Why)
			}
		}
		if got := change(changes, monitor.KindLogGroup).Name; got != b.d.LogGroup {
			t.Errorf("the filter goes on %s, want %s", got, b.d.LogGroup)
		}
		if _, err := build.Apply(t.Context(), b.a, d, changes, build.Options{SecretValue: value}); err != nil {
			t.Fatal(err)
		}
		allNone(t, b.plan()) // the first is as it was

		again := monitor.DesiredFor("prod/api", "me@example.com", b.a.Place)
		for name, d := range map[string]monitor.Desired{"named again": d, "not named again": again} {
			for _, c := range planFor(t, b, d) {
				if c.Action != monitor.ActionNone && c.Action != monitor.ActionAdopt {
					t.Errorf("%s: %s %s: %s (%s)", name, c.Kind, c.Name, c.Action, c.Why)
				}
			}
		}
		found, err := survey.Discover(t.Context(), b.a)
		if err != nil || len(found) != 2 || found[0].LogGroup != b.d.LogGroup || found[0].Role != b.d.Role || found[0].Bucket != b.d.Bucket {
			t.Errorf("found %+v, error %v", found, err)
		}
	})
}

// A trail has one log group: another one silences who reads in the first.
func TestATrailIsNotPointedElsewhereWithoutAYes(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		d := second(b)
		d.Names.LogGroup, d.Takes[monitor.KindLogGroup] = "/mine", true
		c := change(planFor(t, b, d), monitor.KindTrail)
		if c.Action != monitor.ActionUpdate || !c.NotOurs || !strings.Contains(c.Why, b.d.LogGroup+", to which it delivers now") {
			t.Errorf("%s, not ours %v: %s", c.Action, c.NotOurs, c.Why)
		}
		start := time.Now()
		_, err := build.Apply(t.Context(), b.a, d, planFor(t, b, d), build.Options{SecretValue: value})
		if err == nil || !strings.Contains(err.Error(), "with --yes, --trail '"+b.d.Trail+"' gives it") {
			t.Errorf("error %v", err)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		allNone(t, b.plan())
	})
}

func TestPointingAwayIsSaid(t *testing.T) {
	elsewhere := here.ARN("logs", here.Region, "log-group:/company:*")
	d := wish()
	s := applied(d)
	s.Trail.Value.LogGroupARN = elsewhere
	if c := change(build.Plan(d, s), monitor.KindTrail); c.Action != monitor.ActionUpdate || !c.NotOurs || !strings.Contains(c.Why, "/company") {
		t.Errorf("our trail: %s, takes a yes %v: %s", c.Action, c.NotOurs, c.Why)
	}
	s.Trail.Value.Tags = nil
	if c := change(build.Plan(d, s), monitor.KindTrail); c.Action != monitor.ActionBlocked || !strings.Contains(c.Why, "--trail "+d.Trail) {
		t.Errorf("another's trail: %s: %s", c.Action, c.Why)
	}
	s.Trail.Value.LogGroupARN = ""
	if c := change(build.Plan(d, s), monitor.KindTrail); c.Action != monitor.ActionUpdate || !c.NotOurs {
		t.Errorf("another's trail that delivers nowhere: %s: %s", c.Action, c.Why)
	}
}

func TestWhatNeedsARefusedChangeIsNotTried(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		ctx, role := t.Context(), aws.String(b.d.Role)
		if _, err := b.a.IAM.UntagRole(ctx, &iam.UntagRoleInput{RoleName: role, TagKeys: []string{monitor.TagManagedBy}}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.a.IAM.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: role, PolicyName: aws.String(survey.RolePolicyName)}); err != nil {
			t.Fatal(err)
		}
		for _, c := range breaks {
			if c.name == "trail without log group" {
				if err := c.do(ctx, b); err != nil {
					t.Fatal(err)
				}
			}
		}
		plan, before := b.plan(), b.wire.count()
		results, err := build.Apply(ctx, b.a, b.d, plan, build.Options{})
		if err == nil || errors.Is(err, ctx.Err()) {
			t.Errorf("error %v", err)
		}
		if calls := b.wire.calls[before:]; slices.Contains(calls, "UpdateTrail") || slices.Contains(calls, "PutRolePolicy") {
			t.Errorf("called %v", calls)
		}
		for _, r := range results {
			want := build.Done
			if r.Change.Kind == monitor.KindRole || r.Change.Kind == monitor.KindTrail {
				want = build.Held
			}
			if r.State != want {
				t.Errorf("%s is %s (%v), want %s", r.Change.Kind, r.State, r.Err, want)
			}
		}
	})
}

// What two monitors share goes with the last of them, and not before.
func TestWhatIsSharedGoesWithTheLast(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		d := second(b)
		if _, err := build.Apply(t.Context(), b.a, d, planFor(t, b, d), build.Options{SecretValue: value}); err != nil {
			t.Fatal(err)
		}
		destroy := func(n monitor.Names) build.Destroyed {
			t.Helper()
			s, err := survey.Take(t.Context(), b.a, n, survey.Options{For: survey.Destroy})
			if err != nil {
				t.Fatal(err)
			}
			if s.Gone, err = survey.Gone(t.Context(), b.a, s); err != nil {
				t.Fatal(err)
			}
			gone, err := build.Destroy(t.Context(), b.a, s, build.Options{ForceSecret: true})
			if err != nil {
				t.Fatal(err)
			}
			return gone
		}
		names := func(name string) monitor.Names {
			found, err := survey.Discover(t.Context(), b.a)
			i := slices.IndexFunc(found, func(n monitor.Names) bool { return n.Monitor == name })
			if err != nil || i < 0 {
				t.Fatalf("found %+v, error %v", found, err)
			}
			return found[i]
		}
		shared := []monitor.Kind{monitor.KindTrail, monitor.KindLogGroup, monitor.KindRole, monitor.KindBucket}

		first := destroy(names(b.d.Monitor))
		other := names(d.Monitor)
		for _, k := range shared {
			i := slices.IndexFunc(first.Remaining, func(r build.Remaining) bool { return r.Kind == k })
			if i < 0 || !strings.Contains(first.Remaining[i].Why, "once the monitor "+d.Monitor+" is destroyed too") {
				t.Errorf("%s: remaining %+v", k, first.Remaining)
			}
		}
		if last := destroy(other); len(last.Remaining) > 0 {
			t.Errorf("remaining %+v", last.Remaining)
		}
		s := b.look(survey.Destroy)
		if s.Trail.There() || s.LogGroup.There() || s.Role.There() || s.Bucket.There() {
			t.Errorf("trail %v, group %v, role %v, bucket %v", s.Trail.Value, s.LogGroup.Value, s.Role.Value, s.Bucket.Value)
		}
	})
}

// A monitor that is there keeps what is its own, whoever else shares it.
func TestWhatIsSharedStaysWithItsOwner(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		d := second(b)
		if _, err := build.Apply(t.Context(), b.a, d, planFor(t, b, d), build.Options{SecretValue: value}); err != nil {
			t.Fatal(err)
		}
		s, err := survey.TakeFor(t.Context(), b.a, d)
		if err != nil {
			t.Fatal(err)
		}
		if s.Gone, err = survey.Gone(t.Context(), b.a, s); err != nil || len(s.Gone) > 0 {
			t.Errorf("gone %v, error %v", s.Gone, err)
		}
		gone, err := build.Destroy(t.Context(), b.a, s, build.Options{ForceSecret: true})
		if err != nil || len(gone.Remaining) != 4 || !strings.Contains(gone.Remaining[0].Why, "was made for the monitor "+b.d.Monitor) {
			t.Errorf("remaining %+v, error %v", gone.Remaining, err)
		}
		allNone(t, b.plan())
	})
}

// Whose trail is in another region may be watched there: nobody can say here that
// its monitor is gone.
func TestATrailOfAnotherRegionIsNobodysLeftover(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		s := b.look(survey.Destroy)
		s.Trail.Value.Tags = map[string]string{monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: "other"}
		if gone, err := survey.Gone(t.Context(), b.a, s); err != nil || !slices.Equal(gone, []string{"other"}) {
			t.Errorf("here: gone %v, error %v", gone, err)
		}
		s.Trail.Value.HomeRegion = "eu-west-1"
		if gone, err := survey.Gone(t.Context(), b.a, s); err != nil || len(gone) > 0 {
			t.Errorf("there: gone %v, error %v", gone, err)
		}
	})
}
