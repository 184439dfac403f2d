package metrics

import "secretwatch/aws/sandbox/wire"

// Service is CloudWatch on the wire. Current clients speak CBOR to it, older
// ones JSON or query.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/Welcome.html
func (s *State) Service() wire.Service {
	return wire.Service{
		SigningName: "monitoring",
		EventSource: "monitoring.amazonaws.com",
		Targets:     []string{"GraniteServiceVersion20100801"},
		Version:     "2010-08-01",
		Namespace:   "http://monitoring.amazonaws.com/doc/2010-08-01/",
		ErrorPrefix: "com.amazonaws.cloudwatch.v2010_08_01",
		Operations: []wire.Operation{
			wire.Op("PutMetricAlarm", s.putMetricAlarm),
			wire.Op("PutCompositeAlarm", s.putCompositeAlarm),
			wire.Op("DescribeAlarms", s.describeAlarms),
			wire.Op("DescribeAlarmsForMetric", s.describeAlarmsForMetric),
			wire.Op("DescribeAlarmHistory", s.describeAlarmHistory),
			wire.Op("DeleteAlarms", s.deleteAlarms),
			wire.Op("SetAlarmState", s.setAlarmState),
			wire.Op("EnableAlarmActions", s.enableAlarmActions),
			wire.Op("DisableAlarmActions", s.disableAlarmActions),
			wire.Op("PutAlarmMuteRule", s.putAlarmMuteRule),
			wire.Op("GetAlarmMuteRule", s.getAlarmMuteRule),
			wire.Op("ListAlarmMuteRules", s.listAlarmMuteRules),
			wire.Op("DeleteAlarmMuteRule", s.deleteAlarmMuteRule),
			wire.Op("PutMetricData", s.putMetricData),
			wire.Op("GetMetricStatistics", s.getMetricStatistics),
			wire.Op("GetMetricData", s.getMetricData),
			wire.Op("ListMetrics", s.listMetrics),
			wire.Op("TagResource", s.tagResource),
			wire.Op("UntagResource", s.untagResource),
			wire.Op("ListTagsForResource", s.listTagsForResource),
		},
	}
}
