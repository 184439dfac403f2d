package survey_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// counted is a look with its calls and waves.
func (b *box) counted(t *testing.T, n monitor.Names, purpose survey.Purpose) (s monitor.Snapshot, calls, waves int) {
	t.Helper()
	before, start := b.wire.calls, time.Now()
	s = b.take(t, n, purpose)
	return s, b.wire.calls - before, int(time.Since(start) / perCall)
}

// Six calls more, and none without the way; a wave more only for a plan, which
// does not ask for an alarm's tags before it knows of the alarm.
func TestTheSecondWayIsSeenWithinItsBudget(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		var without [3][2]int
		for i, p := range purposes {
			s, calls, waves := b.counted(t, d.Names, p)
			without[i] = [2]int{calls, waves}
			if s.ByRule() || !s.Rule.Absent() || !s.RuleTopic.Absent() || !s.RuleCounts.Absent() || !s.AwayRules.Absent() {
				t.Errorf("purpose %d: a rule is seen that nobody made", p)
			}
		}
		if want := [3][2]int{{20, 2}, {22, 4}, {21, 2}}; without != want {
			t.Errorf("calls and waves %v, want %v: those of a monitor that is told of by its alarm alone", without, want)
		}
		b.secondWay(t, d)
		b.read(t, "prod/db")
		time.Sleep(20 * time.Second)
		for i, p := range purposes {
			s, calls, waves := b.counted(t, d.Names, p)
			most := without[i][1]
			if p == survey.Plan {
				most++
			}
			if more := calls - without[i][0]; more != 6 || waves > most {
				t.Errorf("purpose %d: %d calls more in %d waves, want 6 more and at most %d", p, more, waves, most)
			}
			r := s.Rule.Value
			if r == nil || !s.ByRule() || r.Name != d.Rule || r.ARN != d.RuleARN(d.Place) || r.Region != "us-east-1" || r.State != monitor.RuleStateAll ||
				r.Description.Raw() != "mails" || !d.Ours(r.Tags) || !strings.Contains(r.Pattern.Raw(), `"prod/db"`) {
				t.Fatalf("purpose %d: rule %+v", p, r)
			}
			if targets := *r.Targets.Value; len(targets) != 1 || targets[0].ID != monitor.RuleTargetID || targets[0].ARN != d.RuleTopicARN(d.Place) || targets[0].Template.Raw() != monitor.RuleTemplate() {
				t.Errorf("purpose %d: targets %+v", p, targets)
			}
			topic := s.RuleTopic.Value
			if topic == nil || topic.ARN != d.RuleTopicARN(d.Place) || topic.Confirmed != 1 || !strings.Contains(topic.Policy, "events.amazonaws.com") {
				t.Errorf("purpose %d: topic %+v", p, topic)
			}
			if p != survey.Doctor && !d.Ours(topic.Tags) {
				t.Errorf("purpose %d: the topic's tags are %v", p, topic.Tags)
			}
			subs := *s.RuleSubscribers.Value
			if len(subs) != 1 || subs[0].Endpoint.Raw() != d.Email || subs[0].ARN == "" || subs[0].Looked != (p == survey.Doctor) {
				t.Errorf("purpose %d: subscribers %+v", p, subs)
			}
			if p == survey.Doctor && (s.RuleCounts.Value == nil || *s.RuleCounts.Value != monitor.RuleCounts{Matched: 1, Invoked: 1}) {
				t.Errorf("counts %+v", s.RuleCounts)
			}
			if !s.AwayRules.Absent() || !s.RuleKey.Absent() {
				t.Errorf("purpose %d: asked for what nobody needs", p)
			}
		}
		free, err := survey.Take(t.Context(), b.a, d.Names, survey.Options{For: survey.Doctor, Free: true})
		if err != nil || !free.RuleCounts.Absent() || !free.Rule.There() {
			t.Errorf("free: counts %+v, error %v", free.RuleCounts, err)
		}
	})
}

