package doctor_test

import (
	"strings"
	"testing"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

const filesTopic = "arn:aws:sns:us-east-1:111122223333:secretwatch-TopSecretInfo_files"

// tagFaults are rows for TestEveryFault: what tags tell.
func tagFaults() []fault {
	return []fault{
		warned("comparison-left-behind", "trail", doctor.Person, "", func(s *monitor.Snapshot) { (*s.Trails.Value)[0].Notifies = filesTopic }),
		warned("expected-readers-odd", "alarm", doctor.Person, "", func(s *monitor.Snapshot) { s.Alarm.Value.Tags["secretwatch:expected"] = "deploy" }),
	}
}

// A comparison that was killed is told by the topic that the trail notifies and
// by the tag on its rule.
func TestWhatAComparisonLeftBehind(t *testing.T) {
	tried := map[string]string{"managed-by": "secretwatch", "secretwatch:monitor": "TopSecretInfo", "secretwatch:experiment": "compare"}
	for name, c := range map[string]struct {
		do   func(*monitor.Snapshot)
		want string // "" where nothing is said
	}{
		"notifications": {func(s *monitor.Snapshot) { (*s.Trails.Value)[0].Notifies = filesTopic }, "trail secretwatch-TopSecretInfo mails every log file to topic secretwatch-TopSecretInfo_files"},
		"a rule": {func(s *monitor.Snapshot) {
			s.Rule = monitor.Found(monitor.Rule{Name: "secretwatch-TopSecretInfo_reads", ARN: ruleARN, Tags: tried})
		}, "EventBridge rule secretwatch-TopSecretInfo_reads mails every read"},
		"a topic": {func(s *monitor.Snapshot) { s.RuleTopic = monitor.Found(monitor.Topic{ARN: ruleTopic, Tags: tried}) }, "topic secretwatch-TopSecretInfo_reads"},
		"notifications to a topic of their own": {func(s *monitor.Snapshot) {
			(*s.Trails.Value)[0].Notifies = "arn:aws:sns:us-east-1:111122223333:files"
		}, ""},
		"those of another monitor": {func(s *monitor.Snapshot) {
			(*s.Trails.Value)[0].Notifies = strings.Replace(filesTopic, "TopSecretInfo", "db", 1)
		}, ""},
		"a rule that is kept": {addRule, ""},
	} {
		s := healthy()
		c.do(&s)
		v := doctor.Check(s, doctor.Options{Email: email}).Verdict
		if c.want == "" {
			if v.Code != doctor.Healthy {
				t.Errorf("%s: %s: %s", name, v.Code, v.Summary)
			}
			continue
		}
		if v.Code != "comparison-left-behind" || v.Status != doctor.Warning || !strings.HasSuffix(v.Summary, c.want) || v.Remedy.Lines[0] != "secretwatch compare --secret TopSecretInfo" {
			t.Errorf("%s: %s: %s, %+v", name, v.Code, v.Summary, v.Remedy)
		}
	}
}

// What was written into the tag of expected readers by hand names a reader, or
// the doctor says what form would.
func TestExpectedReadersInOddForms(t *testing.T) {
	const (
		role = "arn:aws:iam::111122223333:role/deploy"
		anna = "arn:aws:iam::111122223333:user/anna"
	)
	for value, want := range map[string]string{
		"":                                             "",
		role + " " + anna:                              "",
		"arn:aws:iam::111122223333:root":               "",
		"arn:aws-cn:iam::111122223333:role/x":          "",
		"arn:aws:iam::111122223333:role/a=2Cb":         "",
		"rds.amazonaws.com 444455556666":               "",
		"arn:aws:sts::111122223333:federated-user/bob": "",
		"arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/sam@example.com": "",
		"someone@corp":                     "", // that is what the read below is called by
		"deploy":                           "a user or a role is meant by its ARN: arn:aws:iam::111122223333:user/deploy or arn:aws:iam::111122223333:role/deploy",
		"role/deploy":                      "a user or a role is meant by its ARN: arn:aws:iam::111122223333:user/deploy or arn:aws:iam::111122223333:role/deploy",
		role + "," + anna:                  "readers stand with blanks between them, each written in full, without quotes and wildcards",
		"arn:aws:iam::111122223333:role/*": "readers stand with blanks between them, each written in full, without quotes and wildcards",
		"arn:aws:iam::111122223333:role/service/ci/deploy":          "the path is left out: arn:aws:iam::111122223333:role/deploy",
		"arn:aws:sts::111122223333:assumed-role/deploy/i-0ab12cd34": "a role is meant by its own ARN, without the session: arn:aws:iam::111122223333:role/deploy",
	} {
		s := healthy()
		read(&s, now.Add(-3*24*60*60*1e9))
		(*s.Reads.Value)[0].Who = record.Who{Kind: record.WhoUser, Name: foreign.New("someone@corp")}
		s.Alarm.Value.Tags["secretwatch:expected"] = value
		said := ""
		f := finding(doctor.Check(s, doctor.Options{Email: email}), "expected-readers-odd")
		for _, e := range f.Evidence {
			if e.Name == value {
				said = e.Value
			}
		}
		if said != want || (f.Code == "") != (want == "") {
			t.Errorf("%q: %q, want %q", value, said, want)
		}
	}
	for key, odd := range map[string]bool{"secretwatch:expected2": false, "secretwatch:expected1": true, "secretwatch:expected-2": true, "secretwatch:expectedReaders": true} {
		s := healthy()
		s.Alarm.Value.Tags[key] = role
		f := finding(doctor.Check(s, doctor.Options{Email: email}), "expected-readers-odd")
		if (f.Code != "") != odd || odd && !strings.Contains(f.Summary, key) {
			t.Errorf("%s: %q", key, f.Summary)
		}
	}
}
