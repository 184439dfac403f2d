package doctor

import (
	"fmt"
	"slices"
)

// Healthy is the code of the verdict where every hop is well.
const Healthy = "healthy"

// rank orders statuses by what outranks what.
func rank(s Status) int {
	switch s {
	case Broken:
		return 4
	case Waiting:
		return 3
	case Unknown:
		return 2
	case Warning:
		return 1
	default:
		return 0
	}
}

// verdict is the first finding of the worst status on the way from the read to
// the mail, and rather one that does not follow from another.
func (j *judge) verdict(findings []Finding) Finding {
	best := -1
	better := func(a, b Finding) bool {
		if rank(a.Status) != rank(b.Status) {
			return rank(a.Status) > rank(b.Status)
		}
		if a.Status == Warning && aboutRead(a.Code) != aboutRead(b.Code) {
			return aboutRead(a.Code)
		}
		return a.BecauseOf == "" && b.BecauseOf != ""
	}
	for i, f := range findings {
		if rank(f.Status) > 0 && (best < 0 || better(f, findings[best])) {
			best = i
		}
	}
	if best >= 0 {
		return findings[best]
	}
	if i := slices.IndexFunc(findings, func(f Finding) bool { return f.Code == CodeMailEarlier }); i >= 0 {
		return findings[i] // all is well, and the question is answered
	}
	ways := ""
	if j.s.ByRule() {
		ways = ", by the alarm and by the EventBridge rule"
	}
	return safe(Finding{Code: Healthy, Status: OK, Summary: fmt.Sprintf("a read of %s ends in an e-mail%s%s: every hop is well",
		j.s.Names.Secret, to(j.recipients()), ways)})
}

// aboutRead reports that a code tells why a certain read had no mail: among
// warnings that is the answer, and how well the monitor is made comes second.
func aboutRead(code string) bool {
	switch code {
	case codeOtherSecret, codeOtherRegion, codeOtherAccount, codeReadFailed, codeNotRetrieved, codeReadByService, codeNoParameters,
		codeJustChanged, codeNewer, codeExcludes, codePinned, codeNoDatapoint, codePointLate, CodeAlreadyInAlarm:
		return true
	default:
		return false
	}
}

// ExitCode is the exit status of doctor: 0 healthy, 1 broken or unknown, 2
// healthy with warnings, 3 waiting for a person.
func (r Report) ExitCode() int {
	switch r.Verdict.Status {
	case Broken, Unknown:
		return 1
	case Warning:
		return 2
	case Waiting:
		return 3
	default:
		return 0
	}
}