func TestWhatOfTheRuleMayNotBeSeen(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		b.secondWay(t, d)
		for permission, look := range map[string]func(monitor.Snapshot) *monitor.Unseen{
			"events:DescribeRule":           func(s monitor.Snapshot) *monitor.Unseen { return s.Rule.Unseen },
			"events:ListTargetsByRule":      func(s monitor.Snapshot) *monitor.Unseen { return s.Rule.Value.Targets.Unseen },
			"sns:GetTopicAttributes":        func(s monitor.Snapshot) *monitor.Unseen { return s.RuleTopic.Unseen },
			"sns:ListSubscriptionsByTopic":  func(s monitor.Snapshot) *monitor.Unseen { return s.RuleSubscribers.Unseen },
			"sns:GetSubscriptionAttributes": func(s monitor.Snapshot) *monitor.Unseen { return (*s.RuleSubscribers.Value)[0].Unseen },
			"cloudwatch:GetMetricData":      func(s monitor.Snapshot) *monitor.Unseen { return s.RuleCounts.Unseen },
		} {
			b.deny(permission)
			s := b.take(t, d.Names, survey.Doctor)
			if u := look(s); u == nil || u.Permission != permission || u.Reason != monitor.ReasonDenied {
				t.Errorf("without %s: %+v", permission, u)
			}
			if !s.AwayRules.Absent() {
				t.Errorf("without %s: looked for the rule in other regions", permission)
			}
		}
		// Whose the rule is stays open, and the alarm remembers it.
		b.wire.refuse = func(r *http.Request) *http.Response {
			if r.Header.Get("X-Amz-Target") != "AWSEvents.ListTagsForResource" {
				return nil
			}
			return answer(http.StatusBadRequest, "application/x-amz-json-1.1", `{"__type":"AccessDeniedException","message":"not authorized to perform: events:ListTagsForResource"}`)
		}
		if s := b.take(t, d.Names, survey.Doctor); !s.ByRule() || len(s.Rule.Value.Tags) != 0 {
			t.Errorf("rule %+v", s.Rule)
		}
	})
}

// Names that a person chose come back by the alarm's tags.
func TestARenamedRuleIsRemembered(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		d.Names.Rule, d.Names.RuleTopic = "Reads", "Mails-of-reads"
		b.build(t, d)
		b.confirm(t)
		b.secondWay(t, d)
		got, ok := survey.Remembered(t.Context(), b.a, "prod/db")
		if !ok || got != d.Names {
			t.Errorf("remembered %+v", got)
		}
		if got, err := survey.Resolve(t.Context(), b.a, "prod/db", nil); err != nil || got != d.Names {
			t.Errorf("resolved %+v, %v", got, err)
		}
		if found, err := survey.Discover(t.Context(), b.a); err != nil || len(found) != 1 || found[0] != d.Names {
			t.Errorf("discovered %+v, %v", found, err)
		}
		if found := b.find(t); len(found) != 1 || found[0].Names != d.Names || !found[0].Complete {
			t.Errorf("found %+v", found)
		}
		n := d.Names
		n.Rule, n.RuleTopic = d.RuleARN(d.Place), d.RuleTopicARN(d.Place)
		for _, n := range []monitor.Names{d.Names, n} {
			if s := b.take(t, n, survey.Doctor); !s.Rule.There() || s.Rule.Value.Name != "Reads" || !s.RuleTopic.There() || s.Names.Rule != "Reads" {
				t.Errorf("rule %+v, topic %+v", s.Rule, s.RuleTopic)
			}
		}
	})
}

// Where no alarm of setup's remembers it, the rule itself tells.
func TestARuleThatNoAlarmRemembers(t *testing.T) {
	for name, c := range map[string]struct {
		build func(*testing.T, *box) monitor.Desired
		tags  []eventtypes.Tag
		part  bool
	}{
		"the alarm is gone": {func(t *testing.T, b *box) monitor.Desired {
			d := b.watched(t, "prod/db")
			must(t, b.a.CloudWatch.DeleteAlarms, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{d.Names.Alarm}})
			return d
		}, nil, true},
		"the alarm is another's": {buildByHand, nil, true},
		"an experiment":          {buildByHand, []eventtypes.Tag{{Key: aws.String(monitor.TagExperiment), Value: aws.String("compare")}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				d := c.build(t, b)
				for _, p := range purposes {
					if s := b.take(t, d.Names, p); s.ByRule() || !s.Rule.Absent() {
						t.Errorf("purpose %d: %+v", p, s.Rule)
					}
				}
				must(t, b.a.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(d.RuleTopic)})
				putRule(t, b.a, d, c.tags...)
				for _, p := range purposes {
					s := b.take(t, d.Names, p)
					if s.ByRule() != c.part || !s.Rule.There() || len(*s.Rule.Value.Targets.Value) != 1 || !s.RuleTopic.There() || !s.RuleSubscribers.There() {
						t.Errorf("purpose %d: rule %+v, topic %+v", p, s.Rule, s.RuleTopic)
					}
				}
			})
		})
	}
}

