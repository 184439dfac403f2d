package history

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
)

// Tally adds up reads of one secret.
type Tally struct {
	secret  Secret
	readers map[look]*Reader
	days    map[time.Time]int
	reads   int
}

// NewTally counts nothing yet.
func NewTally(s Secret) *Tally {
	return &Tally{secret: s, readers: map[look]*Reader{}, days: map[time.Time]int{}}
}

// look is in what readers differ.
type look struct {
	kind                         record.WhoKind
	name, session, account, from string
	how                          record.How
	result                       record.Result
	test, inMessage              bool
}

// lookOf: a role has as many sessions as it has been assumed, and they say
// little, except where IAM Identity Center made it: then the session is the
// person.
// https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
func lookOf(r record.Read) look {
	l := look{
		kind: r.Who.Kind, name: r.Who.Name.Raw(), account: r.Who.Account, from: r.From.Raw(),
		how: r.How, result: r.Result, test: r.Test, inMessage: r.Secret.Empty(),
	}
	if strings.HasPrefix(l.name, "AWSReservedSSO_") {
		l.session = r.Who.Session.Raw()
	}
	return l
}

// Add counts n reads that look alike, the first and the last of them at these
// times, on one day (UTC). It is false where they are not of the secret.
func (t *Tally) Add(r record.Read, n int, first, last time.Time) bool {
	if !r.Of(t.secret.Name, t.secret.ARN) {
		return false
	}
	first, last = first.UTC(), last.UTC()
	l := lookOf(r)
	one := t.readers[l]
	if one == nil {
		one = &Reader{
			Who: r.Who, How: r.How, From: r.From, Result: r.Result, Test: r.Test, InMessage: l.inMessage, First: first, Last: last,
		}
		t.readers[l] = one
	}
	if !one.Several && one.Who.Session != r.Who.Session {
		one.Several, one.Who.Session = true, foreign.String{}
	}
	if one.Who.ARN != r.Who.ARN {
		one.Who.ARN = foreign.String{}
	}
	one.Count += n
	if first.Before(one.First) {
		one.First = first
	}
	if last.After(one.Last) {
		one.Last = last
	}
	t.days[dayOf(first)] += n
	t.reads += n
	return true
}

func dayOf(at time.Time) time.Time { return at.UTC().Truncate(24 * time.Hour) }

// oldest is when the first of the reads was made, zero where there is none.
func (t *Tally) oldest() time.Time {
	var at time.Time
	for _, r := range t.readers {
		if at.IsZero() || r.First.Before(at) {
			at = r.First
		}
	}
	return at
}

// Summary is what was counted. It knows nothing of before known.
func (t *Tally) Summary(q Question, source Source, known time.Time) Summary {
	s := Summary{Secret: t.secret, From: q.From.UTC(), To: q.To.UTC(), Source: source, Known: known.UTC(), Reads: t.reads}
	for _, r := range t.readers {
		s.Readers = append(s.Readers, *r)
	}
	slices.SortFunc(s.Readers, func(x, y Reader) int {
		return cmp.Or(
			cmp.Compare(y.Count, x.Count), y.Last.Compare(x.Last), cmp.Compare(x.Who.Name.Raw(), y.Who.Name.Raw()),
			cmp.Compare(x.Who.Session.Raw(), y.Who.Session.Raw()), cmp.Compare(x.Who.Account, y.Who.Account), cmp.Compare(x.From.Raw(), y.From.Raw()),
			cmp.Compare(x.How, y.How), cmp.Compare(x.Result, y.Result), cmp.Compare(x.Who.Kind, y.Who.Kind),
		)
	})
	days := t.span(dayOf(known), dayOf(q.To))
	for day := days[0]; !day.After(days[1]); day = day.Add(24 * time.Hour) {
		s.Days = append(s.Days, Day{day, t.days[day]})
	}
	return s
}

// span takes in the days of reads that lie outside, as where the clocks of two
// services differ at midnight.
func (t *Tally) span(first, last time.Time) [2]time.Time {
	for day := range t.days {
		if day.Before(first) && first.Sub(day) <= 2*24*time.Hour {
			first = day
		}
		if day.After(last) && day.Sub(last) <= 2*24*time.Hour {
			last = day
		}
	}
	return [2]time.Time{first, last}
}
