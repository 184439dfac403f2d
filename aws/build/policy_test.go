package build

import (
	"strings"
	"testing"

	"secretwatch/aws/iampolicy"
)

const (
	topicARN = "arn:aws:sns:eu-west-1:111122223333:t"
	alarmARN = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a"
)

func TestMergePolicy(t *testing.T) {
	want := iampolicy.TopicPolicy(topicARN, "111122223333", alarmARN)
	other := iampolicy.TopicPolicy(topicARN, "111122223333", alarmARN+"-2")
	tls := `{"Version":"2012-10-17","Id":"keep","Statement":{"Sid":"TLS","Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}}`
	for _, c := range []struct {
		name, have string
		ours       bool
		changed    bool
		holds      []string
	}{
		{"none", "", true, true, []string{alarmARN}},
		{"no JSON", "<xml/>", true, true, []string{alarmARN}},
		{"the same", want, true, false, []string{alarmARN}},
		{"a person's statement stays", tls, true, true, []string{`"Sid":"TLS"`, `"Id":"keep"`, alarmARN}},
		{"ours of before is replaced", other, true, true, []string{alarmARN + `"`}},
		{"another monitor's stays", other, false, true, []string{alarmARN + `"`, alarmARN + `-2"`, `"AllowCloudWatchAlarms2"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, changed := mergePolicy(c.have, want, c.ours)
			if changed != c.changed {
				t.Errorf("changed %v, want %v", changed, c.changed)
			}
			for _, s := range c.holds {
				if !strings.Contains(got, s) {
					t.Errorf("%s is not in %s", s, got)
				}
			}
			if c.ours && strings.Contains(got, alarmARN+`-2"`) {
				t.Errorf("what was replaced is still in %s", got)
			}
			if again, changed := mergePolicy(got, want, c.ours); changed {
				t.Errorf("merging again changes it to %s", again)
			}
		})
	}
}

// To a policy that is there only the service's statement is added: SNS's own for
// the owner stays where it is, and is not brought back.
func TestForServices(t *testing.T) {
	const owner = `"__default_statement_ID"`
	whole := iampolicy.TopicPolicy(topicARN, "111122223333", alarmARN)
	want := forServices(whole)
	for have, owned := range map[string]bool{
		`{"Statement":[]}`: false,
		iampolicy.DefaultTopicPolicy(topicARN, "111122223333"): true,
	} {
		got, changed := mergePolicy(have, want, true)
		if !changed || strings.Contains(got, owner) != owned || !strings.Contains(got, `"AllowCloudWatchAlarms"`) {
			t.Errorf("%s becomes %s", have, got)
		}
	}
	if got, changed := mergePolicy(want, want, true); changed {
		t.Errorf("the service's statement is enough, and yet it becomes %s", got)
	}
	if _, changed := mergePolicy(whole, want, true); changed {
		t.Error("a new topic's policy is changed")
	}
}

func TestAllows(t *testing.T) {
	want := iampolicy.RolePermissions("arn:aws:logs:eu-west-1:111122223333:log-group:g:*", "111122223333", "eu-west-1")
	for _, c := range []struct {
		name, have string
		allows     bool
	}{
		{"everything", `{"Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"*"}]}`, true},
		{"this group", `{"Statement":[{"Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"arn:aws:logs:eu-west-1:111122223333:log-group:g:*"}]}`, true},
		{"other group", `{"Statement":[{"Effect":"Allow","Action":"logs:*","Resource":"arn:aws:logs:eu-west-1:111122223333:log-group:other:*"}]}`, false},
		{"one action of two", `{"Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"*"}]}`, false},
		{"no policy", "", false},
	} {
		if got := allows(c.have, want); got != c.allows {
			t.Errorf("%s: allows %v, want %v", c.name, got, c.allows)
		}
	}
}
