package eventpattern_test

import (
	"errors"
	"strings"
	"testing"

	"secretwatch/aws/eventpattern"
)

// The answers in these tables are EventBridge's own, as recorded against AWS by
// the tests of LocalStack (Apache License 2.0; tests/aws/services/events), but
// for those marked as the documentation's.
var matches = []struct {
	name, pattern, event string
	want                 bool
}{
	{"a text", `{"source":["a","b"]}`, `{"source":"b"}`, true},
	{"another text", `{"source":["a","b"]}`, `{"source":"c"}`, false},
	{"all fields are needed", `{"source":["a"],"region":["r"]}`, `{"source":"a","region":"x"}`, false},
	{"names have a case", `{"Source":["a"]}`, `{"source":"a"}`, false},
	{"nested", `{"detail":{"userIdentity":{"type":["Root"]}}}`, `{"detail":{"userIdentity":{"type":"Root"}}}`, true},
	{"an element of a list", `{"resources":["x"]}`, `{"resources":["y","x"]}`, true},
	{"no element of a list", `{"resources":["x"]}`, `{"resources":["y"]}`, false},
	{"an empty list is not null", `{"resources":[null]}`, `{"resources":[]}`, false},
	{"null", `{"detail":{"responseElements":[null]}}`, `{"detail":{"responseElements":null}}`, true},
	{"nothing is not null", `{"detail":{"responseElements":[null]}}`, `{"detail":{}}`, false},
	{"an empty text", `{"detail":{"eventVersion":[""]}}`, `{"detail":{"eventVersion":""}}`, true},
	{"a boolean", `{"detail":{"on":[true]}}`, `{"detail":{"on":true}}`, true},
	{"a boolean is no text", `{"detail":{"on":[true]}}`, `{"detail":{"on":"true"}}`, false},
	{"numbers by value", `{"number":[300]}`, `{"number":300.0}`, true},
	{"a number is no text", `{"number":[300]}`, `{"number":"300"}`, false},
	{"JSON in a text is a text", `{"detail":{"my-key":["my-value"]}}`, `{"detail":"{\"my-key\":\"my-value\"}"}`, false},
	{"a dot in the event", `{"detail":{"state":{"status":["running"]}}}`, `{"detail":{"state.status":"running"}}`, true},
	{"a dot in the pattern", `{"detail":{"state.status":["running"]}}`, `{"detail":{"state":{"status":"running"}}}`, true},
	{"dots and names", `{"detail":{"state.status":{"status":["running"]}}}`, `{"detail":{"state.status":"running"}}`, false},
	{"lists of objects", `{"detail":{"automations":{"id":[{"exists":true}]}}}`, `{"detail":{"automations":[{"id":"1"},{"id":"2"}]}}`, true},
	{"two fields of one element (documentation)", `{"users":{"name":["a"],"age":[2]}}`, `{"users":[{"name":"a","age":1},{"name":"b","age":2}]}`, false},

	{"prefix", `{"time":[{"prefix":"2022-07-13"}]}`, `{"time":"2022-07-13T13:48:01Z"}`, true},
	{"no prefix", `{"time":[{"prefix":"2022-07-99"}]}`, `{"time":"2022-07-13T13:48:01Z"}`, false},
	{"empty prefix", `{"source":[{"prefix":""}]}`, `{"source":"x"}`, true},
	{"prefix in any case", `{"detail":{"service":[{"prefix":{"equals-ignore-case":"EventB"}}]}}`, `{"detail":{"service":"eventBRIDGE"}}`, true},
	{"suffix", `{"FileName":[{"suffix":".png"}]}`, `{"FileName":"a.png"}`, true},
	{"suffix has a case", `{"FileName":[{"suffix":".PNG"}]}`, `{"FileName":"a.png"}`, false},
	{"suffix in any case", `{"detail":{"FileName":[{"suffix":{"equals-ignore-case":".png"}}]}}`, `{"detail":{"FileName":"a.PNG"}}`, true},
	{"any case", `{"detail-type":[{"equals-ignore-case":"EC2 Instance"}]}`, `{"detail-type":"ec2 instance"}`, true},
	{"wildcard", `{"FileName":[{"wildcard":"/Users/*/doc.txt"}]}`, `{"FileName":"/Users/a/b/doc.txt"}`, true},
	{"wildcard with an end", `{"FileName":[{"wildcard":"/Users/*/doc.txt"}]}`, `{"FileName":"/Users/a/doc.txt2"}`, false},
	{"wildcard escaped (documentation)", `{"FileName":[{"wildcard":"a\\*b*"}]}`, `{"FileName":"a*bc"}`, true},
	{"wildcard escaped does not reach (documentation)", `{"FileName":[{"wildcard":"a\\*b*"}]}`, `{"FileName":"axbc"}`, false},
	{"empty wildcard", `{"EventBusArn":[{"wildcard":""}]}`, `{"EventBusArn":"x"}`, false},
	{"address", `{"ip":[{"cidr":"10.0.0.0/24"}]}`, `{"ip":"10.0.0.255"}`, true},
	{"address outside", `{"ip":[{"cidr":"10.0.0.0/24"}]}`, `{"ip":"10.0.1.255"}`, false},
	{"no address", `{"ip":[{"cidr":"10.0.0.0/24"}]}`, `{"ip":"xx.11.xx"}`, false},
	{"address of version 6", `{"ip":[{"cidr":"2001:db8:1234:1a00::/64"}]}`, `{"ip":"2001:db8:1234:1a00:0:0:0:1"}`, true},

	{"number in a range", `{"n":[{"numeric":[">",0,"<=",5]}]}`, `{"n":5}`, true},
	{"number below", `{"n":[{"numeric":[">",0,"<=",5]}]}`, `{"n":0}`, false},
	{"number above", `{"n":[{"numeric":["<",10]}]}`, `{"n":10}`, false},
	{"number with an exponent", `{"n":[{"numeric":["=",3.018e2]}]}`, `{"n":301.8}`, true},
	{"a text is in no range", `{"n":[{"numeric":[">",0]}]}`, `{"n":"5"}`, false},

	{"there", `{"detail":{"x":[{"exists":true}]}}`, `{"detail":{"x":null}}`, true},
	{"not there", `{"detail":{"x":[{"exists":true}]}}`, `{"detail":{"y":1}}`, false},
	{"an object is no value", `{"key":[{"exists":true}]}`, `{"key":{"S":"x"}}`, false},
	{"an empty list is no value", `{"resources":[{"exists":true}]}`, `{"resources":[]}`, false},
	{"must not be there", `{"detail":{"x":[{"exists":false}]}}`, `{"detail":{"y":1}}`, true},
	{"must not be there and is", `{"detail":{"x":[{"exists":false}]}}`, `{"detail":{"x":1}}`, false},
	{"another or nothing, with another", `{"d":{"S":[{"anything-but":["roses"]},{"exists":false}]}}`, `{"d":{"S":"violets"}}`, true},
	{"another or nothing, with nothing", `{"d":{"S":[{"anything-but":["roses"]},{"exists":false}]}}`, `{"e":1}`, true},
	{"another or nothing, with the one", `{"d":{"S":[{"anything-but":["roses"]},{"exists":false}]}}`, `{"d":{"S":"roses"}}`, false},

	{"anything but a text", `{"state":[{"anything-but":"initializing"}]}`, `{"state":"running"}`, true},
	{"anything but this text", `{"state":[{"anything-but":"initializing"}]}`, `{"state":"initializing"}`, false},
	{"anything but, and null", `{"state":[{"anything-but":"initializing"}]}`, `{"state":null}`, true},
	{"anything but, and nothing", `{"state":[{"anything-but":"initializing"}]}`, `{"other":1}`, false},
	{"anything but numbers", `{"n":[{"anything-but":[100,200]}]}`, `{"n":200.0}`, false},
	{"anything but a prefix", `{"state":[{"anything-but":{"prefix":"init"}}]}`, `{"state":"initializing"}`, false},
	{"anything but a prefix, and a number", `{"state":[{"anything-but":{"prefix":"init"}}]}`, `{"state":123}`, true},
	{"anything but prefixes", `{"state":[{"anything-but":{"prefix":["init","post"]}}]}`, `{"state":"post-init"}`, false},
	{"anything but a suffix", `{"f":[{"anything-but":{"suffix":".txt"}}]}`, `{"f":"a.png"}`, true},
	{"anything but in any case", `{"state":[{"anything-but":{"equals-ignore-case":["a","b"]}}]}`, `{"state":"B"}`, false},
	{"anything but a wildcard", `{"path":[{"anything-but":{"wildcard":"*/init/*"}}]}`, `{"path":"lib/init/config"}`, false},

	{"one of two branches", `{"detail":{"$or":[{"c":[{"numeric":[">",0]}]},{"d":[{"numeric":["<",10]}]}]}}`, `{"detail":{"c":0,"d":9}}`, true},
	{"no branch", `{"detail":{"$or":[{"c":[{"numeric":[">",0]}]},{"d":[{"numeric":["<",10]}]}]}}`, `{"detail":{"c":0,"d":10}}`, false},
	{"a field beside branches (documentation)", `{"source":["s"],"$or":[{"a":[1]},{"b":[2]}]}`, `{"source":"t","a":1}`, false},
	{"branches of several fields (documentation)", `{"$or":[{"a":[1],"b":[1]},{"c":[3]}]}`, `{"a":1,"b":2}`, false},
}

