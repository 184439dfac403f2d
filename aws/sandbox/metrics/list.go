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
	metricsPerPage = 500
	listedFor      = 14 * 24 * time.Hour // after the newest sample
	recentlyActive = 3 * time.Hour
)

func (s *State) listMetrics(c *wire.Call, in *cloudwatch.ListMetricsInput) (*cloudwatch.ListMetricsOutput, error) {
	c.Data = true // CloudTrail has it as a data event only
	r := s.region(c.Region)
	active := listedFor
	switch in.RecentlyActive {
	case "":
	case types.RecentlyActivePt3h:
		active = recentlyActive
	default:
		return nil, notInSet(string(in.RecentlyActive), "recentlyActive", in.RecentlyActive.Values())
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
