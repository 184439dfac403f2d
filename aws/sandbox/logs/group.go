package logs

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

var classes = []types.LogGroupClass{types.LogGroupClassStandard, types.LogGroupClassInfrequentAccess, types.LogGroupClassDelivery, "ESSENTIALS"}

// retentions are the days that PutRetentionPolicy takes.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
var retentions = []int32{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653}

func (s *State) createLogGroup(c *wire.Call, in *cloudwatchlogs.CreateLogGroupInput) (*cloudwatchlogs.CreateLogGroupOutput, error) {
	if err := checkName("logGroupName", in.LogGroupName, namePattern, groupName); err != nil {
		return nil, err
	}
	name := *in.LogGroupName
	class := in.LogGroupClass
	if class == "" {
		class = types.LogGroupClassStandard
	}
	groups := s.region(c.Region)
	switch {
	case !slices.Contains(classes, class):
		return nil, invalid("1 validation error detected: Value '%s' at 'logGroupClass' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS, DELIVERY, ESSENTIALS]", class)
	case groups[name] != nil:
		return nil, wire.Errorf("ResourceAlreadyExistsException", "The specified log group already exists")
	case len(groups) >= maxGroups:
		return nil, limitExceeded()
	}
	if in.KmsKeyId != nil {
		if err := checkKeyARN(in.KmsKeyId); err != nil {
			return nil, err
		}
	}
	made := &group{
		name: name, region: c.Region, class: class, created: s.now(), key: in.KmsKeyId, protected: aws.ToBool(in.DeletionProtectionEnabled),
		tags: map[string]string{}, streams: map[string]*stream{}, filters: map[string]*metricFilter{},
	}
	if err := s.checkKey(made, made.key); err != nil {
		return nil, err
	}
	maps.Copy(made.tags, in.Tags)
	groups[name] = made
	return &cloudwatchlogs.CreateLogGroupOutput{}, nil
}

func limitExceeded() *wire.Error {
	return wire.Errorf("LimitExceededException", "Resource limit exceeded.")
}

// deleteLogGroup takes streams, events and metric filters with it.
func (s *State) deleteLogGroup(c *wire.Call, in *cloudwatchlogs.DeleteLogGroupInput) (*cloudwatchlogs.DeleteLogGroupOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	if g.protected {
		return nil, wire.Errorf("ValidationException", "The log group is protected from deletion.")
	}
	delete(s.region(c.Region), g.name)
	return &cloudwatchlogs.DeleteLogGroupOutput{}, nil
}

func (s *State) describeLogGroups(c *wire.Call, in *cloudwatchlogs.DescribeLogGroupsInput) (*cloudwatchlogs.DescribeLogGroupsOutput, error) {
	if in.LogGroupNamePrefix != nil && in.LogGroupNamePattern != nil {
		return nil, invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
	}
	groups := s.region(c.Region)
	found := []types.LogGroup{}
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		if g := groups[name]; s.asked(g, in) {
			found = append(found, s.described(g))
		}
	}
	items, next, err := page(found, in.NextToken, in.Limit)
	if err != nil {
		return nil, err
	}
	return &cloudwatchlogs.DescribeLogGroupsOutput{LogGroups: items, NextToken: next}, nil
}

func (s *State) asked(g *group, in *cloudwatchlogs.DescribeLogGroupsInput) bool {
	switch {
	case !strings.HasPrefix(g.name, aws.ToString(in.LogGroupNamePrefix)):
		return false
	case !strings.Contains(strings.ToLower(g.name), strings.ToLower(aws.ToString(in.LogGroupNamePattern))):
		return false
	case in.LogGroupClass != "" && in.LogGroupClass != g.class:
		return false
	case len(in.LogGroupIdentifiers) > 0:
		return slices.Contains(in.LogGroupIdentifiers, g.name) || slices.Contains(in.LogGroupIdentifiers, s.arn(g))
	}
	return true
}

func (s *State) described(g *group) types.LogGroup {
	d := types.LogGroup{
		LogGroupName: aws.String(g.name), CreationTime: aws.Int64(g.created), LogGroupClass: g.class, KmsKeyId: g.key,
		Arn: aws.String(s.arn(g) + ":*"), LogGroupArn: aws.String(s.arn(g)),
		MetricFilterCount: aws.Int32(int32(len(g.filters))), //nolint:gosec // at most maxFilters
		StoredBytes:       aws.Int64(int64(g.bytes)), DeletionProtectionEnabled: aws.Bool(g.protected), BearerTokenAuthenticationEnabled: aws.Bool(false),
	}
	if g.retention > 0 {
		d.RetentionInDays = aws.Int32(g.retention)
	}
	return d
}

func (s *State) putRetentionPolicy(c *wire.Call, in *cloudwatchlogs.PutRetentionPolicyInput) (*cloudwatchlogs.PutRetentionPolicyOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	days := aws.ToInt32(in.RetentionInDays)
	if !slices.Contains(retentions, days) {
		return nil, invalid("1 validation error detected: Value '%d' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [%s]", days, joined(retentions))
	}
	g.retention = days
	return &cloudwatchlogs.PutRetentionPolicyOutput{}, nil
}

func (s *State) deleteRetentionPolicy(c *wire.Call, in *cloudwatchlogs.DeleteRetentionPolicyInput) (*cloudwatchlogs.DeleteRetentionPolicyOutput, error) {
	g, err := s.find(c.Region, in.LogGroupName, nil)
	if err != nil {
		return nil, err
	}
	g.retention = 0
	return &cloudwatchlogs.DeleteRetentionPolicyOutput{}, nil
}

func joined(numbers []int32) string {
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(int(n))
	}
	return strings.Join(texts, ", ")
}
