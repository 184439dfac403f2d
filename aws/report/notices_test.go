package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/report"
)

const topicARN = "arn:aws:sns:us-east-1:123456789012:SecurityAlarms"

// TestExtension is the exercise's last part: CloudTrail's own notifications on
// the alarm's topic, refused at first, and off again after one read.
func TestExtension(t *testing.T) {
	story(t, func(t *testing.T, b *box) {
		jane := b.as(b.user("jane.doe"), cliAgent)
		b.build(jane)
		b.confirm()
		b.alarm(jane, cwtypes.StatisticSum, 60)
		time.Sleep(20 * time.Minute)
		notify := func(topic string) error {
			_, err := jane.CloudTrail.UpdateTrail(t.Context(), &cloudtrail.UpdateTrailInput{Name: &b.n.Trail, SnsTopicName: &topic})
			return err
		}
		if notify(b.n.Topic) == nil {
			t.Fatal("the topic's own policy lets CloudTrail publish")
		}
		time.Sleep(time.Minute)
		must(t, jane.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{
			TopicArn: aws.String(topicARN), AttributeName: aws.String("Policy"),
			AttributeValue: aws.String(iampolicy.FilesTopicPolicy(topicARN, "123456789012", b.n.TrailARN(jane.Place))),
		})
		time.Sleep(time.Minute)
		if err := notify(b.n.Topic); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		b.read(jane)
		time.Sleep(4 * time.Minute)
		if err := notify(""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		text := report.Markdown(b.facts(b.a))
		_, extension, _ := strings.Cut(text, "## Comparing")
		for _, want := range []string{
			"- 2000-01-01 00:24:00 UTC: `user/person 1` tried to switch them on, to the alarm's own topic `SecurityAlarms`, with `UpdateTrail`. AWS refused: " +
				"SNS Topic does not exist or the topic policy is incorrect! (`InsufficientSnsTopicPolicyException`).\n",
			"- 2000-01-01 00:25:00 UTC: `user/person 1` set the policy of the alarm's own topic `SecurityAlarms` with `SetTopicAttributes`, so that CloudTrail may publish there. That mended it: the next attempt worked.\n",
			"- 2000-01-01 00:26:00 UTC: `user/person 1` switched them on with `UpdateTrail`, to the alarm's own topic `SecurityAlarms`.\n",
			"- 2000-01-01 00:40:00 UTC: `user/person 1` switched them off again with `UpdateTrail`, after 14 min 00 s.\n",
			"> To fill in: how many of these mails said what had happened?",
		} {
			if !strings.Contains(extension, want) {
				t.Errorf("no %q", want)
			}
		}
		mails, files := 0, 0
		from, to := time.Date(2000, 1, 1, 0, 25, 0, 0, time.UTC), time.Date(2000, 1, 1, 0, 45, 0, 0, time.UTC)
		all, err := b.Inbox().List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range all {
			if m.At.Before(from) || !m.At.Before(to) {
				continue
			}
			mails++
			if strings.Contains(m.Subject, "CloudTrail") {
				files++
			}
		}
		counted := fmt.Sprintf("From 2000-01-01 00:25:00 UTC to 2000-01-01 00:45:00 UTC, which is the time in which they were on in whole periods of SNS's metrics, "+
			"SNS counted %d messages to the alarm's own topic `SecurityAlarms`, and %d notifications that it delivered. 1 message was the alarm's, by its history; "+
			"the other %d told of log files", mails, mails, files)
		if !strings.Contains(extension, counted) || files == 0 {
			t.Errorf("no %q", counted)
		}
		for _, want := range []string{"`UpdateTrail` by `user/person 1`: CloudTrail's own notifications off", "`SetTopicAttributes` by `user/person 1`: the topic's policy, which lets the alarm publish\n"} {
			if !strings.Contains(text, want) {
				t.Errorf("no %q", want)
			}
		}
		if t.Failed() {
			t.Log(text)
		}
	})
}

// TestNotices is what is told of calls that the sandbox does not make.
func TestNotices(t *testing.T) {
	call := func(minute int, event, parameters, rest string) record.Record {
		r, err := record.Parse(fmt.Sprintf(`{"eventVersion":"1.11","eventID":"%d","eventName":%q,"eventTime":%q,"eventSource":"cloudtrail.amazonaws.com",
			"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::123456789012:user/ann"},"requestParameters":%s%s}`, minute, event, at(minute).Format(time.RFC3339), parameters, rest))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	const trailed = `,"responseElements":{"name":"t"`
	none, three := (*float64)(nil), 3.0
	unseen := monitor.Unseen{Operation: "LookupEvents", Permission: "cloudtrail:LookupEvents", Reason: monitor.ReasonDenied}
	for _, c := range []struct {
		name       string
		notices    report.Notices
		notifies   string
		has, hasNo []string
	}{
		{"not allowed to look", report.Notices{Records: monitor.NotSeen[[]record.Record](unseen)}, "", []string{"could not be seen: the permission cloudtrail:LookupEvents is missing"}, []string{"they are off"}},
		{"never", report.Notices{Records: monitor.Found([]record.Record{})}, "", []string{"no call that switched CloudTrail's own notifications on for this trail, and they are off"}, []string{"tells of CloudTrail's own"}},
		{"on since before", report.Notices{Records: monitor.Found([]record.Record{})}, topicARN, []string{"When that was switched on is not in Event history"}, []string{"they are off"}},
		{
			"made with the trail, on still",
			report.Notices{
				Records: monitor.Found([]record.Record{call(0, "CreateTrail", `{"name":"t","snsTopicName":"SecurityAlarms"}`, trailed+`,"snsTopicARN":"`+topicARN+`"}`)}),
				Counts:  []report.Count{{Span: report.Span{On: at(0), Topic: foreign.New(topicARN)}, From: at(0), To: at(60), Published: none}},
			},
			topicARN,
			[]string{"12:00:00 UTC: `user/person 1` switched them on with `CreateTrail`", "They are on still", "> To fill in: how many mails came from 2026-11-22 12:00:00 UTC on"},
			[]string{"switched them off"},
		},
		{
			"another topic; edits of something else; other trails",
			report.Notices{
				Records: monitor.Found([]record.Record{
					call(9, "UpdateTrail", `{"name":"t","snsTopicName":""}`, ""),
					call(5, "UpdateTrail", `{"name":"t","isMultiRegionTrail":true,"snsTopicName":"files"}`, trailed+`,"snsTopicName":"files"}`),
					call(4, "UpdateTrail", `{"name":"other","snsTopicName":"files"}`, `,"errorCode":"TrailNotFoundException"`),
					call(3, "UpdateTrail", `{"name":"arn:aws:cloudtrail:us-east-1:123456789012:trail/t","snsTopicName":"files"}`, ""),
					call(2, "UpdateTrail", `{"name":"t","cloudWatchLogsLogGroupArn":"x","snsTopicName":""}`, trailed+`}`),
					call(1, "SetTopicAttributes", `{"topicArn":"arn:aws:sns:us-east-1:123456789012:files","attributeName":"Policy","attributeValue":"{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sns:Publish\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":{\"AWS:SourceOwner\":\"1\"}}}]}"}`, ""),
					call(0, "SetTopicAttributes", `{"topicArn":"arn:aws:sns:us-east-1:123456789012:nobody","attributeName":"Policy","attributeValue":"{}"}`, ""),
				}),
				Counts: []report.Count{{Span: report.Span{On: at(3), Off: at(9), Topic: foreign.New("files")}, From: at(0), To: at(10), Published: &three, Delivered: &three}},
			},
			"",
			[]string{
				"12:01:00 UTC: `user/person 1` set the policy of the topic `files` with `SetTopicAttributes`. As far as it can be read, it does not let CloudTrail publish there.",
				"12:03:00 UTC: `user/person 1` switched them on with `UpdateTrail`, to the topic `files`.\n- 2026-11-22 12:09:00 UTC: `user/person 1` switched them off again with `UpdateTrail`, after 6 min 00 s.",
				"SNS counted 3 messages to the topic `files`, and 3 notifications that it delivered.\n",
			},
			[]string{"TrailNotFound", "nobody", "the alarm's, by its history", "mended it", "12:02:00 UTC: `user/person 1` switched"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := monitor.Snapshot{
				Place: monitor.Place{Account: "123456789012", Region: "us-east-1", Partition: "aws"}, Names: monitor.Names{Secret: "s", Trail: "t", Topic: "SecurityAlarms", Alarm: "a"}, At: at(60),
				Trail: monitor.Found(monitor.Trail{Name: "t", ARN: "arn:aws:cloudtrail:us-east-1:123456789012:trail/t", Notifies: c.notifies}),
			}
			_, text, _ := strings.Cut(report.Markdown(report.Facts{Snapshot: s, Notices: c.notices}), "## Comparing")
			holds(t, text, c.has, c.hasNo)
		})
	}
}
