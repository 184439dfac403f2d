package trace_test

import (
	"testing"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
)

// What the doctor warns of in general has stopped this very read.
func TestThePatternThatLeavesThisReadOut(t *testing.T) {
	path := trace.Path{Hops: []trace.Hop{{Hop: monitor.HopFilter, Status: trace.Broken}}}
	warned := doctor.Finding{Code: "filter-pins-identity", Hop: monitor.HopFilter, Status: doctor.Warning, Remedy: &doctor.Remedy{Kind: doctor.Person}}
	for _, c := range []struct {
		findings []doctor.Finding
		want     string
	}{
		{[]doctor.Finding{warned}, "filter-pins-identity"},
		{[]doctor.Finding{{Code: "filter-too-wide", Hop: monitor.HopFilter, Status: doctor.Warning}}, "filter-excludes-read"},
		{[]doctor.Finding{warned, {Code: "filter-event-name", Hop: monitor.HopFilter, Status: doctor.Broken}}, "filter-event-name"},
	} {
		if v := trace.Judge(path, &doctor.Report{Findings: c.findings}); v.Code != c.want || v.Status != doctor.Broken {
			t.Errorf("%+v: %s %s", c.findings, v.Code, v.Status)
		}
	}
}
