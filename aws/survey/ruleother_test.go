package survey_test

import (
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

const (
	takesAll     = `{"source":["aws.secretsmanager"],"detail":{"eventName":[{"prefix":"Get"}]}}`
	misspelt     = `{"source":["aws.secretsmanager"],"detail":{"eventName":["GetSecretsValue"]}}`
	takesDeletes = `{"source":["aws.secretsmanager"],"detail":{"eventName":["DeleteSecret"]}}`
)

// renameRule puts rules of other names, by their patterns, in the place of the
// usual one: they tell the same topic, and carry no tag.
func (b *box) renameRule(t *testing.T, d monitor.Desired, others map[string]string) {
	t.Helper()
	must(t, b.a.Events.RemoveTargets, &eventbridge.RemoveTargetsInput{Rule: aws.String(d.Rule), Ids: []string{monitor.RuleTargetID}})
	must(t, b.a.Events.DeleteRule, &eventbridge.DeleteRuleInput{Name: aws.String(d.Rule)})
	for name, pattern := range others {
		must(t, b.a.Events.PutRule, &eventbridge.PutRuleInput{
			Name: aws.String(name), EventPattern: aws.String(pattern), State: eventtypes.RuleStateEnabledWithAllCloudtrailManagementEvents,
		})
		must(t, b.a.Events.PutTargets, &eventbridge.PutTargetsInput{Rule: aws.String(name), Targets: []eventtypes.Target{{Id: aws.String("1"), Arn: aws.String(d.RuleTopicARN(d.Place))}}})
	}
}

// Where the alarm remembers a rule and none has its name, the one that tells the
// rule's topic of reads is the monitor's.
func TestARuleOfAnotherNameIsFoundByItsTopic(t *testing.T) {
	for name, c := range map[string]struct {
		others map[string]string
		want   string // "" means that there is none
	}{
		"one":                              {map[string]string{"reads": takesAll}, "reads"},
		"beside one for deletions":         {map[string]string{"a-deletes": takesDeletes, "reads": takesAll}, "reads"},
		"one that would take reads":        {map[string]string{"z": misspelt}, "z"},
		"the better of two":                {map[string]string{"a": misspelt, "reads": takesAll}, "reads"},
		"only for deletions, which is not": {map[string]string{"a-deletes": takesDeletes}, ""},
		"none":                             {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				d := b.watched(t, "prod/db")
				b.secondWay(t, d)
				b.renameRule(t, d, c.others)
				for _, p := range purposes {
					s := b.take(t, d.Names, p)
					if !s.ByRule() || s.Rule.There() != (c.want != "") {
						t.Fatalf("purpose %d: rule %+v", p, s.Rule)
					}
					if c.want == "" {
						if s.Names != d.Names {
							t.Errorf("purpose %d: names %+v", p, s.Names)
						}
						continue
					}
					if s.Names.Rule != c.want || s.Rule.Value.Name != c.want || s.Names.RuleTopic != d.RuleTopic || len(s.Rule.Value.Tags) != 0 || s.AwayRules.There() || s.RuleCounts.There() {
						t.Errorf("purpose %d: rule %+v as %q, others %+v", p, s.Rule.Value, s.Names.Rule, s.AwayRules)
					}
					if targets := s.Rule.Value.Targets.Value; targets == nil || len(*targets) != 1 || (*targets)[0].ID != "1" {
						t.Errorf("purpose %d: targets %+v", p, s.Rule.Value.Targets)
					}
				}
			})
		})
	}
}

// Looking for it costs a call where there is none, and four where there is one.
func TestTheBudgetOfARuleOfAnotherName(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		b.secondWay(t, d)
		_, whole, waves := b.counted(t, d.Names, survey.Plan)
		b.renameRule(t, d, nil)
		if _, calls, took := b.counted(t, d.Names, survey.Plan); calls != whole+1 || took > waves+1 {
			t.Errorf("none: %d calls in %d waves, with one of the usual name %d in %d", calls, took, whole, waves)
		}
		must(t, b.a.Events.PutRule, &eventbridge.PutRuleInput{Name: aws.String("reads"), EventPattern: aws.String(takesAll)})
		must(t, b.a.Events.PutTargets, &eventbridge.PutTargetsInput{Rule: aws.String("reads"), Targets: []eventtypes.Target{{Id: aws.String("1"), Arn: aws.String(d.RuleTopicARN(d.Place))}}})
		if _, calls, took := b.counted(t, d.Names, survey.Plan); calls != whole+4 || took > waves+3 {
			t.Errorf("another name: %d calls in %d waves, with the usual one %d in %d", calls, took, whole, waves)
		}
	})
}

// Who may not ask which rules tell the topic cannot say that there is none.
func TestARuleOfAnotherNameThatMayNotBeLookedFor(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := b.watched(t, "prod/db")
		b.secondWay(t, d)
		b.renameRule(t, d, nil)
		refuse := func(status int, body string) {
			b.wire.refuse = func(r *http.Request) *http.Response {
				if r.Header.Get("X-Amz-Target") != "AWSEvents.ListRuleNamesByTarget" {
					return nil
				}
				return answer(status, "application/x-amz-json-1.1", body)
			}
		}
		refuse(http.StatusBadRequest, `{"__type":"AccessDeniedException","message":"not authorized to perform: events:ListRuleNamesByTarget"}`)
		if s := b.take(t, d.Names, survey.Doctor); s.Rule.Unseen == nil || s.Rule.Unseen.Permission != "events:ListRuleNamesByTarget" || s.AwayRules.There() {
			t.Errorf("not allowed: rule %+v", s.Rule)
		}
		refuse(http.StatusBadRequest, `{"__type":"UnknownOperationException","message":""}`)
		if s := b.take(t, d.Names, survey.Doctor); !s.Rule.Absent() || !s.AwayRules.There() {
			t.Errorf("not known there: rule %+v", s.Rule)
		}
	})
}

// A rule that was kept beside a chain of other hands is found by its tags.
func TestRulesOfOursThatNoAlarmRemembers(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		d := buildByHand(t, b)
		kept := monitor.DesiredFor(d.Secret, "me@example.com", b.a.Place)
		kept.Names.RuleTopic = "who-reads-it"
		if found, err := survey.DiscoverRules(t.Context(), b.a); err != nil || len(found) != 0 {
			t.Errorf("none: %+v, %v", found, err)
		}
		putRule(t, b.a, kept)
		tried := monitor.DesiredFor("other", "me@example.com", b.a.Place)
		putRule(t, b.a, tried, eventtypes.Tag{Key: aws.String(monitor.TagExperiment), Value: aws.String("compare")})
		must(t, b.a.Events.PutRule, &eventbridge.PutRuleInput{Name: aws.String("secretwatch-of-others"), EventPattern: aws.String(takesAll)})
		found, err := survey.DiscoverRules(t.Context(), b.a)
		if err != nil || len(found) != 1 || found[0] != kept.Names {
			t.Fatalf("found %+v, %v", found, err)
		}
		s := b.take(t, found[0], survey.Destroy)
		if !s.Rule.There() || !d.Ours(s.Rule.Value.Tags) || s.Alarm.There() || s.Trail.There() {
			t.Errorf("rule %+v, alarm %+v, trail %+v", s.Rule, s.Alarm, s.Trail)
		}
	})
}
