package doctor

import (
	"strings"

	"secretwatch/aws/monitor"
)

// rebuildIn are the commands for what has to stand in the region of the trail's
// log group: metrics do not leave their region, and an alarm mails to a topic
// of its own. What is here stays, and from then on the monitor is looked at
// there.
func (j *judge) rebuildIn(region string) []string {
	there := &judge{s: j.s, o: j.o}
	there.s.Region = region
	there.s.Topic, there.s.Alarm, there.s.Filter = monitor.Seen[monitor.Topic]{}, monitor.Seen[monitor.Alarm]{}, monitor.Seen[monitor.MetricFilter]{}
	if strings.HasPrefix(there.s.Names.Topic, "arn:") {
		there.s.Names.Topic = lastPart(there.s.Names.Topic)
	}
	good := there.goodAlarm()
	if a := j.s.Alarm.Value; a != nil {
		good.Namespace, good.Metric, good.Tags = a.Namespace, a.Metric, a.Tags
	}
	f := there.goodFilter()
	f.Namespace, f.Metric = good.Namespace, good.Metric
	return []string{
		there.putFilter(f, there.group(), there.pattern()),
		there.makeTopic(there.s.Names.Topic),
		there.subscribe(there.o.Email),
		there.makeAlarm(good),
		there.own("doctor").with("--region", region).String(),
	}
}
