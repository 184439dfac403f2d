package history_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"time"

	"pgregory.net/rapid"

	"secretwatch/aws/history"
)

// who is an identity as a record has it, and as the answer is to name it.
var who = []struct{ identity, kind, name string }{
	{`{"type":"IAMUser","userName":"ann","arn":"arn:aws:iam::123456789012:user/ann","accountId":"123456789012"}`, "user", "ann"},
	{`{"type":"Root","accountId":"123456789012","arn":"arn:aws:iam::123456789012:root"}`, "root", "root"},
	{`{"type":"AssumedRole","principalId":"AROA:i-1","arn":"arn:aws:sts::123456789012:assumed-role/app/i-1","accountId":"123456789012",` +
		`"sessionContext":{"sessionIssuer":{"type":"Role","userName":"app","arn":"arn:aws:iam::123456789012:role/app"}}}`, "role", "app"},
	{`{"type":"AssumedRole","principalId":"AROA:i-2","arn":"arn:aws:sts::123456789012:assumed-role/app/i-2","accountId":"123456789012",` +
		`"sessionContext":{"sessionIssuer":{"type":"Role","userName":"app","arn":"arn:aws:iam::123456789012:role/app"}}}`, "role", "app"},
	{`{"type":"AWSService","invokedBy":"rds.amazonaws.com"}`, "service", "rds.amazonaws.com"},
	{`{"type":"AWSAccount","principalId":"AIDA","accountId":"444455556666"}`, "account", "444455556666"},
	{`{"type":"IAMUser","userName":"\u001b]0;x\u0007\"q\" \\","arn":"arn:aws:iam::123456789012:user/x","accountId":"123456789012"}`, "user", "\x1b]0;x\x07\"q\" \\"},
}

var agents = []struct {
	agent, how string
	test       bool
}{
	{"aws-cli/2.17.60 md/command#secretsmanager.get-secret-value", "aws-cli", false},
	{"aws-sdk-go-v2/1.47.7 os/linux app/secretwatch-test", "secretwatch", true},
	{"Boto3/1.34.42 md/Botocore#1.34.42", "sdk", false},
	{"aws-sdk-js/3.600.0 exec-env/AWS_Lambda_nodejs20.x", "lambda", false},
	{"Mozilla/5.0 (X11; Linux x86_64)", "console", false},
	{"APN/1.0 Terraform/1.11.0 aws-sdk-go-v2/1.36.3", "terraform", false},
}

// What was asked for: the secret's three names, others that look like them, and
// refusals that name it in the message alone.
var targets = []struct {
	fields string // of the record
	of     bool
	result string
	inMsg  bool
}{
	{`"requestParameters":{"secretId":"prod/db"}`, true, "ok", false},
	{`"requestParameters":{"secretId":"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-AbC123"}`, true, "ok", false},
	{`"requestParameters":{"secretId":"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db"}`, true, "ok", false},
	{`"requestParameters":{"secretId":"prod/db"},"errorCode":"ResourceNotFoundException","errorMessage":"gone"`, true, "not-found", false},
	{`"requestParameters":{"secretId":"prod/db"},"errorCode":"InternalServiceError"`, true, "failed", false},
	{`"requestParameters":null,"errorCode":"AccessDenied","errorMessage":"User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/db because no"`, true, "denied", true},
	{`"requestParameters":null,"errorCode":"AccessDenied","errorMessage":"User: x is not authorized to perform: secretsmanager:GetSecretValue on resource: prod/db2 because no"`, false, "", false},
	{`"requestParameters":{"secretId":"prod/db2"}`, false, "", false},
	{`"requestParameters":{"secretId":"arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/db-XyZ789"}`, false, "", false},
	{`"requestParameters":{"secretId":"other"},"errorCode":"AccessDenied","errorMessage":"about prod/db"`, false, "", false},
}

// line is what the answer is to say of one group of reads; the test counts it
// from what it made, not from the records.
type line struct {
	kind, name, how, from, result string
	test, inMessage               bool
}

type counted struct {
	n           int
	first, last time.Time
}

type story struct {
	events []event
	want   map[line]counted
	days   map[string]int
}

// tell makes random records up to now, over so many days.
func tell(t *rapid.T, now time.Time, days int) story {
	s := story{want: map[line]counted{}, days: map[string]int{}}
	for i := range rapid.IntRange(0, 170).Draw(t, "reads") {
		w := who[rapid.IntRange(0, len(who)-1).Draw(t, "who")]
		a := agents[rapid.IntRange(0, len(agents)-1).Draw(t, "agent")]
		g := targets[rapid.IntRange(0, len(targets)-1).Draw(t, "target")]
		from := rapid.SampledFrom([]string{"203.0.113.7", "2001:db8::1"}).Draw(t, "from")
		at := now.Add(-time.Duration(rapid.IntRange(0, days*24*3600-60).Draw(t, "ago")) * time.Second).Truncate(time.Second)
		agent, _ := json.Marshal(a.agent)
		s.events = append(s.events, event{at, fmt.Sprintf(
			`{"eventName":"GetSecretValue","eventSource":"secretsmanager.amazonaws.com","eventID":"e-%d","awsRegion":"us-east-1","recipientAccountId":"123456789012",`+
				`"eventTime":%q,"userIdentity":%s,"userAgent":%s,"sourceIPAddress":%q,%s}`, i, at.Format(time.RFC3339), w.identity, agent, from, g.fields)})
		if !g.of {
			continue
		}
		l := line{kind: w.kind, name: w.name, how: a.how, from: from, result: g.result, test: a.test, inMessage: g.inMsg}
		if w.kind == "service" && !a.test {
			l.how = "service"
		}
		c := s.want[l]
		if c.n == 0 || at.Before(c.first) {
			c.first = at
		}
		if at.After(c.last) {
			c.last = at
		}
		c.n++
		s.want[l] = c
		s.days[at.Format("2006-01-02")]++
	}
	return s
}

func (s story) compare(t *rapid.T, got history.Summary, err error) {
	if err != nil || !got.Complete || got.Why != "" {
		t.Fatalf("%s: complete %v %s, %v", got.Source, got.Complete, got.Why, err)
	}
	lines, total := map[line]counted{}, 0
	for _, r := range got.Readers {
		l := line{string(r.Who.Kind), r.Who.Name.Raw(), string(r.How), r.From.Raw(), string(r.Result), r.Test, r.InMessage}
		if lines[l].n > 0 {
			t.Fatalf("%s: %+v is there twice", got.Source, l)
		}
		lines[l] = counted{r.Count, r.First, r.Last}
		total += r.Count
	}
	if !maps.Equal(lines, s.want) || total != got.Reads {
		t.Fatalf("%s, %d reads:\n got %+v\nwant %+v", got.Source, got.Reads, lines, s.want)
	}
	days := map[string]int{}
	for _, d := range got.Days {
		if d.Count > 0 {
			days[d.Day.Format("2006-01-02")] = d.Count
		}
	}
	if !maps.Equal(days, s.days) {
		t.Fatalf("%s: days %v, want %v", got.Source, days, s.days)
	}
}
