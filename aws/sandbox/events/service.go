package events

import "secretwatch/aws/sandbox/wire"

// Service is EventBridge on the wire.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/Welcome.html
func (s *State) Service() wire.Service {
	return wire.Service{
		SigningName: "events",
		EventSource: "events.amazonaws.com",
		Targets:     []string{"AWSEvents"},
		Operations: []wire.Operation{
			wire.Op("PutRule", s.putRule),
			wire.Op("DescribeRule", s.describeRule),
			wire.Op("ListRules", s.listRules),
			wire.Op("ListRuleNamesByTarget", s.listRuleNamesByTarget),
			wire.Op("DeleteRule", s.deleteRule),
			wire.Op("EnableRule", s.enableRule),
			wire.Op("DisableRule", s.disableRule),
			wire.Op("PutTargets", s.putTargets),
			wire.Op("RemoveTargets", s.removeTargets),
			wire.Op("ListTargetsByRule", s.listTargetsByRule),
			wire.Op("TagResource", s.tagResource),
			wire.Op("UntagResource", s.untagResource),
			wire.Op("ListTagsForResource", s.listTagsForResource),
			wire.Op("DescribeEventBus", s.describeEventBus),
			wire.Op("ListEventBuses", s.listEventBuses),
			wire.Op("TestEventPattern", s.testEventPattern),
			wire.Op("PutEvents", s.putEvents),
		},
	}
}
