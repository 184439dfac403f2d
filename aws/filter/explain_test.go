package filter_test

import (
	"maps"
	"slices"
	"testing"

	"secretwatch/aws/filter"
)

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		pattern, message string
		want             []filter.Clause
	}{
		{
			`{ ($.eventName = "GetSecretsValue") && ($.errorCode != "AccessDenied") && ($.a[*] = 2) && $.b NOT EXISTS }`,
			`{"eventName":"GetSecretValue","a":[1,2,3]}`,
			[]filter.Clause{
				{`$.eventName = "GetSecretsValue"`, false, "GetSecretValue"},
				{`$.errorCode != "AccessDenied"`, false, ""},
				{`$.a[*] = 2`, true, "2"},
				{`$.b NOT EXISTS`, true, ""},
			},
		},
		{`{ $.b NOT EXISTS }`, `broken`, []filter.Clause{{`$.b NOT EXISTS`, false, ""}}},
		{`GetSecretValue -test`, `a test of GetSecretValue`, []filter.Clause{{`"GetSecretValue"`, true, ""}, {`-"test"`, false, ""}}},
		{`[ip, code = 4*]`, `127.0.0.1 200`, []filter.Clause{{`code = 4*`, false, "200"}}},
		{``, `x`, nil},
	} {
		if got := parse(t, c.pattern).Explain(c.message); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.pattern, got, c.want)
		}
	}
}

// The values are those of AWS's example for TestMetricFilter.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TestMetricFilter.html
func TestExtract(t *testing.T) {
	const message = `127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /apache_pb.gif HTTP/1.0" 200 1534`
	for _, c := range []struct {
		pattern string
		want    map[string]string
	}{
		{"[ip, identity, user_id, timestamp, request, status_code, bytes]", map[string]string{
			"$bytes": "1534", "$identity": "-", "$ip": "127.0.0.1", "$request": "GET /apache_pb.gif HTTP/1.0",
			"$status_code": "200", "$timestamp": "10/Oct/2000:13:25:15 -0700", "$user_id": "frank",
		}},
		{"[..., size]", map[string]string{
			"$1": "127.0.0.1", "$2": "-", "$3": "frank", "$4": "10/Oct/2000:13:25:15 -0700",
			"$5": "GET /apache_pb.gif HTTP/1.0", "$6": "200", "$size": "1534",
		}},
		{"frank", map[string]string{}},
	} {
		if got := parse(t, c.pattern).Extract(message); !maps.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.pattern, got, c.want)
		}
	}
}

func TestFieldAndValue(t *testing.T) {
	const message = `{"latency":12.5,"code":"7","name":"db","on":true,"none":null,"list":[{"n":3}],"big":1e999}`
	p := parse(t, `{ $.name = * }`)
	for _, c := range []struct {
		metricValue string
		want        float64
		ok          bool
	}{
		{"1", 1, true},
		{"$.latency", 12.5, true},
		{"$.code", 7, true},
		{"$.list[0].n", 3, true},
		{"$.name", 0, false},
		{"$.on", 0, false},
		{"$.none", 0, false},
		{"$.gone", 0, false},
		{"$.list[*].n", 0, false},
		{"$.big", 0, false},
		{"one", 0, false},
		{"$", 0, false},
	} {
		got, ok := p.Value(message, c.metricValue)
		if ok != c.ok || ok && got != c.want {
			t.Errorf("Value(%s) = %v %v, want %v %v", c.metricValue, got, ok, c.want, c.ok)
		}
	}
	if got, ok := parse(t, "[ip, ..., size]").Value("127.0.0.1 x 1534", "$size"); !ok || got != 1534 {
		t.Errorf("$size = %v %v", got, ok)
	}
	for selector, want := range map[string]string{"$.name": "db", "$.on": "true", "$.latency": "12.5"} {
		if got, ok := p.Field(message, selector); !ok || got != want {
			t.Errorf("Field(%s) = %q %v, want %q", selector, got, ok, want)
		}
	}
	for _, selector := range []string{"$.none", "$.list", "$.gone", "name", "$.name x"} {
		if got, ok := p.Field(message, selector); ok {
			t.Errorf("Field(%s) = %q, want nothing", selector, got)
		}
	}
}
