package survey

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/account"
	"secretwatch/aws/record"
)

const (
	// around is how long before and after a read its neighbours are looked for.
	around = 15 * time.Minute
	// mostPages bounds what is asked for one caller, at a page of 50 a second.
	mostPages = 3
)

// Neighbourhood is what the caller of a read did around that time.
type Neighbourhood struct {
	By      string          // what the caller was looked for by, such as "access key AKIA...", safe for a terminal
	Around  time.Duration   // before and after the read
	Records []record.Record // newest first, without the read itself
	More    bool            // there are more than were asked for
}

// Neighbours asks Event history what else the caller of a read did around that
// time in this region: by the access key, which tells sessions apart, or by the
// name where there is none. It makes at most three calls, one a second.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
func Neighbours(ctx context.Context, a *account.Account, r record.Read) (Neighbourhood, error) {
	n := Neighbourhood{Around: around}
	by := types.LookupAttribute{AttributeKey: types.LookupAttributeKeyAccessKeyId, AttributeValue: aws.String(r.KeyID)}
	n.By = "access key " + r.KeyID
	if r.KeyID == "" {
		name := r.Who.Session
		if name.Empty() {
			name = r.Who.Name
		}
		if name.Empty() || r.Who.Kind == record.WhoService {
			return n, errors.New("the record names neither an access key nor a user to look for")
		}
		by = types.LookupAttribute{AttributeKey: types.LookupAttributeKeyUsername, AttributeValue: aws.String(name.Raw())}
		n.By = "user name " + name.Safe()
	}
	in := &cloudtrail.LookupEventsInput{
		LookupAttributes: []types.LookupAttribute{by}, MaxResults: aws.Int32(historyPage),
		StartTime: aws.Time(r.Time.Add(-around)), EndTime: aws.Time(r.Time.Add(around)),
	}
	for range mostPages {
		out, err := a.CloudTrail.LookupEvents(ctx, in)
		if err != nil {
			return n, fmt.Errorf("look for the caller's other records: %w", err)
		}
		for _, e := range out.Events {
			x, err := record.Parse(aws.ToString(e.CloudTrailEvent))
			if err == nil && x.EventID != r.EventID {
				n.Records = append(n.Records, x)
			}
		}
		in.NextToken = out.NextToken
		n.More = aws.ToString(in.NextToken) != ""
		if !n.More {
			break
		}
	}
	return n, nil
}

// Run is a call that its caller made several times in a row, each with the same
// result from the same address.
type Run struct {
	record.Record           // the newest of them
	Oldest        time.Time // UTC
	N             int
}

// Runs are records with those that repeat in a row taken together, in the order in
// which they were given. Before and after a moment are runs of their own.
func Runs(records []record.Record, moment time.Time) []Run {
	var runs []Run
	for _, r := range records {
		last := len(runs) - 1
		if last < 0 || !sameCall(runs[last].Record, r) || runs[last].EventTime.After(moment) != r.EventTime.After(moment) {
			runs = append(runs, Run{Record: r, Oldest: r.EventTime, N: 1})
			continue
		}
		run := &runs[last]
		run.N++
		if r.EventTime.After(run.EventTime) {
			run.Record = r
		}
		if r.EventTime.Before(run.Oldest) {
			run.Oldest = r.EventTime
		}
	}
	return runs
}

func sameCall(a, b record.Record) bool {
	return a.EventName == b.EventName && a.EventSource == b.EventSource && a.ErrorCode == b.ErrorCode && a.SourceAddress == b.SourceAddress && a.SecretID == b.SecretID
}
