package build_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// perCall is how long AWS takes for an answer in these stories.
const perCall = 80 * time.Millisecond

func TestBuildingWithinItsBudget(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.wire.delay = perCall
		start := time.Now()
		for _, r := range b.build() {
			if r.State != build.Done || r.Change.Action != monitor.ActionCreate {
				t.Errorf("%s: %s, %s %v", r.Change.Kind, r.Change.Action, r.State, r.Err)
			}
		}
		took := time.Since(start)
		// The longest chain: look, role, its policy, trail, start.
		if want := 5 * perCall; took != want {
			t.Errorf("took %v, want %v: %q", took, want, b.wire.calls)
		}
		if n := b.wire.count(); n > 26 {
			t.Errorf("%d calls with STS's, want at most 26: %q", n, b.wire.calls)
		}
		allNone(t, b.plan())
	})
}

// Every region but us-east-1 has to be named to S3.
func TestBuildingInAnotherRegion(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.open("eu-central-1")
		b.d = monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		b.build()
		allNone(t, b.plan())
		if _, err := build.Destroy(t.Context(), b.a, b.look(survey.Plan), build.Options{ForceSecret: true}); err != nil {
			t.Error(err)
		}
		if left := build.PlanDestroy(b.look(survey.Plan)); len(left) != 0 {
			t.Errorf("there is still %+v", left)
		}
	})
}

func TestLookingWithinItsBudget(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.wire.delay = perCall
		calls := func(purpose survey.Purpose) (int, time.Duration) {
			before, start := b.wire.count(), time.Now()
			b.look(purpose)
			return b.wire.count() - before, time.Since(start)
		}
		if n, took := calls(survey.Plan); n > 8 || took != perCall {
			t.Errorf("nothing there: %d calls in %v, want at most 8 in one wave", n, took)
		}
		b.build()
		const sts = 1
		for _, purpose := range []survey.Purpose{survey.Plan, survey.Doctor} {
			if n, took := calls(purpose); n+sts > 24 || took > 4*perCall {
				t.Errorf("a healthy monitor: %d calls in %v, want at most 24 with STS's in four waves", n+sts, took)
			}
		}
	})
}

// Interrupted after any call, by ctrl+c or by a kill, setup run again finishes
// with nothing twice and nothing left over.
func TestInterruptedAnywhereItIsFinishedByAnotherRun(t *testing.T) {
	for _, c := range []struct {
		how  string
		rule bool
	}{{"interrupt", false}, {"kill", false}, {"interrupt", true}, {"kill", true}} {
		for k := 1; ; k++ {
			done := false
			t.Run(fmt.Sprintf("%s after call %d, with a rule %v", c.how, k, c.rule), func(t *testing.T) {
				story(t, func(t *testing.T, b *box) {
					b.d.EventBridge = c.rule
					done = interruptedAt(t, b, c.how, k)
				})
			})
			if done {
				break
			}
		}
	}
}

// interruptedAt reports whether the run ended before call k.
func interruptedAt(t *testing.T, b *box, how string, k int) (finished bool) {
	plan := b.plan()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	first, over := b.wire.count(), time.Time{}
	b.wire.delay = time.Millisecond
	b.wire.after = func(n int) {
		if n-first == k {
			over = time.Now()
			if how == "kill" {
				b.wire.kill()
			}
			cancel()
		}
	}
	results, err := build.Apply(ctx, b.a, b.d, plan, build.Options{SecretValue: value})
	finished = b.wire.count()-first < k
	if how == "interrupt" && !finished && b.wire.last.After(over) {
		t.Errorf("calls were begun after the interruption: %q", b.wire.calls[first+k:])
	}
	if !finished && err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
	if len(results) != len(plan) {
		t.Errorf("%d results of %d changes", len(results), len(plan))
	}
	b.wire.after, b.wire.dead = nil, false

	for _, c := range b.plan() {
		if c.NotOurs || c.Action == monitor.ActionBlocked {
			t.Errorf("after the interruption %s is %s, not ours %v: %s", c.Kind, c.Action, c.NotOurs, c.Why)
		}
	}
	b.build()
	allNone(t, b.plan())
	onlyOneOfEach(t, b)
	return finished
}

