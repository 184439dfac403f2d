package metrics_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/sandbox"
)

var midnight = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// ask is a query for metric m.
func ask(id, stat string, period int32, unit types.StandardUnit) types.MetricDataQuery {
	return types.MetricDataQuery{Id: aws.String(id), MetricStat: &types.MetricStat{
		Metric: &types.Metric{Namespace: aws.String("N"), MetricName: aws.String("m")}, Stat: aws.String(stat), Period: aws.Int32(period), Unit: unit,
	}}
}

func (c *tale) data(change func(*cloudwatch.GetMetricDataInput), queries ...types.MetricDataQuery) *cloudwatch.GetMetricDataOutput {
	c.t.Helper()
	in := &cloudwatch.GetMetricDataInput{StartTime: aws.Time(midnight), EndTime: aws.Time(midnight.Add(time.Hour)), MetricDataQueries: queries}
	if change != nil {
		change(in)
	}
	out, err := c.GetMetricData(c.ctx, in)
	c.do(nil, err)
	return out
}

// The labels, and what several units give, are answers recorded from AWS.
func TestLabelsAndUnits(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		for _, v := range []float64{0, 2, 7, 100} {
			c.put(types.MetricDatum{Value: aws.Float64(v), Unit: types.StandardUnitSeconds})
		}
		for _, x := range []struct {
			a, b   types.MetricDataQuery
			labels string
			values string
		}{
			{ask("a", "Sum", 60, "Seconds"), ask("b", "Minimum", 30, "Seconds"), "metric Sum 60, m Minimum 30", "[109] [0]"},
			{ask("a", "Sum", 60, "Seconds"), ask("b", "Minimum", 60, "Seconds"), "m Sum, m Minimum", "[109] [0]"},
			{ask("a", "Sum", 60, "Seconds"), ask("b", "Sum", 30, "Seconds"), "m 60, m 30", "[109] [109]"},
			{ask("a", "Sum", 60, "Seconds"), ask("b", "Minimum", 30, "Milliseconds"), "m Sum 60, m Minimum 30", "[109] []"},
			{ask("a", "Sum", 60, "Seconds"), ask("b", "Sum", 60, "Milliseconds"), "m, m", "[109] []"},
		} {
			out := c.data(nil, x.a, x.b).MetricDataResults
			if got := *out[0].Label + ", " + *out[1].Label; got != x.labels && "metric"+got[1:] != x.labels {
				t.Errorf("labels %q, want %q", got, x.labels)
			}
			if got := fmt.Sprint(out[0].Values, out[1].Values); got != x.values {
				t.Errorf("values %s, want %s", got, x.values)
			}
		}
		c.put(types.MetricDatum{Value: aws.Float64(60000), Unit: types.StandardUnitMilliseconds}, types.MetricDatum{Value: aws.Float64(5), Unit: types.StandardUnitCount})
		out := c.data(nil, ask("a", "Sum", 60, ""))
		r := out.MetricDataResults[0]
		if fmt.Sprint(r.Values) != "[5]" || len(r.Messages) != 1 || *r.Messages[0].Code != "MultipleUnits" || *r.Messages[0].Value != "Multiple units returned: '[Count, Milliseconds, Seconds]'" {
			t.Errorf("%v %+v", r.Values, r.Messages)
		}
		stats, err := c.GetMetricStatistics(c.ctx, &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("N"), MetricName: aws.String("m"), StartTime: aws.Time(midnight), EndTime: aws.Time(midnight.Add(time.Minute)),
			Period: aws.Int32(60), Statistics: []types.Statistic{"Sum"},
		})
		c.do(nil, err)
		got := map[types.StandardUnit]float64{}
		for _, p := range stats.Datapoints {
			got[p.Unit] = *p.Sum
		}
		if fmt.Sprint(got) != "map[Count:5 Milliseconds:60000 Seconds:109]" {
			t.Errorf("datapoints by unit %v", got)
		}
	})
}

func TestPagesOfData(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		for i := range 5 {
			c.put(types.MetricDatum{Value: aws.Float64(float64(i)), Timestamp: aws.Time(midnight.Add(time.Duration(i) * time.Minute))})
		}
		var pages []string
		var token *string
		for {
			out := c.data(func(in *cloudwatch.GetMetricDataInput) { in.MaxDatapoints, in.NextToken = aws.Int32(3), token }, ask("a", "Sum", 60, ""), ask("b", "Maximum", 120, ""))
			page := ""
			for _, r := range out.MetricDataResults {
				page += fmt.Sprint(r.Values, r.StatusCode, " ")
			}
			pages = append(pages, page)
			if token = out.NextToken; token == nil {
				break
			}
		}
		want := []string{"[4 3 2]PartialData []PartialData ", "[1 0]Complete [4]PartialData ", "[]Complete [3 1]Complete "}
		if fmt.Sprintf("%q", pages) != fmt.Sprintf("%q", want) {
			t.Errorf("pages %q, want %q", pages, want)
		}
		out := c.data(func(in *cloudwatch.GetMetricDataInput) { in.ScanBy = types.ScanByTimestampAscending }, ask("a", "Sum", 60, ""))
		if r := out.MetricDataResults[0]; fmt.Sprint(r.Values) != "[0 1 2 3 4]" || !r.Timestamps[0].Equal(midnight) || r.StatusCode != types.StatusCodeComplete {
			t.Errorf("%+v", r)
		}
		_, err := c.GetMetricData(c.ctx, &cloudwatch.GetMetricDataInput{
			StartTime: aws.Time(midnight), EndTime: aws.Time(midnight.Add(time.Hour)), NextToken: aws.String("x"), MetricDataQueries: []types.MetricDataQuery{ask("a", "Sum", 60, "")},
		})
		c.refused("InvalidNextToken: The next token specified is invalid.", nil, err)
	})
}