func TestMatch(t *testing.T) {
	for _, tc := range matches {
		t.Run(tc.name, func(t *testing.T) {
			p, err := eventpattern.Parse(tc.pattern)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := p.Match(tc.event); err != nil || got != tc.want {
				t.Errorf("%s takes %s: %v, %v; want %v", tc.pattern, tc.event, got, err, tc.want)
			}
		})
	}
}

// refusals hold AWS's whole text, place included.
var refusals = []struct{ pattern, want string }{
	{`{"int": 42}`, "\"int\" must be an object or an array\n at [Source: (String)\"{\"int\": 42}\"; line: 1, column: 11]"},
	{`{"string": "my-value"}`, "\"string\" must be an object or an array\n at [Source: (String)\"{\"string\": \"my-value\"}\"; line: 1, column: 13]"},
	{`{"resources": []}`, "Empty arrays are not allowed\n at [Source: (String)\"{\"resources\": []}\"; line: 1, column: 17]"},
	{`{"source": ["aws.health"], "detail": {}}`, "Empty objects are not allowed\n at [Source: (String)\"{\"source\": [\"aws.health\"], \"detail\": {}}\"; line: 1, column: 40]"},
	{`["not", "a", "dict", "but valid json"]`, "Filter is not an object\n at [Source: (String)\"[\"not\", \"a\", \"dict\", \"but valid json\"]\"; line: 1, column: 2]"},
	{`this is valid json but not a dict`, "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"this is valid json but not a dict\"; line: 1, column: 5]"},
	{`{"not": closed mark"`, "Unrecognized token 'closed': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"{\"not\": closed mark\"\"; line: 1, column: 15]"},
	{`{'bad': 'quotation'}`, "Unexpected character (''' (code 39)): was expecting double-quote to start field name\n at [Source: (String)\"{'bad': 'quotation'}\"; line: 1, column: 2]"},
	{`{"my_key": [{"EXISTS": true}]}`, "Unrecognized match type EXISTS\n at [Source: (String)\"{\"my_key\": [{\"EXISTS\": true}]}\"; line: 1, column: 28]"},
	{`{"detail": {"equal": [{"NUMERIC": ["=", 5]}]}}`, "Unrecognized match type NUMERIC\n at [Source: (String)\"{\"detail\": {\"equal\": [{\"NUMERIC\": [\"=\", 5]}]}}\"; line: 1, column: 36]"},
	{`{"time": [{"prefix": 123}]}`, "prefix match pattern must be a string\n at [Source: (String)\"{\"time\": [{\"prefix\": 123}]}\"; line: 1, column: 25]"},
	{`{"FileName": [{"suffix": [".png"]}]}`, "suffix match pattern must be a string\n at [Source: (String)\"{\"FileName\": [{\"suffix\": [\".png\"]}]}\"; line: 1, column: 27]"},
	{`{"detail-type": [{"equals-ignore-case": {"prefix": "ec2"}}]}`, "equals-ignore-case match pattern must be a string\n at [Source: (String)\"{\"detail-type\": [{\"equals-ignore-case\": {\"prefix\": \"ec2\"}}]}\"; line: 1, column: 42]"},
	{`{"detail": {"c-count": [{"numeric": 10}]}}`, "Value of numeric must be an array.\n at [Source: (String)\"{\"detail\": {\"c-count\": [{\"numeric\": 10}]}}\"; line: 1, column: 39]"},
	{`{"detail": {"c-count": [{"numeric": [">", 0, "<"]}]}}`, "Value of < must be numeric\n at [Source: (String)\"{\"detail\": {\"c-count\": [{\"numeric\": [\">\", 0, \"<\"]}]}}\"; line: 1, column: 50]"},
	{`{"detail": {"c-count": [{"numeric": [">", 0, ">", 0]}]}}`, "Bad numeric range operator: >\n at [Source: (String)\"{\"detail\": {\"c-count\": [{\"numeric\": [\">\", 0, \">\", 0]}]}}\"; line: 1, column: 49]"},
	{`{"detail": {"state": [{"anything-but": null}]}}`, "Value of anything-but must be an array or single string/number value.\n at [Source: (String)\"{\"detail\": {\"state\": [{\"anything-but\": null}]}}\"; line: 1, column: 44]"},
	{`{"detail": {"FileName": [{"anything-but": {"prefix": {"equals-ignore-case": "file"}}}]}}`, "Value of anything-but must be an array or single string/number value.\n at [Source: (String)\"{\"detail\": {\"FileName\": [{\"anything-but\": {\"prefix\": {\"equals-ignore-case\": \"file\"}}}]}}\"; line: 1, column: 55]"},
	{`{"detail": {"FileName": [{"anything-but": {"prefix": ""}}]}}`, "Null prefix/suffix not allowed\n at [Source: (String)\"{\"detail\": {\"FileName\": [{\"anything-but\": {\"prefix\": \"\"}}]}}\"; line: 1, column: 56]"},
	{`{"detail": {"state": [{"anything-but": {"prefix": 123}}]}}`, "prefix/suffix match pattern must be a string\n at [Source: (String)\"{\"detail\": {\"state\": [{\"anything-but\": {\"prefix\": 123}}]}}\"; line: 1, column: 54]"},
	{`{"detail": {"state": [{"anything-but": {"equals-ignore-case": 123}}]}}`, "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.\n at [Source: (String)\"{\"detail\": {\"state\": [{\"anything-but\": {\"equals-ignore-case\": 123}}]}}\"; line: 1, column: 66]"},
	// In lists AWS tells the place twice.
	{
		`{"detail": {"state": [{"anything-but": ["stopped", null]}]}}`, "Inside anything but list, start|null|boolean is not supported." +
			"\n at [Source: (String)\"{\"detail\": {\"state\": [{\"anything-but\": [\"stopped\", null]}]}}\"; line: 1, column: 56]" +
			"\n at [Source: (String)\"{\"detail\": {\"state\": [{\"anything-but\": [\"stopped\", null]}]}}\"; line: 1, column: 56]",
	},
	{`{"ip": [{"cidr": ["bad-type"]}]}`, "prefix match pattern must be a string\n at [Source: (String)\"{\"ip\": [{\"cidr\": [\"bad-type\"]}]}\"; line: 1, column: 19]"},
	// The errors of these operands have no place.
	{`{"ip": [{"cidr": "bad-filter"}]}`, "Malformed CIDR, one '/' required"},
	{`{"ip": [{"cidr": "bad-/64filter"}]}`, "Malformed CIDR, mask bits must be an integer"},
	{`{"ip": [{"cidr": "xx.11.xx/8"}]}`, "Nonstandard IP address: xx.11.xx"},
	{`{"EventBusArn": [{"wildcard": "*:*:*:*:*:event-bus/*"}]}`, "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character"},
	{`{"EventBusArn": [{"wildcard": "arn:aws:events:us-east-1:**:event-bus/*"}]}`, "Consecutive wildcard characters at pos 26\n at [Source: (String)\"{\"EventBusArn\": [{\"wildcard\": \"arn:aws:events:us-east-1:**:event-bus/*\"}]}\"; line: 1, column: 72]"},
}

func TestParseRefuses(t *testing.T) {
	for _, tc := range refusals {
		_, err := eventpattern.Parse(tc.pattern)
		var refused *eventpattern.Error
		if !errors.As(err, &refused) || err.Error() != "Event pattern is not valid. Reason: "+tc.want {
			t.Errorf("%s\n got %v\nwant %s", tc.pattern, err, tc.want)
		}
	}
}

func TestPlaceInLongPatterns(t *testing.T) {
	_, err := eventpattern.Parse("{\n  \"" + strings.Repeat("x", 600) + "\": 1\n}")
	if err == nil || !strings.HasSuffix(err.Error(), "x\"[truncated 111 chars]; line: 2, column: 608]") {
		t.Errorf("got %v", err)
	}
}

func TestMatchNeedsAnObject(t *testing.T) {
	p, err := eventpattern.Parse(`{"a":[1]}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range []string{``, `null`, `[]`, `"a"`, `{"a":`} {
		if _, err := p.Match(event); !errors.Is(err, eventpattern.ErrEvent) {
			t.Errorf("%q: %v, want ErrEvent", event, err)
		}
	}
}

// A pattern is refused with an *Error or can be asked about every event.
func FuzzEventPattern(f *testing.F) {
	for _, tc := range matches {
		f.Add(tc.pattern, tc.event)
	}
	for _, tc := range refusals {
		f.Add(tc.pattern, `{"a":1}`)
	}
	f.Fuzz(func(t *testing.T, text, event string) {
		p, err := eventpattern.Parse(text)
		if err != nil {
			var refused *eventpattern.Error
			if !errors.As(err, &refused) {
				t.Errorf("%q: %v is not of the package", text, err)
			}
			return
		}
		first, err := p.Match(event)
		second, again := p.Match(event)
		if first != second || (err == nil) != (again == nil) {
			t.Errorf("%q on %q: %v, then %v", text, event, first, second)
		}
	})
}
