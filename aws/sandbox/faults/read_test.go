package faults_test

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// readIn has the Event history show a read, as CloudTrail has it: the region,
// and the secret's id exactly as it was sent.
func readIn(want string) sign {
	return func(c *chain, _ time.Time) {
		if ids := c.secretIDs(); !slices.Contains(ids, want) {
			c.t.Errorf("the Event history has the reads %q, want %q", ids, want)
		}
	}
}

func readRows() []row {
	return []row{
		{
			code: "other-secret-read", effect: noMail, cut: func(c *chain) {
				ask(c, c.Secrets.CreateSecret, &secretsmanager.CreateSecretInput{Name: aws.String("top-secret-old"), SecretString: aws.String("x")})
			},
			read:  func(c *chain) { c.read("top-secret-old") },
			signs: all(delivered, counted(0), state(cwtypes.StateValueOk), readIn("us-east-1 top-secret-old")),
		},
		{
			code: "read-in-other-region", effect: noMail, cut: func(c *chain) {
				ask(c, c.CloudTrail.UpdateTrail, &cloudtrail.UpdateTrailInput{Name: aws.String(trailName), IsMultiRegionTrail: aws.Bool(false)})
				ask(c, c.in(elsewhere).Secrets.CreateSecret, &secretsmanager.CreateSecretInput{Name: aws.String(secret), SecretString: aws.String("x")})
			},
			read: func(c *chain) { c.in(elsewhere).read(secret) },
			signs: all(counted(0), state(cwtypes.StateValueOk), func(c *chain, since time.Time) {
				is(c, "reads in this region's Event history", len(c.secretIDs()), 0) // it is per region
				readIn("eu-west-1 top-secret")(c.in(elsewhere), since)
			}),
		},
		{code: "too-soon", effect: waiting, after: 1500 * time.Millisecond, comes: 10 * time.Second, signs: readIn("us-east-1 top-secret")},
	}
}

func filterRows() []row {
	matchesNothing := func(code, name, pattern string) row {
		return row{
			code: code, name: name, effect: noMail, cut: func(c *chain) { c.setPattern(pattern) },
			signs: all(delivered, counted(0), state(cwtypes.StateValueOk), testFilter(pattern, 0)),
		}
	}
	const byName = `{ ($.eventName = "GetSecretValue") && ($.requestParameters.secretId = "top-secret") }`
	return []row{
		{code: "no-metric-filter", effect: noMail, cut: (*chain).deleteFilter, signs: all(delivered, noFilters)},
		{code: "filter-on-other-group", effect: noMail, cut: func(c *chain) {
			c.deleteFilter()
			ask(c, c.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String("/secretwatch/another")})
			c.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) { in.LogGroupName = aws.String("/secretwatch/another") })
		}, signs: all(delivered, noFilters, counted(0))},
		matchesNothing("filter-event-name", "misspelt", `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecretsValue") }`),
		matchesNothing("filter-event-name", "small letter", `{ $.eventName = "getSecretValue" }`),
		matchesNothing("filter-not-equal-on-missing-field", "", `{ ($.eventName = "GetSecretValue") && ($.errorCode != "AccessDenied") }`),
		{
			code: "filter-secret-by-name", effect: noMail, cut: func(c *chain) { c.setPattern(byName) },
			read:  func(c *chain) { c.read(c.secretARN()) },
			signs: all(delivered, counted(0), state(cwtypes.StateValueOk)),
		},
		{
			code: "filter-secret-by-name", name: "and the read is by name", effect: mailComes, cut: func(c *chain) { c.setPattern(byName) },
			signs: all(delivered, counted(1), published(1), readIn("us-east-1 top-secret")),
		},
		{
			code: "filter-newer-than-read", effect: noMail, cut: (*chain).deleteFilter, after: 3 * time.Minute,
			read: func(c *chain) {
				c.read(secret)
				c.wait(time.Minute)
				c.putFilter(func(*cloudwatchlogs.PutMetricFilterInput) {})
			},
			signs: all(delivered, counted(0), func(c *chain, since time.Time) {
				filters := ask(c, c.Logs.DescribeMetricFilters, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(group)}).MetricFilters
				is(c, "creationTime after the read", *filters[0].CreationTime > since.UnixMilli(), true)
				testFilter(pattern, 1)(c, since) // it would match: filters are not retroactive
			}),
		},
		{
			code: "filter-dimensions", verdict: "alarm-metric-mismatch", among: true, effect: noMail, cut: func(c *chain) {
				c.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
					in.MetricTransformations[0].DefaultValue = nil
					in.MetricTransformations[0].Dimensions = map[string]string{"region": "$.awsRegion"}
				})
			},
			signs: all(delivered, counted(0), state(cwtypes.StateValueOk), func(c *chain, since time.Time) {
				n, _ := c.sum(namespace, metric, since, cwtypes.Dimension{Name: aws.String("region"), Value: aws.String("us-east-1")})
				is(c, "the sum of the metric with the dimension", n, 1)
			}),
		},
		{
			code: "filter-metric-name", verdict: "alarm-metric-mismatch", among: true, effect: noMail, cut: func(c *chain) {
				c.putFilter(func(in *cloudwatchlogs.PutMetricFilterInput) {
					in.MetricTransformations[0].MetricName = aws.String("top secret reads")
				})
			},
			signs: all(delivered, counted(0), state(cwtypes.StateValueOk), func(c *chain, since time.Time) {
				n, _ := c.sum(namespace, "top secret reads", since)
				is(c, "the sum of the metric that the filter writes", n, 1)
			}),
		},
	}
}

func noFilters(c *chain, _ time.Time) {
	out := ask(c, c.Logs.DescribeMetricFilters, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(group)})
	is(c, "metric filters of the log group", len(out.MetricFilters), 0)
}

// testFilter has CloudWatch Logs itself try the pattern on the read's record.
func testFilter(pattern string, want int) sign {
	return func(c *chain, since time.Time) {
		found := ask(c, c.Logs.FilterLogEvents, &cloudwatchlogs.FilterLogEventsInput{
			LogGroupName: aws.String(group), StartTime: aws.Int64(since.UnixMilli()), FilterPattern: aws.String(`{ $.eventName = "GetSecretValue" }`),
		}).Events
		if len(found) != 1 {
			c.t.Fatalf("the log group has %d records of the read, want 1", len(found))
		}
		if *found[0].Timestamp < since.Add(2*time.Second).UnixMilli() {
			c.t.Errorf("the record's timestamp is %d: it is that of the delivery, after %d", *found[0].Timestamp, since.UnixMilli())
		}
		out := ask(c, c.Logs.TestMetricFilter, &cloudwatchlogs.TestMetricFilterInput{FilterPattern: aws.String(pattern), LogEventMessages: []string{*found[0].Message}})
		is(c, "TestMetricFilter's matches", len(out.Matches), want)
		if want == 1 && len(out.Matches) == 1 {
			is(c, "eventNumber", out.Matches[0].EventNumber, 1)
		}
	}
}