// Percentiles are exact up to some thousands of samples a minute, and near
// beyond; what is kept stays bounded.
func TestPercentiles(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		for i := range 10 { // 1 to 1000, in some order
			var values []float64
			for k := range 100 {
				values = append(values, float64((k*10+i)*7%1000+1))
			}
			c.put(types.MetricDatum{Values: values})
		}
		percentiles := func() string {
			got := ""
			for _, p := range []string{"p50", "p90", "p95", "p99", "p99.9"} {
				got += fmt.Sprint(c.data(nil, ask("a", p, 60, "")).MetricDataResults[0].Values)
			}
			return got
		}
		if got := percentiles(); got != "[500][900][950][990][999]" {
			t.Error(got)
		}
		for range 5 {
			var values []float64
			for k := range 150 {
				values = append(values, 2000+float64(k)/1000)
			}
			c.put(types.MetricDatum{Values: values}, types.MetricDatum{Values: values})
		}
		p := c.data(nil, ask("a", "p80", 60, ""), ask("b", "SampleCount", 60, "")).MetricDataResults
		if v := p[0].Values[0]; p[1].Values[0] != 2500 || v < 2000 || v > 2000.15 {
			t.Errorf("p80 of %v samples is %v", p[1].Values, v)
		}
		_, err := c.GetMetricStatistics(c.ctx, &cloudwatch.GetMetricStatisticsInput{
			Namespace: aws.String("N"), MetricName: aws.String("m"), StartTime: aws.Time(midnight), EndTime: aws.Time(midnight.Add(time.Minute)),
			Period: aws.Int32(60), ExtendedStatistics: []string{"p101"},
		})
		c.refused("InvalidParameterValue: The value p101 for parameter ExtendedStatistics.member.1 is not supported.", nil, err)
	})
}

func TestRecentlyActiveMetrics(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		c.put(types.MetricDatum{MetricName: aws.String("old"), Value: aws.Float64(1)})
		c.wait(4 * time.Hour)
		c.put(types.MetricDatum{MetricName: aws.String("new"), Value: aws.Float64(1), Dimensions: []types.Dimension{{Name: aws.String("D"), Value: aws.String("1")}}})
		list := func(recent types.RecentlyActive) string {
			out, err := c.ListMetrics(c.ctx, &cloudwatch.ListMetricsInput{Namespace: aws.String("N"), RecentlyActive: recent})
			c.do(nil, err)
			got := ""
			for _, m := range out.Metrics {
				got += fmt.Sprint(*m.MetricName, len(m.Dimensions), " ")
			}
			return got
		}
		if got := list("") + "/ " + list(types.RecentlyActivePt3h); got != "new1 old0 / new1 " {
			t.Error(got)
		}
		c.wait(14*24*time.Hour - time.Minute)
		if got := list(""); got != "new1 " {
			t.Error(got)
		}
		_, err := c.ListMetrics(c.ctx, &cloudwatch.ListMetricsInput{RecentlyActive: "PT1H"})
		c.refused("ValidationError: 1 validation error detected: Value 'PT1H' at 'recentlyActive' failed to satisfy constraint: Member must satisfy enum value set: [PT3H]", nil, err)
	})
}

func TestExpressionsOfData(t *testing.T) {
	tell(t, sandbox.Fast, func(c *tale) {
		for i, v := range []float64{1, 3} {
			c.put(types.MetricDatum{Value: aws.Float64(v), Timestamp: aws.Time(midnight.Add(time.Duration(2*i) * time.Minute))})
		}
		a := ask("a", "Sum", 60, "")
		a.ReturnData = aws.Bool(false)
		expression := func(id, text string) types.MetricDataQuery {
			return types.MetricDataQuery{Id: aws.String(id), Expression: aws.String(text)}
		}
		out := c.data(func(in *cloudwatch.GetMetricDataInput) { in.EndTime = aws.Time(midnight.Add(3 * time.Minute)) },
			a, expression("e1", "a*10"), expression("e2", "FILL(e1, 0) + 1"))
		got := ""
		for _, r := range out.MetricDataResults {
			got += fmt.Sprint(*r.Id, *r.Label, r.Values, r.StatusCode, " ")
		}
		if got != "e1e1[30 10]Complete e2e2[31 1 11]Complete " {
			t.Error(got)
		}
		for text, want := range map[string]string{
			"a*nope": "ValidationError: Error in expression 'e': no query has the id nope",
			"e+1":    "ValidationError: Error in expression 'e': e depends on itself",
		} {
			_, err := c.GetMetricData(c.ctx, &cloudwatch.GetMetricDataInput{
				StartTime: aws.Time(midnight), EndTime: aws.Time(midnight.Add(time.Hour)), MetricDataQueries: []types.MetricDataQuery{a, expression("e", text)},
			})
			c.refused(want, nil, err)
		}
	})
}
