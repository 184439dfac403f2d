package iampolicy_test

import (
	"strings"
	"testing"

	"secretwatch/aws/iampolicy"
)

func ask(p iampolicy.Principal, action, resource string, context map[string]string) iampolicy.Request {
	return iampolicy.Request{Principal: p, Action: action, Resource: resource, Context: context}
}

func decide(t *testing.T, document string, r iampolicy.Request) iampolicy.Decision {
	t.Helper()
	p, err := iampolicy.Parse(document)
	if err != nil {
		t.Fatalf("%v\n%s", err, document)
	}
	return p.Decide(r)
}

// The monitor's own documents let through what the chain needs, and nothing
// from another trail, alarm or account.
func TestTheMonitorsDocuments(t *testing.T) {
	trail := iampolicy.Principal{Service: "cloudtrail.amazonaws.com"}
	watch := iampolicy.Principal{Service: "cloudwatch.amazonaws.com"}
	fromTrail := map[string]string{"aws:SourceArn": trailARN, "aws:SourceAccount": account}
	fromAlarm := map[string]string{"aws:SourceArn": alarmARN, "aws:SourceAccount": account}
	bucket := iampolicy.BucketPolicy("logs", "", account, trailARN, "aws")
	topic := iampolicy.TopicPolicy(topicARN, account, alarmARN)
	const object = "arn:aws:s3:::logs/AWSLogs/111122223333/CloudTrail/us-east-1/x.json.gz"
	stream := groupARN + ":log-stream:111122223333_CloudTrail_us-east-1_3"

	for _, c := range []struct {
		name, document string
		request        iampolicy.Request
		want           iampolicy.Effect
		statement, why string // Why holds why
	}{
		{"write a file", bucket, ask(trail, "s3:PutObject", object, map[string]string{
			"aws:SourceArn": trailARN, "s3:x-amz-acl": "bucket-owner-full-control",
		}), iampolicy.Allow, "AWSCloudTrailWrite20150319", "allows s3:PutObject"},
		{
			"write without the ACL", bucket,
			ask(trail, "s3:PutObject", object, fromTrail),
			iampolicy.None, "AWSCloudTrailWrite20150319", "s3:x-amz-acl is absent, StringEquals wants bucket-owner-full-control",
		},
		{
			"another account's files", bucket,
			ask(trail, "s3:PutObject", "arn:aws:s3:::logs/AWSLogs/444455556666/x", fromTrail),
			iampolicy.None, "AWSCloudTrailWrite20150319", "not on arn:aws:s3:::logs/AWSLogs/444455556666/x",
		},
		{"read the ACL", bucket, ask(trail, "s3:GetBucketAcl", "arn:aws:s3:::logs", fromTrail), iampolicy.Allow, "AWSCloudTrailAclCheck20150319", "allows"},
		{"delete", bucket, ask(trail, "s3:DeleteObject", object, fromTrail), iampolicy.None, "", "no statement allows s3:DeleteObject"},
		{"take the role", iampolicy.RoleTrust(trailARN), ask(trail, "sts:AssumeRole", "", fromTrail), iampolicy.Allow, "#1", "allows"},
		{
			"take the role for another trail", iampolicy.RoleTrust(trailARN),
			ask(trail, "sts:AssumeRole", "", map[string]string{"aws:SourceArn": trailARN + "2", "aws:SourceAccount": account}),
			iampolicy.None, "#1", "aws:SourceArn is " + trailARN + "2",
		},
		{
			"take the role for another service", iampolicy.RoleTrust(trailARN),
			ask(iampolicy.Principal{Service: "ec2.amazonaws.com"}, "sts:AssumeRole", "", fromTrail),
			iampolicy.None, "#1", "for ec2.amazonaws.com",
		},
		{"write the stream", iampolicy.RolePermissions(groupARN, account, "us-east-1"), iampolicy.Request{Action: "logs:PutLogEvents", Resource: stream}, iampolicy.Allow, "AWSCloudTrailCreateLogStreamAndPutEvents", ""},
		{"write another region's stream", iampolicy.RolePermissions(groupARN, account, "eu-west-1"), iampolicy.Request{Action: "logs:PutLogEvents", Resource: stream}, iampolicy.None, "AWSCloudTrailCreateLogStreamAndPutEvents", "not on"},
		{"alarm publishes", topic, ask(watch, "sns:Publish", topicARN, fromAlarm), iampolicy.Allow, "AllowCloudWatchAlarms", ""},
		{
			"another alarm publishes", topic,
			ask(watch, "sns:Publish", topicARN, map[string]string{
				"aws:SourceArn": alarmARN + "2", "aws:SourceAccount": account,
			}),
			iampolicy.None, "__default_statement_ID", "AWS:SourceOwner is absent",
		},
		{
			"an alarm of the owner under the default policy", iampolicy.DefaultTopicPolicy(topicARN, account),
			ask(watch, "sns:Publish", topicARN, map[string]string{"aws:SourceOwner": account}),
			iampolicy.Allow, "__default_statement_ID", "",
		},
		{
			"an alarm of another account under the default policy", iampolicy.DefaultTopicPolicy(topicARN, account),
			ask(watch, "sns:Publish", topicARN, map[string]string{"aws:SourceOwner": "444455556666"}),
			iampolicy.None, "__default_statement_ID", "",
		},
	} {
		got := decide(t, c.document, c.request)
		if got.Effect != c.want || got.Statement != c.statement || !strings.Contains(got.Why, c.why) {
			t.Errorf("%s: %+v, want %s by %q because %q", c.name, got, c.want, c.statement, c.why)
		}
		if got.Allowed() != (c.want == iampolicy.Allow) {
			t.Errorf("%s: Allowed = %v", c.name, got.Allowed())
		}
	}
}

