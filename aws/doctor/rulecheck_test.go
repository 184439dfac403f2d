package doctor_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

func ruleFindings(r doctor.Report) []doctor.Finding {
	return slices.DeleteFunc(slices.Clone(r.Findings), func(f doctor.Finding) bool {
		return !strings.HasPrefix(f.Code, "rule-") && !strings.Contains(f.Summary, "EventBridge") && !strings.Contains(f.Summary, "rule's mail")
	})
}

// A monitor that has the way passes at each of its hops, and one that has it
// not hears nothing of it.
func TestHealthyByRule(t *testing.T) {
	s := byRule()
	r := doctor.Check(s, doctor.Options{})
	if r.Verdict.Code != doctor.Healthy {
		t.Fatalf("%s: %s", r.Verdict.Code, r.Verdict.Summary)
	}
	wellFormed(t, r)
	var hops []monitor.Hop
	for _, f := range ruleFindings(r) {
		hops = append(hops, f.Hop)
	}
	if want := []monitor.Hop{"filter", "alarm", "action", "topic", "subscription"}; !slices.Equal(hops, want) {
		t.Errorf("the rule passes at %q, want %q", hops, want)
	}
	for name, do := range map[string]func(*monitor.Snapshot){
		"leaves a reader out by name": func(s *monitor.Snapshot) {
			s.Rule.Value.Pattern = foreign.New(`{"detail":{"eventName":["GetSecretValue"],"userIdentity":{"arn":[{"anything-but":{"wildcard":"*user/anna"}}]},` + ids + `}}`)
			read(s, now.Add(-2*time.Hour))
		},
		"a customer's key that lets it in": func(s *monitor.Snapshot) {
			s.RuleTopic.Value.KeyID = "alias/mine"
			s.RuleKey = monitor.Found(monitor.Key{ARN: ruleKey, State: "Enabled", Policy: monitor.Found(
				`{"Statement":{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":["kms:Decrypt","kms:GenerateDataKey*"],"Resource":"*"}}`)})
		},
		"two targets": func(s *monitor.Snapshot) {
			s.Rule.Value.Targets = monitor.Found([]monitor.RuleTarget{{ID: "a", ARN: "arn:aws:lambda:us-east-1:111122223333:function:page"}, {ID: "b", ARN: ruleTopic}})
		},
		"its policy names the rule": func(s *monitor.Snapshot) {
			s.RuleTopic.Value.Policy = strings.Replace(letsEventsIn, `"Resource":"*"`, `"Resource":"*","Condition":{"ArnEquals":{"aws:SourceArn":"`+ruleARN+`"}}`, 1)
		},
		"another address waits": func(s *monitor.Snapshot) {
			*s.RuleSubscribers.Value = append(*s.RuleSubscribers.Value, monitor.Subscription{Protocol: "email", Endpoint: foreign.New("late@example.com"), Pending: true})
		},
	} {
		s := byRule()
		do(&s)
		if v := doctor.Check(s, doctor.Options{Email: email}).Verdict; v.Code != doctor.Healthy {
			t.Errorf("%s: %s: %s", name, v.Code, v.Summary)
		}
	}
	without := healthy()
	without.Rule = byRule().Rule // somebody's rule of that name
	without.Rule.Value.State, without.Rule.Value.Tags = "DISABLED", nil
	if list := ruleFindings(doctor.Check(without, doctor.Options{})); len(list) != 0 {
		t.Errorf("a monitor without the way is told %+v", list)
	}
}

// The looks at the rule that fail leave it unknown, and never broken.
func TestUnseenRuleIsUnknown(t *testing.T) {
	for permission, blind := range map[string]func(*monitor.Snapshot){
		"events:DescribeRule": func(s *monitor.Snapshot) { s.Rule = unseen[monitor.Rule]("events:DescribeRule") },
		"events:ListTargetsByRule": func(s *monitor.Snapshot) {
			s.Rule.Value.Targets = unseen[[]monitor.RuleTarget]("events:ListTargetsByRule")
		},
		"sns:GetTopicAttributes": func(s *monitor.Snapshot) {
			noRuleTopic(s)
			s.RuleTopic = unseen[monitor.Topic]("sns:GetTopicAttributes")
		},
		"sns:ListSubscriptionsByTopic": func(s *monitor.Snapshot) {
			s.RuleSubscribers = unseen[[]monitor.Subscription]("sns:ListSubscriptionsByTopic")
		},
		"secretsmanager:DescribeSecret": func(s *monitor.Snapshot) {
			s.Secret = unseen[monitor.Secret]("secretsmanager:DescribeSecret")
			s.Rule.Value.Pattern = foreign.New(monitor.EventPattern("TopSecretInfo", "arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-x1Y2z3"))
		},
		"kms:DescribeKey": func(s *monitor.Snapshot) {
			s.RuleTopic.Value.KeyID, s.RuleKey = "alias/mine", unseen[monitor.Key]("kms:DescribeKey")
		},
		"kms:GetKeyPolicy": func(s *monitor.Snapshot) {
			s.RuleTopic.Value.KeyID = "alias/mine"
			s.RuleKey = monitor.Found(monitor.Key{ARN: ruleKey, State: "Enabled", Policy: unseen[string]("kms:GetKeyPolicy")})
		},
	} {
		s := byRule()
		blind(&s)
		r := doctor.Check(s, doctor.Options{})
		if v := r.Verdict; v.Code != "cannot-see" || v.Status != doctor.Unknown || !strings.Contains(v.Summary, permission) {
			t.Errorf("%s: %s (%s): %s", permission, v.Code, v.Status, v.Summary)
		}
		notBroken(t, r)
		wellFormed(t, r)
	}
}

