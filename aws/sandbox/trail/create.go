package trail

import (
	"net"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/sandbox/wire"
)

var (
	trailName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$`)
	adjacent  = regexp.MustCompile(`[._-]{2}`)
)

// checkName knows AWS's rules for names of trails.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
func checkName(name string) error {
	refused := func(why string) error { return wire.Errorf("InvalidTrailNameException", "Trail name or ARN %s", why) }
	switch {
	case len(name) < 3:
		return refused("must have at least 3 characters.")
	case len(name) > 128:
		return refused("must have at most 128 characters.")
	case !trailName.MatchString(name):
		return refused("can only contain letters, numbers, periods, underscores and hyphens, and must start and end with a letter or number.")
	case adjacent.MatchString(name):
		return refused("must not have adjacent periods, underscores or hyphens.")
	case net.ParseIP(name) != nil:
		return refused("must not look like an IP address.")
	}
	return nil
}

func (s *State) createTrail(c *wire.Call, in *cloudtrail.CreateTrailInput) (*cloudtrail.CreateTrailOutput, error) {
	name := aws.ToString(in.Name)
	if err := checkName(name); err != nil {
		return nil, err
	}
	arn := s.arn(c.Region, name)
	switch {
	case s.trails[arn] != nil:
		return nil, wire.Errorf("TrailAlreadyExistsException", "Trail %s already exists for customer: %s", name, s.deps.Account)
	case len(s.seen(c.Region, true)) >= maxTrails:
		return nil, wire.Errorf("MaximumNumberOfTrailsExceededException", "User: %s already has %d trails in %s.", s.deps.Account, maxTrails, c.Region)
	case len(in.TagsList) > maxTags:
		return nil, tooManyTags()
	}
	t := &trail{
		name: name, arn: arn, home: c.Region, tags: tagMap(in.TagsList), pending: map[string][]waiting{},
		bucket: aws.ToString(in.S3BucketName), prefix: aws.ToString(in.S3KeyPrefix),
		multiRegion: aws.ToBool(in.IsMultiRegionTrail), org: aws.ToBool(in.IsOrganizationTrail),
		global:     in.IncludeGlobalServiceEvents == nil || *in.IncludeGlobalServiceEvents,
		validation: aws.ToBool(in.EnableLogFileValidation), basic: defaultSelectors(),
		groupARN: aws.ToString(in.CloudWatchLogsLogGroupArn), roleARN: aws.ToString(in.CloudWatchLogsRoleArn),
	}
	s.setTopic(t, in.SnsTopicName)
	s.setKey(t, in.KmsKeyId)
	if err := s.check(t, in.CloudWatchLogsLogGroupArn, in.CloudWatchLogsRoleArn); err != nil {
		return nil, err
	}
	s.trails[arn] = t
	d := t.described()
	c.Response = elements(d)
	return created(d), nil
}

// created is CreateTrail's answer; UpdateTrail gives the same.
func created(d types.Trail) *cloudtrail.CreateTrailOutput {
	return &cloudtrail.CreateTrailOutput{
		Name: d.Name, TrailARN: d.TrailARN, S3BucketName: d.S3BucketName, S3KeyPrefix: d.S3KeyPrefix,
		CloudWatchLogsLogGroupArn: d.CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn: d.CloudWatchLogsRoleArn,
		IncludeGlobalServiceEvents: d.IncludeGlobalServiceEvents, IsMultiRegionTrail: d.IsMultiRegionTrail,
		IsOrganizationTrail: d.IsOrganizationTrail, LogFileValidationEnabled: d.LogFileValidationEnabled,
		KmsKeyId: d.KmsKeyId, SnsTopicARN: d.SnsTopicARN,
		//lint:ignore SA1019 deprecated, and AWS still sends it
		SnsTopicName: d.SnsTopicName, //nolint:staticcheck // as above, for golangci-lint
	}
}

// setTopic takes a topic's name or ARN; an empty one takes it away.
func (s *State) setTopic(t *trail, nameOrARN *string) {
	if nameOrARN == nil {
		return
	}
	t.topicName, t.topicARN = *nameOrARN, *nameOrARN
	if *nameOrARN != "" && !strings.HasPrefix(*nameOrARN, "arn:") {
		t.topicARN = "arn:" + wire.Partition(t.home) + ":sns:" + t.home + ":" + s.deps.Account + ":" + *nameOrARN
	}
}

// check refuses a trail that could not deliver. The log group and the role are
// looked at as they were given: both, or none.
func (s *State) check(t *trail, group, role *string) error {
	if t.org {
		return wire.Errorf("OrganizationsNotInUseException", "Your account is not a member of an organization.") // the words are ours, the code is AWS's
	}
	if t.multiRegion && !t.global {
		return wire.Errorf("InvalidParameterCombinationException", "Multi-Region trail must include global service events.")
	}
	if err := s.deps.Buckets.Check(t.bucket, t.prefix, t.arn); err != nil {
		if codeOf(err) == "NoSuchBucket" {
			return wire.Errorf("S3BucketDoesNotExistException", "S3 bucket %s does not exist!", t.bucket)
		}
		return wire.Errorf("InsufficientS3BucketPolicyException", "Incorrect S3 bucket policy is detected for bucket: %s", t.bucket)
	}
	if t.topicARN != "" {
		if err := s.deps.Topics.Check(t.topicARN, t.arn); err != nil {
			return wire.Errorf("InsufficientSnsTopicPolicyException", "SNS Topic does not exist or the topic policy is incorrect!")
		}
	}
	if err := s.checkKey(t); err != nil {
		return err
	}
	return s.checkLogs(t, aws.ToString(group), aws.ToString(role))
}

// updateTrail changes what is given and leaves the rest.
func (s *State) updateTrail(c *wire.Call, in *cloudtrail.UpdateTrailInput) (*cloudtrail.UpdateTrailOutput, error) {
	t, err := s.findHome(c, in.Name)
	if err != nil {
		return nil, err
	}
	changed := *t
	set(&changed.bucket, in.S3BucketName)
	set(&changed.prefix, in.S3KeyPrefix)
	set(&changed.multiRegion, in.IsMultiRegionTrail)
	set(&changed.global, in.IncludeGlobalServiceEvents)
	set(&changed.validation, in.EnableLogFileValidation)
	set(&changed.org, in.IsOrganizationTrail)
	s.setKey(&changed, in.KmsKeyId)
	s.setTopic(&changed, in.SnsTopicName)
	group, role := in.CloudWatchLogsLogGroupArn, in.CloudWatchLogsRoleArn
	if group != nil && *group == "" || role != nil && *role == "" {
		group, role = aws.String(""), aws.String("") // either of them empty takes both away
	}
	if group != nil || role != nil {
		changed.groupARN, changed.roleARN = aws.ToString(group), aws.ToString(role)
	}
	if err := s.check(&changed, group, role); err != nil {
		return nil, err
	}
	*t = changed
	d := t.described()
	c.Response = elements(d)
	out := cloudtrail.UpdateTrailOutput(*created(d))
	return &out, nil
}

// elements are what the record shows as the answer.
func elements(d types.Trail) map[string]any {
	shown := map[string]any{
		"name": *d.Name, "trailARN": *d.TrailARN, "s3BucketName": *d.S3BucketName,
		"includeGlobalServiceEvents": *d.IncludeGlobalServiceEvents, "isMultiRegionTrail": *d.IsMultiRegionTrail,
		"logFileValidationEnabled": *d.LogFileValidationEnabled, "isOrganizationTrail": *d.IsOrganizationTrail,
	}
	for name, value := range map[string]*string{
		"s3KeyPrefix": d.S3KeyPrefix, "kmsKeyId": d.KmsKeyId, "snsTopicARN": d.SnsTopicARN,
		//lint:ignore SA1019 deprecated, and AWS still records it
		"snsTopicName":              d.SnsTopicName, //nolint:staticcheck // as above, for golangci-lint
		"cloudWatchLogsLogGroupArn": d.CloudWatchLogsLogGroupArn, "cloudWatchLogsRoleArn": d.CloudWatchLogsRoleArn,
	} {
		if value != nil {
			shown[name] = *value
		}
	}
	return shown
}

func set[T any](to, given *T) {
	if given != nil {
		*to = *given
	}
}

func (s *State) deleteTrail(c *wire.Call, in *cloudtrail.DeleteTrailInput) (*cloudtrail.DeleteTrailOutput, error) {
	t, err := s.findHome(c, in.Name)
	if err != nil {
		return nil, err
	}
	delete(s.trails, t.arn)
	return &cloudtrail.DeleteTrailOutput{}, nil
}