func buildByHand(t *testing.T, b *box) monitor.Desired {
	t.Helper()
	l := exercise()
	l.build(t, b)
	d := monitor.DesiredFor(l.secret, l.email, b.a.Place)
	d.Names = l.names(b.a.Place)
	return d
}

// Setup knows before it looks that the way is wanted.
func TestTheWishIsLookedAtInTheFirstWave(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		_, plain, waves := b.counted(t, d.Names, survey.Plan)
		if waves != 1 {
			t.Errorf("nothing there: %d waves", waves)
		}
		d.EventBridge = true
		before, start := b.wire.calls, time.Now()
		s, err := survey.TakeFor(t.Context(), b.a, d)
		if more, took := b.wire.calls-before-plain, time.Since(start); err != nil || more != 2 || took != perCall || !s.Rule.Absent() || !s.RuleTopic.Absent() {
			t.Errorf("%d calls more in %v, error %v", more, took, err)
		}
		b.build(t, monitor.DesiredFor("prod/db", "me@example.com", b.a.Place))
		b.confirm(t)
		b.secondWay(t, d)
		if s, err = survey.TakeFor(t.Context(), b.a, d); err != nil || !d.Ours(s.Rule.Value.Tags) || !d.Ours(s.RuleTopic.Value.Tags) || len(*s.RuleSubscribers.Value) != 1 {
			t.Errorf("rule %+v, topic %+v, error %v", s.Rule, s.RuleTopic, err)
		}
	})
}

// The topics that stand beside a monitor's own one are no monitors.
func TestTheTopicsOfAComparisonAreNoMonitor(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		subscribed := func(names ...string) {
			for _, name := range names {
				arn := must(t, b.a.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(name)}).TopicArn
				must(t, b.a.SNS.Subscribe, &sns.SubscribeInput{TopicArn: arn, Protocol: aws.String("email"), Endpoint: aws.String("me@example.com")})
			}
		}
		d := monitor.DesiredFor("prod/db", "me@example.com", b.a.Place)
		subscribed(d.FilesTopic(), d.RuleTopic)
		if found := b.find(t); len(found) != 0 {
			t.Errorf("alone: %+v", found)
		}
		// Nobody is mailed by the alarm, and somebody waits at topics that are
		// none of its business.
		l := exercise()
		l.email, l.action = "", false
		l.build(t, b)
		if found := b.find(t); len(found) != 1 || found[0].Topic != monitor.NamesFor(l.secret, b.a.Place).Topic {
			t.Errorf("beside an exercise: %+v", found)
		}
		d.Names.RuleTopic = "all-about-secrets"
		b.build(t, d)
		d.EventBridge = true
		b.remember(t, d)
		subscribed(d.RuleTopic)
		found := b.find(t)
		if len(found) != 2 || found[0].Names != d.Names || found[1].Topic == d.RuleTopic {
			t.Errorf("beside a monitor: %+v", found)
		}
		// A monitor's own topic may end like that too.
		reads := monitor.DesiredFor("db-reads", "me@example.com", b.a.Place)
		lab{secret: reads.Secret}.build(t, b)
		subscribed(reads.Topic)
		if found := b.find(t); !slices.ContainsFunc(found, func(c survey.Candidate) bool { return c.Topic == reads.Topic && c.Secret == reads.Secret }) {
			t.Errorf("with a topic of its own: %+v", found)
		}
	})
}
