package filter_test

import (
	"encoding/json"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"secretwatch/aws/filter"
)

func parse(t testing.TB, pattern string) *filter.Pattern {
	t.Helper()
	p, err := filter.Parse(pattern)
	if err != nil {
		t.Fatalf("Parse(%s): %v", pattern, err)
	}
	return p
}

// The cases are AWS's documentation, and what follows from it.
func TestPatternsAsDocumented(t *testing.T) {
	b, err := os.ReadFile("testdata/patterns.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Pattern, Message string
		Expect           any
		Basis            string
	}
	if err := json.Unmarshal(b, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) != 174 {
		t.Fatalf("%d cases, want 174", len(cases))
	}
	for _, c := range cases {
		p, err := filter.Parse(c.Pattern)
		if c.Expect == "invalid" {
			var syntax *filter.SyntaxError
			if !errors.As(err, &syntax) || syntax.Message == "" {
				t.Errorf("%s: Parse(%s) = %v, want a SyntaxError", c.Basis, c.Pattern, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: Parse(%s): %v", c.Basis, c.Pattern, err)
			continue
		}
		if got := p.Match(c.Message); got != c.Expect {
			t.Errorf("%s: %s on %s = %v, want %v", c.Basis, c.Pattern, c.Message, got, c.Expect)
		}
		if p.String() != c.Pattern {
			t.Errorf("String() = %q, want %q", p.String(), c.Pattern)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, message string
		want             bool
	}{
		{"", "anything", true},
		{" ", "", true},
		{"ERROR", "a TERROR", true},
		{"ERROR", "x\nERROR-REQUEST", true},
		{"-ERROR", "all is well", true},
		{"-ERROR", "an ERROR", false},
		{`-"not well" ?ignored`, "all is well", true},
		{`"say \"hi\""`, `they say "hi"`, true},
		{"%a% %b%", "b a", true},
		{"%a% %b%", "a", false},
		{"%a{,2}c%", "c", true},

		{`{ $.v != "Alpha" }`, `{"v":1,"v":2}`, true},
		{`{ $.v != "Alpha" }`, `{"v":2,"v":1}`, true},
		{`{ $.v = 2 }`, `{"v":1,"v":2}`, true},
		{`{ $.v = 1 }`, `{"v":1,"v":2}`, false},
		{`{ $.a.b NOT EXISTS }`, `{"a":{"b":1},"a":{}}`, true},
		{`{ $.v != "x" }`, `{}`, false},
		{`{ $.v != "x" }`, `{"v":null}`, false},
		{`{ $.v != "x" }`, `{"v":true}`, false},
		{`{ $.v != "x" }`, `{"v":["y"]}`, false},
		{`{ $.v != "x" }`, `{"v":{"y":1}}`, false},
		{`{ $.v = "*" }`, `{"v":""}`, true},
		{`{ $.v = "*" }`, `{"v":5}`, true},
		{`{ $.v = "*" }`, `{}`, false},
		{`{ $.v = true }`, `{"v":true}`, false},
		{`{ $.v IS TRUE }`, `{"v":true}`, true},
		{`{ $.v IS TRUE }`, `{"v":"true"}`, false},
		{`{ $.v IS FALSE }`, `{"v":false}`, true},
		{`{ $.v = "a?c" }`, `{"v":"abc"}`, false},
		{`{ $.v = "a?c" }`, `{"v":"a?c"}`, true},
		{`{ $.v = "a*b*c" }`, `{"v":"a12b34c"}`, true},
		{`{ $.v = "a*a" }`, `{"v":"a"}`, false},
		{`{ $.v = "a\"b" }`, `{"v":"a\"b"}`, true},
		{`{ $.v = "äÄ" }`, `{"v":"\u00e4\u00C4"}`, true},
		{`{ $.v = "😀" }`, `{"v":"\ud83d\ude00"}`, true},
		{`{ $.v = 400 }`, `{"v":"400"}`, true},
		{`{ $.v = 400 }`, `{"v":"400.0"}`, false},
		{`{ $.v = 400 }`, `{"v":400.0}`, true},
		{`{ $.v > 3 }`, `{"v":"4"}`, false},
		{`{ $.v = -.5 }`, `{"v":-0.5}`, true},
		{`{ $.v = 1. }`, `{"v":1}`, true},
		{`{ $.v = . }`, `{"v":"."}`, true},
		{`{ $.v < 5 }`, `{"v":-}`, false},
		{`{ $.v < 5 }`, `{"v":1.}`, false},
		{`{ $.v < 5 }`, `{"v":1e}`, false},
		{`{ $.v >= -2.5 }`, `{"v":-2.5e0}`, true},
		{`{ $.a[*].b = 1 && $.a[*].b = 2 }`, `{"a":[{"b":1},{"b":2}]}`, true},
		{`{ $.a[*].b NOT EXISTS }`, `{"a":[{"c":1},{"b":2}]}`, false},
		{`{ $.*.b = 1 && $.x.c = 2 }`, `{"x":{"b":1,"c":2}}`, true},
		{`{ $.a[*] = 5 && $.a[0] = 4 }`, `{"a":[4,5]}`, true},
		{`{ $.a[0] = "x" }`, `{"a":{"0":"x"}}`, false},
		{`{ $.a.* = 2 }`, `{"a":[1,2]}`, true},
		{`{ $.a[*].b = 2 }`, `{"a":{"x":{"b":2}}}`, true},
		{`{ $.a IS NULL }`, `{"a":[1,null]}`, true},
		{`{ $.a IS NULL }`, `{"a":[1,[null],{"b":null}]}`, false},
		{`{ $.a IS NULL }`, `{"a":[null],"a":[1]}`, false},
		{`{ $.a = TRUE }`, `{"a":"TRUE"}`, true},
		{`{ $.["a.b"].c = 1 }`, `{"a.b":{"c":1}}`, true},
		{`{ $['a'].b-c_1 = 1 }`, `{"a":{"b-c_1":1}}`, true},
		{`{ $.k = 1 }`, `{"\u006b":1}`, true},
		{`{ ($.a = 1 || $.a = 2) && $.b = 1 }`, `{"a":2,"b":1}`, true},
		{`{($.a=1)||($.b!=x)}`, ` { "a" : 1 } `, true},

		{`{ $.v = 1 }`, `[{"v":1}]`, false},
		{`{ $.v = 1 }`, `{"v":1`, false},
		{`{ $.v = 1 }`, `{"v":1}}`, false},
		{`{ $.v = 1 }`, `{"v":1,}`, false},
		{`{ $.v = 1 }`, `{"v":01}`, false},
		{`{ $.v = 1 }`, `{"v":1,"w":"\x"}`, false},
		{`{ $.v = 1 }`, "{\"v\":1,\"w\":\"\n\"}", false},
		{`{ $.v = 1 }`, `{"v":1,"w":tru}`, false},
		{`{ $.v NOT EXISTS }`, `ERROR v`, false},
		{`{ $.v NOT EXISTS }`, `{"w":` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`, false},

		{"[a, b]", "one", false},
		{"[a]", "one two three", true},
		{"[a = \"one two*\"]", "one two three", true},
		{"[..., z = last]", "the very last", true},
		{"[a = the, ..., z = last]", "the last", true},
		{"[a, ..., b, c]", "one two", false},
		{"[n >= 400 && n < 500, ...]", "404 x", true},
		{"[n >= 400, ...]", "many x", false},
		{"[n = 1.0, ...]", "1 x", true},
		{"[(a = x || a = y) && a != z, ...]", "y", true},
		{`[a, b = "c d"]`, `a [c d]`, true},
		{`[a, b]`, `[unclosed "quote`, true},
		{`[...]`, ``, true},
		{`[]`, `any thing`, true},
	} {
		if got := parse(t, c.pattern).Match(c.message); got != c.want {
			t.Errorf("%s on %.80s = %v, want %v", c.pattern, c.message, got, c.want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	const end = "If a filter pattern starts with '{' it must end with '}'"
	for pattern, want := range map[string]string{
		"Get*":                           "Invalid character(s) in term '*'",
		"?Status: timeout":               "Invalid character(s) in term ':'",
		"say (hi)":                       "Invalid character(s) in term '('",
		`a \ b`:                          `Invalid character(s) in term '\'`,
		"a `b`":                          "Invalid character(s) in term '`'",
		`""`:                             `Invalid character(s) in term '""'`,
		`{ $."sc-status" = 5* }`:         `Invalid character(s) in term '$."'`,
		`{ $.m = "x", $.p = "y" }`:       "Invalid character(s) in term ','",
		`{ $.m = arn:aws }`:              "Invalid character(s) in term ':'",
		`{ $.m EXISTS : }`:               "Invalid character(s) in term ':'",
		`{ $.m = "x`:                     end,
		`{ $.m = "x }`:                   `Invalid character(s) in term '"x }'`,
		`{ $.m = 1 & $.n = 2 }`:          "Invalid character(s) in term '& '",
		`{ $.m > "x" }`:                  `Invalid character(s) in term '"x"'`,
		`{ $.m > x }`:                    "Invalid character(s) in term 'x'",
		`{ $.m IS NOT NULL }`:            "Invalid character(s) in term 'NOT'",
		`{ $.m IS EMPTY }`:               "Invalid filter pattern: it is wrong at 'E'",
		`{ $.m EXISTS }`:                 `Invalid filter pattern: there is no EXISTS, only NOT EXISTS; = "*" asks for a field that is there`,
		`{ $.m == 1 }`:                   "Invalid filter pattern: there is no ==; = compares",
		`{ $.m = 1 AND $.n = 2 }`:        "Invalid filter pattern: there is no AND; && joins conditions",
		`{ $.m = 1 OR $.n = 2 }`:         "Invalid filter pattern: there is no OR; || joins conditions",
		`{ $.m = 'x' }`:                  "Invalid filter pattern: a value stands in double quotes, not in single ones",
		`{ $.m = null }`:                 "Invalid filter pattern: null cannot be compared; IS NULL asks for it",
		`{ $.m = 1 `:                     end,
		`{ $.m = }`:                      "Invalid filter pattern: it is wrong at '}'",
		`{ }`:                            "Invalid filter pattern: it is wrong at '}'",
		`{ m = 1 }`:                      "Invalid filter pattern: a field begins with $., such as $.m",
		`{ $.m = 1 } x`:                  end,
		`{ $.m = 1 } }`:                  "Invalid filter pattern: it is wrong at '}'",
		`{ ($.m = 1 }`:                   "Invalid filter pattern: it is wrong at '}'",
		`{ $.a[*].b[*] = 1 }`:            "Your filter pattern has a JSON path selector that exceeds the maximum of 1 wildcard allowed per json selector.",
		`{ $.a[x] = 1 }`:                 "Invalid character(s) in term '[x'",
		`{ $.a['b] = 1 }`:                "Invalid character(s) in term '['b] = 1 }'",
		`{ $ = 1 }`:                      "Invalid character(s) in term '$ '",
		`{ $. = 1 }`:                     "Invalid character(s) in term '$. '",
		`%a% %b% %c%`:                    "Your input has exceeded the maximum of 2 regular expressions per filter pattern.",
		`%a(b)%`:                         "Invalid character(s) in term '%a('",
		`%a{2,1}%`:                       "Failed to compile regular expression.",
		`%\b%`:                           `Invalid character(s) in term '%\b'`,
		`%open`:                          "Invalid character(s) in term '%open'",
		`[a, b`:                          "If a filter pattern starts with '[' it must end with ']'",
		`[a, ..., b, ...]`:               "Duplicate field '...'",
		`[a, b, a = 1]`:                  "Duplicate field 'a'",
		`[a, b = ]`:                      "Invalid character(s) in term ']'",
		`[a = 1 || b = 2]`:               "Invalid character(s) in term 'b'",
		`[] ]`:                           "Invalid character(s) in term ']'",
		`?`:                              "Invalid character(s) in term '?'",
		strings.Repeat("a", 1025):        "1 validation error detected: Value at 'filterPattern' failed to satisfy constraint: Member must have length less than or equal to 1024",
		`{ $.*=1||$.*=2||$.*=3||$.*=4 }`: "Your input has exceeded the maximum of 3 JSON wildcard selectors allowed per filter pattern.",
	} {
		_, err := filter.Parse(pattern)
		var syntax *filter.SyntaxError
		if !errors.As(err, &syntax) || syntax.Message != want {
			t.Errorf("Parse(%s) = %v, want %s", pattern, err, want)
		}
	}
	if _, err := filter.Parse(strings.Repeat("ä", 1024)); err != nil {
		t.Errorf("1024 characters are allowed, not bytes: %v", err)
	}
}

func TestWhatAPatternAsksFor(t *testing.T) {
	p := parse(t, `{ ($.eventName = "GetSecretValue" || $.eventName = %^Get%) && $.errorCode NOT EXISTS && $.n >= 5 }`)
	want := []filter.Comparison{
		{"$.eventName", "=", "GetSecretValue"},
		{"$.eventName", "=", "%^Get%"},
		{"$.errorCode", "NOT EXISTS", ""},
		{"$.n", ">=", "5"},
	}
	if got := p.Comparisons(); !slices.Equal(got, want) {
		t.Errorf("Comparisons = %v", got)
	}
	if got := p.Fields(); !slices.Equal(got, []string{"$.eventName", "$.errorCode", "$.n"}) {
		t.Errorf("Fields = %v", got)
	}
	if p.Kind() != filter.JSON || p.Regexes() != 1 {
		t.Errorf("kind %s, %d regexes", p.Kind(), p.Regexes())
	}
	text := parse(t, `"GetSecretValue" prod -test ?ignored`)
	if got := text.Terms(); !slices.Equal(got, []string{"GetSecretValue", "prod"}) {
		t.Errorf("Terms = %v", got)
	}
	if got := text.Excluded(); !slices.Equal(got, []string{"test"}) {
		t.Errorf("Excluded = %v", got)
	}
	if got := parse(t, "?one ?two").Terms(); !slices.Equal(got, []string{"one", "two"}) {
		t.Errorf("Terms = %v", got)
	}
	space := parse(t, "[ip, user != bob, ...]")
	if got := space.Fields(); !slices.Equal(got, []string{"ip", "user"}) {
		t.Errorf("Fields = %v", got)
	}
	for pattern, kind := range map[string]filter.Kind{"": filter.Everything, "x": filter.Text, "[x]": filter.Space} {
		if got := parse(t, pattern).Kind(); got != kind {
			t.Errorf("%q is %s, want %s", pattern, got, kind)
		}
	}
}
