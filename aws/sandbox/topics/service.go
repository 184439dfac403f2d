package topics

import "secretwatch/aws/sandbox/wire"

// Service is SNS on the wire.
// https://docs.aws.amazon.com/sns/latest/api/welcome.html
func (s *State) Service() wire.Service {
	return wire.Service{
		SigningName: "sns",
		EventSource: "sns.amazonaws.com",
		Targets:     []string{"AmazonSimpleNotificationService"},
		Version:     "2010-03-31",
		Namespace:   "http://sns.amazonaws.com/doc/2010-03-31/",
		// A reader of a mail has no credentials.
		Unsigned: []string{"ConfirmSubscription", "Unsubscribe"},
		Operations: []wire.Operation{
			wire.Op("CreateTopic", s.createTopic),
			wire.Op("DeleteTopic", s.deleteTopic),
			wire.Op("GetTopicAttributes", s.getTopicAttributes),
			wire.Op("SetTopicAttributes", s.setTopicAttributes),
			wire.Op("ListTopics", s.listTopics),
			wire.Op("Subscribe", s.subscribe),
			wire.Op("ConfirmSubscription", s.confirmSubscription),
			wire.Op("Unsubscribe", s.unsubscribe),
			wire.Op("ListSubscriptions", s.listSubscriptions),
			wire.Op("ListSubscriptionsByTopic", s.listSubscriptionsByTopic),
			wire.Op("GetSubscriptionAttributes", s.getSubscriptionAttributes),
			wire.Op("SetSubscriptionAttributes", s.setSubscriptionAttributes),
			wire.Op("AddPermission", s.addPermission),
			wire.Op("RemovePermission", s.removePermission),
			wire.Op("Publish", s.publish),
			wire.Op("PublishBatch", s.publishBatch),
			wire.Op("TagResource", s.tagResource),
			wire.Op("UntagResource", s.untagResource),
			wire.Op("ListTagsForResource", s.listTagsForResource),
		},
	}
}
