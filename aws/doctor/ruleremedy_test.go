package doctor_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// A rule's remedies keep everything else of the rule.
func TestRuleRemedies(t *testing.T) {
	made := fmt.Sprintf(`[{"Id":"mail","Arn":%q,"InputTransformer":{"InputPathsMap":`, ruleTopic)
	const ours = `[{"Key":"managed-by","Value":"secretwatch"},{"Key":"secretwatch:monitor","Value":"TopSecretInfo"},{"Key":"secretwatch:secret","Value":"TopSecretInfo"}]`
	for _, tt := range []struct {
		code string
		do   func(s *monitor.Snapshot)
		call string // the first command's
		want map[string]string
	}{
		{"rule-disabled", func(s *monitor.Snapshot) { s.Rule.Value.State = "DISABLED" }, "events put-rule", map[string]string{
			"--name": "secretwatch-TopSecretInfo_reads", "--state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", "--description": "reads",
			"--event-pattern": byRule().Rule.Value.Pattern.Raw(), "--tags": "", "--region": "us-east-1",
		}},
		{"rule-pattern-mismatch", func(s *monitor.Snapshot) { s.Rule.Value.Pattern = foreign.New(`{"source":["aws.s3"]}`) }, "events put-rule", map[string]string{
			"--state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", "--description": "reads",
			"--event-pattern": `{"detail":{"errorCode":[{"exists":false}],"eventName":["GetSecretValue"],"eventSource":["secretsmanager.amazonaws.com"],"requestParameters":{"secretId":["TopSecretInfo",` +
				`"arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-x1Y2z3","arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo"]}},` +
				`"detail-type":["AWS API Call via CloudTrail"],"source":["aws.secretsmanager"]}`,
		}},
		{"rule-missing", func(s *monitor.Snapshot) { s.Rule = monitor.Seen[monitor.Rule]{} }, "events put-rule", map[string]string{
			"--state": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", "--tags": ours, "--description": "Mails every read of the secret TopSecretInfo; made by secretwatch",
		}},
		{"rule-no-target", func(s *monitor.Snapshot) { s.Rule.Value.Targets = monitor.Found([]monitor.RuleTarget{}) }, "events put-targets", map[string]string{
			"--rule": "secretwatch-TopSecretInfo_reads",
		}},
		{"rule-topic-policy-denies", func(s *monitor.Snapshot) {
			s.RuleTopic.Value.Policy = `{"Id":"mine","Statement":[{"Sid":"no","Effect":"Deny","Principal":"*","Action":"SNS:Publish","Resource":"*"},` +
				`{"Sid":"partner","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Action":"SNS:Subscribe","Resource":"*"}]}`
		}, "sns set-topic-attributes", map[string]string{
			"--topic-arn": ruleTopic, "--attribute-name": "Policy",
			"--attribute-value": `{"Id":"mine","Statement":[{"Action":"SNS:Subscribe","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Resource":"*","Sid":"partner"},` +
				`{"Action":"SNS:Publish","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Resource":"` + ruleTopic + `","Sid":"PublishEventsToMyTopic"}]}`,
		}},
		{"rule-topic-missing", noRuleTopic, "sns create-topic", map[string]string{"--tags": ours}},
	} {
		s := byRule()
		tt.do(&s)
		v := doctor.Check(s, doctor.Options{}).Verdict
		if v.Code != tt.code || v.Remedy == nil || v.Remedy.Kind != doctor.Auto || len(v.Remedy.Lines) == 0 {
			t.Errorf("%s: verdict %s, %+v", tt.code, v.Code, v.Remedy)
			continue
		}
		c, err := command.Parse(v.Remedy.Lines[0])
		if err != nil || c.Call() != tt.call {
			t.Errorf("%s: %v, %s", tt.code, err, v.Remedy.Lines[0])
		}
		for option, want := range tt.want {
			if got := c.Value(option); got != want {
				t.Errorf("%s: %s\n got %s\nwant %s", tt.code, option, got, want)
			}
		}
		last, err := command.Parse(v.Remedy.Lines[len(v.Remedy.Lines)-1])
		switch {
		case err != nil:
			t.Error(err)
		case last.Operation == "put-targets" && !strings.HasPrefix(last.Value("--targets"), made):
			t.Errorf("%s: targets %s", tt.code, last.Value("--targets"))
		case tt.code == "rule-topic-missing" && last.Value("--notification-endpoint") != email:
			t.Errorf("%s: %s", tt.code, v.Remedy.Lines)
		}
	}
	// In a rule that others made, a target of theirs may have the usual id.
	s := byRule()
	s.Rule.Value.Tags, s.Rule.Value.Targets = nil, monitor.Found([]monitor.RuleTarget{{ID: "mail", ARN: "arn:aws:sns:us-east-1:111122223333:theirs"}})
	if v := doctor.Check(s, doctor.Options{}).Verdict; !strings.Contains(v.Remedy.Lines[0], `"Id":"mail-TopSecretInfo"`) {
		t.Errorf("%s: %s", v.Code, v.Remedy.Lines)
	}
	// Without an address nobody can be subscribed but by a person.
	s = byRule()
	noRuleTopic(&s)
	s.Subscribers = monitor.Found([]monitor.Subscription{})
	for _, f := range doctor.Check(s, doctor.Options{}).Findings {
		if f.Code == "rule-topic-missing" && f.Remedy.Kind != doctor.Person {
			t.Errorf("without an address: %+v", f.Remedy)
		}
	}
	// A new alarm remembers the way again.
	s = byRule()
	noAlarm(&s)
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != "no-alarm" || !strings.Contains(strings.Join(v.Remedy.Lines, "\n"), `{"Key":"secretwatch:notify","Value":"alarm eventbridge"}`) {
		t.Errorf("%s: %+v", v.Code, v.Remedy)
	}
}

