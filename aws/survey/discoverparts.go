package survey

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

const (
	// trailsAPage is of how many trails ListTags tells the tags at once.
	// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTags.html
	trailsAPage = 20
	// mostGroups is of how many log groups that look like setup's the tags are read.
	mostGroups = 8
)

// DiscoverParts finds what Discover does not: monitors of a secret that was there
// before, whose alarm is not made yet or not there any more. Their trails and log
// groups carry setup's tags. It makes two calls, one for every 20 trails of this
// region, and one for every log group that has a name like setup's, of 8 at most.
func DiscoverParts(ctx context.Context, a *account.Account) ([]monitor.Names, error) {
	var trails, groups []monitor.Names
	var trailErr, groupErr error
	together(ctx, []look{
		func(ctx context.Context) { trails, trailErr = monitorsByTrail(ctx, a) },
		func(ctx context.Context) { groups, groupErr = monitorsByGroup(ctx, a) },
	})
	found := slices.Clone(trails)
	for _, g := range groups { // the trail knows more
		if !slices.ContainsFunc(found, func(n monitor.Names) bool { return n.Monitor == g.Monitor }) {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, func(x, y monitor.Names) int { return cmp.Compare(x.Monitor, y.Monitor) })
	return found, errors.Join(trailErr, groupErr)
}

func monitorsByTrail(ctx context.Context, a *account.Account) ([]monitor.Names, error) {
	out, err := a.CloudTrail.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(false)})
	if err != nil {
		return nil, fmt.Errorf("list trails: %w", err)
	}
	byARN := map[string]types.Trail{}
	var arns []string
	for _, t := range out.TrailList {
		byARN[aws.ToString(t.TrailARN)] = t
		arns = append(arns, aws.ToString(t.TrailARN))
	}
	var found []monitor.Names
	for page := range slices.Chunk(arns, trailsAPage) {
		out, err := a.CloudTrail.ListTags(ctx, &cloudtrail.ListTagsInput{ResourceIdList: page})
		if err != nil {
			return found, fmt.Errorf("read the tags of trails: %w", err)
		}
		for _, r := range out.ResourceTagList {
			tags := map[string]string{}
			for _, tag := range r.TagsList {
				tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
			}
			if n, ok := namesOfPart(tags, a.Place); ok {
				t := byARN[aws.ToString(r.ResourceId)]
				found = append(found, n.With(monitor.KindTrail, aws.ToString(t.Name)).With(monitor.KindBucket, aws.ToString(t.S3BucketName)).
					With(monitor.KindLogGroup, arnpart.LogGroup(aws.ToString(t.CloudWatchLogsLogGroupArn))).
					With(monitor.KindRole, arnpart.Role(aws.ToString(t.CloudWatchLogsRoleArn))))
			}
		}
	}
	return found, nil
}

func monitorsByGroup(ctx context.Context, a *account.Account) ([]monitor.Names, error) {
	out, err := a.Logs.DescribeLogGroups(ctx, &cloudwatchlogs.DescribeLogGroupsInput{LogGroupNamePrefix: aws.String(monitor.LogGroupPrefix)})
	if err != nil {
		return nil, fmt.Errorf("list log groups: %w", err)
	}
	groups := out.LogGroups[:min(len(out.LogGroups), mostGroups)]
	names := make([]monitor.Names, len(groups))
	errs := make([]error, len(groups))
	looks := make([]look, len(groups))
	for i, g := range groups {
		looks[i] = func(ctx context.Context) {
			named := monitor.Names{LogGroup: aws.ToString(g.LogGroupName)}
			out, err := a.Logs.ListTagsForResource(ctx, &cloudwatchlogs.ListTagsForResourceInput{ResourceArn: aws.String(named.LogGroupARN(a.Place))})
			if err != nil {
				errs[i] = fmt.Errorf("read the tags of a log group: %w", err)
				return
			}
			if n, ok := namesOfPart(out.Tags, a.Place); ok {
				names[i] = n.With(monitor.KindLogGroup, named.LogGroup)
			}
		}
	}
	together(ctx, looks)
	names = slices.DeleteFunc(names, func(n monitor.Names) bool { return n.Monitor == "" })
	return names, errors.Join(errs...)
}

// namesOfPart are the usual names of the monitor for which setup made a part,
// false where it made none.
func namesOfPart(tags map[string]string, at monitor.Place) (monitor.Names, bool) {
	n := monitor.NamesFor(tags[monitor.TagSecret], at)
	return n, tags[monitor.TagSecret] != "" && n.Ours(tags) && tags[monitor.TagExperiment] == ""
}
