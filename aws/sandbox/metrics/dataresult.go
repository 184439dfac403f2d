package metrics

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
)

// expressionData is an expression's whole result.
func (s *State) expressionData(regionName string, q types.MetricDataQuery, in *cloudwatch.GetMetricDataInput) types.MetricDataResult {
	result := types.MetricDataResult{Id: q.Id, Label: q.Label, StatusCode: types.StatusCodeComplete, Timestamps: []time.Time{}, Values: []float64{}}
	if result.Label == nil {
		result.Label = q.Id
	}
	period := periodOf(q, in.MetricDataQueries)
	var over []stretch
	for from := in.StartTime.UTC().Truncate(min(period, time.Minute)); from.Before(*in.EndTime) && len(over) < maxDataValues; from = from.Add(period) {
		over = append(over, stretch{from, from.Add(period)})
	}
	series := s.region(regionName).series
	values, err := compute(q, in.MetricDataQueries, over, func(m reading, w stretch) float64 {
		return orNaN(value(series[m.metric.key()].window(w.from, w.to, m.unit), m.statistic))
	})
	if err != nil { // checkExpressions has seen to it that there is none
		result.StatusCode = types.StatusCodeInternalError
	}
	for i, v := range values {
		if !math.IsNaN(v) {
			result.Timestamps, result.Values = append(result.Timestamps, over[i].from), append(result.Values, v)
		}
	}
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(result.Timestamps)
		slices.Reverse(result.Values)
	}
	return result
}

// seriesData is a query's whole result, newest point first unless asked
// otherwise. Where no unit is asked for and several are there, it is the first
// by name, and a message says so.
func (s *State) seriesData(regionName string, q types.MetricDataQuery, in *cloudwatch.GetMetricDataInput) types.MetricDataResult {
	stat := q.MetricStat
	result := types.MetricDataResult{Id: q.Id, Label: q.Label, StatusCode: types.StatusCodeComplete, Timestamps: []time.Time{}, Values: []float64{}}
	if result.Label == nil {
		result.Label = aws.String(label(q, in.MetricDataQueries))
	}
	m := Metric{aws.ToString(stat.Metric.Namespace), aws.ToString(stat.Metric.MetricName), dimensionMap(stat.Metric.Dimensions)}
	line := s.region(regionName).series[m.key()]
	period := time.Duration(*stat.Period) * time.Second
	start := in.StartTime.UTC().Truncate(min(period, time.Minute))
	units := unitsOf(line.window(start, *in.EndTime, string(stat.Unit)))
	if len(units) > 1 {
		result.Messages = []types.MessageData{{
			Code: aws.String("MultipleUnits"), Value: aws.String("Multiple units returned: '[" + strings.Join(units, ", ") + "]'"),
		}}
	}
	for from := start; len(units) > 0 && from.Before(*in.EndTime); from = from.Add(period) {
		if v, ok := value(ofUnit(line.window(from, from.Add(period), string(stat.Unit)), units[0]), *stat.Stat); ok {
			result.Timestamps, result.Values = append(result.Timestamps, from), append(result.Values, v)
		}
	}
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(result.Timestamps)
		slices.Reverse(result.Values)
	}
	return result
}

// unitsOf are the units of the samples, by name.
func unitsOf(samples []timed) []string {
	var units []string
	for _, s := range samples {
		if unit := cmpOr(s.unit, "None"); !slices.Contains(units, unit) {
			units = append(units, unit)
		}
	}
	slices.SortFunc(units, cmp.Compare[string])
	return units
}

func ofUnit(samples []timed, unit string) []timed {
	return slices.DeleteFunc(slices.Clone(samples), func(s timed) bool { return cmpOr(s.unit, "None") != unit })
}
