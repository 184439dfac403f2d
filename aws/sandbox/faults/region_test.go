package faults_test

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// moveTrail takes the trail of the monitor away and builds one, with log group
// and filter, in another region.
func (c *chain) moveTrail(multiRegion bool) {
	c.t.Helper()
	c.deleteTrail()
	there := c.in(elsewhere)
	there.build("eu@example.com", func(d *monitor.Desired) { d.MultiRegion = multiRegion })
	ask(there, there.CloudWatch.DeleteAlarms, &cloudwatch.DeleteAlarmsInput{AlarmNames: []string{alarm}})
}

// metricThere: the datapoint is in the other region, and none is here.
func metricThere(c *chain, since time.Time) {
	n, _ := c.in(elsewhere).sum(namespace, metric, since)
	is(c, "the metric's sum in the other region", n, 1)
	_, points := c.sum(namespace, metric, since)
	is(c, "the metric's datapoints in this region", points, 0)
}

func regionRows() []row {
	moved := func(c *chain) {
		c.moveTrail(true)
		ask(c, c.Logs.DeleteLogGroup, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(group)})
		c.wait(5 * time.Minute) // the last zeros leave the evaluation range
	}
	return []row{
		{
			code: "trail-single-region-elsewhere", effect: noMail, cut: func(c *chain) { c.moveTrail(false) },
			signs: all(counted(0), func(c *chain, since time.Time) {
				out := ask(c, c.CloudTrail.DescribeTrails, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
				is(c, "trails in this region", len(out.TrailList), 0)
				there := c.in(elsewhere).theTrail()
				is(c, "IsMultiRegionTrail", *there.IsMultiRegionTrail, false)
				is(c, "HomeRegion", *there.HomeRegion, "eu-west-1")
				n, _ := c.in(elsewhere).sum(namespace, metric, since)
				is(c, "the metric's sum in the other region", n, 0)
			}),
		},
		{code: "metric-other-region", verdict: "alarm-other-region", effect: noMail, cut: moved, signs: all(metricThere, state(cwtypes.StateValueOk))},
		{
			code: "alarm-other-region", effect: noMail, cut: func(c *chain) {
				moved(c)
				c.putAlarm(func(in *cloudwatch.PutMetricAlarmInput) { in.TreatMissingData = aws.String("missing") })
			},
			signs: all(metricThere, state(cwtypes.StateValueInsufficientData), func(c *chain, _ time.Time) {
				// The topic would have to come along.
				there := c.in(elsewhere)
				refused(there, there.CloudWatch.PutMetricAlarm, &cloudwatch.PutMetricAlarmInput{
					AlarmName: aws.String("there"), Namespace: aws.String(namespace), MetricName: aws.String(metric), Statistic: cwtypes.StatisticSum,
					Period: aws.Int32(60), EvaluationPeriods: aws.Int32(1), Threshold: aws.Float64(1),
					ComparisonOperator: cwtypes.ComparisonOperatorGreaterThanOrEqualToThreshold, AlarmActions: []string{topicARN},
				}, "Invalid region us-east-1 specified. Only eu-west-1 is supported.")
			}),
		},
		{
			code: "wrong-account-or-region", effect: mailComes, signs: published(1),
			look: func(c *chain) *account.Account { return c.open("ap-south-1", "SANDBOXADMIN") },
		},
	}
}
