package compare

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"secretwatch/aws/monitor"
)

// Flood is a trail that notifies the alarm's own topic: a mail for every file,
// among which the alarm's drown.
type Flood struct {
	Trail, Topic string
	MailsADay    int    // -1 where it cannot be told
	From         string // how that is known
}

// flooding is the trail, the monitor's or another, that notifies the alarm's own
// topic; nil where none does.
func (e *experiment) flooding() *monitor.Trail {
	topic := e.topicOf(WayAlarm)
	if topic == "" {
		return nil
	}
	if e.notified() == topic {
		return e.chain.Trail.Value
	}
	if e.chain.Trails.There() {
		all := *e.chain.Trails.Value
		own := func(t monitor.Trail) bool { return e.trail != nil && t.ARN == aws.ToString(e.trail.TrailARN) }
		if i := slices.IndexFunc(all, func(t monitor.Trail) bool { return t.Notifies == topic && !own(t) }); i >= 0 {
			return &all[i]
		}
	}
	return nil
}

// flood counts the mails that the trail sends to the alarm's topic.
func (e *experiment) flood(ctx context.Context, t *monitor.Trail, topic string) *Flood {
	f := &Flood{Trail: t.Name, Topic: topic, MailsADay: -1}
	now := e.Clock.Now()
	if s := e.chain.Status.Value; s != nil && now.Sub(s.Started) < leastToCount {
		return f // a few minutes say nothing of a day
	}
	// SNS counts what was sent, from every region; where the notifications were
	// switched on not long ago, the files say what will be.
	if m := e.chain.Mails.Value; m != nil && m.Published > 0 {
		f.MailsADay, f.From = max(0, int(m.Published)-e.alarmMails()), "what SNS counted in the last day, less the alarm's own"
	}
	files, err := e.delivered(ctx, *t, now.Add(-24*time.Hour), now)
	switch {
	case err != nil:
		e.warn(err)
	case len(files) > f.MailsADay:
		f.MailsADay, f.From = len(files), "the trail's files of the last day in "+e.Region
	}
	return f
}

// leastToCount is for how long a trail has to have logged before what it sends
// in a day can be told.
const leastToCount = time.Hour

// alarmMails are the actions of the last day that worked.
func (e *experiment) alarmMails() int {
	n := 0
	if h := e.chain.AlarmHistory.Value; h != nil {
		for _, item := range *h {
			if item.Type == "Action" && e.chain.At.Sub(item.At) < 24*time.Hour && strings.HasPrefix(item.Summary.Raw(), "Successfully") {
				n++
			}
		}
	}
	return n
}

// object is one log file.
type object struct {
	key string
	at  time.Time
}

// delivered lists a trail's log files of this region that came between two
// moments, oldest first.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html#cloudtrail-log-filename-format
func (e *experiment) delivered(ctx context.Context, t monitor.Trail, from, to time.Time) ([]object, error) {
	prefix := strings.Trim(t.Prefix, "/")
	if prefix != "" {
		prefix += "/"
	}
	prefix += "AWSLogs/" + e.Place.Account + "/CloudTrail/" + e.Region + "/"
	var list []object
	for day := from.UTC().Truncate(24 * time.Hour); !day.After(to); day = day.Add(24 * time.Hour) {
		pages := s3.NewListObjectsV2Paginator(e.S3, &s3.ListObjectsV2Input{
			Bucket: aws.String(t.Bucket), Prefix: aws.String(prefix + day.Format("2006/01/02/")),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, o := range page.Contents {
				if at := aws.ToTime(o.LastModified); !at.Before(from.Truncate(time.Second)) {
					list = append(list, object{aws.ToString(o.Key), at.UTC()})
				}
			}
		}
	}
	slices.SortStableFunc(list, func(a, b object) int { return a.at.Compare(b.at) })
	return list, nil
}
