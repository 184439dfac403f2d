package history

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
)

// The list price of us-east-1, with the day on which it was looked up.
const (
	scanUSD    = 0.005 // a GB scanned, https://aws.amazon.com/cloudwatch/pricing/
	pricesAsOf = "2026-11-22"
	gigabyte   = 1e9
)

// Cost is what a query costs at most: as if it scanned all that the log group
// stores. AWS bills what it really scans, which is the time asked for.
type Cost struct {
	Group string
	Bytes int64
	USD   float64

	// Of a group that was asked for: when it was made, zero where AWS does not
	// say, and for how many days it keeps its events, 0 for ever.
	Made     time.Time
	KeepDays int
}

// Holds is since when the log group can hold records, and why; zero where that
// is not known.
func (c Cost) Holds(now time.Time) (since time.Time, why string) {
	if !c.Made.IsZero() {
		since, why = c.Made, fmt.Sprintf("the log group %s was made on %s and has no older records", foreign.Safe(c.Group), c.Made.UTC().Format("2006-01-02"))
	}
	if kept := now.AddDate(0, 0, -c.KeepDays); c.KeepDays > 0 && kept.After(since) {
		since, why = kept.UTC(), fmt.Sprintf("the log group %s keeps its records for %d days", foreign.Safe(c.Group), c.KeepDays)
	}
	return since, why
}

// String says it in one sentence, without its full stop.
func (c Cost) String() string {
	usd := fmt.Sprintf("at most $%.2f", c.USD)
	if c.USD < 0.01 {
		usd = "less than $0.01"
	}
	return fmt.Sprintf("the query scans at most the %s of log group %s: %s (estimate: list price of us-east-1 as of %s, $%.3f a GB scanned)",
		size(c.Bytes), foreign.Safe(c.Group), usd, pricesAsOf, scanUSD)
}

func size(bytes int64) string {
	switch n := float64(bytes); {
	case n >= gigabyte:
		return fmt.Sprintf("%.1f GB", n/gigabyte)
	case n >= 1e6:
		return fmt.Sprintf("%.1f MB", n/1e6)
	default:
		return fmt.Sprintf("%.1f kB", n/1e3)
	}
}

// CostOf is the cost of a query over a log group of so many bytes.
func CostOf(group string, bytes int64) Cost {
	return Cost{Group: group, Bytes: bytes, USD: float64(bytes) / gigabyte * scanUSD}
}

// Price asks how large the log group is. AWS's figure may be hours old.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
func Price(ctx context.Context, a *account.Account, group string) (Cost, error) {
	name := groupName(group)
	// There is no call that takes one name; the exact one sorts before all that
	// it begins, so one page is enough.
	out, err := a.Logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(name)})
	if err != nil {
		return Cost{}, fmt.Errorf("ask how large the log group %s is: %w", foreign.Safe(name), err)
	}
	for _, g := range out.LogGroups {
		if aws.ToString(g.LogGroupName) == name {
			c := CostOf(name, aws.ToInt64(g.StoredBytes))
			if g.CreationTime != nil {
				c.Made = time.UnixMilli(*g.CreationTime).UTC()
			}
			c.KeepDays = int(aws.ToInt32(g.RetentionInDays))
			return c, nil
		}
	}
	return Cost{}, account.Problem{
		Kind: account.Other, Code: "ResourceNotFoundException",
		Summary: fmt.Sprintf("there is no log group %s in %s", foreign.Safe(name), a.Region),
		Hint:    "--log-group names another; without --insights the reads come from Event history, which needs no log group",
	}
}

// groupName is the name where a group was given by its ARN.
func groupName(group string) string {
	if _, name, ok := strings.Cut(group, ":log-group:"); ok {
		return strings.TrimSuffix(name, ":*")
	}
	return group
}
