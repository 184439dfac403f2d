package metrics

import (
	"math"
	"slices"
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
	data := in.MetricData
	for _, entity := range in.EntityMetricData {
		data = append(data, entity.MetricData...)
	}
	if err := checkData(data); err != nil {
		return nil, err
	}
	for i, datum := range data {
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
		base.Set = true
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

// Limits of one call.
const (
	maxData       = 1000
	maxValues     = 150
	maxDimensions = 30
)

func checkData(data []types.MetricDatum) error {
	if len(data) > maxData {
		return badValue("The collection MetricData must not have a size greater than %d.", maxData)
	}
	for i, d := range data {
		switch {
		case len(d.Values) > maxValues:
			return badValue("The collection MetricData.member.%d.Values must not have a size greater than %d.", i+1, maxValues)
		case len(d.Dimensions) > maxDimensions:
			return badValue("The collection MetricData.member.%d.Dimensions must not have a size greater than %d.", i+1, maxDimensions)
		}
	}
	return nil
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
	case !finite(d):
		return badValue("The parameter MetricData.member.%d.Value must be a number.", n)
	case !validUnit(string(d.Unit)):
		return badValue("The parameter MetricData.member.%d.Unit must be a valid unit.", n)
	}
	return nil
}

// finite reports whether all of a datum's numbers are numbers.
func finite(d types.MetricDatum) bool {
	all := append(slices.Clone(d.Values), d.Counts...)
	all = append(all, aws.ToFloat64(d.Value))
	if v := d.StatisticValues; v != nil {
		all = append(all, aws.ToFloat64(v.Sum), aws.ToFloat64(v.SampleCount), aws.ToFloat64(v.Minimum), aws.ToFloat64(v.Maximum))
	}
	return !slices.ContainsFunc(all, func(f float64) bool { return math.IsNaN(f) || math.IsInf(f, 0) })
}

func dimensionMap(dimensions []types.Dimension) map[string]string {
	m := make(map[string]string, len(dimensions))
	for _, d := range dimensions {
		m[aws.ToString(d.Name)] = aws.ToString(d.Value)
	}
	return m
}
