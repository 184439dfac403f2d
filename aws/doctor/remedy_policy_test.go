package doctor_test

import (
	"encoding/json"
	"strings"
	"testing"

	"secretwatch/aws/command"
	"secretwatch/aws/doctor"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// A topic's policy gets the one statement that lets the service in, and the
// words say what becomes of the others.
func TestATopicsPolicyGetsNothingElse(t *testing.T) {
	const (
		topic   = "arn:aws:sns:us-east-1:111122223333:secretwatch-db"
		alarm   = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db"
		kept    = "let this alarm publish; what else the policy says is kept"
		partner = `{"Action":"SNS:Subscribe","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::444455556666:root"},"Resource":"*","Sid":"partner"}`
		no      = `{"Action":"SNS:Publish","Effect":"Deny","Principal":"*","Resource":"*"}`
	)
	lets := func(sid, alarm string) string {
		return `{"Action":"SNS:Publish","Condition":{"ArnLike":{"aws:SourceArn":"` + alarm + `"},"StringEquals":{"aws:SourceAccount":"111122223333"}},` +
			`"Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Resource":"` + topic + `","Sid":"` + sid + `"}`
	}
	ours, another := lets("AllowCloudWatchAlarms", alarm), lets("AllowCloudWatchAlarms", alarm+"-2")
	policy := func(statements ...string) string { return `{"Statement":[` + strings.Join(statements, ",") + `]}` }
	whole := `{"Statement":[` + ours + `],"Version":"2012-10-17"}`
	const unread = "let this alarm publish; the policy that is there cannot be read, and all of it is replaced"
	for _, tt := range []struct {
		name, have  string
		notOurs     bool
		want, words string
	}{
		{"empty", policy(), false, policy(ours), kept},
		{"a partner's", policy(partner), true, policy(partner, ours), kept},
		{"one statement without a list", `{"Statement":` + partner + `}`, false, policy(partner, ours), kept},
		{"forbidden", policy(no, partner), false, policy(partner, ours), "let this alarm publish; the statement that forbids it is taken out, what else the policy says is kept"},
		{"allowed, and forbidden twice", policy(no, ours, no), true, policy(ours), "let this alarm publish; the 2 statements that forbid it are taken out, what else the policy says is kept"},
		{"ours of an older name", policy(partner, another), false, policy(partner, ours), "let this alarm publish; the statement AllowCloudWatchAlarms is replaced, what else the policy says is kept"},
		{
			"another monitor's", policy(another, lets("AllowCloudWatchAlarms2", alarm+"-3")), true,
			policy(another, lets("AllowCloudWatchAlarms2", alarm+"-3"), lets("AllowCloudWatchAlarms3", alarm)), kept,
		},
		{"not to be read", "<xml/>", false, whole, unread},
		{"without statements", `{"Id":"mine"}`, false, whole, unread},
	} {
		v := verdictOf(func(s *monitor.Snapshot) {
			s.Topic.Value.Policy = tt.have
			if !tt.notOurs {
				s.Topic.Value.Tags = map[string]string{monitor.TagManagedBy: monitor.ManagedBy, monitor.TagMonitor: "db"}
			}
		})
		if !strings.HasPrefix(v.Code, "topic-policy-") || v.Remedy == nil || len(v.Remedy.Lines) != 1 {
			t.Errorf("%s: verdict %s, %+v", tt.name, v.Code, v.Remedy)
			continue
		}
		if v.Remedy.Summary != tt.words {
			t.Errorf("%s: %s\nwant %s", tt.name, v.Remedy.Summary, tt.words)
		}
		c, err := command.Parse(v.Remedy.Lines[0])
		if got := c.Value("--attribute-value"); err != nil || got != tt.want {
			t.Errorf("%s: %v\n got %s\nwant %s", tt.name, err, got, tt.want)
		}
		after := verdictOf(func(s *monitor.Snapshot) { s.Topic.Value.Policy = c.Value("--attribute-value") })
		if after.Code != doctor.Healthy {
			t.Errorf("%s: with the new policy the verdict is %s", tt.name, after.Code)
		}
	}
}

// SNS's own statement for the owner stays where it is, and only there.
func TestTheOwnersStatementIsNotBroughtBack(t *testing.T) {
	const owner = "__default_statement_ID"
	for _, there := range []bool{true, false} {
		s := byRule()
		var doc map[string]any
		if err := json.Unmarshal([]byte(iampolicy.DefaultTopicPolicy(ruleTopic, "111122223333")), &doc); err != nil {
			t.Fatal(err)
		}
		if !there {
			doc["Statement"] = []any{}
		}
		text, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		s.RuleTopic.Value.Policy = string(text)
		v := doctor.Check(s, doctor.Options{}).Verdict
		if v.Code != "rule-topic-policy-denies" || strings.Contains(v.Remedy.Lines[0], owner) != there || !strings.Contains(v.Remedy.Lines[0], "events.amazonaws.com") {
			t.Errorf("with the statement %v: %s, %s", there, v.Code, v.Remedy.Lines)
		}
		if v.Remedy.Summary != "let EventBridge publish; what else the policy says is kept" {
			t.Error(v.Remedy.Summary)
		}
	}
}

// Where the policy cannot be seen, the words say that the command replaces it.
func TestAPolicyThatCannotBeSeenIsNotCalledKept(t *testing.T) {
	v := verdictOf(func(s *monitor.Snapshot) {
		acted(s, now.Add(-1), refusedNew)
		s.Topic = monitor.NotSeen[monitor.Topic](monitor.Unseen{Reason: monitor.ReasonDenied})
	})
	if v.Code != "topic-policy-denies" || v.Remedy == nil || !strings.Contains(v.Remedy.Summary, "the command replaces all of it: look at it first") {
		t.Errorf("%s: %+v", v.Code, v.Remedy)
	}
}

// CloudTrail's statements for another trail stay in a bucket's policy, although AWS
// gives those of every trail the same Sids.
func TestABucketsPolicyKeepsOtherTrails(t *testing.T) {
	s := healthyOf("db", monitor.DefaultRule())
	mine := s.Trail.Value.ARN
	other := strings.ReplaceAll(mine, "secretwatch-db", "company")
	s.Bucket.Value.Policy = monitor.Found(strings.ReplaceAll(*s.Bucket.Value.Policy.Value, mine, other))
	var f doctor.Finding
	for _, x := range doctor.Check(s, doctor.Options{}).Findings {
		if x.Code == "bucket-policy-source-arn" {
			f = x
		}
	}
	if f.Remedy == nil || len(f.Remedy.Lines) != 1 {
		t.Fatalf("no remedy for a policy of another trail: %+v", f)
	}
	c, err := command.Parse(f.Remedy.Lines[0])
	if err != nil {
		t.Fatal(err)
	}
	got := c.Value("--policy")
	if n, m := strings.Count(got, other), strings.Count(got, mine); n != 2 || m != 2 {
		t.Errorf("%d statements for the other trail and %d for ours, want 2 and 2:\n%s", n, m, got)
	}
	for _, sid := range []string{"AWSCloudTrailAclCheck20150319", "AWSCloudTrailAclCheck201503192", "AWSCloudTrailWrite20150319", "AWSCloudTrailWrite201503192"} {
		if strings.Count(got, `"`+sid+`"`) != 1 {
			t.Errorf("the Sid %s is not there once:\n%s", sid, got)
		}
	}
	s.Bucket.Value.Policy = monitor.Found(got)
	if v := doctor.Check(s, doctor.Options{}).Verdict; v.Code != doctor.Healthy {
		t.Errorf("with the new policy: %s, %s", v.Code, v.Summary)
	}
}
