package survey_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
)

// A second alarm for many reads at once comes first by its name, and mails to
// the same topic.
func TestTheAlarmForOneReadIsTaken(t *testing.T) {
	for name, change := range map[string]func(*cloudwatch.PutMetricAlarmInput){
		"a higher threshold": func(in *cloudwatch.PutMetricAlarmInput) { in.Threshold = aws.Float64(5) },
		"more datapoints":    func(in *cloudwatch.PutMetricAlarmInput) { in.EvaluationPeriods = aws.Int32(3) },
	} {
		t.Run(name, func(t *testing.T) {
			story(t, func(t *testing.T, b *box) {
				l := exercise()
				l.build(t, b)
				in := &cloudwatch.PutMetricAlarmInput{
					AlarmName: aws.String("A burst of reads"), Namespace: aws.String(l.namespace), MetricName: aws.String(l.metric),
					AlarmActions: []string{"arn:aws:sns:us-east-1:123456789012:" + l.topic}, Statistic: "Sum", Period: aws.Int32(60),
					EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1), ComparisonOperator: "GreaterThanOrEqualToThreshold",
				}
				change(in)
				must(t, b.a.CloudWatch.PutMetricAlarm, in)
				if found := b.find(t); len(found) != 1 || found[0].Alarm != l.alarm {
					t.Errorf("found %+v", found)
				}
			})
		})
	}
}
