package trail

import "secretwatch/aws/sandbox/wire"

// Service is CloudTrail on the wire.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/Welcome.html
func (s *State) Service() wire.Service {
	return wire.Service{
		SigningName: "cloudtrail",
		EventSource: "cloudtrail.amazonaws.com",
		Targets:     []string{"CloudTrail_20131101"},
		Operations: []wire.Operation{
			wire.Op("CreateTrail", s.createTrail),
			wire.Op("UpdateTrail", s.updateTrail),
			wire.Op("DeleteTrail", s.deleteTrail),
			wire.Op("GetTrail", s.getTrail),
			wire.Op("DescribeTrails", s.describeTrails),
			wire.Op("ListTrails", s.listTrails),
			wire.Op("StartLogging", s.startLogging),
			wire.Op("StopLogging", s.stopLogging),
			wire.Op("GetTrailStatus", s.getTrailStatus),
			wire.Op("PutEventSelectors", s.putEventSelectors),
			wire.Op("GetEventSelectors", s.getEventSelectors),
			wire.Op("GetInsightSelectors", s.getInsightSelectors),
			wire.Op("AddTags", s.addTags),
			wire.Op("ListTags", s.listTags),
			wire.Op("RemoveTags", s.removeTags),
			wire.Op("LookupEvents", s.lookupEvents),
		},
	}
}
