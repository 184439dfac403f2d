package metrics

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	maxQueries    = 500
	maxExpression = 2048
	maxQueryID    = 255
	maxDataValues = 100_800 // of one page of GetMetricData
)

var queryID = regexp.MustCompile(`^[a-z][a-zA-Z0-9_]*$`)

// checkQueries refuses what no list of queries may have. Expressions are
// checked where they are evaluated.
func checkQueries(queries []types.MetricDataQuery) error {
	if len(queries) > maxQueries {
		return validation("The collection MetricDataQueries must not have a size greater than %d.", maxQueries)
	}
	ids := map[string]bool{}
	for i, q := range queries {
		id := aws.ToString(q.Id)
		switch {
		case len(id) > maxQueryID || !queryID.MatchString(id):
			return validation("The value %s for parameter MetricDataQueries.member.%d.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.", id, i+1)
		case ids[id]:
			return validation("The values for parameter id in MetricDataQueries are not unique.")
		case len(aws.ToString(q.Expression)) > maxExpression:
			return validation("The parameter MetricDataQueries.member.%d.Expression must not be longer than %d characters.", i+1, maxExpression)
		case (q.MetricStat == nil) == (q.Expression == nil):
			return validation("The parameters MetricDataQueries.member.%[1]d.Expression and MetricDataQueries.member.%[1]d.MetricStat are mutually exclusive and you must specify one.", i+1)
		}
		ids[id] = true
		if q.MetricStat == nil {
			continue
		}
		if err := checkStat(q.MetricStat, i+1); err != nil {
			return err
		}
	}
	return nil
}

// checkStat reads the n-th query, counted from 1.
func checkStat(stat *types.MetricStat, n int) error {
	where := "MetricDataQueries.member." + strconv.Itoa(n) + ".MetricStat."
	switch {
	case stat.Metric == nil || aws.ToString(stat.Metric.MetricName) == "":
		return missing(where + "Metric.MetricName")
	case aws.ToString(stat.Metric.Namespace) == "":
		return missing(where + "Metric.Namespace")
	case stat.Period == nil:
		return missing(where + "Period")
	case !validPeriod(*stat.Period):
		return validation("The parameter %sPeriod must be 1, 5, 10, 20, 30 or a multiple of 60.", where)
	case !validStatistic(aws.ToString(stat.Stat)):
		return validation("The value %s for parameter %sStat is not supported.", aws.ToString(stat.Stat), where)
	case !validUnit(string(stat.Unit)):
		return validation("The value %s for parameter %sUnit is not a valid unit.", stat.Unit, where)
	}
	return nil
}

func (s *State) getMetricData(c *wire.Call, in *cloudwatch.GetMetricDataInput) (*cloudwatch.GetMetricDataOutput, error) {
	c.Data = true // CloudTrail has it as a data event only
	if err := checkMetricData(in); err != nil {
		return nil, err
	}
	results := []types.MetricDataResult{}
	for _, q := range in.MetricDataQueries {
		switch {
		case q.ReturnData != nil && !*q.ReturnData:
		case q.MetricStat == nil:
			results = append(results, s.expressionData(c.Region, q, in))
		default:
			results = append(results, s.seriesData(c.Region, q, in))
		}
	}
	next, err := cut(results, in)
	if err != nil {
		return nil, err
	}
	return &cloudwatch.GetMetricDataOutput{MetricDataResults: results, Messages: []types.MessageData{}, NextToken: next}, nil
}

func checkMetricData(in *cloudwatch.GetMetricDataInput) error {
	switch {
	case len(in.MetricDataQueries) == 0:
		return missing("MetricDataQueries")
	case in.StartTime == nil:
		return missing("StartTime")
	case in.EndTime == nil:
		return missing("EndTime")
	case !in.StartTime.Before(*in.EndTime):
		return validation("The parameter StartTime must be less than the parameter EndTime.")
	case in.ScanBy != "" && !slices.Contains(in.ScanBy.Values(), in.ScanBy):
		return notInSet(string(in.ScanBy), "scanBy", in.ScanBy.Values())
	case in.MaxDatapoints != nil && (*in.MaxDatapoints < 1 || *in.MaxDatapoints > maxDataValues):
		return validation("The parameter MaxDatapoints must be between 1 and %d.", maxDataValues)
	}
	if err := checkQueries(in.MetricDataQueries); err != nil {
		return err
	}
	return checkExpressions(in.MetricDataQueries)
}

// label is CloudWatch's own: the metric's name, with the statistic and the
// period where the queries differ in them.
func label(q types.MetricDataQuery, all []types.MetricDataQuery) string {
	words := []string{aws.ToString(q.MetricStat.Metric.MetricName)}
	var stats, periods bool
	for _, other := range all {
		if other.MetricStat == nil {
			continue
		}
		stats = stats || *other.MetricStat.Stat != *q.MetricStat.Stat
		periods = periods || *other.MetricStat.Period != *q.MetricStat.Period
	}
	if stats {
		words = append(words, *q.MetricStat.Stat)
	}
	if periods {
		words = append(words, strconv.Itoa(int(*q.MetricStat.Period)))
	}
	return strings.Join(words, " ")
}

// cut leaves in the results the page that the token asks for: MaxDatapoints
// values, counted through the results in order. All but the last page of a
// result is PartialData.
func cut(results []types.MetricDataResult, in *cloudwatch.GetMetricDataInput) (*string, error) {
	size := maxDataValues
	if in.MaxDatapoints != nil {
		size = int(*in.MaxDatapoints)
	}
	start := 0
	if in.NextToken != nil {
		var err error
		if start, err = strconv.Atoi(strings.TrimPrefix(*in.NextToken, "d")); err != nil || start < 0 {
			return nil, wire.Errorf("InvalidNextToken", "The next token specified is invalid.")
		}
	}
	end, first := start+size, 0
	for i := range results {
		r := &results[i]
		n := len(r.Values)
		from, to := min(max(start-first, 0), n), min(max(end-first, 0), n)
		r.Timestamps, r.Values = r.Timestamps[from:to], r.Values[from:to]
		if to < n {
			r.StatusCode = types.StatusCodePartialData
		}
		first += n
	}
	if end < first {
		return aws.String("d" + strconv.Itoa(end)), nil
	}
	return nil, nil
}
