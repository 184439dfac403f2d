package iampolicy

const eventBridge = "events.amazonaws.com"

// FilesTopicPolicy keeps the topic's default statement for its owner and lets
// CloudTrail publish for one trail, which it does for every file that it
// delivers.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-permissions-for-sns-notifications.html
func FilesTopicPolicy(topicARN, account, trailARN string) string {
	return document{Version: version, Statement: []clause{
		owner(topicARN, account),
		{
			Sid: "AWSCloudTrailSNSPolicy20131101", Effect: Allow, Principal: service(cloudTrail),
			Action: "SNS:Publish", Resource: topicARN,
			Condition: map[string]map[string]string{"StringEquals": {"aws:SourceArn": trailARN}},
		},
	}}.text()
}

// RuleTopicPolicy keeps the topic's default statement for its owner and lets
// EventBridge publish. It has no condition, like the statement that AWS
// publishes: that EventBridge names its rule to SNS is documented nowhere.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
func RuleTopicPolicy(topicARN, account string) string {
	return document{Version: version, Statement: []clause{
		owner(topicARN, account),
		{
			Sid: "PublishEventsToMyTopic", Effect: Allow, Principal: service(eventBridge),
			Action: "SNS:Publish", Resource: topicARN,
		},
	}}.text()
}
