package metrics

import (
	"fmt"
	"math"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/alarm"
)

// stretch is one period.
type stretch struct{ from, to time.Time }

// reading is one statistic of a metric.
type reading struct {
	metric          Metric
	unit, statistic string
}

// reader gives a reading's value over a period; not a number where there is none.
type reader func(reading, stretch) float64

func readingOf(stat *types.MetricStat) reading {
	m := stat.Metric
	return reading{
		Metric{aws.ToString(m.Namespace), aws.ToString(m.MetricName), dimensionMap(m.Dimensions)}, string(stat.Unit), aws.ToString(stat.Stat),
	}
}

// sums computes queries over the same periods.
type sums struct {
	queries []types.MetricDataQuery
	over    []stretch
	read    reader
	known   map[string][]float64 // by id
	busy    map[string]bool      // expressions under way
}

// compute gives a query's values over the periods: a metric's, or an
// expression's from the queries that it refers to.
func compute(q types.MetricDataQuery, queries []types.MetricDataQuery, over []stretch, read reader) ([]float64, error) {
	c := sums{queries, over, read, map[string][]float64{}, map[string]bool{}}
	return c.of(q)
}

func (c *sums) of(q types.MetricDataQuery) ([]float64, error) {
	if q.MetricStat != nil {
		values, from := make([]float64, len(c.over)), readingOf(q.MetricStat)
		for i, w := range c.over {
			values[i] = c.read(from, w)
		}
		return values, nil
	}
	expression, err := alarm.ParseMath(aws.ToString(q.Expression))
	if err != nil {
		return nil, err
	}
	id := aws.ToString(q.Id)
	c.busy[id] = true
	defer delete(c.busy, id)
	for _, id := range expression.IDs() {
		if err := c.learn(id); err != nil {
			return nil, err
		}
	}
	return expression.Values(c.known, len(c.over))
}

// learn computes the query with an id, once.
func (c *sums) learn(id string) error {
	if _, known := c.known[id]; known {
		return nil
	}
	q, ok := byID(c.queries, id)
	switch {
	case !ok:
		return fmt.Errorf("no query has the id %s", id)
	case c.busy[id]:
		return fmt.Errorf("%s depends on itself", id)
	}
	values, err := c.of(q)
	c.known[id] = values
	return err
}

func byID(queries []types.MetricDataQuery, id string) (types.MetricDataQuery, bool) {
	for _, q := range queries {
		if aws.ToString(q.Id) == id {
			return q, true
		}
	}
	return types.MetricDataQuery{}, false
}

// checkExpressions refuses expressions that the sandbox cannot compute.
func checkExpressions(queries []types.MetricDataQuery) error {
	for _, q := range queries {
		if q.Expression == nil {
			continue
		}
		if _, err := compute(q, queries, nil, func(reading, stretch) float64 { return math.NaN() }); err != nil {
			return validation("Error in expression '%s': %s", aws.ToString(q.Id), err)
		}
	}
	return nil
}

// periodOf is a query's period: its own, or for an expression the longest of
// all metrics'.
func periodOf(q types.MetricDataQuery, queries []types.MetricDataQuery) time.Duration {
	seconds := aws.ToInt32(q.Period)
	if q.MetricStat != nil {
		seconds = aws.ToInt32(q.MetricStat.Period)
	}
	if seconds == 0 {
		for _, other := range queries {
			if other.MetricStat != nil {
				seconds = max(seconds, aws.ToInt32(other.MetricStat.Period))
			}
		}
	}
	return time.Duration(max(seconds, 1)) * time.Second
}
