package metrics

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	maxDatapoints  = 1440    // of one GetMetricStatistics
	maxDataValues  = 100_800 // of one GetMetricData
	metricsPerPage = 500
	listedFor      = 14 * 24 * time.Hour
	recentlyActive = 3 * time.Hour
)

func itoa(n int) string { return strconv.Itoa(n) }

func (s *State) getMetricStatistics(c *wire.Call, in *cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
	c.Data = true // CloudTrail has it as a data event only
	if err := checkStatistics(in); err != nil {
		return nil, err
	}
	line := s.region(c.Region).series[Metric{aws.ToString(in.Namespace), aws.ToString(in.MetricName), dimensionMap(in.Dimensions)}.key()]
	period := time.Duration(*in.Period) * time.Second
	out := &cloudwatch.GetMetricStatisticsOutput{Label: in.MetricName, Datapoints: []types.Datapoint{}}
	for from := in.StartTime.UTC().Truncate(min(period, time.Minute)); from.Before(*in.EndTime); from = from.Add(period) {
		if samples := line.window(from, from.Add(period), string(in.Unit)); len(samples) > 0 {
			out.Datapoints = append(out.Datapoints, datapoint(from, samples, in))
		}
	}
	return out, nil
}

func checkStatistics(in *cloudwatch.GetMetricStatisticsInput) error {
	period := time.Duration(aws.ToInt32(in.Period)) * time.Second
	switch {
	case in.StartTime == nil:
		return missing("StartTime")
	case in.EndTime == nil:
		return missing("EndTime")
	case aws.ToString(in.Namespace) == "":
		return missing("Namespace")
	case aws.ToString(in.MetricName) == "":
		return missing("MetricName")
	case !validPeriod(aws.ToInt32(in.Period)):
		return badValue("The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.")
	case !in.StartTime.Before(*in.EndTime):
		return badValue("The parameter StartTime must be less than the parameter EndTime.")
	case len(in.Statistics)+len(in.ExtendedStatistics) == 0:
		return badCombination("At least one of the parameters Statistics and ExtendedStatistics must be specified.")
	}
	if points := int64(in.EndTime.Sub(*in.StartTime) / period); points > maxDatapoints {
		return badCombination("You have requested up to %d datapoints, which exceeds the limit of %d. You may reduce the datapoints requested by increasing Period, or decreasing the time range.", points, maxDatapoints)
	}
	return nil
}

func datapoint(at time.Time, samples []timed, in *cloudwatch.GetMetricStatisticsInput) types.Datapoint {
	p := types.Datapoint{Timestamp: aws.Time(at), Unit: types.StandardUnit(cmpOr(samples[0].unit, "None"))}
	for _, statistic := range in.Statistics {
		v, ok := value(samples, string(statistic))
		if !ok {
			continue
		}
		switch statistic {
		case types.StatisticSum:
			p.Sum = aws.Float64(v)
		case types.StatisticAverage:
			p.Average = aws.Float64(v)
		case types.StatisticMinimum:
			p.Minimum = aws.Float64(v)
		case types.StatisticMaximum:
			p.Maximum = aws.Float64(v)
		case types.StatisticSampleCount:
			p.SampleCount = aws.Float64(v)
		}
	}
	for _, statistic := range in.ExtendedStatistics {
		if v, ok := value(samples, statistic); ok {
			if p.ExtendedStatistics == nil {
				p.ExtendedStatistics = map[string]float64{}
			}
			p.ExtendedStatistics[statistic] = v
		}
	}
	return p
}

