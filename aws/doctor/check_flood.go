package doctor

import (
	"fmt"
	"math"
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
		f := j.warn(codeFlood, "trail %s mails every log file to topic %s%s, and among those mails the alarm's are easily missed", t.Name, lastPart(topic), j.floodBrief(t, topic))
		f.seen("trail", "%s", t.ARN)
		f.seen("mails a day", "%s", j.floodCount(t, topic))
		off := j.cliIn(homeOf(t, j.s.Region), "cloudtrail", "update-trail").with("--name", t.ARN)
		off.With("--sns-topic-name", "") // an empty name takes the topic away
		f.mend("switch off the trail's notifications, or give them a topic of their own", off.String())
		return
	}
}

// floodSpan is for how long of the last day the trail can have mailed: since its
// logging began, or since it was told to.
func (j *judge) floodSpan(t monitor.Trail) time.Duration {
	begun := j.s.At.Add(-24 * time.Hour)
	if st, own := j.s.Status.Value, j.s.Trail.Value; st != nil && own != nil && own.ARN == t.ARN && st.Started.After(begun) && !st.Stopped.After(begun) {
		begun = st.Started // it was not switched off and on again within the day
	}
	if c, ok := j.changedIn([]string{t.Name, t.ARN}, broughtAbout[codeFlood]); ok && len(c.Resources) > 0 && c.At.After(begun) {
		begun = c.At
	}
	return j.s.At.Sub(begun)
}

const (
	leastToCount = time.Hour      // less says nothing of a day
	nearlyADay   = 23 * time.Hour // the counts are of whole hours
)

// floodRate is how many mails a day beside the alarm's that makes; false where
// it cannot be told.
func (j *judge) floodRate(t monitor.Trail, topic string) (float64, bool) {
	m, span := j.s.Mails.Value, j.floodSpan(t)
	if m == nil || span < leastToCount {
		return 0, false
	}
	mails := max(0, m.Published-float64(j.alarmMails(topic)))
	if span < nearlyADay {
		mails *= float64(24*time.Hour) / float64(span)
	}
	return math.Round(mails), true
}

func (j *judge) floodBrief(t monitor.Trail, topic string) string {
	if rate, ok := j.floodRate(t, topic); ok && rate > 0 {
		return " (about " + number(rate) + " a day, by SNS's count)"
	}
	return ""
}

// floodCount says what was counted, where, and what that makes in a day.
func (j *judge) floodCount(t monitor.Trail, topic string) string {
	m, span := j.s.Mails.Value, j.floodSpan(t)
	if m == nil {
		return ""
	}
	in := "day"
	if span < nearlyADay {
		in = spanOf(span)
	}
	text := fmt.Sprintf("SNS counted %s published to the topic in the last %s, %d of them the alarm's (metric NumberOfMessagesPublished; what others send there is among them)",
		number(m.Published), in, j.alarmMails(topic))
	rate, ok := j.floodRate(t, topic)
	switch {
	case !ok:
		text += ": too short a time to say how many that is a day"
	case span < nearlyADay:
		text += ", so about " + number(rate) + " a day beside the alarm's"
	}
	return text
}

// spanOf is a time in whole hours, or minutes below two hours, as it follows "in
// the last".
func spanOf(d time.Duration) string {
	if d < 2*time.Minute {
		return "minute"
	}
	if d < 2*time.Hour {
		return plural(int(d/time.Minute), "minute")
	}
	return plural(int(d.Round(time.Hour)/time.Hour), "hour")
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
