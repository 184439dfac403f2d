package doctor_test

import (
	"strings"
	"testing"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

const event = `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretValue")`

func filterFaults() []fault {
	pattern := func(code, name, text string) fault {
		return fault{
			code: code, hop: "filter", status: doctor.Broken, remedy: doctor.Auto, name: name,
			do: func(s *monitor.Snapshot) { s.Filter.Value.Pattern = foreign.New(text) },
		}
	}
	warning := func(code string, remedy doctor.RemedyKind, text string) fault {
		f := pattern(code, "", text)
		f.status, f.remedy = doctor.Warning, remedy
		return f
	}
	const fullARN = "arn:aws:secretsmanager:us-east-1:111122223333:secret:TopSecretInfo-x1Y2z3"
	return []fault{
		{code: "no-metric-filter", hop: "filter", status: doctor.Broken, remedy: doctor.Auto, do: noFilter},
		{code: "no-metric-filter", hop: "filter", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Filter.Value.Name, s.Filter.Value.Metric, s.Filter.Value.Pattern = "root-logins", "RootLogins", foreign.New(`{ $.userIdentity.type = "Root" }`)
		}, name: "only a stranger"},
		{code: "filter-on-other-group", hop: "filter", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Filter.Value.LogGroup = "/somewhere/else"
		}},
		pattern("filter-event-name", "plural", `{ $.eventName = "GetSecretsValue" }`),
		pattern("filter-event-name", "case", `{ ($.eventName = "getSecretValue") && ($.errorCode NOT EXISTS) }`),
		pattern("filter-event-name", "text", `"GetSecretsValue"`),
		pattern("filter-event-name", "source", `{ ($.eventSource = "secretmanager.amazonaws.com") && ($.eventName = "GetSecretValue") }`),
		pattern("filter-event-name", "left out", `GetSecretValue -eventName`),
		pattern("filter-secret-by-name", "", event+` && ($.requestParameters.secretId = "TopSecretInfo") }`),
		pattern("filter-secret-by-name", "another secret", event+` && ($.requestParameters.secretId = "*OtherSecret*") }`),
		pattern("filter-secret-by-arn", "", event+` && ($.requestParameters.secretId = "`+fullARN+`") }`),
		pattern("filter-secret-by-arn", "text", `"GetSecretValue" "`+fullARN+`"`),
		pattern("filter-not-equal-on-missing-field", "", event+` && ($.errorCode != "AccessDenied") }`),
		pattern("filter-boolean-compared", "", event+` && ($.readOnly = "true") }`),
		warning("filter-pins-identity", doctor.Person, event+` && ($.userIdentity.userName = "bob") }`),
		{code: "filter-on-transformed-events", hop: "filter", status: doctor.Warning, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Filter.Value.OnTransformed = true
		}},
		{code: "filter-newer-than-read", hop: "filter", status: doctor.Warning, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			read(s, now.Add(-20*time.Minute))
			s.Filter.Value.Created = now.Add(-10 * time.Minute)
		}},
		{code: "filter-excludes-read", hop: "filter", status: doctor.Warning, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Filter.Value.Pattern = foreign.New(event + ` && ($.userIdentity.type != "IAMUser") }`)
			read(s, now.Add(-5*time.Minute))
		}},
		{code: "cannot-see", hop: "filter", status: doctor.Unknown, remedy: doctor.Person, do: func(s *monitor.Snapshot) {
			s.Filter.Value.Pattern = foreign.New(`{ $.eventName ~ GetSecretValue }`)
		}, name: "a pattern nobody knows"},
		{code: "filter-value-zero", hop: "metric", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Filter.Value.Value = "0"
		}},
		{code: "filter-value-not-numeric", hop: "metric", status: doctor.Broken, remedy: doctor.Auto, do: func(s *monitor.Snapshot) {
			s.Filter.Value.Value = "$.eventName"
		}},
	}
}

func noFilter(s *monitor.Snapshot) {
	s.Filter, s.Filters = monitor.Seen[monitor.MetricFilter]{}, monitor.Found([]monitor.MetricFilter{})
}

// The patterns that write-ups and AWS's own documentation use find reads.
func TestPatternsThatWork(t *testing.T) {
	for _, pattern := range []string{
		`"GetSecretValue"`, `GetSecretValue`, `"GetSecretValue" "TopSecretInfo"`, `?GetSecretValue ?PutSecretValue`,
		`{ $.eventName = "GetSecretValue" }`, event + ` }`,
		event + ` && ($.requestParameters.secretId = "*TopSecretInfo*") }`,
		event + ` && ($.errorCode NOT EXISTS) && (($.requestParameters.secretId = "TopSecretInfo") || ($.requestParameters.secretId = "arn:*:secret:TopSecretInfo*")) }`,
		`{ ($.eventName = "GetSecretValue") || ($.eventName = "PutSecretValue") }`,
		event + ` && ($.readOnly IS TRUE) }`,
		event + ` && ($.userIdentity.arn != "*role/deploy*") }`,
		event + ` && ($.userIdentity.type = "AssumedRole") && ($.requestParameters.secretId = "*TopSecretInfo*") }`,
	} {
		s := healthy()
		s.Filter.Value.Pattern = foreign.New(pattern)
		if r := doctor.Check(s, doctor.Options{}); r.Verdict.Code != "healthy" {
			t.Errorf("%s: %s: %s", pattern, r.Verdict.Code, r.Verdict.Summary)
		}
	}
}

func TestFilterEvidence(t *testing.T) {
	s := healthy()
	s.Filter.Value.Pattern = foreign.New(event + ` && ($.errorCode != "AccessDenied") }`)
	v := doctor.Check(s, doctor.Options{}).Verdict
	if got := value(v, "instead"); got != "$.errorCode NOT EXISTS" {
		t.Errorf("instead: %q", got)
	}
	if !strings.Contains(value(v, "condition"), `$.errorCode != "AccessDenied"`) {
		t.Errorf("condition: %q", value(v, "condition"))
	}
}

func value(f doctor.Finding, name string) string {
	for _, e := range f.Evidence {
		if e.Name == name {
			return e.Value
		}
	}
	return ""
}
