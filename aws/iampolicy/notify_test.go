package iampolicy_test

import (
	"testing"

	"secretwatch/aws/iampolicy"
)

func TestTopicPoliciesForNotifications(t *testing.T) {
	const owner = `{"Sid":"__default_statement_ID","Effect":"Allow","Principal":{"AWS":"*"},"Action":["SNS:GetTopicAttributes","SNS:SetTopicAttributes","SNS:AddPermission","SNS:RemovePermission","SNS:DeleteTopic","SNS:Subscribe","SNS:ListSubscriptionsByTopic","SNS:Publish"],"Resource":"arn:aws:sns:us-east-1:111122223333:secretwatch-db","Condition":{"StringEquals":{"AWS:SourceOwner":"111122223333"}}}`
	publish := func(principal, source string) iampolicy.Request {
		return iampolicy.Request{
			Principal: iampolicy.Principal{Service: principal, Account: account}, Action: "SNS:Publish", Resource: topicARN,
			Context: map[string]string{"aws:SourceArn": source},
		}
	}
	const ruleARN = "arn:aws:events:us-east-1:111122223333:rule/secretwatch-db_reads"
	for _, c := range []struct {
		name, got, want string
		allows, refuses iampolicy.Request
	}{
		{
			"files", iampolicy.FilesTopicPolicy(topicARN, account, trailARN),
			`{"Version":"2012-10-17","Statement":[` + owner + `,{"Sid":"AWSCloudTrailSNSPolicy20131101","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:111122223333:secretwatch-db","Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:111122223333:trail/secretwatch-db"}}}]}`,
			publish("cloudtrail.amazonaws.com", trailARN), publish("cloudtrail.amazonaws.com", trailARN+"2"),
		},
		{
			"rule", iampolicy.RuleTopicPolicy(topicARN, account),
			`{"Version":"2012-10-17","Statement":[` + owner + `,{"Sid":"PublishEventsToMyTopic","Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:111122223333:secretwatch-db"}]}`,
			publish("events.amazonaws.com", ruleARN), publish("cloudtrail.amazonaws.com", trailARN),
		},
	} {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, c.got, c.want)
		}
		p, err := iampolicy.Parse(c.got)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		if !p.Decide(c.allows).Allowed() || p.Decide(c.refuses).Allowed() {
			t.Errorf("%s: allows %v, and must; allows %v, and must not", c.name, p.Decide(c.allows).Allowed(), p.Decide(c.refuses).Allowed())
		}
	}
}
