package iampolicy_test

import (
	"testing"

	"secretwatch/aws/iampolicy"
)

const (
	account  = "111122223333"
	trailARN = "arn:aws:cloudtrail:us-east-1:111122223333:trail/secretwatch-db"
	groupARN = "arn:aws:logs:us-east-1:111122223333:log-group:/secretwatch/db"
	topicARN = "arn:aws:sns:us-east-1:111122223333:secretwatch-db"
	alarmARN = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db"
)

func TestDocumentsAsAWSPublishesThem(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{
			"bucket", iampolicy.BucketPolicy("logs", "/pfx/", account, trailARN, "aws"),
			`{"Version":"2012-10-17","Statement":[{"Sid":"AWSCloudTrailAclCheck20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::logs","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/secretwatch-db"}}},{"Sid":"AWSCloudTrailWrite20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::logs/pfx/AWSLogs/111122223333/*","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/secretwatch-db","s3:x-amz-acl":"bucket-owner-full-control"}}}]}`,
		},
		{
			"trust", iampolicy.RoleTrust(trailARN),
			`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":"111122223333","aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/secretwatch-db"}}}]}`,
		},
		{
			"permissions", iampolicy.RolePermissions(groupARN+":*", account, "us-east-1"),
			`{"Version":"2012-10-17","Statement":[{"Sid":"AWSCloudTrailCreateLogStreamAndPutEvents","Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":"arn:aws:logs:us-east-1:111122223333:log-group:/secretwatch/db:log-stream:111122223333_CloudTrail_us-east-1*"}]}`,
		},
		{
			"topic", iampolicy.TopicPolicy(topicARN, account, alarmARN),
			`{"Version":"2012-10-17","Statement":[{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"arn:aws:sns:us-east-1:111122223333:secretwatch-db","Condition":{"StringEquals":{"AWS:SourceOwner":"111122223333"}}},{"Sid":"AllowCloudWatchAlarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:111122223333:secretwatch-db","Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:111122223333:alarm:secretwatch-db"},"StringEquals":{"aws:SourceAccount":"111122223333"}}}]}`,
		},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, c.got, c.want)
		}
		if _, err := iampolicy.Parse(c.got); err != nil {
			t.Errorf("%s does not parse: %v", c.name, err)
		}
	}
	if iampolicy.RolePermissions(groupARN, account, "us-east-1") != iampolicy.RolePermissions(groupARN+":*", account, "us-east-1") {
		t.Error("the log group's ARN means the same with and without :*")
	}
}

func TestEqual(t *testing.T) {
	const base = `{"Version":"2012-10-17","Statement":[
		{"Sid":"A","Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["sns:Publish","sns:Subscribe"],"Resource":"arn:aws:sns:us-east-1:111122223333:t"},
		{"Effect":"Deny","Principal":"*","Action":"sns:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":false}}}]}`
	for _, c := range []struct {
		name, other string
		want        bool
	}{
		{"order, case of actions and keys, lists of one, Sids, root ARN, value kinds", `{"Id":"x","Statement":[
			{"Condition":{"Bool":{"AWS:securetransport":["false"]}},"Effect":"Deny","Principal":{"AWS":["*"]},"Action":["SNS:*"],"Resource":["*"]},
			{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::111122223333:root"]},"Action":["SNS:Subscribe","SNS:Publish"],"Resource":["arn:aws:sns:us-east-1:111122223333:t"]}],"Version":"2012-10-17"}`, true},
		{"another account", `{"Statement":[
			{"Effect":"Allow","Principal":{"AWS":"444455556666"},"Action":["sns:Publish","sns:Subscribe"],"Resource":"arn:aws:sns:us-east-1:111122223333:t"},
			{"Effect":"Deny","Principal":"*","Action":"sns:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`, false},
		{"a statement less", `{"Statement":{"Effect":"Deny","Principal":"*","Action":"sns:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}}`, false},
		{"no policy", `not JSON`, false},
	} {
		if got := iampolicy.Equal(base, c.other); got != c.want {
			t.Errorf("%s: Equal = %v, want %v", c.name, got, c.want)
		}
	}
	if !iampolicy.Equal("not JSON", "not JSON") {
		t.Error("the same text is equal, whatever it is")
	}
	if iampolicy.Equal(iampolicy.RoleTrust(trailARN), iampolicy.RoleTrust(trailARN+"2")) {
		t.Error("two trails' trust policies are equal")
	}
}

func TestDecode(t *testing.T) {
	for encoded, want := range map[string]string{
		"%7B%22Version%22%3A%222012-10-17%22%7D": `{"Version":"2012-10-17"}`,
		`{"Resource":"a%20b+c"}`:                 `{"Resource":"a%20b+c"}`,
		"%zz":                                    "%zz",
		"%7B%22a%22%3A%22b%2Bc+d%22%7D":          `{"a":"b+c+d"}`,
	} {
		if got := iampolicy.Decode(encoded); got != want {
			t.Errorf("Decode(%s) = %s, want %s", encoded, got, want)
		}
	}
}
