package logs

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

// How long a query is scheduled, and after how long it is complete. AWS's take
// seconds, more in large groups.
const (
	queryScheduled = 200 * time.Millisecond
	queryComplete  = 800 * time.Millisecond
	maxQueries     = 100     // at the same time, as AWS has it
	keptQueries    = 1000    // in all
	keptRows       = 200_000 // of the results of all queries; the oldest queries go
	maxQueryLength = 10_000  // characters
	maxShown       = 300     // bytes of a query in the sandbox's log
)

// query is one run of Logs Insights.
type query struct {
	id, region, group, text, by string
	begun                       time.Time
	stopped                     bool
	answer                      answer
}

func (q *query) status(now time.Time) types.QueryStatus {
	switch past := now.Sub(q.begun); {
	case q.stopped:
		return types.QueryStatusCancelled
	case past < queryScheduled:
		return types.QueryStatusScheduled
	case past < queryComplete:
		return types.QueryStatusRunning
	default:
		return types.QueryStatusComplete
	}
}

func (q *query) ended(now time.Time) bool {
	s := q.status(now)
	return s == types.QueryStatusComplete || s == types.QueryStatusCancelled
}

// startQuery runs a query of the language's part that is known here. Any other
// is refused in the way in which AWS refuses what is no query, and the sandbox
// says so in its log.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartQuery.html
func (s *State) startQuery(c *wire.Call, in *cloudwatchlogs.StartQueryInput) (*cloudwatchlogs.StartQueryOutput, error) {
	text := aws.ToString(in.QueryString)
	switch {
	case in.QueryString == nil:
		return nil, missing("queryString")
	case in.StartTime == nil:
		return nil, missing("startTime")
	case in.EndTime == nil:
		return nil, missing("endTime")
	case len(text) > maxQueryLength:
		return nil, tooLong("queryString", text, maxQueryLength)
	}
	limit := usualInsightRows
	if in.Limit != nil {
		n, err := checkLimit(*in.Limit, maxInsightRows)
		if err != nil {
			return nil, err
		}
		limit = n
	}
	g, err := s.queried(c.Region, in)
	if err != nil {
		return nil, err
	}
	asked, err := parseInsight(text)
	if err == nil && in.QueryLanguage != "" && in.QueryLanguage != types.QueryLanguageCwli {
		err = &malformed{"the query language " + string(in.QueryLanguage), 0, len(text)}
	}
	if err != nil {
		return nil, notSimulated(text, err)
	}
	if n := s.runningQueries(c.Region); n >= maxQueries {
		return nil, wire.Errorf("LimitExceededException", "Account maximum query concurrency limit of [%d] reached.", maxQueries)
	}
	// Both ends are whole seconds, and included.
	events, err := g.window(aws.Int64(*in.StartTime*1000), aws.Int64(*in.EndTime*1000+999))
	if err != nil {
		return nil, err
	}
	q := &query{
		id: wire.NewID(), region: c.Region, group: g.name, text: text, by: c.Caller.ARN, begun: s.deps.Clock.Now(),
		answer: asked.run(events, s.deps.Account+":"+g.name, limit),
	}
	s.keep(q)
	return &cloudwatchlogs.StartQueryOutput{QueryId: aws.String(q.id)}, nil
}

// keep forgets the oldest queries for a new one.
func (s *State) keep(q *query) {
	s.queries = append(s.queries, q)
	old := max(0, len(s.queries)-keptQueries)
	rows := 0
	for i, q := range slices.Backward(s.queries) {
		if rows += len(q.answer.rows); rows > keptRows {
			old = max(old, min(i+1, len(s.queries)-1)) // the newest stays
			break
		}
	}
	s.queries = slices.Delete(s.queries, 0, old)
}

// queried is the one log group that a query is about; queries over several are
// not simulated.
func (s *State) queried(region string, in *cloudwatchlogs.StartQueryInput) (*group, error) {
	named := append(slices.Clone(in.LogGroupNames), in.LogGroupIdentifiers...)
	if in.LogGroupName != nil {
		named = append(named, *in.LogGroupName)
	}
	switch {
	case len(named) == 0:
		return nil, invalid("Exactly one of logGroupName, logGroupNames or logGroupIdentifiers must be provided.")
	case len(named) > 1:
		return nil, notSimulated(aws.ToString(in.QueryString), &malformed{"a query over several log groups", 0, 0})
	case len(in.LogGroupIdentifiers) > 0:
		return s.find(region, nil, &named[0])
	default:
		return s.find(region, &named[0], nil)
	}
}

