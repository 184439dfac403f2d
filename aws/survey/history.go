package survey

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// reads takes the newest page of reads, of any secret: that another secret was
// read is a diagnosis too. The Event history goes back 90 days.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func (t *taker) reads(ctx context.Context) {
	out, err := t.CloudTrail.LookupEvents(ctx, &cloudtrail.LookupEventsInput{
		LookupAttributes: []trailtypes.LookupAttribute{{
			AttributeKey: trailtypes.LookupAttributeKeyEventName, AttributeValue: aws.String("GetSecretValue"),
		}},
		MaxResults: aws.Int32(50),
	})
	if err != nil {
		t.s.Reads = seen[[]record.Read](nil, err)
		return
	}
	reads := make([]record.Read, 0, len(out.Events))
	for _, e := range out.Events {
		// A record that cannot be read is left out: it is no evidence.
		if r, err := record.Parse(aws.ToString(e.CloudTrailEvent)); err == nil {
			if read, ok := r.Read(); ok {
				reads = append(reads, read)
			}
		}
	}
	t.s.Reads = monitor.Found(reads)
}

// alarmHistory has the alarm's last changes of state and what its actions did.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
func (t *taker) alarmHistory(ctx context.Context) {
	out, err := t.CloudWatch.DescribeAlarmHistory(ctx, &cloudwatch.DescribeAlarmHistoryInput{
		AlarmName: aws.String(t.names.Alarm), MaxRecords: aws.Int32(100), ScanBy: types.ScanByTimestampDescending,
	})
	if err != nil {
		t.s.AlarmHistory = seen[[]monitor.HistoryItem](nil, err, "ResourceNotFound", "ResourceNotFoundException")
		return
	}
	items := make([]monitor.HistoryItem, 0, len(out.AlarmHistoryItems))
	for _, h := range out.AlarmHistoryItems {
		items = append(items, monitor.HistoryItem{
			At: aws.ToTime(h.Timestamp).UTC(), Type: string(h.HistoryItemType),
			Summary: foreign.New(aws.ToString(h.HistorySummary)), Data: foreign.New(aws.ToString(h.HistoryData)),
		})
	}
	t.s.AlarmHistory = monitor.Found(items)
}
