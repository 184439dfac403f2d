package history

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
)

// Asking for a query's answer. AWS allows five calls a second, gives up a query
// after an hour and has at most so many rows.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
const (
	pollEvery  = time.Second
	stopWithin = 5 * time.Second
	mostRows   = 100_000
	pageRows   = 10_000
)

// FromInsights has CloudWatch Logs Insights count the reads in a log group that
// a trail delivers to. The time of a record is there the one at which it
// arrived, some minutes after the read. What is known is in the summary also
// where there is an error, such as ctx's; a query that is left is stopped.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
func FromInsights(ctx context.Context, a *account.Account, group string, q Question) (Summary, error) {
	unknown := NewTally(q.Secret).Summary(q, Insights, q.To)
	unknown.Why = "the query was not run"
	if err := ctx.Err(); err != nil {
		return unknown, fmt.Errorf("query the log group: %w", err)
	}
	// A query whose id is lost cannot be stopped: its start is not interrupted.
	started, err := a.Logs.StartQuery(context.WithoutCancel(ctx), &cloudwatchlogs.StartQueryInput{
		LogGroupName: aws.String(groupName(group)), QueryString: aws.String(Query(q.Secret)), Limit: aws.Int32(mostRows),
		StartTime: aws.Int64(q.From.Unix()), EndTime: aws.Int64(q.To.Unix()),
	})
	if err != nil {
		return unknown, fmt.Errorf("query the log group %s: %w", foreign.Safe(group), err)
	}
	w := waiting{a: a, q: q, id: started.QueryId}
	s, err := w.wait(ctx)
	if err != nil {
		return s, fmt.Errorf("query the log group %s: %w", foreign.Safe(group), err)
	}
	return s, nil
}

// waiting is one query that has been started.
type waiting struct {
	a    *account.Account
	q    Question
	id   *string
	rows [][]types.ResultField // the newest answer's
	p    Progress
}

func (w *waiting) wait(ctx context.Context) (Summary, error) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			w.stop(ctx)
			return w.summary("the query was stopped before its end"), ctx.Err()
		case <-tick.C:
		}
		out, err := w.results(ctx, nil)
		switch {
		case err != nil:
			w.stop(ctx)
			return w.summary("the query's answer could not be seen to its end"), err
		case out.Status == types.QueryStatusComplete:
			return w.complete(ctx, out.NextToken)
		case out.Status != types.QueryStatusScheduled && out.Status != types.QueryStatusRunning:
			return w.summary("the query ended early"), account.Problem{
				Kind: account.Other, Summary: "CloudWatch Logs ended the query with status " + foreign.Safe(string(out.Status)),
				Hint: "a shorter --since, or a log group with less in it, makes it quicker; a query may run for an hour",
			}
		}
		w.q.tell(w.p)
	}
}

// results is one page of the answer as it is now.
func (w *waiting) results(ctx context.Context, token *string) (*cloudwatchlogs.GetQueryResultsOutput, error) {
	out, err := w.a.Logs.GetQueryResults(ctx, &cloudwatchlogs.GetQueryResultsInput{QueryId: w.id, NextToken: token, MaxItems: aws.Int32(pageRows)})
	if err != nil {
		return nil, err //nolint:wrapcheck // FromInsights says what was being done
	}
	w.p.Calls++
	if token == nil {
		w.rows = nil
	}
	w.rows = append(w.rows, out.Results...)
	if out.Statistics != nil {
		w.p.Seen = int(out.Statistics.RecordsScanned)
	}
	return out, nil
}

// complete takes the answer's further pages.
func (w *waiting) complete(ctx context.Context, token *string) (Summary, error) {
	for aws.ToString(token) != "" {
		out, err := w.results(ctx, token)
		if err != nil {
			return w.summary("the query's answer could not be seen to its end"), err
		}
		token = out.NextToken
	}
	why := ""
	if len(w.rows) >= mostRows {
		why = fmt.Sprintf("the answer has more than the %d rows that AWS gives: a shorter --since has fewer", mostRows)
	}
	return w.summary(why), nil
}

func (w *waiting) summary(why string) Summary {
	t := NewTally(w.q.Secret)
	for _, row := range w.rows {
		fields := make(map[string]string, len(row))
		for _, f := range row {
			fields[aws.ToString(f.Field)] = aws.ToString(f.Value)
		}
		t.addRow(fields)
	}
	known, missing := w.known(t)
	if why != "" && missing != "" {
		why += "; "
	}
	why += missing
	s := t.Summary(w.q, Insights, known)
	s.Complete, s.Why = why == "", why
	return s
}

// known is from when on the log group's reads are known, and what that leaves
// out. A group of which nobody can say since when it is there has been there
// since its oldest read at least.
func (w *waiting) known(t *Tally) (from time.Time, missing string) {
	switch held := w.q.Held; {
	case held.After(w.q.From):
		return held, w.q.HeldWhy
	case !held.IsZero():
		return w.q.From, ""
	}
	from, missing = w.q.To, "since when the log group has its records is not known"
	if w.q.HeldWhy != "" {
		missing += ", because " + w.q.HeldWhy
	}
	if oldest := t.oldest(); !oldest.IsZero() && oldest.Before(from) {
		from = oldest
	}
	return later(from, w.q.From), missing
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// stop ends the query, which otherwise goes on and costs. Whether that worked
// changes nothing here.
func (w *waiting) stop(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopWithin)
	defer cancel()
	_, _ = w.a.Logs.StopQuery(ctx, &cloudwatchlogs.StopQueryInput{QueryId: w.id})
}
