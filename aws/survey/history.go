package survey

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

const historyPage = 50

func byEventName(name string) []trailtypes.LookupAttribute {
	return []trailtypes.LookupAttribute{{AttributeKey: trailtypes.LookupAttributeKeyEventName, AttributeValue: aws.String(name)}}
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
