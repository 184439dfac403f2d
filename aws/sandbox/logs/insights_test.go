package logs

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/sandbox/wire"
)

// asking is a bench with four records in its group, a second apart.
func asking(t *testing.T) *bench {
	b := newBench(t)
	for _, message := range []string{
		`{"eventName":"Get","who":{"name":"ann"},"n":10,"when":"2026-11-01T10:00:00Z","ok":true}`,
		`{"eventName":"Get","who":{"name":"bob"},"n":9,"when":"2026-11-02T10:00:00Z"}`,
		`{"eventName":"Put","who":{"name":"ann"},"n":9,"list":[{"a.b":"deep"}],"none":null}`,
		`plain words`,
	} {
		b.deliver(message)
		b.now = b.now.Add(time.Second)
	}
	return b
}

func (b *bench) start(text string) (*cloudwatchlogs.StartQueryOutput, error) {
	return b.startQuery(b.call(), &cloudwatchlogs.StartQueryInput{
		LogGroupName: aws.String("reads"), QueryString: aws.String(text), StartTime: aws.Int64(b.now.Unix() - 3600), EndTime: aws.Int64(b.now.Unix()),
	})
}

func (b *bench) results(id *string) *cloudwatchlogs.GetQueryResultsOutput {
	b.t.Helper()
	out, err := b.getQueryResults(b.call(), &cloudwatchlogs.GetQueryResultsInput{QueryId: id})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// found are a query's rows, without the places of events.
func (b *bench) found(text string) []string {
	b.t.Helper()
	q, err := b.start(text)
	if err != nil {
		b.t.Fatalf("%s: %v", text, err)
	}
	b.now = b.now.Add(queryComplete)
	var rows []string
	for _, r := range b.results(q.QueryId).Results {
		var fields []string
		for _, f := range r {
			if *f.Field != "@ptr" {
				fields = append(fields, *f.Field+"="+*f.Value)
			}
		}
		rows = append(rows, strings.Join(fields, " "))
	}
	return rows
}

func TestInsights(t *testing.T) {
	for _, c := range []struct {
		query string
		want  []string
	}{
		{`fields who.name, n`, []string{"", "who.name=ann n=9", "who.name=bob n=9", "who.name=ann n=10"}},
		{`fields @timestamp, eventName as e | filter n = 10`, []string{"@timestamp=2026-11-22 12:00:00.000 e=Get"}},
		{`filter eventName = "Get" | limit 1`, []string{`@timestamp=2026-11-22 12:00:01.000 @message={"eventName":"Get","who":{"name":"bob"},"n":9,"when":"2026-11-02T10:00:00Z"}`}},
		{`fields n | filter eventName="Get" and who.name = 'ann' or eventName = "Put"`, []string{"n=9", "n=10"}},
		{`fields n | filter eventName="Get" and (who.name = 'ann' or eventName = "Put")`, []string{"n=10"}},
		{`fields n | filter who.name in ["bob", "eve"]`, []string{"n=9"}},
		{`fields n | filter who.name not in ["bob", "eve"] | sort n`, []string{"n=9", "n=10"}},
		{`fields n | filter @message like "Put"`, []string{"n=9"}},
		{`fields n | filter @message like /"n":1\d/`, []string{"n=10"}},
		{`fields n | filter who.name =~ /^a/ and not n > 9`, []string{"n=9"}},
		{`fields n | filter eventName not like "e"`, []string{"n=9"}},
		{`fields n | filter n >= 9 and n != 10 and ispresent(when)`, []string{"n=9"}},
		{`fields substr(when, 0, 10) as day | filter ispresent(when) | sort day asc`, []string{"day=2026-11-01", "day=2026-11-02"}},
		{`fields ok, list.0.a.b, none | filter ok = 1 or list.0.a.b = "deep"`, []string{"list.0.a.b=deep", "ok=1"}},
		{"fields `who.name` # a comment\n| filter n = 10", []string{"who.name=ann"}},
		// Behind stats only what was counted is left; a group without the field
		// says nothing of it.
		{`stats count(*) as c by eventName | sort c desc, eventName`, []string{"eventName=Get c=2", "c=1", "eventName=Put c=1"}},
		{`stats count(*), min(n), max(n), min(when) as first, count(when)`, []string{"count(*)=4 min(n)=9 max(n)=10 first=2026-11-01T10:00:00Z count(when)=2"}},
		{`stats min(@timestamp) as first by who.name | filter who.name = "bob"`, []string{"who.name=bob first=1795348801000"}},
		{`stats count(*) as c by bin(1d)`, []string{"bin(1d)=2026-11-22 00:00:00.000 c=4"}},
		{`fields substr(when,0,7) as m | filter ispresent(m) | stats count(*) by m, who.name | sort who.name desc | limit 1`, []string{"m=2026-11 who.name=bob count(*)=1"}},
		{`filter eventName = "None" | stats count(*)`, nil},
	} {
		if got := asking(t).found(c.query); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.query, got, c.want)
		}
	}
}