func onlyOneOfEach(t *testing.T, b *box) {
	t.Helper()
	s := b.look(survey.Doctor)
	if n := len(*s.Trails.Value); n != 1 {
		t.Errorf("%d trails", n)
	}
	if n := len(*s.Filters.Value); n != 1 {
		t.Errorf("%d filters", n)
	}
	if n := len(*s.Subscribers.Value); n != 1 {
		t.Errorf("%d subscriptions", n)
	}
	want := 1
	if b.d.EventBridge {
		want = 2
		rules, err := b.a.Events.ListRules(t.Context(), &eventbridge.ListRulesInput{})
		if err != nil || len(rules.Rules) != 1 {
			t.Errorf("rules %v, error %v", rules, err)
		}
		if n := len(*s.RuleSubscribers.Value); n != 1 {
			t.Errorf("%d subscriptions of the rule's topic", n)
		}
	}
	topics, err := b.a.SNS.ListTopics(t.Context(), &sns.ListTopicsInput{})
	if err != nil || len(topics.Topics) != want {
		t.Errorf("topics %v, error %v", topics, err)
	}
	buckets, err := b.a.S3.ListBuckets(t.Context(), &s3.ListBucketsInput{})
	if err != nil || len(buckets.Buckets) != 1 {
		t.Errorf("buckets %v, error %v", buckets, err)
	}
}

// What carries tags has them from the call that makes it, so that a kill right
// after it leaves nothing that is nobody's.
func TestEverythingIsTaggedByTheCallThatMakesIt(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		plan := b.plan()
		b.wire.refuse = func(operation string) *http.Response {
			if strings.Contains(operation, "?tagging") || strings.HasPrefix(operation, "Tag") {
				return refusal("AccessDenied", "no tags afterwards")
			}
			return nil
		}
		// The bucket's own confirmation of its tags fails; nothing else does.
		results, _ := build.Apply(t.Context(), b.a, b.d, plan, build.Options{SecretValue: value})
		for _, r := range results {
			if r.State != build.Done && r.Change.Kind != monitor.KindBucket {
				t.Errorf("%s is %s: %v", r.Change.Kind, r.State, r.Err)
			}
		}
		b.wire.refuse = nil
		s := b.look(survey.Plan)
		for kind, tags := range map[monitor.Kind]map[string]string{
			monitor.KindSecret: s.Secret.Value.Tags, monitor.KindBucket: *s.Bucket.Value.Tags.Value, monitor.KindTrail: s.Trail.Value.Tags,
			monitor.KindLogGroup: s.LogGroup.Value.Tags, monitor.KindRole: s.Role.Value.Tags, monitor.KindTopic: s.Topic.Value.Tags,
			monitor.KindAlarm: s.Alarm.Value.Tags,
		} {
			if !b.d.Ours(tags) || tags[monitor.TagSecret] != "prod/db" {
				t.Errorf("%s has the tags %v", kind, tags)
			}
		}
	})
}

func TestANewRoleIsWaitedFor(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		plan, refused := b.plan(), 0
		b.wire.refuse = func(operation string) *http.Response {
			if operation == "CreateTrail" && refused < 4 {
				refused++
				return refusal("InvalidCloudWatchLogsLogGroupArnException", "Access denied. Verify in IAM that the role has adequate permissions.")
			}
			return nil
		}
		start := time.Now()
		var waits []build.Progress
		_, err := build.Apply(t.Context(), b.a, b.d, plan, build.Options{SecretValue: value, Progress: func(p build.Progress) {
			if p.State == build.Retrying {
				waits = append(waits, p)
			}
		}})
		if err != nil {
			t.Fatal(err)
		}
		if len(waits) != 4 || waits[0].Change.Kind != monitor.KindTrail || !waits[0].RetryUntil.Equal(start.Add(2*time.Minute)) || waits[0].Note == "" {
			t.Errorf("waited as %+v", waits)
		}
		allNone(t, b.plan())
	})
}

func TestAFailureHoldsOnlyWhatNeedsIt(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		plan := b.plan()
		b.wire.refuse = func(operation string) *http.Response {
			if operation == "CreateLogGroup" {
				return refusal("AccessDeniedException", "User is not authorized to perform: logs:CreateLogGroup")
			}
			return nil
		}
		results, err := build.Apply(t.Context(), b.a, b.d, plan, build.Options{SecretValue: value})
		if err == nil {
			t.Error("no error")
		}
		want := map[monitor.Kind]build.State{monitor.KindLogGroup: build.Failed, monitor.KindTrail: build.Held, monitor.KindMetricFilter: build.Held}
		for _, r := range results {
			state := want[r.Change.Kind]
			if state == "" {
				state = build.Done
			}
			if r.State != state || (r.Err == nil) != (state == build.Done) {
				t.Errorf("%s is %s (%v), want %s", r.Change.Kind, r.State, r.Err, state)
			}
		}
	})
}

