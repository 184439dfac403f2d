package faults

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
)

// breaker makes the calls of one fault and keeps them as lines. After the first
// call that fails it makes no other.
type breaker struct {
	ctx context.Context // as long as Inject runs
	*account.Account
	Target
	region string    // of the lines, "" for the monitor's own
	done   *[]string // shared with the breakers of other regions
	err    error
}

// call makes one call of the SDK's that changes something.
func call[I, O, F any](b *breaker, api func(context.Context, *I, ...func(*F)) (*O, error), in *I) *O {
	out := look(b, api, in)
	if b.err == nil {
		*b.done = append(*b.done, line(in, b.region))
	}
	return out
}

// look makes one call that changes nothing, or that a line of its own stands
// for. The answer is empty where it failed.
func look[I, O, F any](b *breaker, api func(context.Context, *I, ...func(*F)) (*O, error), in *I) *O {
	if b.err != nil {
		return new(O)
	}
	out, err := api(b.ctx, in)
	if err != nil {
		b.err = fmt.Errorf("%s: %w", line(in, b.region), err)
		return new(O)
	}
	return out
}

// lacking ends it: what should be broken is not there.
func (b *breaker) lacking(what string) {
	if b.err == nil {
		b.err = errors.New("there is no " + what)
	}
}

// in is the breaker in another region.
func (b *breaker) in(region string) *breaker {
	away := *b
	away.Account, away.region = b.Account.In(region), region
	return &away
}

// alarm puts the alarm with one thing changed: PutMetricAlarm replaces the whole
// definition.
func (b *breaker) alarm(change func(*cloudwatch.PutMetricAlarmInput)) {
	found := look(b, b.CloudWatch.DescribeAlarms, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{b.Alarm}}).MetricAlarms
	if len(found) != 1 {
		b.lacking("alarm " + b.Alarm)
		return
	}
	have := found[0]
	in := &cloudwatch.PutMetricAlarmInput{
		AlarmName: have.AlarmName, AlarmDescription: have.AlarmDescription, ActionsEnabled: have.ActionsEnabled,
		AlarmActions: some(have.AlarmActions), OKActions: some(have.OKActions), InsufficientDataActions: some(have.InsufficientDataActions),
		Namespace: have.Namespace, MetricName: have.MetricName, Dimensions: some(have.Dimensions), Unit: have.Unit,
		Statistic: have.Statistic, ExtendedStatistic: have.ExtendedStatistic, EvaluateLowSampleCountPercentile: have.EvaluateLowSampleCountPercentile,
		Period: have.Period, EvaluationPeriods: have.EvaluationPeriods, DatapointsToAlarm: have.DatapointsToAlarm,
		Threshold: have.Threshold, ComparisonOperator: have.ComparisonOperator, TreatMissingData: have.TreatMissingData,
	}
	change(in)
	call(b, b.CloudWatch.PutMetricAlarm, in)
}

// some is nil for an empty list, which is not the same to a call.
func some[T any](list []T) []T {
	if len(list) == 0 {
		return nil
	}
	return list
}

// filter is the metric filter as a call would put it.
func (b *breaker) filter() *cloudwatchlogs.PutMetricFilterInput {
	found := look(b, b.Logs.DescribeMetricFilters, &cloudwatchlogs.DescribeMetricFiltersInput{
		LogGroupName: aws.String(b.LogGroup), FilterNamePrefix: aws.String(b.Filter),
	}).MetricFilters
	for _, f := range found {
		if aws.ToString(f.FilterName) == b.Filter && len(f.MetricTransformations) == 1 {
			return &cloudwatchlogs.PutMetricFilterInput{
				LogGroupName: aws.String(b.LogGroup), FilterName: f.FilterName,
				FilterPattern: f.FilterPattern, MetricTransformations: f.MetricTransformations,
			}
		}
	}
	b.lacking("metric filter " + b.Filter)
	return &cloudwatchlogs.PutMetricFilterInput{
		FilterPattern: aws.String(""), MetricTransformations: []logtypes.MetricTransformation{{MetricName: aws.String("")}},
	}
}

func (b *breaker) putFilter(change func(*cloudwatchlogs.PutMetricFilterInput)) {
	in := b.filter()
	change(in)
	call(b, b.Logs.PutMetricFilter, in)
}

func (b *breaker) deleteFilter() {
	call(b, b.Logs.DeleteMetricFilter, &cloudwatchlogs.DeleteMetricFilterInput{LogGroupName: aws.String(b.LogGroup), FilterName: aws.String(b.Filter)})
}

func (b *breaker) topicARN() string { return b.Target.TopicARN(b.Place) }

func (b *breaker) setTopic(attribute, value string) {
	call(b, b.SNS.SetTopicAttributes, &sns.SetTopicAttributesInput{
		TopicArn: aws.String(b.topicARN()), AttributeName: aws.String(attribute), AttributeValue: aws.String(value),
	})
}

func (b *breaker) subscription() string { return b.subscriptionOf(b.topicARN()) }

// subscriptionOf is the ARN of a topic's confirmed e-mail subscription, that of
// the address where there are several.
func (b *breaker) subscriptionOf(topic string) string {
	subs := look(b, b.SNS.ListSubscriptionsByTopic, &sns.ListSubscriptionsByTopicInput{TopicArn: aws.String(topic)}).Subscriptions
	found := ""
	for _, s := range subs {
		arn := aws.ToString(s.SubscriptionArn)
		if !strings.HasPrefix(arn, "arn:") || !strings.HasPrefix(aws.ToString(s.Protocol), "email") {
			continue
		}
		if found == "" || strings.EqualFold(aws.ToString(s.Endpoint), b.Email) {
			found = arn
		}
	}
	if found == "" {
		b.lacking("confirmed subscription of topic " + topic[strings.LastIndexByte(topic, ':')+1:])
	}
	return found
}
