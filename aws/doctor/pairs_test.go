package doctor_test

import (
	"slices"
	"strings"
	"testing"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
)

// overwrites reports that the second cause leaves nothing of the first: the
// chain is another one then.
func overwrites(first, second fault) bool {
	if first.code == "wrong-account-or-region" && strings.HasPrefix(second.code, "rule-") {
		return true // with a rule of the monitor the account is not empty
	}
	switch second.code {
	case "alarm-other-region", "no-trail":
		return true // all of it is elsewhere, or nothing is left
	case "subscription-on-other-topic", "topic-fifo", "topic-other-account":
		return first.hop == monitor.HopAction // the alarm gets another action
	case "rule-missing", "rule-other-region":
		return first.code == "rule-pattern-mismatch"
	default:
		return false
	}
}

// Of every two causes the first on the way from the read to the mail is the
// verdict, and the other one is among the findings unless it cannot be judged
// before the first is mended.
func TestEveryTwoFaults(t *testing.T) {
	order := map[monitor.Hop]int{}
	for i, h := range monitor.Hops() {
		order[h] = i
	}
	all := slices.DeleteFunc(slices.Concat(faults(), filterFaults(), moreFaults(), ruleFaults()), func(f fault) bool {
		return f.status != doctor.Broken || f.email != ""
	})
	// One way in which a cause comes about is enough.
	all = slices.CompactFunc(all, func(a, b fault) bool { return a.code == b.code })
	pairs, both := 0, 0
	for _, a := range all {
		for _, b := range all {
			if order[a.hop] >= order[b.hop] || overwrites(a, b) {
				continue
			}
			s, ok := broken(a, b)
			if !ok {
				continue
			}
			pairs++
			r := doctor.Check(s, doctor.Options{})
			if r.Verdict.Code != a.code {
				t.Errorf("%s %s and %s %s: the verdict is %s", a.code, a.name, b.code, b.name, r.Verdict.Code)
			}
			if slices.ContainsFunc(r.Findings, func(f doctor.Finding) bool { return f.Code == b.code }) {
				both++
			}
			wellFormed(t, r)
		}
	}
	if pairs < 1000 || both < pairs*95/100 {
		t.Errorf("of %d pairs %d show both causes", pairs, both)
	}
}

// broken is a monitor with two causes; false where the first leaves nothing
// that the second could break.
func broken(a, b fault) (s monitor.Snapshot, ok bool) {
	defer func() { ok = recover() == nil }()
	s = healthy()
	a.do(&s)
	b.do(&s)
	return s, true
}