func TestDestroyLeavesNothingButTheSecret(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		time.Sleep(time.Minute) // the trail fills the bucket and the log group
		s := b.look(survey.Plan)
		gone, err := build.Destroy(t.Context(), b.a, s, build.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(gone.Deleted) != 8 || len(gone.Remaining) != 1 || gone.Remaining[0].Kind != monitor.KindSecret {
			t.Errorf("deleted %v, remaining %v", gone.Deleted, gone.Remaining)
		}
		if by := gone.Remaining[0].GoneBy; by.Before(b.aws.Now().Add(6*24*time.Hour)) || by.After(b.aws.Now().Add(8*24*time.Hour)) {
			t.Errorf("the secret is gone by %v, want in seven days", by)
		}
		left := build.PlanDestroy(b.look(survey.Plan))
		if len(left) != 1 || left[0].Kind != monitor.KindSecret || left[0].Action != monitor.ActionNone {
			t.Errorf("there is still %+v", left)
		}
		buckets, err := b.a.S3.ListBuckets(t.Context(), &s3.ListBucketsInput{})
		if err != nil || len(buckets.Buckets) != 0 {
			t.Errorf("buckets %v, error %v", buckets, err)
		}
	})
}

func TestFilesThatComeLateDoNotKeepTheBucket(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		s, late := b.look(survey.Plan), 0
		b.wire.refuse = func(operation string) *http.Response {
			if operation == "DELETE /"+b.d.Bucket && late < 2 {
				late++
				_, err := b.a.S3.PutObject(context.Background(), &s3.PutObjectInput{Bucket: aws.String(b.d.Bucket), Key: aws.String(fmt.Sprint("AWSLogs/late", late))})
				if err != nil {
					t.Error(err)
				}
			}
			return nil
		}
		if _, err := build.Destroy(t.Context(), b.a, s, build.Options{ForceSecret: true}); err != nil {
			t.Fatal(err)
		}
		if left := build.PlanDestroy(b.look(survey.Plan)); late != 2 || len(left) != 0 {
			t.Errorf("after %d late files there is still %+v", late, left)
		}
	})
}

// A second secret may share the first one's trail, log group, bucket and role.
func TestTwoMonitorsOnOneTrail(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		first := b.d
		names, err := survey.Resolve(t.Context(), b.a, "prod/api", map[monitor.Kind]string{monitor.KindTrail: first.Trail})
		if err != nil {
			t.Fatal(err)
		}
		b.d = monitor.DesiredFor("prod/api", "me@example.com", b.a.Place)
		b.d.Names = names
		var made []monitor.Kind
		for _, r := range b.build() {
			if r.Change.Action == monitor.ActionCreate {
				made = append(made, r.Change.Kind)
			} else if r.Change.Action != monitor.ActionAdopt {
				t.Errorf("%s: %s %v", r.Change.Kind, r.Change.Action, r.Change.Settings)
			}
		}
		if want := []monitor.Kind{monitor.KindSecret, monitor.KindMetricFilter, monitor.KindTopic, monitor.KindSubscription, monitor.KindAlarm}; !slices.Equal(made, want) {
			t.Errorf("made %v, want %v", made, want)
		}
		found, err := survey.Discover(t.Context(), b.a)
		if err != nil || len(found) != 2 || found[0] != b.d.Names || found[1] != first.Names {
			t.Errorf("discovered %+v, error %v", found, err)
		}

		for _, c := range build.PlanDestroy(mustTake(t, b, first.Names)) {
			if c.Kind == monitor.KindTrail && c.Action == monitor.ActionDelete {
				t.Error("the first monitor's destruction would take the trail from the second")
			}
		}
		if _, err := build.Destroy(t.Context(), b.a, mustTake(t, b, b.d.Names), build.Options{ForceSecret: true}); err != nil {
			t.Fatal(err)
		}
		b.d = first
		allNone(t, b.plan())
	})
}

func mustTake(t *testing.T, b *box, n monitor.Names) monitor.Snapshot {
	t.Helper()
	s, err := survey.Take(t.Context(), b.a, n, survey.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The chain that setup builds really mails.
func TestAReadOfTheSecretMails(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		b.build()
		box := b.aws.Inbox()
		mails, err := box.List(t.Context())
		if err != nil || len(mails) != 1 {
			t.Fatalf("mails %v, error %v", mails, err)
		}
		for _, link := range mails[0].Links {
			if link.Kind == "confirm" {
				if err := build.ConfirmLink(t.Context(), b.a, link.URL); err != nil {
					t.Fatal(err)
				}
			}
		}
		if c := change(b.plan(), monitor.KindSubscription); c.Why != "is confirmed" {
			t.Errorf("the subscription %s", c.Why)
		}
		time.Sleep(5 * time.Second) // a trail records what comes after its start
		if _, err := b.a.Secrets.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/db")}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second)
		mails, err = box.List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		subject := `ALARM: "` + b.d.Names.Alarm + `" in US East (N. Virginia)`
		if got := mails[len(mails)-1].Subject; got != subject {
			t.Errorf("the last mail is %q, want %q", got, subject)
		}
	})
}