func TestStatements(t *testing.T) {
	alice := iampolicy.Principal{AWS: "arn:aws:iam::111122223333:user/alice", Account: account}
	session := iampolicy.Principal{AWS: "arn:aws:sts::111122223333:assumed-role/ops/jo", Account: account}
	cloudwatch := iampolicy.Principal{Service: "cloudwatch.amazonaws.com"}
	for _, c := range []struct {
		name, statements string
		request          iampolicy.Request
		want             iampolicy.Effect
	}{
		{"wildcards in any case", `{"Effect":"Allow","Action":"SNS:Pub*","Resource":"arn:aws:sns:*:111122223333:t?"}`, ask(alice, "sns:publish", "arn:aws:sns:us-east-1:111122223333:t1", nil), iampolicy.Allow},
		{"resources mind case", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:sns:us-east-1:111122223333:T"}`, ask(alice, "sns:publish", "arn:aws:sns:us-east-1:111122223333:t", nil), iampolicy.None},
		{"not action", `{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`, ask(alice, "sns:Publish", "x", nil), iampolicy.Allow},
		{"not action, excepted", `{"Effect":"Allow","NotAction":"iam:*","Resource":"*"}`, ask(alice, "iam:GetRole", "x", nil), iampolicy.None},
		{"not resource", `{"Effect":"Deny","Action":"*","NotResource":"a"},{"Effect":"Allow","Action":"*","Resource":"*"}`, ask(alice, "s3:GetObject", "b", nil), iampolicy.Deny},
		{"not resource, excepted", `{"Effect":"Deny","Action":"*","NotResource":"a"},{"Effect":"Allow","Action":"*","Resource":"*"}`, ask(alice, "s3:GetObject", "a", nil), iampolicy.Allow},
		{"a deny after an allow", `{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Principal":"*","Action":"sns:Publish","Resource":"*"}`, ask(cloudwatch, "sns:Publish", "t", nil), iampolicy.Deny},
		{"the whole account", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"*","Resource":"*"}`, ask(alice, "sns:Publish", "t", nil), iampolicy.Allow},
		{"the account by its number", `{"Effect":"Allow","Principal":{"AWS":["444455556666","111122223333"]},"Action":"*","Resource":"*"}`, ask(alice, "sns:Publish", "t", nil), iampolicy.Allow},
		{"another account", `{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":"*","Resource":"*"}`, ask(alice, "sns:Publish", "t", nil), iampolicy.None},
		{"an account is no service", `{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"*","Resource":"*"}`, ask(cloudwatch, "sns:Publish", "t", nil), iampolicy.None},
		{"a session of the role", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/team/ops"},"Action":"*","Resource":"*"}`, ask(session, "sns:Publish", "t", nil), iampolicy.Allow},
		{"a session of another role", `{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:role/dev"},"Action":"*","Resource":"*"}`, ask(session, "sns:Publish", "t", nil), iampolicy.None},
		{"not principal", `{"Effect":"Deny","NotPrincipal":{"Service":"cloudtrail.amazonaws.com"},"Action":"*","Resource":"*"}`, ask(alice, "s3:PutObject", "t", nil), iampolicy.Deny},
		{"variable", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/${aws:PrincipalAccount}/*"}`, ask(alice, "s3:PutObject", "arn:aws:s3:::b/111122223333/x", nil), iampolicy.Allow},
		{"variable without a value", `{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::b/${aws:username}/*"}`, ask(alice, "s3:PutObject", "arn:aws:s3:::b/${aws:username}/x", nil), iampolicy.None},
	} {
		got := decide(t, `{"Version":"2012-10-17","Statement":[`+c.statements+`]}`, c.request)
		if got.Effect != c.want {
			t.Errorf("%s: %+v, want %s", c.name, got, c.want)
		}
	}
}

func TestConditions(t *testing.T) {
	context := map[string]string{
		"aws:SourceArn": alarmARN, "aws:SourceAccount": account, "aws:SecureTransport": "true",
		"aws:SourceIp": "203.0.113.9", "aws:CurrentTime": "2026-11-22T12:00:00Z", "s3:max-keys": "10",
	}
	for _, c := range []struct {
		condition string
		want      bool
	}{
		{`"StringEquals":{"AWS:sourceaccount":"111122223333"}`, true},
		{`"StringEquals":{"aws:SourceAccount":["444455556666","111122223333"]}`, true},
		{`"StringEquals":{"aws:SourceAccount":"444455556666"}`, false},
		{`"StringEquals":{"aws:PrincipalOrgID":"o-1"}`, false},
		{`"StringEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}`, true},
		{`"StringEqualsIfExists":{"aws:SourceAccount":"444455556666"}`, false},
		{`"StringNotEquals":{"aws:SourceAccount":"444455556666"}`, true},
		{`"StringNotEquals":{"aws:SourceAccount":["444455556666","111122223333"]}`, false},
		{`"StringNotEquals":{"aws:PrincipalOrgID":"o-1"}`, true},
		{`"StringEqualsIgnoreCase":{"aws:SecureTransport":"TRUE"}`, true},
		{`"StringLike":{"aws:SourceArn":"arn:aws:cloudwatch:*"}`, true},
		{`"StringNotLike":{"aws:SourceArn":"*:alarm:*"}`, false},
		{`"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:*:111122223333:alarm:*"}`, true},
		{`"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:*"}`, false},
		{`"ArnEquals":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db"}`, true},
		{`"ArnNotEquals":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db"}`, false},
		{`"Bool":{"aws:SecureTransport":true}`, true},
		{`"Bool":{"aws:SecureTransport":"false"}`, false},
		{`"Bool":{"aws:PrincipalIsAWSService":"false"}`, true},
		{`"Null":{"aws:SourceArn":"false"}`, true},
		{`"Null":{"aws:SourceArn":"true"}`, false},
		{`"Null":{"aws:PrincipalOrgID":true}`, true},
		{`"IpAddress":{"aws:SourceIp":["192.0.2.0/24","203.0.113.0/24"]}`, true},
		{`"NotIpAddress":{"aws:SourceIp":"203.0.113.9"}`, false},
		{`"NumericLessThanEquals":{"s3:max-keys":10}`, true},
		{`"NumericGreaterThan":{"s3:max-keys":"10"}`, false},
		{`"DateLessThan":{"aws:CurrentTime":"2026-11-23T00:00:00Z"}`, true},
		{`"DateGreaterThan":{"aws:CurrentTime":"1795521600"}`, false},
		{`"ForAnyValue:StringLike":{"aws:SourceArn":"arn:*"}`, true},
		{`"ForAllValues:StringEquals":{"aws:TagKeys":"x"}`, true},
		{`"StringResembles":{"aws:SourceArn":"*"}`, false},
		{`"StringEquals":{"aws:SourceAccount":"111122223333"},"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}`, false},
	} {
		got := decide(t, `{"Statement":{"Effect":"Allow","Principal":"*","Action":"sns:Publish","Resource":"*","Condition":{`+c.condition+`}}}`,
			iampolicy.Request{Action: "sns:Publish", Resource: topicARN, Context: context})
		if got.Allowed() != c.want {
			t.Errorf("%s: %+v, want allowed %v", c.condition, got, c.want)
		}
	}
}

func TestDecisionIsSafeOnAScreen(t *testing.T) {
	got := decide(t, `{"Statement":{"Sid":"x\u001b]0;evil","Effect":"Allow","Action":"*","Resource":"\u202e"}}`,
		iampolicy.Request{Action: "sns:Publish", Resource: topicARN})
	if strings.ContainsAny(got.Why+got.Statement, "\x1b\u202e") {
		t.Errorf("%q %q", got.Statement, got.Why)
	}
}

func TestParseRefuses(t *testing.T) {
	for _, document := range []string{
		``, `x`, `{}`, `[]`, `{"Statement":1}`, `{"Statement":[1]}`,
		`{"Statement":{"Action":"*"}}`, `{"Statement":{"Effect":"allow","Action":"*"}}`,
		`{"Statement":{"Effect":"Allow","Resource":"*"}}`,
		`{"Statement":{"Effect":"Allow","Action":"*","NotAction":"x"}}`,
		`{"Statement":{"Effect":"Allow","Action":"*","Principal":"me"}}`,
		`{"Statement":{"Effect":"Allow","Action":{"a":1}}}`,
	} {
		if _, err := iampolicy.Parse(document); err == nil {
			t.Errorf("Parse(%s) took it", document)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(iampolicy.TopicPolicy(topicARN, account, alarmARN))
	f.Add(`{"Statement":{"Effect":"Deny","NotPrincipal":{"AWS":"*"},"NotAction":["a:*"],"NotResource":"${a:b, 'c'}","Condition":{"NumericNotEquals":{"x":1},"Null":{"y":true}}}}`)
	f.Fuzz(func(t *testing.T, document string) {
		p, err := iampolicy.Parse(document)
		if err != nil {
			return
		}
		r := iampolicy.Request{
			Principal: iampolicy.Principal{Service: "sns.amazonaws.com"}, Action: "sns:Publish", Resource: topicARN,
			Context: map[string]string{"x": "2", "aws:SourceArn": alarmARN},
		}
		if first, second := p.Decide(r), p.Decide(r); first != second {
			t.Fatalf("two answers: %+v and %+v", first, second)
		}
		if !iampolicy.Equal(document, " "+document) {
			t.Fatal("not equal to itself")
		}
	})
}
