package logs

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

const maxListed = 1000

// listLogGroups is DescribeLogGroups' younger sibling. The account has no
// linked accounts, data sources or field indexes, so what asks for those finds
// nothing.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListLogGroups.html
func (s *State) listLogGroups(c *wire.Call, in *cloudwatchlogs.ListLogGroupsInput) (*cloudwatchlogs.ListLogGroupsOutput, error) {
	named, err := regexp.Compile(aws.ToString(in.LogGroupNamePattern))
	if err != nil {
		return nil, pattern("logGroupNamePattern", *in.LogGroupNamePattern, `(\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}`)
	}
	groups := s.region(c.Region)
	found := []types.LogGroupSummary{}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		g := groups[name]
		if len(in.DataSources)+len(in.FieldIndexNames) > 0 || !named.MatchString(name) || in.LogGroupClass != "" && in.LogGroupClass != g.class ||
			!g.hasTags(in.LogGroupTags) {
			continue
		}
		found = append(found, types.LogGroupSummary{LogGroupName: aws.String(name), LogGroupArn: aws.String(s.arn(g)), LogGroupClass: g.class})
	}
	items, next, err := pageUpTo(maxListed, found, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.ListLogGroupsOutput{LogGroups: items, NextToken: next}, nil
}

// hasTags reports whether the group has all the tags, each with one of the
// values where there are any; * in a value stands for any text.
func (g *group) hasTags(filters []types.TagFilter) bool {
	return !slices.ContainsFunc(filters, func(f types.TagFilter) bool {
		value, ok := g.tags[aws.ToString(f.Key)]
		fits := func(wanted string) bool {
			return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(wanted), `\*`, ".*") + "$").MatchString(value)
		}
		return !ok || len(f.Values) > 0 && !slices.ContainsFunc(f.Values, fits)
	})
}