func cmpOr(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func validPeriod(period int32) bool {
	return slices.Contains([]int32{1, 5, 10, 20, 30}, period) || period > 0 && period%60 == 0
}

func (s *State) getMetricData(c *wire.Call, in *cloudwatch.GetMetricDataInput) (*cloudwatch.GetMetricDataOutput, error) {
	c.Data = true // CloudTrail has it as a data event only
	if in.StartTime == nil || in.EndTime == nil || !in.StartTime.Before(*in.EndTime) {
		return nil, validation("The parameter StartTime must be less than the parameter EndTime.")
	}
	out := &cloudwatch.GetMetricDataOutput{MetricDataResults: []types.MetricDataResult{}}
	for i, q := range in.MetricDataQueries {
		if q.MetricStat == nil || q.MetricStat.Metric == nil {
			return nil, validation("MetricDataQueries.member.%d: the sandbox takes a MetricStat only, it computes no expressions.", i+1)
		}
		result, err := s.seriesData(c.Region, q, in)
		if err != nil {
			return nil, err
		}
		if q.ReturnData == nil || *q.ReturnData {
			out.MetricDataResults = append(out.MetricDataResults, result)
		}
	}
	return out, nil
}

func (s *State) seriesData(regionName string, q types.MetricDataQuery, in *cloudwatch.GetMetricDataInput) (types.MetricDataResult, error) {
	stat := q.MetricStat
	result := types.MetricDataResult{Id: q.Id, Label: q.Label, StatusCode: types.StatusCodeComplete, Timestamps: []time.Time{}, Values: []float64{}}
	if result.Label == nil {
		result.Label = stat.Metric.MetricName
	}
	period := time.Duration(aws.ToInt32(stat.Period)) * time.Second
	if !validPeriod(aws.ToInt32(stat.Period)) || !validStatistic(aws.ToString(stat.Stat)) {
		return result, validation("The value for parameter MetricStat of query %s is invalid.", aws.ToString(q.Id))
	}
	if int64(in.EndTime.Sub(*in.StartTime)/period) > maxDataValues {
		return result, validation("You have requested more than %d datapoints.", maxDataValues)
	}
	m := Metric{aws.ToString(stat.Metric.Namespace), aws.ToString(stat.Metric.MetricName), dimensionMap(stat.Metric.Dimensions)}
	line := s.region(regionName).series[m.key()]
	for from := in.StartTime.UTC().Truncate(min(period, time.Minute)); from.Before(*in.EndTime); from = from.Add(period) {
		if v, ok := value(line.window(from, from.Add(period), string(stat.Unit)), *stat.Stat); ok {
			result.Timestamps, result.Values = append(result.Timestamps, from), append(result.Values, v)
		}
	}
	if in.ScanBy != types.ScanByTimestampAscending {
		slices.Reverse(result.Timestamps)
		slices.Reverse(result.Values)
	}
	return result, nil
}

func (s *State) listMetrics(c *wire.Call, in *cloudwatch.ListMetricsInput) (*cloudwatch.ListMetricsOutput, error) {
	c.Data = true // CloudTrail has it as a data event only
	r := s.region(c.Region)
	active := listedFor
	if in.RecentlyActive != "" {
		active = recentlyActive
	}
	now := s.deps.Clock.Now()
	found := []types.Metric{}
	for _, key := range slices.Sorted(maps.Keys(r.series)) {
		if line := r.series[key]; now.Sub(line.newest) <= active && listed(line.metric, in) {
			found = append(found, types.Metric{
				Namespace: aws.String(line.metric.Namespace), MetricName: aws.String(line.metric.Name), Dimensions: dimensionList(line.metric.Dimensions),
			})
		}
	}
	items, next, err := page(found, in.NextToken, metricsPerPage)
	if err != nil {
		return nil, err
	}
	return &cloudwatch.ListMetricsOutput{Metrics: items, NextToken: next}, nil
}

func listed(m Metric, in *cloudwatch.ListMetricsInput) bool {
	if in.Namespace != nil && *in.Namespace != m.Namespace || in.MetricName != nil && *in.MetricName != m.Name {
		return false
	}
	for _, want := range in.Dimensions {
		got, ok := m.Dimensions[aws.ToString(want.Name)]
		if !ok || want.Value != nil && *want.Value != got {
			return false
		}
	}
	return true
}

func dimensionList(m map[string]string) []types.Dimension {
	list := []types.Dimension{}
	for _, name := range slices.Sorted(maps.Keys(m)) {
		list = append(list, types.Dimension{Name: aws.String(name), Value: aws.String(m[name])})
	}
	return list
}

// page cuts a list where the token says; the token is where the page starts.
func page[T any](all []T, token *string, size int) ([]T, *string, error) {
	start := 0
	if token != nil {
		n, err := strconv.Atoi(strings.TrimPrefix(*token, "t"))
		if err != nil || n < 0 || n > len(all) {
			e := wire.Errorf("InvalidNextToken", "The next token specified is invalid.")
			return nil, nil, e
		}
		start = n
	}
	end := min(start+size, len(all))
	if end < len(all) {
		return all[start:end], aws.String("t" + itoa(end)), nil
	}
	return all[start:end], nil, nil
}
