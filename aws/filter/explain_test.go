package filter_test

import (
	"maps"
	"slices"
	"testing"

	"secretwatch/aws/filter"
)

func TestExplain(t *testing.T) {
	const gone = " is not in the event, and a comparison with what is missing is never true, not even !="
	const noJSON = "the event is not one JSON object, and a pattern in braces matches nothing else"
	for _, c := range []struct {
		pattern, message string
		want             []filter.Clause
	}{
		{
			`{ ($.eventName = "GetSecretsValue") && ($.errorCode != "AccessDenied") && ($.a[*] = 2) && $.b NOT EXISTS }`,
			`{"eventName":"GetSecretValue","a":[1,2,3]}`,
			[]filter.Clause{
				{`$.eventName = "GetSecretsValue"`, false, "GetSecretValue", `$.eventName is "GetSecretValue", not "GetSecretsValue"`},
				{`$.errorCode != "AccessDenied"`, false, "", "$.errorCode" + gone},
				{`$.a[*] = 2`, true, "2", ""},
				{`$.b NOT EXISTS`, true, "", ""},
			},
		},
		{`{ $.b NOT EXISTS }`, `broken`, []filter.Clause{{`$.b NOT EXISTS`, false, "", noJSON}}},
		{
			`GetSecretValue -test`, `a test of GetSecretValue`,
			[]filter.Clause{{`"GetSecretValue"`, true, "", ""}, {`-"test"`, false, "", `the event contains "test", which the pattern rules out`}},
		},
		{
			`?a b`, `b`,
			[]filter.Clause{{`"b"`, true, "", ""}, {`?"a"`, true, "", "it does not count: a term with a question mark is ignored beside one without"}},
		},
		{`[ip, code = 4*]`, `127.0.0.1 200`, []filter.Clause{{`code = 4*`, false, "200", `code is "200", which does not fit "4*"`}}},
		{
			`[ip, code = 4*]`, `127.0.0.1`,
			[]filter.Clause{
				{`[ip, code]`, false, "1", "the event has 1 field, and the pattern asks for 2 fields at least"},
				{`code = 4*`, false, "", "the event has too few fields to have this one"},
			},
		},
		{``, `x`, nil},
	} {
		if got := parse(t, c.pattern).Explain(c.message); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", c.pattern, got, c.want)
		}
	}
}

// Each construct of the language has its sentence.
func TestWhyNot(t *testing.T) {
	const event = `{"s":"GetSecretValue","n":5,"z":null,"t":true,"f":false,"o":{"a":1},"l":[1,"x"],"e":"","b":" x","text":"4","i":"\u001b[31m","d":1,"d":2}`
	for pattern, want := range map[string][]string{
		`{ $.s = "getsecretvalue" }`: {`$.s is "GetSecretValue", not "getsecretvalue": upper and lower case differ`},
		`{ $.s = "GetSecret" }`:      {`$.s is "GetSecretValue", not "GetSecret": = compares the whole value, and * stands for the rest`},
		`{ $.s = Put* }`:             {`$.s is "GetSecretValue", which does not fit "Put*"`},
		`{ $.s = %^Put% }`:           {`$.s is "GetSecretValue", which does not match %^Put%`},
		`{ $.s != "GetSecretValue"}`: {`$.s is "GetSecretValue", which != "GetSecretValue" rules out`},
		`{ $.s > 5 }`:                {`$.s is "GetSecretValue", and > compares numbers only`},
		`{ $.text >= 4 }`:            {`$.text is "4", and >= compares numbers only`},
		`{ $.b = "x" }`:              {`$.b is " x", not "x": the blanks differ`},
		`{ $.e = "x" }`:              {`$.e is "", not "x"`},
		`{ $.n = 6 }`:                {`$.n is 5, not 6`},
		`{ $.n > 5 }`:                {`$.n is 5, exactly 5`},
		`{ $.n > 7.5 }`:              {`$.n is 5, less than 7.5`},
		`{ $.n <= 4 }`:               {`$.n is 5, more than 4`},
		`{ $.z != "x" }`:             {`$.z is null, which = and != never match; IS NULL does`},
		`{ $.t = true }`:             {`$.t is true, a boolean, which = and != never match; IS TRUE does`},
		`{ $.f != true }`:            {`$.f is false, a boolean, which = and != never match; IS FALSE does`},
		`{ $.o = "*" }`:              {`$.o is an object or an array, which = and != never match`},
		`{ $.o < 1 }`:                {`$.o is an object or an array, and < compares numbers only`},
		`{ $.l[*] = 2 }`:             {`none of the 2 values at $.l[*] fulfils it; the first is 1`},
		`{ $.l[5] = 2 }`:             {`$.l[5] is not in the event, and a comparison with what is missing is never true, not even !=`},
		`{ $.gone IS NULL }`:         {`$.gone is not in the event, and IS NULL asks for a field that is there and null`},
		`{ $.gone IS TRUE }`:         {`$.gone is not in the event`},
		`{ $.s IS NULL }`:            {`$.s is "GetSecretValue", not null`},
		`{ $.f IS TRUE }`:            {`$.f is false, not the boolean true`},
		`{ $.t IS FALSE }`:           {`$.t is true, not the boolean false`},
		`{ $.s NOT EXISTS }`:         {`$.s is in the event`},
		`{ $.i = "x" }`:              {`$.i is "\x1b[31m", not "x"`},
		`{ $.d = 1 }`:                {`$.d is 2, not 1`},

		`{ $.n = 1 && $.s = x && $.t IS TRUE }`:    {`$.n is 5, not 1`, `$.s is "GetSecretValue", not "x"`},
		`{ ($.n = 1 && $.s = x) || $.t IS FALSE }`: {`$.t is true, not the boolean false`},
		`{ $.n = 5 && ($.s = x || $.t IS FALSE) }`: {`$.s is "GetSecretValue", not "x"`},
		`secretvalue`:                {`the event contains "secretvalue" in other letters only: upper and lower case differ`},
		`"ListSecrets" -true`:        {`the event does not contain "ListSecrets"`, `the event contains "true", which the pattern rules out`},
		`?ListSecrets ?%Put[A-Z]%`:   {`the event does not contain "ListSecrets"`, `nothing in the event matches %Put[A-Z]%`},
		`-%Secret%`:                  {`the event contains %Secret%, which the pattern rules out`},
		`[a, b, c, d]`:               {`the event has 2 fields, and the pattern asks for 4 fields at least`},
		`[a, b != "x\"}" && b = 5]`:  {`b is "x\",\"text\":\"4\",\"i\":\"\\u001b[31m\",\"d\":1,\"d\":2}", not 5`},
		`[..., z > 5]`:               {`z is "x\",\"text\":\"4\",\"i\":\"\\u001b[31m\",\"d\":1,\"d\":2}", which is not a number`},
		`{ $.s = "GetSecretValue" }`: nil,
	} {
		var got []string
		for _, c := range parse(t, pattern).WhyNot(event) {
			got = append(got, c.Why)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %q\nwant %q", pattern, got, want)
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
