package survey

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/lookup"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// listing is what one service lists, as far as it could be seen.
type listing[T any] struct {
	all   []T
	whole bool // there is no more: what is not in it is not there
	err   error
}

// inventory is everything in this account and region of which monitors are
// made, whoever made it.
type inventory struct {
	*account.Account
	trails  listing[monitor.Trail]
	filters listing[monitor.MetricFilter]
	alarms  listing[monitor.Alarm]
	topics  listing[string]           // ARNs
	mails   listing[string]           // topic ARNs, once for each e-mail subscriber
	secrets listing[monitor.Secret]   // those not scheduled for deletion
	reads   listing[record.Record]    // newest first
	parsed  map[string]*parsedPattern // by the pattern's text
	gone    []string                  // log groups that were looked for and are not there
}

// lists is how many lists there are, without the reads.
const lists = 6

// takeInventory asks for the lists in one wave of parallel calls, six where each
// has one page. The reads are asked for where something depends on them: the
// quota of LookupEvents is small.
func takeInventory(ctx context.Context, a *account.Account) *inventory {
	v := &inventory{Account: a}
	together(ctx, []look{v.listTrails, v.listFilters, v.listAlarms, v.listTopics, v.listMails, v.listSecrets})
	v.parse()
	return v
}

// errs are those of the lists that could not be had.
func (v *inventory) errs() []error {
	var errs []error
	for _, err := range []error{v.trails.err, v.filters.err, v.alarms.err, v.topics.err, v.mails.err, v.secrets.err, v.reads.err} {
		if err != nil {
			errs = append(errs, err)
		}
	}
	return errs
}

// pages collects the pages of a list, five at most.
func pages[O, T any](ctx context.Context, doing string, more func() bool, next func(context.Context) (O, error), of func(O) []T) listing[T] {
	var l listing[T]
	for n := 0; more(); n++ {
		if n == maxPages {
			return l
		}
		page, err := next(ctx)
		if err != nil {
			l.err = fmt.Errorf("%s: %w", doing, err)
			return l
		}
		l.all = append(l.all, of(page)...)
	}
	l.whole = true
	return l
}

func (v *inventory) listTrails(ctx context.Context) {
	out, err := v.CloudTrail.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
	if err != nil {
		v.trails.err = fmt.Errorf("list trails: %w", err)
		return
	}
	v.trails = listing[monitor.Trail]{all: readTrails(out.TrailList), whole: true}
}

func (v *inventory) listFilters(ctx context.Context) {
	p := cloudwatchlogs.NewDescribeMetricFiltersPaginator(v.Logs, &cloudwatchlogs.DescribeMetricFiltersInput{})
	next := func(ctx context.Context) (*cloudwatchlogs.DescribeMetricFiltersOutput, error) { return p.NextPage(ctx) }
	v.filters = pages(ctx, "list metric filters", p.HasMorePages, next, func(out *cloudwatchlogs.DescribeMetricFiltersOutput) []monitor.MetricFilter {
		list := make([]monitor.MetricFilter, 0, len(out.MetricFilters))
		for _, f := range out.MetricFilters {
			list = append(list, readFilter(f))
		}
		return list
	})
}

func (v *inventory) listAlarms(ctx context.Context) {
	p := cloudwatch.NewDescribeAlarmsPaginator(v.CloudWatch, &cloudwatch.DescribeAlarmsInput{
		AlarmTypes: []types.AlarmType{types.AlarmTypeMetricAlarm}, MaxRecords: aws.Int32(100),
	})
	next := func(ctx context.Context) (*cloudwatch.DescribeAlarmsOutput, error) { return p.NextPage(ctx) }
	v.alarms = pages(ctx, "list alarms", p.HasMorePages, next, func(out *cloudwatch.DescribeAlarmsOutput) []monitor.Alarm {
		return readAlarms(out.MetricAlarms)
	})
}

func (v *inventory) listTopics(ctx context.Context) {
	p := sns.NewListTopicsPaginator(v.SNS, &sns.ListTopicsInput{})
	next := func(ctx context.Context) (*sns.ListTopicsOutput, error) { return p.NextPage(ctx) }
	v.topics = pages(ctx, "list topics", p.HasMorePages, next, func(out *sns.ListTopicsOutput) []string {
		list := make([]string, 0, len(out.Topics))
		for _, t := range out.Topics {
			list = append(list, aws.ToString(t.TopicArn))
		}
		return list
	})
}

func (v *inventory) listMails(ctx context.Context) {
	p := sns.NewListSubscriptionsPaginator(v.SNS, &sns.ListSubscriptionsInput{})
	next := func(ctx context.Context) (*sns.ListSubscriptionsOutput, error) { return p.NextPage(ctx) }
	v.mails = pages(ctx, "list subscriptions", p.HasMorePages, next, func(out *sns.ListSubscriptionsOutput) []string {
		var list []string
		for _, s := range out.Subscriptions {
			x := readSubscription(aws.ToString(s.SubscriptionArn), aws.ToString(s.Protocol), aws.ToString(s.Endpoint))
			if !x.Removed && strings.HasPrefix(x.Protocol, "email") {
				list = append(list, aws.ToString(s.TopicArn))
			}
		}
		return list
	})
}

func (v *inventory) listSecrets(ctx context.Context) {
	p := secretsmanager.NewListSecretsPaginator(v.Secrets, &secretsmanager.ListSecretsInput{MaxResults: aws.Int32(100)})
	next := func(ctx context.Context) (*secretsmanager.ListSecretsOutput, error) { return p.NextPage(ctx) }
	v.secrets = pages(ctx, "list secrets", p.HasMorePages, next, func(out *secretsmanager.ListSecretsOutput) []monitor.Secret {
		var list []monitor.Secret
		for _, s := range out.SecretList {
			if s.DeletedDate == nil {
				list = append(list, monitor.Secret{Name: foreign.New(aws.ToString(s.Name)), ARN: aws.ToString(s.ARN), Tags: secretTags(s.Tags)})
			}
		}
		return list
	})
}

// listReads keeps the whole records, on which patterns can be tried.
func (v *inventory) listReads(ctx context.Context) {
	v.reads.all, v.reads.err = lookup.Newest(ctx, v.Account, lookup.For(monitor.Found(v.filters.all)), lookup.Span{})
}
