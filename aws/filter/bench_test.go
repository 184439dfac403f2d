package filter_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"secretwatch/aws/filter"
)

// readsOfOneSecret is the pattern of three clauses that the design measures.
const readsOfOneSecret = `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue") && ($.requestParameters.secretId = "*stratus-red-team-retrieve-secret-6*") }`

func cloudTrailRecord(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile("testdata/record.json")
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(b))
}

func TestCloudTrailRecord(t *testing.T) {
	record := cloudTrailRecord(t)
	p := parse(t, readsOfOneSecret)
	if !p.Match(record) {
		t.Error("the read does not match")
	}
	miss := strings.Replace(record, "GetSecretValue", "DescribeSecret", 1)
	if p.Match(miss) {
		t.Error("another event matches")
	}
	if n := testing.AllocsPerRun(100, func() { p.Match(miss) }); n != 0 {
		t.Errorf("%v allocations on a miss, want none", n)
	}
	if n := testing.AllocsPerRun(100, func() { p.Match(record) }); n != 0 {
		t.Errorf("%v allocations on a match, want none", n)
	}
}

func BenchmarkMatch(b *testing.B) {
	record := cloudTrailRecord(b)
	miss := strings.Replace(record, "GetSecretValue", "DescribeSecret", 1)
	for name, c := range map[string]struct{ pattern, message string }{
		"json-match": {readsOfOneSecret, record},
		"json-miss":  {readsOfOneSecret, miss},
		"text-miss":  {`"GetSecretValue" "db"`, miss},
		"space-miss": {`[a, b = x*, ...]`, miss},
	} {
		b.Run(name, func(b *testing.B) {
			p := parse(b, c.pattern)
			b.SetBytes(int64(len(c.message)))
			b.ReportAllocs()
			for b.Loop() {
				p.Match(c.message)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "records/s")
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", readsOfOneSecret, "[a, b = 4* && b != 401, ...]", `?"a b" -%c+% d`, `{ $.a[*].['b.c'] IS NULL || !x }`,
		`{($.a=1)&&(($.b!=2)||$.*.c NOT EXISTS)}`, `%a{,3}[^b-]\x41%`, `"\"`,
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		p, err := filter.Parse(pattern)
		if err != nil {
			return
		}
		p.Match(`{"a":[1,{"b.c":null}],"b":"x"}`)
		p.Match("127.0.0.1 [x y] \"z\" 404")
		for _, message := range []string{`{"a":[1,{"b.c":null}],"b":"x"}`, "127.0.0.1 [x y] \"z\" 404", ""} {
			if held := p.Match(message); held != (len(p.WhyNot(message)) == 0) {
				t.Errorf("%q on %q: match %t, and why not: %v", pattern, message, held, p.WhyNot(message))
			}
		}
		p.Comparisons()
		p.Terms()
		p.Fields()
	})
}

// A message that the scanner takes for JSON is JSON, and the other way round
// but for messages that encoding/json nests deeper.
func FuzzMatch(f *testing.F) {
	for _, s := range []string{
		`{"v":"a","w":[1,2.5e-3,{"x":null}],"y":"\u00e4\n"}`, `{"v":1`, `{"v":-0}`, `{"\u0076":"\ud800"}`, "{\"v\":\"\xff\"}",
		`[1]`, ` {} `, `{"v":1}x`,
	} {
		f.Add(s)
	}
	always, err := filter.Parse(`{ $.v NOT EXISTS || $.v != "x" || $.v = "x" || $.v IS NULL || $.v IS TRUE || $.v IS FALSE || $.v[0] = 1 }`)
	if err != nil {
		f.Fatal(err)
	}
	exists, err := filter.Parse(`{ $.v NOT EXISTS }`)
	if err != nil {
		f.Fatal(err)
	}
	space, err := filter.Parse(`[a = 1, b = "x*", ..., c > 5]`)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, message string) {
		space.Match(message)
		space.Extract(message)
		always.Explain(message)
		var object map[string]any
		valid := json.Unmarshal([]byte(message), &object) == nil && object != nil
		if always.Match(message) && !valid {
			t.Fatal("matched what is not JSON")
		}
		if !valid || strings.Count(message, "[")+strings.Count(message, "{") > 900 {
			return
		}
		_, has := object["v"]
		if !strings.ContainsRune(message, '\ufffd') && exists.Match(message) == has {
			t.Fatalf("v exists: %v, and NOT EXISTS = %v", has, has)
		}
	})
}
