package doctor

import (
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/monitor"
)

// selectors ask whether the trail takes reads. An event is recorded if any
// selector takes it; a trail without any takes all management events.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
func (j *judge) selectors(t monitor.Trail, s monitor.Selectors) {
	if len(s.Advanced) > 0 {
		j.advanced(t, s.Advanced)
		return
	}
	var management []string
	for _, b := range s.Basic {
		if b.Management {
			management = append(management, b.ReadWriteType)
		}
	}
	put := j.putSelectors(s.Basic)
	switch {
	case len(s.Basic) == 0:
	case len(management) == 0:
		j.broken("trail-management-events-off", "trail %s leaves management events out, and a read of a secret is one", t.Name).
			seen("IncludeManagementEvents", "false in every selector").
			mend("take management events, read and write", put)
	case !slices.ContainsFunc(management, func(rw string) bool { return rw != "WriteOnly" }):
		j.broken(codeWriteOnly, "trail %s records writes only, and to CloudTrail GetSecretValue is a read", t.Name).
			seen("ReadWriteType", "%s", strings.Join(management, ", ")).seen("GetSecretValue", "readOnly: true").
			mend("take management events, read and write", put)
	}
}

func (j *judge) advanced(t monitor.Trail, selectors []monitor.AdvancedSelector) {
	var why []string
	for i, a := range selectors {
		miss := missed(a)
		if miss == "" {
			return
		}
		name := a.Name.Safe()
		if name == "" {
			name = fmt.Sprintf("selector %d", i+1)
		}
		why = append(why, name+": "+miss)
	}
	f := j.broken("trail-advanced-selectors-exclude", "none of the advanced event selectors of trail %s takes reads of secrets", t.Name)
	for _, w := range why {
		name, value, _ := strings.Cut(w, ": ")
		f.seen(name, "%s", value)
	}
	type field struct {
		Field                     string
		Equals, NotEquals         []string `json:",omitempty"`
		StartsWith, NotStartsWith []string `json:",omitempty"`
		EndsWith, NotEndsWith     []string `json:",omitempty"`
	}
	type selector struct {
		Name           string `json:",omitempty"`
		FieldSelectors []field
	}
	// PutEventSelectors replaces them all: those that are there are repeated.
	var all []selector
	for _, a := range selectors {
		var fields []field
		for _, x := range a.Fields {
			fields = append(fields, field{x.Field, x.Equals, x.NotEquals, x.StartsWith, x.NotStartsWith, x.EndsWith, x.NotEndsWith})
		}
		all = append(all, selector{a.Name.Raw(), fields})
	}
	all = append(all, selector{"management events", []field{{Field: "eventCategory", Equals: []string{"Management"}}}})
	f.mend("add a selector for management events", j.cliIn(j.home(), "cloudtrail", "put-event-selectors").
		with("--trail-name", j.trailID()).json("--advanced-event-selectors", all).String())
}

// missed says why an advanced selector does not take a read, "" where it does.
// All of its conditions have to hold.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
func missed(a monitor.AdvancedSelector) string {
	read := map[string]string{
		"eventCategory": "Management", "readOnly": "true", "eventName": "GetSecretValue",
		"eventSource": "secretsmanager.amazonaws.com", "eventType": "AwsApiCall",
	}
	management := false
	for _, f := range a.Fields {
		// A field that depends on the caller may have any value: a condition
		// that wants a certain one leaves the other callers out.
		if why := unmet(f, read[f.Field]); why != "" {
			return why
		}
		management = management || f.Field == "eventCategory"
	}
	if !management {
		return "it is not about management events"
	}
	return ""
}

func unmet(f monitor.FieldSelector, value string) string {
	equal := func(value, x string) bool { return value == x }
	for _, test := range []struct {
		word string
		list []string
		hit  func(value, x string) bool
		want bool
	}{
		{"Equals", f.Equals, equal, true},
		{"NotEquals", f.NotEquals, equal, false},
		{"StartsWith", f.StartsWith, strings.HasPrefix, true},
		{"NotStartsWith", f.NotStartsWith, strings.HasPrefix, false},
		{"EndsWith", f.EndsWith, strings.HasSuffix, true},
		{"NotEndsWith", f.NotEndsWith, strings.HasSuffix, false},
	} {
		hit := slices.ContainsFunc(test.list, func(x string) bool { return test.hit(value, x) })
		if len(test.list) > 0 && hit != test.want {
			return fmt.Sprintf("%s %s %s", f.Field, test.word, strings.Join(test.list, ", "))
		}
	}
	return ""
}