// What is not known is refused and named, never left out.
func TestInsightsOutsideTheSubset(t *testing.T) {
	for query, want := range map[string]string{
		`fields n | dedup n`:                   "unexpected symbol found dedup at line 1 and position 12",
		"fields n\n| filter who.name ~ \"a\"":  "unexpected symbol found ~ at line 2 and position 19",
		`parse @message "* *" as a, b`:         "unexpected symbol found parse at line 1 and position 1",
		`stats avg(n)`:                         "unexpected symbol found avg at line 1 and position 7",
		`stats count(*) by bin(1fortnight)`:    "unexpected symbol found 1fortnight at line 1 and position 23",
		`stats count(*) | stats max(n)`:        "unexpected symbol found stats at line 1 and position 18",
		`stats count(*) | fields n`:            "unexpected symbol found fields at line 1 and position 18",
		`fields tolower(n)`:                    "unexpected symbol found tolower at line 1 and position 8",
		`filter`:                               "unexpected end of the query",
		`filter n = "open`:                     `unexpected end of the query: what begins with " does not end`,
		`filter n like /(/`:                    `invalid regular expression "("`,
		`SOURCE logGroups() | fields @message`: "unexpected symbol found SOURCE at line 1 and position 1",
		`filter n = 1 and`:                     "unexpected end of the query",
		`filter (n = 1`:                        "unexpected end of the query",
		`fields n | limit 0`:                   "unexpected symbol found 0 at line 1 and position 18",
		`fields @timestamp, "text" as 5`:       "unexpected symbol found 5 at line 1 and position 30",
		`filter n in [who]`:                    "unexpected symbol found who at line 1 and position 14",
	} {
		_, err := asking(t).start(query)
		var e *wire.Error
		if !errors.As(err, &e) || e.Code != "MalformedQueryException" || e.Message != want+": the sandbox does not simulate it" {
			t.Errorf("%s: %v, want %s", query, err, want)
			continue
		}
		if _, ok := e.Members["queryCompileError"]; !ok || !strings.HasPrefix(e.Unsimulated, "StartQuery ") {
			t.Errorf("%s: %+v", query, e)
		}
	}
}

func BenchmarkInsights(b *testing.B) {
	asked, err := parseInsight(`filter eventName = "GetSecretValue" | stats count(*) by who, substr(when, 0, 10)`)
	if err != nil {
		b.Fatal(err)
	}
	events := make([]event, 100_000)
	for i := range events {
		events[i].message = fmt.Sprintf(`{"eventName":"GetSecretValue","filler":%q,"who":"w%d","when":"2026-11-22T10:00:00Z"}`, strings.Repeat("x", 1500), i%50)
	}
	for b.Loop() {
		if a := asked.run(events, "1:g", usualInsightRows); len(a.rows) != 50 {
			b.Fatal(len(a.rows))
		}
	}
	b.ReportMetric(float64(len(events)*b.N)/b.Elapsed().Seconds(), "records/s")
}

func FuzzParseInsight(f *testing.F) {
	for _, query := range []string{`fields a, b | filter a like /x/ | stats count(*) by b`, "filter `a` in [1,'2'] | sort a desc | limit 3", `fields substr(a,1,2) # x`} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, query string) {
		asked, err := parseInsight(query)
		var m *malformed
		switch {
		case err == nil:
			asked.run([]event{{message: `{"a":"x","b":[1,{"c":2}]}`}}, "1:g", 10)
		case !errors.As(err, &m):
			t.Errorf("%q: %v is no place in it", query, err)
		case m.start < 0 || m.end < m.start || m.end > len(query):
			t.Errorf("%q: %v at %d to %d", query, err, m.start, m.end)
		}
	})
}
