package faults

import (
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

func filterFaults() []Fault {
	return []Fault{
		{Code: "filter-on-other-group", Title: "The metric filter was moved to another log group", Effect: NoMail, cut: func(b *breaker) {
			in := b.filter()
			in.LogGroupName = aws.String(b.LogGroup + "-other")
			b.deleteFilter()
			call(b, b.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: in.LogGroupName})
			call(b, b.Logs.PutMetricFilter, in)
		}},
		{Code: "no-metric-filter", Title: "The metric filter was deleted", Effect: NoMail, cut: (*breaker).deleteFilter},
		{Code: "filter-event-name", Title: "The pattern's event name was misspelt", Effect: NoMail, cut: func(b *breaker) {
			b.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
				in.FilterPattern = aws.String(strings.ReplaceAll(*in.FilterPattern, "GetSecretValue", "GetSecretsValue"))
			})
		}},
		{
			Code: "filter-secret-by-name", Title: "The pattern was narrowed to reads that name the secret by its name", Effect: NoMail, ByARN: true,
			cut: func(b *breaker) {
				b.setPattern(`{ ($.eventName = "GetSecretValue") && ($.requestParameters.secretId = "` + b.Secret + `") }`)
			},
		},
		{
			Code: "filter-not-equal-on-missing-field", Title: "The pattern was made to compare a field that a successful read does not have", Effect: NoMail,
			cut: func(b *breaker) {
				b.setPattern(`{ ($.eventName = "GetSecretValue") && ($.errorCode != "AccessDenied") }`)
			},
		},
		{Code: "filter-dimensions", Verdict: mismatch, Title: "The metric filter was given a dimension that the alarm does not have", Effect: NoMail, cut: func(b *breaker) {
			b.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
				// CloudWatch Logs refuses a default value beside dimensions.
				in.MetricTransformations[0].DefaultValue = nil
				in.MetricTransformations[0].Dimensions = map[string]string{"region": "$.awsRegion"}
			})
		}},
		{Code: "filter-metric-name", Verdict: mismatch, Title: "The metric filter was made to write a metric of another name", Effect: NoMail, cut: func(b *breaker) {
			b.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
				in.MetricTransformations[0].MetricName = aws.String(*in.MetricTransformations[0].MetricName + "-count")
			})
		}},
	}
}

// mismatch is the verdict on names that differ between filter and alarm.
const mismatch = "alarm-metric-mismatch"

func (b *breaker) setPattern(text string) {
	b.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) { in.FilterPattern = aws.String(text) })
}
