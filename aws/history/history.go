// Package history answers who has read a secret over a long time: it gathers
// the reads from CloudTrail's Event history, or has CloudWatch Logs Insights
// count them in AWS, and adds them up by reader, place, way and result.
//
// Tally and the query's text only think. The rest asks AWS through
// aws/account. It may import account, foreign, lookup and
// record.
package history

import (
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/lookup"
	"secretwatch/aws/record"
)

// Source is where the reads are counted.
type Source string

// The sources.
const (
	EventHistory Source = "event-history"
	Insights     Source = "insights"
)

// Reach is how far back Event history goes.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
const Reach = 90 * 24 * time.Hour

// Secret is the secret whose reads are wanted, and where. ARN and Account may
// be "" where they are unknown.
type Secret struct{ Name, ARN, Region, Account string }

// Question is what is asked: the reads of a secret from From to To, both UTC.
type Question struct {
	Secret   Secret
	From, To time.Time
	Progress func(Progress) // nil for nobody
	// By is how Event history is asked, so that no metric filter counts the asking.
	By lookup.By
	// Held is since when the log group can hold records, and HeldWhy says why: a
	// query says nothing of the time before. Where Held is zero that is not known,
	// and HeldWhy, which may be "", says why not.
	Held    time.Time
	HeldWhy string
}

func (q Question) tell(p Progress) {
	if q.Progress != nil {
		q.Progress(p)
	}
}

// Progress is how far the answer is.
type Progress struct {
	Calls int
	Reads int       // of the secret
	Seen  int       // records looked at: reads of any secret, or all that a query has scanned so far
	Back  time.Time // Event history: everything since then is known
	// Left is how long the rest takes at the speed so far; 0 where that cannot
	// be told, as of a query.
	Left time.Duration
}

// Summary is the answer. Where it is not complete, Why says so.
type Summary struct {
	Secret   Secret
	From, To time.Time // UTC
	Source   Source
	Complete bool
	Why      string    // "" where the answer is complete
	Known    time.Time // from when on the reads are known: From where it is complete, To where nothing is known
	Reads    int
	Readers  []Reader // most reads first
	Days     []Day    // every day from Known to To, UTC
}

// Reader is everyone who looks alike: the same identity, from the same place, in
// the same way, with the same result.
type Reader struct {
	Who record.Who // without session and ARN where there were several
	// Several says that the reads were made in more than one session of the
	// role.
	Several bool
	How     record.How
	From    foreign.String
	Result  record.Result
	Test    bool
	// InMessage says that the records do not name the secret as what was asked
	// for; only the message of the refusal does.
	InMessage   bool
	Count       int
	First, Last time.Time // UTC
}

// Day is one day's number of reads. It begins at midnight, UTC.
type Day struct {
	Day   time.Time
	Count int
}