// Who deleted the rule is looked up, and another rule's end is not taken for it.
func TestWhoChangedTheRule(t *testing.T) {
	s := byRule()
	s.Rule = monitor.Seen[monitor.Rule]{}
	if w := doctor.Check(s, doctor.Options{}).Wants(); !slices.Equal(w.Events, []string{"DeleteRule"}) || !w.AwayRules || w.None() {
		t.Errorf("it wants %+v", w)
	}
	s.Changes = monitor.Found([]monitor.Changed{
		{Event: "DeleteRule", Who: foreign.New("arn:aws:iam::111122223333:user/other"), At: now.Add(-time.Minute), Resources: []foreign.String{foreign.New("another-rule")}},
		{Event: "DeleteRule", Who: foreign.New("arn:aws:iam::111122223333:user/anna"), At: now.Add(-time.Hour), Resources: []foreign.String{foreign.New(s.Names.Rule)}},
	})
	if v := doctor.Check(s, doctor.Options{}).Verdict; !strings.HasPrefix(value(v, "changed by"), "arn:aws:iam::111122223333:user/anna with DeleteRule") {
		t.Errorf("%+v", v.Evidence)
	}
}

// A repair of the rule takes nothing away: other secrets that the pattern names
// stay, and so does a foreign target that has the usual id.
func TestRuleRepairKeeps(t *testing.T) {
	const arn = "arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo"
	const list = `["TopSecretInfo","` + arn + `-x1Y2z3","` + arn + `","Other"]`
	for _, tt := range []struct{ have, want string }{
		{
			`{"detail":{"eventName":["GetSecretValue"],"requestParameters":{"secretId":["TopSecretInfo","Other"]},"awsRegion":["us-east-1"]}}`,
			`{"detail":{"awsRegion":["us-east-1"],"eventName":["GetSecretValue"],"requestParameters":{"secretId":` + list + `}}}`,
		},
		{
			`{"detail":{"eventName":["GetSecretsValue"],"requestParameters":{"secretId":["TopSecretInfo","Other"]}}}`,
			`{"detail":{"errorCode":[{"exists":false}],"eventName":["GetSecretValue"],"eventSource":["secretsmanager.amazonaws.com"],"requestParameters":{"secretId":` + list +
				`}},"detail-type":["AWS API Call via CloudTrail"],"source":["aws.secretsmanager"]}`,
		},
	} {
		s := byRule()
		s.Rule.Value.Pattern = foreign.New(tt.have)
		v := doctor.Check(s, doctor.Options{}).Verdict
		c, err := command.Parse(v.Remedy.Lines[0])
		if v.Code != "rule-pattern-mismatch" || err != nil || c.Value("--event-pattern") != tt.want {
			t.Errorf("%s: %v\n got %s\nwant %s", v.Code, err, c.Value("--event-pattern"), tt.want)
		}
	}
	s := byRule()
	s.Rule.Value.Pattern = foreign.New(`{"detail":{"eventName":["GetSecretValue"],"requestParameters":{"secretId":["TopSecretInfo","` + arn + `-x1Y2z3","Other"]}}}`)
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != doctor.Healthy {
		t.Errorf("a pattern that also names another secret: %s: %s", v.Code, v.Summary)
	}
	s = byRule()
	s.Rule.Value.Targets = monitor.Found([]monitor.RuleTarget{{ID: "mail", ARN: "arn:aws:sns:us-east-1:111122223333:theirs"}})
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != "rule-other-target" || !strings.Contains(v.Remedy.Lines[0], `"Id":"mail-2"`) {
		t.Errorf("%s: %s", v.Code, v.Remedy.Lines)
	}
}
