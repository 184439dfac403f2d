package history

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/account"
	"secretwatch/aws/lookup"
	"secretwatch/aws/record"
)

// patience is how often a page is asked for: everyone in the account shares the
// quota, the console too.
const patience = 10

// longest is what a guess at the rest may be. Many reads in the last second say
// nothing about 90 days, and whoever needs longer than that never gets to the
// end: Event history loses its oldest reads meanwhile.
const longest = Reach

// FromEvents counts the reads in Event history. It takes one condition only, so
// the reads of all secrets are looked through, newest first, 50 in a call, one
// call a second (account's limit; AWS's quota is two). What is known is in the
// summary also where there is an error, such as ctx's. A question that goes
// further back than Event history is answered as far as that has reads.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func FromEvents(ctx context.Context, a *account.Account, q Question) (Summary, error) {
	g := gathering{q: q, from: q.From, tally: NewTally(q.Secret), known: map[string]bool{}, back: q.To, begun: time.Now()}
	if end := q.To.Add(-Reach); g.from.Before(end) {
		g.from = end
	}
	// Without a start it is the 90 days; a start that is a moment older than
	// them by the time of the call would be refused.
	span := lookup.Span{To: q.To}
	if q.To.Sub(q.From) < Reach-time.Minute {
		span.From = q.From
	}
	for page, err := range lookup.Pages(ctx, a, q.By, span, patience) {
		if err != nil {
			s := g.tally.Summary(q, EventHistory, g.back)
			s.Why = "Event history was not read to its end: older reads are not counted"
			return s, err
		}
		g.take(page.Events)
		if !page.Last {
			g.tell()
		}
	}
	s := g.tally.Summary(q, EventHistory, g.from)
	s.Complete = !q.From.Before(g.from)
	if !s.Complete {
		s.Why = "Event history has no more than 90 days"
	}
	return s, nil
}

// gathering is one walk through Event history.
type gathering struct {
	q     Question
	from  time.Time // the question's, or where Event history begins
	tally *Tally
	known map[string]bool // event ids: pages may overlap
	begun time.Time       // by the local clock
	back  time.Time
	p     Progress
}

func (g *gathering) take(events []types.Event) {
	g.p.Calls++
	for _, e := range events {
		if at := aws.ToTime(e.EventTime); !at.IsZero() && at.Before(g.back) {
			g.back = at.UTC()
		}
		r, err := record.Parse(aws.ToString(e.CloudTrailEvent))
		if err != nil {
			continue // what cannot be read says of no secret that it was read
		}
		read, ok := r.Read()
		if !ok || g.known[read.EventID] {
			continue
		}
		if read.EventID != "" {
			g.known[read.EventID] = true
		}
		if read.Time.IsZero() {
			read.Time = aws.ToTime(e.EventTime).UTC()
		}
		g.p.Seen++
		if g.tally.Add(read, 1, read.Time, read.Time) {
			g.p.Reads++
		}
	}
}

// tell reckons how long the rest takes from how much of the time is done.
func (g *gathering) tell() {
	g.p.Back = g.back
	if done, whole := g.q.To.Sub(g.back), g.q.To.Sub(g.from); done > 0 && whole > done {
		rest := float64(whole-done) / float64(done)
		spent := max(time.Since(g.begun), time.Duration(g.p.Calls)*time.Second)
		g.p.Left = time.Duration(min(rest*float64(spent), float64(longest)))
	}
	g.q.tell(g.p)
}
