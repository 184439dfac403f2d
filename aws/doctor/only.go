package doctor

import (
	"fmt"

	"secretwatch/aws/monitor"
)

// Only is what the report says of one hop, with a verdict on that hop alone. A
// hop that could not be judged, because of an earlier one, is unknown.
func (r Report) Only(hop monitor.Hop) Report {
	only := r
	only.Findings = nil
	for _, f := range r.Findings {
		if f.Hop == hop {
			only.Findings = append(only.Findings, f)
		}
	}
	if r.Verdict.Hop == hop && r.Verdict.Code != Healthy {
		return only
	}
	only.Verdict = Finding{Code: Healthy, Hop: hop, Status: OK, Summary: fmt.Sprintf("the hop %s is well", hop)}
	judged := false
	for _, f := range only.Findings {
		judged = judged || f.Status != Skipped
		if rank(f.Status) > rank(only.Verdict.Status) {
			only.Verdict = f
		}
	}
	if !judged && len(only.Findings) > 0 {
		only.Verdict = only.Findings[0]
		only.Verdict.Status = Unknown
	}
	return only
}
