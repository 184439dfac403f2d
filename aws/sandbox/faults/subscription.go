package faults

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

func subscriptionFaults() []Fault {
	return []Fault{
		{Code: "no-subscription", Title: "The topic was deleted and made again, which took its subscription", Effect: NoMail, cut: func(b *breaker) {
			b.deleteTopic()
			call(b, b.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(b.Topic)})
		}},
		{Code: "subscription-on-other-topic", Title: "The alarm was made to tell another topic than the one that the address is subscribed to", Effect: NoMail, cut: func(b *breaker) {
			other := call(b, b.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String(b.Topic + "-new")}).TopicArn
			b.alarm(func(in *cloudwatch.PutMetricAlarmInput) { in.AlarmActions = []string{aws.ToString(other)} })
		}},
		{Code: "subscription-pending", Title: "The address was unsubscribed, and subscribed again without a confirmation", Effect: NoMail, cut: func(b *breaker) {
			b.unsubscribe()
			call(b, b.SNS.Subscribe, &sns.SubscribeInput{TopicArn: aws.String(b.topicARN()), Protocol: aws.String("email"), Endpoint: aws.String(b.Email)})
		}},
		{Code: "subscription-removed", Title: "The address was unsubscribed", Effect: NoMail, cut: (*breaker).unsubscribe},
		{Code: "subscription-filter-policy", Title: "The subscription got a filter policy that no alarm's message passes", Effect: NoMail, cut: func(b *breaker) {
			call(b, b.SNS.SetSubscriptionAttributes, &sns.SetSubscriptionAttributesInput{
				SubscriptionArn: aws.String(b.subscription()), AttributeName: aws.String("FilterPolicy"), AttributeValue: aws.String(`{"severity":["high"]}`),
			})
		}},
	}
}

func (b *breaker) unsubscribe() {
	call(b, b.SNS.Unsubscribe, &sns.UnsubscribeInput{SubscriptionArn: aws.String(b.subscription())})
}
