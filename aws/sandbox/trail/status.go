package trail

import (
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/sandbox/wire"
)

// described is the trail as DescribeTrails shows it.
func (t *trail) described() types.Trail {
	return types.Trail{
		Name: aws.String(t.name), TrailARN: aws.String(t.arn), HomeRegion: aws.String(t.home),
		S3BucketName: aws.String(t.bucket), S3KeyPrefix: orNil(t.prefix), KmsKeyId: t.key,
		CloudWatchLogsLogGroupArn: orNil(t.groupARN), CloudWatchLogsRoleArn: orNil(t.roleARN),
		//lint:ignore SA1019 deprecated, and AWS still sends it
		SnsTopicName:               orNil(t.topicName), //nolint:staticcheck // as above, for golangci-lint
		SnsTopicARN:                orNil(t.topicARN),
		IncludeGlobalServiceEvents: aws.Bool(t.global), IsMultiRegionTrail: aws.Bool(t.multiRegion),
		IsOrganizationTrail: aws.Bool(t.org), LogFileValidationEnabled: aws.Bool(t.validation),
		HasCustomEventSelectors: aws.Bool(t.custom), HasInsightSelectors: aws.Bool(false),
	}
}

func orNil(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func (s *State) getTrail(c *wire.Call, in *cloudtrail.GetTrailInput) (*cloudtrail.GetTrailOutput, error) {
	t, err := s.find(c, in.Name)
	if err != nil {
		return nil, err
	}
	d := t.described()
	return &cloudtrail.GetTrailOutput{Trail: &d}, nil
}

// describeTrails passes over names that it does not know.
func (s *State) describeTrails(c *wire.Call, in *cloudtrail.DescribeTrailsInput) (*cloudtrail.DescribeTrailsOutput, error) {
	shadows := in.IncludeShadowTrails == nil || *in.IncludeShadowTrails
	out := &cloudtrail.DescribeTrailsOutput{TrailList: []types.Trail{}}
	for _, t := range s.seen(c.Region, shadows) {
		named := slices.Contains(in.TrailNameList, t.arn) || t.home == c.Region && slices.Contains(in.TrailNameList, t.name)
		if len(in.TrailNameList) == 0 || named {
			out.TrailList = append(out.TrailList, t.described())
		}
	}
	return out, nil
}

// listTrails lists those of all regions.
func (s *State) listTrails(c *wire.Call, _ *cloudtrail.ListTrailsInput) (*cloudtrail.ListTrailsOutput, error) {
	out := &cloudtrail.ListTrailsOutput{Trails: []types.TrailInfo{}}
	all := s.seen(c.Region, true)
	for _, t := range s.trails {
		if !slices.Contains(all, t) {
			all = append(all, t)
		}
	}
	for _, t := range all {
		out.Trails = append(out.Trails, types.TrailInfo{Name: aws.String(t.name), TrailARN: aws.String(t.arn), HomeRegion: aws.String(t.home)})
	}
	return out, nil
}

func (s *State) startLogging(c *wire.Call, in *cloudtrail.StartLoggingInput) (*cloudtrail.StartLoggingOutput, error) {
	t, err := s.findHome(c, in.Name)
	if err != nil {
		return nil, err
	}
	if !t.logging {
		t.logging, t.started = true, s.deps.Clock.Now()
	}
	return &cloudtrail.StartLoggingOutput{}, nil
}

func (s *State) stopLogging(c *wire.Call, in *cloudtrail.StopLoggingInput) (*cloudtrail.StopLoggingOutput, error) {
	t, err := s.findHome(c, in.Name)
	if err != nil {
		return nil, err
	}
	if t.logging {
		t.logging, t.stopped = false, s.deps.Clock.Now()
	}
	return &cloudtrail.StopLoggingOutput{}, nil
}

func (s *State) getTrailStatus(c *wire.Call, in *cloudtrail.GetTrailStatusInput) (*cloudtrail.GetTrailStatusOutput, error) {
	t, err := s.find(c, in.Name)
	if err != nil {
		return nil, err
	}
	return &cloudtrail.GetTrailStatusOutput{
		IsLogging:        aws.Bool(t.logging),
		StartLoggingTime: timeOrNil(t.started), TimeLoggingStarted: textOf(t.started),
		StopLoggingTime: timeOrNil(t.stopped), TimeLoggingStopped: textOf(t.stopped),
		LatestDeliveryTime: timeOrNil(t.delivered), LatestDeliveryError: orNil(t.bucketError),
		LatestCloudWatchLogsDeliveryTime: timeOrNil(t.logsDelivered), LatestCloudWatchLogsDeliveryError: orNil(t.logsError),
		LatestNotificationTime: timeOrNil(t.notified), LatestNotificationError: orNil(t.topicFail),
		// No longer in use, AWS says, and still there.
		LatestDeliveryAttemptTime: textOf(t.delivered), LatestDeliveryAttemptSucceeded: textOf(t.delivered),
		LatestNotificationAttemptTime: textOf(t.notified), LatestNotificationAttemptSucceeded: textOf(t.notified),
	}, nil
}

func timeOrNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func textOf(t time.Time) *string {
	if t.IsZero() {
		return aws.String("")
	}
	return aws.String(t.UTC().Format(time.RFC3339))
}

// getInsightSelectors: no trail of the sandbox has Insights.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetInsightSelectors.html
func (s *State) getInsightSelectors(c *wire.Call, in *cloudtrail.GetInsightSelectorsInput) (*cloudtrail.GetInsightSelectorsOutput, error) {
	t, err := s.find(c, in.TrailName)
	if err != nil {
		return nil, err
	}
	return nil, wire.Errorf("InsightNotEnabledException", "Trail %s does not have Insight selectors enabled.", t.arn)
}
