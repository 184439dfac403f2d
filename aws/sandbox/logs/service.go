package logs

import "secretwatch/aws/sandbox/wire"

// Service is CloudWatch Logs on the wire.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html
func (s *State) Service() wire.Service {
	return wire.Service{
		SigningName: "logs",
		EventSource: "logs.amazonaws.com",
		Targets:     []string{"Logs_20140328"},
		LowerCamel:  true,
		Operations: []wire.Operation{
			wire.Op("CreateLogGroup", s.createLogGroup),
			wire.Op("DeleteLogGroup", s.deleteLogGroup),
			wire.Op("DescribeLogGroups", s.describeLogGroups),
			wire.Op("ListLogGroups", s.listLogGroups),
			wire.Op("PutRetentionPolicy", s.putRetentionPolicy),
			wire.Op("DeleteRetentionPolicy", s.deleteRetentionPolicy),
			wire.Op("AssociateKmsKey", s.associateKmsKey),
			wire.Op("DisassociateKmsKey", s.disassociateKmsKey),
			wire.Op("PutLogGroupDeletionProtection", s.putLogGroupDeletionProtection),
			wire.Op("CreateLogStream", s.createLogStream),
			wire.Op("DeleteLogStream", s.deleteLogStream),
			wire.Op("DescribeLogStreams", s.describeLogStreams),
			wire.Op("PutLogEvents", s.putLogEvents),
			wire.Op("FilterLogEvents", s.filterLogEvents),
			wire.Op("GetLogEvents", s.getLogEvents),
			wire.Op("StartLiveTail", s.startLiveTail),
			wire.Op("StartQuery", s.startQuery),
			wire.Op("GetQueryResults", s.getQueryResults),
			wire.Op("StopQuery", s.stopQuery),
			wire.Op("DescribeQueries", s.describeQueries),
			wire.Op("PutMetricFilter", s.putMetricFilter),
			wire.Op("DescribeMetricFilters", s.describeMetricFilters),
			wire.Op("DeleteMetricFilter", s.deleteMetricFilter),
			wire.Op("TestMetricFilter", s.testMetricFilter),
			wire.Op("TagResource", s.tagResource),
			wire.Op("UntagResource", s.untagResource),
			wire.Op("ListTagsForResource", s.listTagsForResource),
			wire.Op("TagLogGroup", s.tagLogGroup),
			wire.Op("UntagLogGroup", s.untagLogGroup),
			wire.Op("ListTagsLogGroup", s.listTagsLogGroup),
		},
	}
}
