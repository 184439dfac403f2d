package faults_test

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

// What CloudWatch says of an action that failed.
const (
	notAuthorized = "CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret"
	noKey         = "CloudWatch Alarms does not have authorization to access the SNS topic encryption key."
)

func topicRows() []row {
	policy := func(code, name, document string) row {
		return row{code: code, name: name, effect: noMail, signs: failed(notAuthorized), cut: func(c *chain) { c.setTopic("Policy", document) }}
	}
	return []row{
		policy("topic-policy-denies", "the default statement is gone", `{"Version":"2012-10-17","Statement":[{"Sid":"enforceTLS","Effect":"Deny","Principal":"*",
 "Action":"sns:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`),
		policy("topic-policy-denies", "denied", `{"Version":"2012-10-17","Statement":[
 {"Sid":"a","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret"},
 {"Sid":"b","Effect":"Deny","Principal":"*","Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret"}]}`),
		policy("topic-policy-condition", "another alarm", `{"Version":"2012-10-17","Statement":[{"Sid":"alarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},
 "Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret",
 "Condition":{"ArnLike":{"aws:SourceArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:another"}}}]}`),
		policy("topic-policy-condition", "another account", `{"Version":"2012-10-17","Statement":[{"Sid":"alarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},
 "Action":"SNS:Publish","Resource":"arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret","Condition":{"StringEquals":{"aws:SourceAccount":"210987654321"}}}]}`),
		{code: "topic-aws-managed-key", effect: noMail, cut: func(c *chain) { c.setTopic("KmsMasterKeyId", "alias/aws/sns") }, signs: all(failed(noKey), func(c *chain, _ time.Time) {
			is(c, "KmsMasterKeyId", c.topicAttributes()["KmsMasterKeyId"], "alias/aws/sns")
		})},
		{
			code: "topic-key-denies", name: "the account's own statement alone", effect: noMail, cut: func(c *chain) { c.encrypt(accountOnly) },
			signs: all(failed(noKey), keyState(kmstypes.KeyStateEnabled)),
		},
		{
			code: "topic-key-denies", name: "no GenerateDataKey", effect: noMail,
			cut:   func(c *chain) { c.encrypt(accountOnly, cloudWatch(`"kms:Decrypt"`)) },
			signs: all(failed(noKey), keyState(kmstypes.KeyStateEnabled)),
		},
		{code: "topic-key-denies", name: "the key is disabled", effect: noMail, verdict: "topic-key-disabled", cut: func(c *chain) {
			id := c.encrypt(accountOnly, cloudWatch(`"kms:Decrypt","kms:GenerateDataKey*"`))
			ask(c, c.kms().DisableKey, &kms.DisableKeyInput{KeyId: aws.String(id)})
		}, signs: all(failed(noKey), keyState(kmstypes.KeyStateDisabled))},
		{
			code: "topic-key-denies", name: "not at all: the policy lets CloudWatch in", effect: mailComes, verdict: "healthy",
			cut:   func(c *chain) { c.encrypt(accountOnly, cloudWatch(`"kms:Decrypt","kms:GenerateDataKey*"`)) },
			signs: all(published(1), keyState(kmstypes.KeyStateEnabled)),
		},
		{code: "topic-missing", effect: noMail, cut: func(c *chain) {
			ask(c, c.SNS.DeleteTopic, &sns.DeleteTopicInput{TopicArn: aws.String(topicARN)})
		}, signs: all(failed("Topic does not exist"), func(c *chain, _ time.Time) {
			refused(c, c.SNS.GetTopicAttributes, &sns.GetTopicAttributesInput{TopicArn: aws.String(topicARN)}, "NotFound", "Topic does not exist")
		})},
	}
}

// accountOnly is the statement that a key's default policy has: it covers the
// account's own identities, and no service.
const accountOnly = `{"Sid":"account","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:root"},"Action":"kms:*","Resource":"*"}`

func cloudWatch(actions string) string {
	return `{"Sid":"alarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":[` + actions + `],"Resource":"*"}`
}

func (c *chain) kms() *kms.Client { return kms.NewFromConfig(c.box.Config("")) }

// encrypt gives the topic a customer's key with these statements.
func (c *chain) encrypt(statements ...string) string {
	c.t.Helper()
	id := *ask(c, c.kms().CreateKey, &kms.CreateKeyInput{
		Policy: aws.String(`{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`),
	}).KeyMetadata.KeyId
	c.setTopic("KmsMasterKeyId", id)
	return id
}

func keyState(want kmstypes.KeyState) sign {
	return func(c *chain, _ time.Time) {
		id := c.topicAttributes()["KmsMasterKeyId"]
		is(c, "KeyState", ask(c, c.kms().DescribeKey, &kms.DescribeKeyInput{KeyId: aws.String(id)}).KeyMetadata.KeyState, want)
	}
}
