package metrics

import (
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox/wire"
)

const maxDatapoints = 1440 // of one GetMetricStatistics

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
		samples := line.window(from, from.Add(period), string(in.Unit))
		for _, unit := range unitsOf(samples) {
			out.Datapoints = append(out.Datapoints, datapoint(from, ofUnit(samples, unit), in))
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
	case slices.ContainsFunc(in.Statistics, func(x types.Statistic) bool { return extended(string(x)) }):
		return notInSet(string(in.Statistics[0]), "statistics.1.member", statistics)
	case slices.ContainsFunc(in.ExtendedStatistics, func(x string) bool { return !validStatistic(x) || !extended(x) }):
		return badValue("The value %s for parameter ExtendedStatistics.member.1 is not supported.", in.ExtendedStatistics[0])
	case !validUnit(string(in.Unit)):
		return badValue("The parameter Unit must be a valid unit.")
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
