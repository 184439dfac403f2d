package compare_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/compare"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

const remembers = "alarm tag secretwatch:notify=alarm eventbridge"

// keeping are options under which the rule is kept.
func (b *box) keeping() compare.Options {
	o := b.options(1)
	o.Keep = true
	return o
}

// A rule that is kept becomes part of the monitor: the alarm remembers it, it
// stays, the next experiment measures it as it is, and destroy can find it.
func TestAKeptRuleStays(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		empty := b.state()
		name := "secretwatch-" + b.n.Monitor + "_reads"
		if first := b.run(b.keeping()); !first.Kept || len(first.Removed) != 2 || len(first.Left) > 0 {
			t.Errorf("kept %v, removed %v, left %v", first.Kept, first.Removed, first.Left)
		}
		rule := must(b.a.Events.DescribeRule(t.Context(), &eventbridge.DescribeRuleInput{Name: aws.String(name)}))
		if rule.State != eventtypes.RuleStateEnabledWithAllCloudtrailManagementEvents {
			t.Errorf("the rule is %s", rule.State)
		}
		chain := b.take(survey.Doctor)
		if r := chain.Rule.Value; !chain.ByRule() || r == nil || r.Tags[monitor.TagExperiment] != "" || len(*r.Targets.Value) != 1 || chain.RuleTopic.Value == nil {
			t.Errorf("the survey sees %+v", chain.Rule)
		}
		if things, err := compare.Leftovers(t.Context(), b.a, b.n); len(things) > 0 || err != nil {
			t.Errorf("what is kept counts as left over: %v, %v", things, err)
		}
		time.Sleep(time.Minute)
		before := b.state()
		if strings.Count(before, remembers) != 1 {
			t.Errorf("the alarm does not remember it:\n%s", before)
		}
		first := len(b.wire.made())
		r := b.run(b.options(1))
		if _, told := r.Mean(compare.WayRule); told != 1 || !r.Kept {
			t.Errorf("EventBridge told of %d reads, kept %v", told, r.Kept)
		}
		if calls := b.wire.made()[first:]; slices.Contains(calls, "PutRule") || slices.Contains(calls, "PutTargets") {
			t.Errorf("the monitor's own rule was made again: %v", calls)
		}
		if after := b.state(); after != before || !strings.Contains(after, "rule/"+name) {
			t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
		}
		kept, err := compare.Kept(t.Context(), b.a, b.n)
		if err != nil || len(kept) != 2 {
			t.Fatalf("kept are %v, error %v", kept, err)
		}
		if _, left := compare.Remove(t.Context(), b.a, kept, nil); len(left) > 0 || b.state() != empty {
			t.Errorf("left %v and\n%s", left, b.state())
		}
	})
}

// A kill after any call of keeping leaves an experiment that the next start
// removes with all its traces, or the whole way.
func TestKilledWhileKeeping(t *testing.T) {
	for calls := 1; calls <= 3; calls++ {
		t.Run(fmt.Sprintf("after call %d", calls), func(t *testing.T) {
			story(t, sandbox.Fast, func(t *testing.T, b *box) {
				empty, chain, ctx := b.state(), b.take(survey.Doctor), t.Context()
				b.killKeeping(chain, calls)
				if n := strings.Count(b.state(), remembers); (n == 1) != (calls > 1) {
					t.Errorf("%d tags that remember it", n)
				}
				left, err := compare.Leftovers(ctx, b.a, b.n)
				kept, keptErr := compare.Kept(ctx, b.a, b.n)
				whole := calls == 3
				if err != nil || keptErr != nil || (len(kept) == 2) != whole || len(left) != map[bool]int{false: 4, true: 2}[whole] {
					t.Errorf("left %v, kept %v, errors %v, %v", left, kept, err, keptErr)
				}
				if _, still := compare.Remove(ctx, b.a, left, nil); len(still) > 0 {
					t.Errorf("still there %v", still)
				}
				if whole {
					if s := b.take(survey.Doctor); !s.ByRule() || !s.Rule.There() || !s.RuleTopic.There() {
						t.Errorf("rule %+v, topic %+v", s.Rule, s.RuleTopic)
					}
					return
				}
				if after := b.state(); after != empty {
					t.Errorf("left behind:\n%s\nbefore:\n%s", after, empty)
				}
			})
		})
	}
}

