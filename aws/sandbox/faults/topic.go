package faults

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

func topicFaults() []Fault {
	return []Fault{
		{Code: "topic-missing", Title: "The topic was deleted", Effect: NoMail, cut: (*breaker).deleteTopic},
		{Code: "topic-aws-managed-key", Title: "The topic was encrypted with AWS's own key, which CloudWatch may not use", Effect: NoMail, cut: func(b *breaker) {
			b.setTopic("KmsMasterKeyId", "alias/aws/sns")
		}},
		{Code: "topic-key-denies", Title: "The topic was encrypted with a key whose policy keeps CloudWatch out", Effect: NoMail, cut: func(b *breaker) {
			key := call(b, b.KMS.CreateKey, &kms.CreateKeyInput{Policy: aws.String(strings.NewReplacer("PARTITION", b.partition(), "ACCOUNT", b.Place.Account).Replace(
				`{"Version":"2012-10-17","Statement":[{"Sid":"account","Effect":"Allow","Principal":{"AWS":"arn:PARTITION:iam::ACCOUNT:root"},"Action":"kms:*","Resource":"*"}]}`))})
			if key.KeyMetadata != nil {
				b.setTopic("KmsMasterKeyId", aws.ToString(key.KeyMetadata.KeyId))
			}
		}},
		{Code: "topic-policy-denies", Title: "The topic's policy was replaced by one that lets nobody publish", Effect: NoMail, cut: func(b *breaker) {
			b.setTopic("Policy", `{"Version":"2012-10-17","Statement":[{"Sid":"enforceTLS","Effect":"Deny","Principal":"*","Action":"SNS:Publish","Resource":"`+
				b.topicARN()+`","Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`)
		}},
		{Code: "topic-policy-condition", Title: "The topic's policy was narrowed to another alarm", Effect: NoMail, cut: func(b *breaker) {
			other := b.Names
			other.Alarm += "-old"
			b.setTopic("Policy", `{"Version":"2012-10-17","Statement":[{"Sid":"alarms","Effect":"Allow","Principal":{"Service":"cloudwatch.amazonaws.com"},"Action":"SNS:Publish","Resource":"`+
				b.topicARN()+`","Condition":{"ArnLike":{"aws:SourceArn":"`+other.AlarmARN(b.Place)+`"}}}]}`)
		}},
	}
}

func (b *breaker) deleteTopic() {
	call(b, b.SNS.DeleteTopic, &sns.DeleteTopicInput{TopicArn: aws.String(b.topicARN())})
}

func (b *breaker) partition() string {
	if b.Partition == "" {
		return "aws"
	}
	return b.Partition
}
