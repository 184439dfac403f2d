package logs

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

func TestQueryLife(t *testing.T) {
	b := asking(t)
	q, err := b.start(`fields n`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		want  types.QueryStatus
		rows  int
	}{{0, types.QueryStatusScheduled, 0}, {300 * time.Millisecond, types.QueryStatusRunning, 0}, {time.Second, types.QueryStatusComplete, 4}} {
		b.now = b.now.Add(c.after)
		if out := b.results(q.QueryId); out.Status != c.want || len(out.Results) != c.rows {
			t.Errorf("%s with %d rows, want %s with %d", out.Status, len(out.Results), c.want, c.rows)
		}
	}
	out := b.results(q.QueryId)
	if s := out.Statistics; s.RecordsScanned != 4 || s.RecordsMatched != 4 || s.BytesScanned < 200 {
		t.Errorf("statistics %+v", s)
	}
	last := out.Results[3]
	if f := last[len(last)-1]; *f.Field != "@ptr" || *f.Value == "" {
		t.Errorf("the last field of an event is %s", *f.Field)
	}
	if _, err := b.stopQuery(b.call(), &cloudwatchlogs.StopQueryInput{QueryId: q.QueryId}); !strings.Contains(textOf(err), "InvalidParameterException") {
		t.Errorf("stopped what has ended: %v", err)
	}
	second, err := b.start(`stats count(*)`)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.stopQuery(b.call(), &cloudwatchlogs.StopQueryInput{QueryId: second.QueryId}); err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Minute)
	list, err := b.describeQueries(b.call(), &cloudwatchlogs.DescribeQueriesInput{})
	if err != nil || len(list.Queries) != 2 || list.Queries[0].Status != types.QueryStatusCancelled || *list.Queries[1].QueryString != "fields n" {
		t.Errorf("%+v, %v", list, err)
	}
	if _, err := b.getQueryResults(b.call(), &cloudwatchlogs.GetQueryResultsInput{QueryId: aws.String("x")}); !strings.Contains(textOf(err), "ResourceNotFoundException") {
		t.Errorf("a query that never was: %v", err)
	}
}

// A time range has both its ends, and an answer has pages.
func TestQueryRangeAndPages(t *testing.T) {
	b := newBench(t)
	for i := range 25 {
		b.deliver(fmt.Sprintf(`{"n":%d}`, i))
		b.now = b.now.Add(time.Second)
	}
	first := b.now.Unix() - 20
	q, err := b.startQuery(b.call(), &cloudwatchlogs.StartQueryInput{
		LogGroupNames: []string{"reads"}, QueryString: aws.String("fields n | sort n"), Limit: aws.Int32(9),
		StartTime: aws.Int64(first), EndTime: aws.Int64(first + 9),
	})
	if err != nil {
		t.Fatal(err)
	}
	b.now = b.now.Add(time.Second)
	var got []string
	for token, pages := (*string)(nil), 0; ; pages++ {
		out, err := b.getQueryResults(b.call(), &cloudwatchlogs.GetQueryResultsInput{QueryId: q.QueryId, MaxItems: aws.Int32(4), NextToken: token})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range out.Results {
			got = append(got, *r[0].Value)
		}
		if token = out.NextToken; token == nil {
			if pages != 2 {
				t.Errorf("%d pages", pages+1)
			}
			break
		}
	}
	if want := "5 6 7 8 9 10 11 12 13"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

// Results are kept for a while, but not without end.
func TestQueriesAreForgotten(t *testing.T) {
	b := newBench(t)
	for range keptQueries + 5 {
		b.keep(&query{region: "us-east-1"})
	}
	if n := len(b.queries); n != keptQueries {
		t.Errorf("%d queries are kept", n)
	}
	large := &query{id: "large", answer: answer{rows: make([][]types.ResultField, maxInsightRows)}}
	for range 4 {
		b.keep(large)
	}
	if n := len(b.queries); n != 2 {
		t.Errorf("%d queries with %d rows each are kept", n, maxInsightRows)
	}
}

func TestAsManyQueriesAtOnceAsAWSHas(t *testing.T) {
	b := asking(t)
	for range maxQueries {
		if _, err := b.start("fields n"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.start("fields n"); !strings.HasPrefix(textOf(err), "LimitExceededException") {
		t.Errorf("one more: %v", err)
	}
	b.now = b.now.Add(queryComplete)
	if _, err := b.start("fields n"); err != nil {
		t.Errorf("when they are complete: %v", err)
	}
}

func TestStartQueryRefusals(t *testing.T) {
	b := asking(t)
	for _, c := range []struct {
		change func(*cloudwatchlogs.StartQueryInput)
		want   string
	}{
		{func(in *cloudwatchlogs.StartQueryInput) { in.LogGroupName = aws.String("other") }, "ResourceNotFoundException: The specified log group does not exist."},
		{func(in *cloudwatchlogs.StartQueryInput) { in.LogGroupName = nil }, "InvalidParameterException: Exactly one of"},
		{func(in *cloudwatchlogs.StartQueryInput) { in.LogGroupNames = []string{"reads"} }, "MalformedQueryException: a query over several log groups"},
		{func(in *cloudwatchlogs.StartQueryInput) { in.QueryString = nil }, "InvalidParameterException: 1 validation error detected: Value null at 'queryString'"},
		{func(in *cloudwatchlogs.StartQueryInput) { in.EndTime = nil }, "InvalidParameterException: 1 validation error detected: Value null at 'endTime'"},
		{func(in *cloudwatchlogs.StartQueryInput) { in.Limit = aws.Int32(100_001) }, "InvalidParameterException: 1 validation error detected: Value '100001' at 'limit'"},
		{func(in *cloudwatchlogs.StartQueryInput) { in.QueryLanguage = types.QueryLanguageSql }, "MalformedQueryException: the query language SQL"},
	} {
		in := &cloudwatchlogs.StartQueryInput{
			LogGroupName: aws.String("reads"), QueryString: aws.String("fields n"), StartTime: aws.Int64(0), EndTime: aws.Int64(b.now.Unix()),
		}
		c.change(in)
		if _, err := b.startQuery(b.call(), in); !strings.HasPrefix(textOf(err), c.want) {
			t.Errorf("%v, want %s", err, c.want)
		}
	}
}