// The pattern's finding says which part fails on which value of a real read.
func TestPatternMismatchShowsTheClause(t *testing.T) {
	s := byRule()
	s.Rule.Value.Pattern = foreign.New(`{"source":["aws.secretsmanager"],"detail":{"eventName":["GetSecretsValue"],"awsRegion":["us-east-1"]}}`)
	for _, want := range []string{
		`asks for ["GetSecretsValue"]; a read has "GetSecretValue"`,
		`asks for ["GetSecretsValue"]; the read 12:00:00 UTC has "GetSecretValue"`,
	} {
		v := doctor.Check(s, doctor.Options{}).Verdict
		if v.Code != "rule-pattern-mismatch" || value(v, "detail.eventName") != want || value(v, "detail.awsRegion") != "" {
			t.Errorf("%s: %+v, want %s", v.Code, v.Evidence, want)
		}
		read(&s, now.Add(-2*time.Hour))
	}
}

// What is broken of one way only leaves the other one, and a trail that does
// not log leaves none.
func TestTheOtherWay(t *testing.T) {
	const may = "; the mail of the EventBridge rule may still come"
	const rule, alarm = "; the mail of the EventBridge rule still comes", "; the alarm's mail still comes"
	for _, tt := range []struct {
		code, says string
		do         func(s *monitor.Snapshot)
	}{
		{"alarm-average", rule, func(s *monitor.Snapshot) { s.Alarm.Value.Rule.Statistic = "Average" }},
		{"role-missing", rule, func(s *monitor.Snapshot) { s.Role = monitor.Seen[monitor.Role]{} }},
		{"trail-without-log-group", rule, func(s *monitor.Snapshot) {
			s.Trail.Value.LogGroupARN, s.Trail.Value.RoleARN = "", ""
			s.Trails = monitor.Found([]monitor.Trail{*s.Trail.Value})
		}},
		{"topic-policy-denies", rule, func(s *monitor.Snapshot) { s.Topic.Value.Policy = letsEventsIn }},
		{"rule-disabled", alarm, func(s *monitor.Snapshot) { s.Rule.Value.State = "DISABLED" }},
		{"rule-topic-missing", alarm, noRuleTopic},
		{"alarm-average", "", func(s *monitor.Snapshot) { s.Alarm.Value.Rule.Statistic, s.Rule.Value.State = "Average", "DISABLED" }},
		{"trail-write-only", may, func(s *monitor.Snapshot) {
			s.Selectors = monitor.Found(monitor.Selectors{Basic: []monitor.BasicSelector{{ReadWriteType: "WriteOnly", Management: true}}})
		}},
		{"trail-not-logging", "", func(s *monitor.Snapshot) { s.Status.Value.Logging = false }},
		{"trail-not-logging", "", func(s *monitor.Snapshot) { s.Status.Value.Logging, s.Rule.Value.State = false, "DISABLED" }},
	} {
		s := byRule()
		tt.do(&s)
		r := doctor.Check(s, doctor.Options{})
		said := ""
		for _, text := range []string{rule, alarm, may} {
			if strings.HasSuffix(r.Verdict.Summary, text) {
				said = text
			}
		}
		if r.Verdict.Code != tt.code || said != tt.says {
			t.Errorf("%s, %q: %s: %s", tt.code, tt.says, r.Verdict.Code, r.Verdict.Summary)
		}
		wellFormed(t, r)
	}
}

// Broken at the same hop, the alarm's own finding is the verdict; an earlier
// hop of the rule comes before a later one of the alarm.
func TestVerdictOfTwoWays(t *testing.T) {
	s := byRule()
	s.Rule.Value.State, s.Alarm.Value.Rule.Threshold = "DISABLED", 5
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != "alarm-threshold" {
		t.Errorf("at one hop: %s", v.Code)
	}
	s = byRule()
	s.Rule.Value.State, s.Alarm.Value.ActionsEnabled = "DISABLED", false
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != "rule-disabled" {
		t.Errorf("at two hops: %s", v.Code)
	}
}
