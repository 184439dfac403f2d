package mend_test

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/account"
	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
)

const (
	ruleTopic = "arn:aws:sns:us-east-1:123456789012:reads"
	putRule   = `aws events put-rule --name reads --event-pattern '{"source":["aws.secretsmanager"]}' --state ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`
)

// PutRule replaces a rule: its description and its role stay nevertheless, and
// its tags and targets by themselves.
func TestRunKeepsTheRestOfARule(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		ctx := t.Context()
		role := aws.String("arn:aws:iam::123456789012:role/r")
		if _, err := a.Events.PutRule(ctx, &eventbridge.PutRuleInput{
			Name: aws.String("reads"), EventPattern: aws.String(`{"source":["aws.s3"]}`), State: types.RuleStateDisabled, Description: aws.String("mine"),
			RoleArn: role, Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("blue")}},
		}); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Events.PutTargets(ctx, &eventbridge.PutTargetsInput{Rule: aws.String("reads"), Targets: []types.Target{{Id: aws.String("a"), Arn: aws.String(ruleTopic)}}}); err != nil {
			t.Fatal(err)
		}
		for _, line := range []string{
			putRule,
			`aws events put-targets --rule reads --targets '[{"Id":"mail","Arn":"` + ruleTopic + `","InputTransformer":{"InputPathsMap":{"who":"$.detail.userIdentity.arn"},"InputTemplate":"\"<who>\"\n\"x\""}}]'`,
		} {
			if err := runLine(t, a, line); err != nil {
				t.Fatalf("%s: %v", line, err)
			}
		}
		have, err := a.Events.DescribeRule(ctx, &eventbridge.DescribeRuleInput{Name: aws.String("reads")})
		if err != nil || have.State != types.RuleStateEnabledWithAllCloudtrailManagementEvents || aws.ToString(have.EventPattern) != `{"source":["aws.secretsmanager"]}` ||
			aws.ToString(have.Description) != "mine" || aws.ToString(have.RoleArn) != *role {
			t.Errorf("%v: %+v", err, have)
		}
		tags, err := a.Events.ListTagsForResource(ctx, &eventbridge.ListTagsForResourceInput{ResourceARN: have.Arn})
		if err != nil || len(tags.Tags) != 1 || *tags.Tags[0].Value != "blue" {
			t.Errorf("%v: tags %+v", err, tags)
		}
		targets, err := a.Events.ListTargetsByRule(ctx, &eventbridge.ListTargetsByRuleInput{Rule: aws.String("reads")})
		if err != nil || len(targets.Targets) != 2 || *targets.Targets[0].Id != "a" || *targets.Targets[1].InputTransformer.InputTemplate != "\"<who>\"\n\"x\"" ||
			targets.Targets[1].InputTransformer.InputPathsMap["who"] != "$.detail.userIdentity.arn" {
			t.Errorf("%v: targets %+v", err, targets)
		}
		// One that is not there is made.
		if err := runLine(t, a, `aws events put-rule --region eu-west-1 --name fresh --event-pattern '{"source":["aws.s3"]}' --tags '[{"Key":"a","Value":"b"}]'`); err != nil {
			t.Error(err)
		}
	})
}

// What a rule's remedies change: the rule, its topic, and the key.
func TestTouchedOfARule(t *testing.T) {
	ours := map[string]string{monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: "db"}
	s := whole(ours)
	s.Names.Rule, s.Names.RuleTopic = "reads", "reads"
	s.Rule = monitor.Found(monitor.Rule{Name: "reads", Tags: ours})
	s.RuleTopic = monitor.Found(monitor.Topic{ARN: ruleTopic, Tags: ours})
	setTopic := "aws sns set-topic-attributes --topic-arn " + ruleTopic
	for _, tt := range []struct {
		line      string
		do        func(s *monitor.Snapshot)
		new, ours bool
	}{
		{putRule, func(*monitor.Snapshot) {}, false, true},
		{putRule, func(s *monitor.Snapshot) { s.Rule.Value.Tags = nil }, false, false},
		{putRule, func(s *monitor.Snapshot) { s.Rule = monitor.Seen[monitor.Rule]{} }, true, false},
		{putRule, func(s *monitor.Snapshot) { s.Rule = monitor.NotSeen[monitor.Rule](monitor.Unseen{}) }, false, false},
		{"aws events put-targets --rule reads", func(*monitor.Snapshot) {}, false, true},
		{setTopic, func(*monitor.Snapshot) {}, false, true},
		{setTopic, func(s *monitor.Snapshot) { s.RuleTopic.Value.Tags = nil }, false, false},
	} {
		now := s
		now.Rule, now.RuleTopic = monitor.Found(*s.Rule.Value), monitor.Found(*s.RuleTopic.Value)
		tt.do(&now)
		c, err := command.Parse(tt.line)
		if err != nil {
			t.Fatal(err)
		}
		list := mend.Touched(now, []command.Command{c})
		if len(list) != 1 || list[0].Name != "reads" || list[0].New != tt.new || list[0].Ours != tt.ours {
			t.Errorf("%s: %+v, want new %v, ours %v", tt.line, list, tt.new, tt.ours)
		}
	}
}

// A rule, its topic and the key are not replaced while they cannot be seen.
func TestFixReplacesNoRuleUnseen(t *testing.T) {
	onSandbox(t, func(t *testing.T, a *account.Account) {
		for name, tt := range map[string]struct {
			line string
			do   func(*monitor.Snapshot)
		}{
			"rule":  {putRule, func(s *monitor.Snapshot) { s.Rule = monitor.NotSeen[monitor.Rule](monitor.Unseen{}) }},
			"topic": {"aws sns set-topic-attributes --topic-arn " + ruleTopic, func(s *monitor.Snapshot) { s.RuleTopic = monitor.NotSeen[monitor.Topic](monitor.Unseen{}) }},
			"key":   {"aws kms put-key-policy --key-id k", func(*monitor.Snapshot) {}},
		} {
			s := whole(nil)
			s.Names.Rule, s.Names.RuleTopic = "reads", "reads"
			s.Alarm.Value.Tags = map[string]string{
				monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: s.Monitor, monitor.TagNotify: "alarm eventbridge",
			}
			tt.do(&s)
			v := doctor.Finding{Code: name, Status: doctor.Broken, Remedy: &doctor.Remedy{Kind: doctor.Auto, Lines: []string{tt.line}}}
			asked := false
			done, err := mend.Fix(t.Context(), a, mend.Look{Snapshot: s, Report: doctor.Report{Verdict: v}}, mend.Options{
				Consent: func(context.Context, mend.Ask) error { asked = true; return nil },
			})
			if err != nil || done.Stop != mend.StopUnseen || asked || len(done.Applied) > 0 {
				t.Errorf("%s: %v, stopped (%s), asked %v", name, err, done.Stop, asked)
			}
		}
	})
}
