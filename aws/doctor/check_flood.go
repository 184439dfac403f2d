package doctor

import (
	"strings"
	"time"

	"secretwatch/aws/monitor"
)

// flood finds that a trail tells the alarm's own topic of every log file, so
// that the alarm's mails drown in others.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/configure-sns-notifications-for-cloudtrail.html
func (j *judge) flood() {
	topic := j.topicARN()
	if topic == "" || !j.s.Trails.There() {
		return
	}
	for _, t := range *j.s.Trails.Value {
		if t.Notifies != topic {
			continue
		}
		f := j.warn("trail-notifies-topic", "trail %s mails every log file to topic %s, and among those mails the alarm's are easily missed", t.Name, lastPart(topic))
		f.seen("trail", "%s", t.ARN)
		if m := j.s.Mails.Value; m != nil {
			f.seen("mails a day", "SNS published %.0f in the last day, %d of them the alarm's", m.Published, j.alarmMails(topic))
		}
		off := j.cliIn(homeOf(t, j.s.Region), "cloudtrail", "update-trail").with("--name", t.ARN)
		off.With("--sns-topic-name", "") // an empty name takes the topic away
		f.mend("switch off the trail's notifications, or give them a topic of their own", off.String())
		return
	}
}

func homeOf(t monitor.Trail, here string) string {
	if t.HomeRegion != "" {
		return t.HomeRegion
	}
	return here
}

// alarmMails are the alarm's actions on a topic of the last day that worked.
func (j *judge) alarmMails(topic string) int {
	n := 0
	if h := j.s.AlarmHistory.Value; h != nil {
		for _, item := range *h {
			worked := item.Type == "Action" && strings.HasPrefix(item.Summary.Raw(), "Successfully") && strings.Contains(item.Summary.Raw(), topic)
			if worked && j.s.At.Sub(item.At) < 24*time.Hour {
				n++
			}
		}
	}
	return n
}
