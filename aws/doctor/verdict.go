package doctor

import "fmt"

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
	return safe(Finding{Code: Healthy, Status: OK, Summary: fmt.Sprintf("a read of %s ends in an e-mail%s: every hop is well",
		j.s.Names.Secret, to(j.recipients()))})
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