// notSimulated has the shape of AWS's error, and says whose it is.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_QueryCompileError.html
func notSimulated(text string, err error) *wire.Error {
	e := wire.Errorf("MalformedQueryException", "%s: the sandbox does not simulate it", err)
	place := &malformed{}
	_ = errors.As(err, &place)
	e.Members = map[string]any{"queryCompileError": map[string]any{
		"message": e.Message, "location": map[string]any{"startCharOffset": place.start, "endCharOffset": place.end},
	}}
	shown := strings.Join(strings.Fields(text), " ")
	e.Unsimulated = "StartQuery " + strconv.Quote(shown[:min(len(shown), maxShown)])
	return e
}

func (s *State) runningQueries(region string) int {
	n, now := 0, s.deps.Clock.Now()
	for _, q := range s.queries {
		if q.region == region && !q.ended(now) {
			n++
		}
	}
	return n
}

func (s *State) query(region string, id *string) (*query, error) {
	if id == nil {
		return nil, missing("queryId")
	}
	for _, q := range s.queries {
		if q.region == region && q.id == *id {
			return q, nil
		}
	}
	return nil, wire.Errorf("ResourceNotFoundException", "Could not find query with id: %s", *id)
}

// getQueryResults has no rows before the query is complete; AWS may have some.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html
func (s *State) getQueryResults(c *wire.Call, in *cloudwatchlogs.GetQueryResultsInput) (*cloudwatchlogs.GetQueryResultsOutput, error) {
	q, err := s.query(c.Region, in.QueryId)
	if err != nil {
		return nil, err
	}
	out := &cloudwatchlogs.GetQueryResultsOutput{
		Status: q.status(s.deps.Clock.Now()), QueryLanguage: types.QueryLanguageCwli,
		Results: [][]types.ResultField{}, Statistics: &types.QueryStatistics{},
	}
	if out.Status != types.QueryStatusComplete {
		return out, nil
	}
	out.Statistics = &q.answer.statistics
	size := in.MaxItems
	if size == nil {
		size = aws.Int32(usualInsightRows)
	}
	out.Results, out.NextToken, err = pageUpTo(usualInsightRows, q.answer.rows, in.NextToken, size)
	return out, err
}

// stopQuery refuses what has ended.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StopQuery.html
func (s *State) stopQuery(c *wire.Call, in *cloudwatchlogs.StopQueryInput) (*cloudwatchlogs.StopQueryOutput, error) {
	q, err := s.query(c.Region, in.QueryId)
	if err != nil {
		return nil, err
	}
	if q.ended(s.deps.Clock.Now()) {
		return nil, invalid("The specified query is not running")
	}
	q.stopped = true
	return &cloudwatchlogs.StopQueryOutput{Success: true}, nil
}

// describeQueries lists the newest first.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueries.html
func (s *State) describeQueries(c *wire.Call, in *cloudwatchlogs.DescribeQueriesInput) (*cloudwatchlogs.DescribeQueriesOutput, error) {
	found, now := []types.QueryInfo{}, s.deps.Clock.Now()
	for _, q := range slices.Backward(s.queries) {
		status := q.status(now)
		if q.region != c.Region || in.LogGroupName != nil && *in.LogGroupName != q.group || in.Status != "" && in.Status != status {
			continue
		}
		found = append(found, types.QueryInfo{
			QueryId: aws.String(q.id), QueryString: aws.String(q.text), LogGroupName: aws.String(q.group), Status: status,
			CreateTime: aws.Int64(q.begun.UnixMilli()), QueryLanguage: types.QueryLanguageCwli,
			UserIdentity: aws.String(q.by), BytesScanned: aws.Float64(q.answer.statistics.BytesScanned),
		})
	}
	items, next, err := pageUpTo(maxListed, found, in.NextToken, in.MaxResults)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.DescribeQueriesOutput{Queries: items, NextToken: next}, nil
}
