package metrics

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
	"secretwatch/aws/sandbox/wire"
)

// How far from now a datum may be.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
const (
	oldest   = 14 * 24 * time.Hour
	furthest = 2 * time.Hour
)

func (s *State) putMetricData(c *wire.Call, in *cloudwatch.PutMetricDataInput) (*cloudwatch.PutMetricDataOutput, error) {
	c.Data = true // CloudTrail has it as a data event only
	namespace := aws.ToString(in.Namespace)
	if namespace == "" {
		return nil, missing("Namespace")
	}
	if strings.HasPrefix(namespace, "AWS/") {
		return nil, badValue("The value AWS/ for parameter Namespace is invalid.")
	}
	now := s.deps.Clock.Now()
	var all []Sample
	var metrics []Metric
	for i, datum := range in.MetricData {
		samples, err := samplesOf(datum, i+1, now)
		if err != nil {
			return nil, err
		}
		for _, one := range samples {
			all = append(all, one)
			metrics = append(metrics, Metric{namespace, aws.ToString(datum.MetricName), dimensionMap(datum.Dimensions)})
		}
	}
	for i, one := range all {
		s.Put(c.Region, metrics[i], one)
	}
	return &cloudwatch.PutMetricDataOutput{}, nil
}

// samplesOf reads the n-th datum, counted from 1.
func samplesOf(d types.MetricDatum, n int, now time.Time) ([]Sample, error) {
	if aws.ToString(d.MetricName) == "" {
		return nil, missing("MetricData.member." + itoa(n) + ".MetricName")
	}
	if err := checkDatum(d, n); err != nil {
		return nil, err
	}
	at := now
	if d.Timestamp != nil {
		at = d.Timestamp.UTC()
	}
	if at.Before(now.Add(-oldest)) || at.After(now.Add(furthest)) {
		return nil, badValue("The parameter MetricData.member.%d.Timestamp must specify a time no more than two weeks in the past and two hours in the future.", n)
	}
	base := Sample{At: at, Unit: string(d.Unit), High: aws.ToInt32(d.StorageResolution) == 1}
	var samples []Sample
	with := func(stats alarm.Stats) {
		one := base
		one.Stats = stats
		samples = append(samples, one)
	}
	switch {
	case d.Value != nil:
		with(alarm.Stats{}.Add(*d.Value))
	case d.StatisticValues != nil:
		v := d.StatisticValues
		with(alarm.Stats{
			Sum: aws.ToFloat64(v.Sum), SampleCount: aws.ToFloat64(v.SampleCount),
			Min: aws.ToFloat64(v.Minimum), Max: aws.ToFloat64(v.Maximum),
		})
	default:
		for i, v := range d.Values {
			count := 1.0
			if i < len(d.Counts) {
				count = d.Counts[i]
			}
			with(alarm.Stats{Sum: v * count, SampleCount: count, Min: v, Max: v})
		}
	}
	return samples, nil
}

func checkDatum(d types.MetricDatum, n int) error {
	switch {
	case d.Value != nil && d.StatisticValues != nil:
		return badCombination("The parameters MetricData.member.%[1]d.Value and MetricData.member.%[1]d.StatisticValues are mutually exclusive and you have specified both.", n)
	case d.Value != nil && len(d.Values) > 0:
		return badCombination("The parameters MetricData.member.%[1]d.Value and MetricData.member.%[1]d.Values are mutually exclusive and you have specified both.", n)
	case len(d.Counts) > 0 && len(d.Counts) != len(d.Values):
		return badValue("The parameters MetricData.member.%[1]d.Values and MetricData.member.%[1]d.Counts must be of the same size.", n)
	case d.Value == nil && d.StatisticValues == nil && len(d.Values) == 0:
		return missing("MetricData.member." + itoa(n) + ".Value")
	case !validUnit(string(d.Unit)):
		return badValue("The parameter MetricData.member.%d.Unit must be a valid unit.", n)
	}
	return nil
}

func dimensionMap(dimensions []types.Dimension) map[string]string {
	m := make(map[string]string, len(dimensions))
	for _, d := range dimensions {
		m[aws.ToString(d.Name)] = aws.ToString(d.Value)
	}
	return m
}