// The next start may be killed too, after any of its calls.
func TestKilledWhileRemovingWhatWasBeingKept(t *testing.T) {
	for k := 1; ; k++ {
		done := false
		story(t, sandbox.Fast, func(t *testing.T, b *box) {
			empty := b.state()
			b.killKeeping(b.take(survey.Doctor), 2)
			things := must(compare.Leftovers(t.Context(), b.a, b.n))
			first := len(b.wire.made())
			b.wire.after = func(n int) { b.wire.set(n-first >= k) }
			compare.Remove(t.Context(), b.a, things, nil)
			b.wire.after = nil
			b.wire.set(false)
			done = len(b.wire.made())-first < k
			again := must(compare.Leftovers(t.Context(), b.a, b.n))
			if _, still := compare.Remove(t.Context(), b.a, again, nil); len(still) > 0 || b.state() != empty {
				t.Errorf("killed after call %d: still there %v\n%s\nbefore:\n%s", k, still, b.state(), empty)
			}
		})
		if done {
			return
		}
	}
}

// killKeeping runs an experiment that is killed after so many of the calls that
// keep the rule.
func (b *box) killKeeping(chain monitor.Snapshot, calls int) {
	b.t.Helper()
	n := 0
	b.wire.after = func(i int) {
		if operation := b.wire.made()[i-1]; operation == "UntagResource" || operation == "TagResource" {
			if n++; n == calls {
				b.wire.set(true)
			}
		}
	}
	if _, err := compare.Run(b.t.Context(), b.a, chain, b.keeping()); err == nil {
		b.t.Error("it was not killed")
	}
	b.wire.after = nil
	b.wire.set(false)
}

// An alarm of other hands is left as it is: the rule is found by its name.
func TestAnAlarmThatIsNotOursRemembersNothing(t *testing.T) {
	story(t, sandbox.Fast, func(t *testing.T, b *box) {
		must(b.a.CloudWatch.UntagResource(t.Context(), &cloudwatch.UntagResourceInput{
			ResourceARN: aws.String(b.n.AlarmARN(b.a.Place)), TagKeys: []string{monitor.TagMonitor},
		}))
		if r := b.run(b.keeping()); !r.Kept {
			t.Error("it was not kept")
		}
		if strings.Contains(b.state(), remembers) {
			t.Error("the alarm was tagged")
		}
		if !strings.Contains(b.said(), "the alarm "+b.n.Alarm+" was not made by setup and is left as it is, so it cannot remember that") {
			t.Errorf("said\n%s", b.said())
		}
		if s := b.take(survey.Doctor); !s.ByRule() || !s.Rule.There() {
			t.Errorf("the survey sees %+v", s.Rule)
		}
	})
}

// Of a monitor that has the way, broken, nothing is made and nothing removed.
func TestAMonitorsBrokenRuleIsLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		change func(context.Context, *box)
		why    string
	}{
		"no rule": {func(ctx context.Context, b *box) {
			must(b.a.Events.RemoveTargets(ctx, &eventbridge.RemoveTargetsInput{Rule: aws.String(b.n.Rule), Ids: []string{monitor.RuleTargetID}}))
			must(b.a.Events.DeleteRule(ctx, &eventbridge.DeleteRuleInput{Name: aws.String(b.n.Rule)}))
		}, "the monitor's rule secretwatch-prod-db-96e5a5_reads is not there"},
		"no topic": {func(ctx context.Context, b *box) {
			must(b.a.SNS.DeleteTopic(ctx, &sns.DeleteTopicInput{TopicArn: aws.String(b.n.RuleTopicARN(b.a.Place))}))
		}, "the topic secretwatch-prod-db-96e5a5_reads of the monitor's rule is not there"},
		"no subscription": {func(ctx context.Context, b *box) {
			for _, s := range *b.take(survey.Doctor).RuleSubscribers.Value {
				must(b.a.SNS.Unsubscribe(ctx, &sns.UnsubscribeInput{SubscriptionArn: aws.String(s.ARN)}))
			}
		}, "ana@example.com gets none of the mails of the monitor's rule"},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, sandbox.Fast, func(t *testing.T, b *box) {
				b.run(b.keeping())
				c.change(t.Context(), b)
				time.Sleep(time.Minute)
				before := b.state()
				if things, err := compare.Leftovers(t.Context(), b.a, b.n); len(things) > 0 || err != nil {
					t.Errorf("left over are %v, %v", things, err)
				}
				r := b.run(b.options(1))
				if got := r.Way(compare.WayRule).Skipped; !strings.HasPrefix(got, c.why) {
					t.Errorf("skipped %q", got)
				}
				if _, told := r.Mean(compare.WayAlarm); told != 1 {
					t.Error("the alarm was not measured")
				}
				if after := b.state(); after != before {
					t.Errorf("changed:\n%s\nbefore:\n%s", after, before)
				}
			})
		})
	}
}
