package survey

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DescribeTrails.html
func (t *taker) trails(ctx context.Context) {
	out, err := t.CloudTrail.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
	if err != nil {
		t.s.Trails = seen[[]monitor.Trail](nil, err)
		t.s.Trail = monitor.Seen[monitor.Trail]{Unseen: t.s.Trails.Unseen}
		return
	}
	t.s.Trails = monitor.Found(readTrails(out.TrailList))
}

func readTrails(list []types.Trail) []monitor.Trail {
	trails := make([]monitor.Trail, 0, len(list))
	for _, x := range list {
		trails = append(trails, monitor.Trail{
			Name: aws.ToString(x.Name), ARN: aws.ToString(x.TrailARN), HomeRegion: aws.ToString(x.HomeRegion),
			Bucket: aws.ToString(x.S3BucketName), Prefix: aws.ToString(x.S3KeyPrefix),
			LogGroupARN: aws.ToString(x.CloudWatchLogsLogGroupArn), RoleARN: aws.ToString(x.CloudWatchLogsRoleArn),
			MultiRegion: aws.ToBool(x.IsMultiRegionTrail), Organization: aws.ToBool(x.IsOrganizationTrail),
			GlobalEvents: aws.ToBool(x.IncludeGlobalServiceEvents), Validation: aws.ToBool(x.LogFileValidationEnabled),
			Notifies: aws.ToString(x.SnsTopicARN),
		})
	}
	return trails
}

// chooseTrail takes the trail with the monitor's name; where there is none, the
// one that delivers to the monitor's log group; and for the doctor, where that
// group is not there either, the trail of a chain built by other hands. Where
// setup built the chain, no other trail is taken: its own is gone.
func (t *taker) chooseTrail() {
	if !t.s.Trails.There() {
		return
	}
	trails := *t.s.Trails.Value
	choices := []func(monitor.Trail) bool{
		func(x monitor.Trail) bool { return x.HomeRegion == t.Region && t.namesTrail(x) },
		t.namesTrail,
		func(x monitor.Trail) bool {
			return x.LogGroupARN != "" && arnpart.LogGroup(x.LogGroupARN) == t.names.LogGroup && arnpart.Region(x.LogGroupARN) == t.Region
		},
	}
	if t.options.For == Doctor && t.s.LogGroup.Absent() && !t.madeBySetup() {
		choices = append(choices,
			func(x monitor.Trail) bool { return arnpart.Region(x.LogGroupARN) == t.Region },
			func(x monitor.Trail) bool { return x.LogGroupARN != "" },
			func(monitor.Trail) bool { return true },
		)
	}
	trails = slices.DeleteFunc(slices.Clone(trails), t.ofAnother)
	for _, fits := range choices {
		if i := slices.IndexFunc(trails, fits); i >= 0 {
			t.s.Trail = monitor.Found(trails[i])
			return
		}
	}
}

// ofAnother reports that a trail delivers to the log group that setup makes for
// another secret, and is not the one that is named: it is another monitor's, whose
// parts are none of this one's.
func (t *taker) ofAnother(x monitor.Trail) bool {
	group := arnpart.LogGroup(x.LogGroupARN)
	return strings.HasPrefix(group, monitor.LogGroupPrefix) && group != t.names.LogGroup && !t.namesTrail(x)
}

// madeBySetup reports whether parts that setup makes are there under their
// usual names, or an alarm with its description. Tags are not known yet.
func (t *taker) madeBySetup() bool {
	usual := monitor.NamesFor(t.names.Secret, t.Place)
	if a := t.s.Alarm.Value; a != nil && (a.Name == usual.Alarm || strings.Contains(a.Description.Raw(), DescriptionMark)) {
		return true
	}
	return t.s.Topic.There() && t.names.Topic == usual.Topic ||
		t.s.Role.There() && t.names.Role == usual.Role ||
		t.s.Bucket.There() && !t.bucketForbidden && t.names.Bucket == usual.Bucket
}

func (t *taker) namesTrail(x monitor.Trail) bool {
	return x.Name == t.names.Trail || x.ARN == t.names.Trail
}

// trailID is how to ask about a trail, and where: one of another region answers
// to its ARN only, and tells its state in its home region only.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
func (t *taker) trailID() (string, func(*cloudtrail.Options)) {
	trail := t.s.Trail.Value
	if trail.HomeRegion == t.Region || trail.HomeRegion == "" {
		return trail.Name, func(*cloudtrail.Options) {}
	}
	return trail.ARN, func(o *cloudtrail.Options) { o.Region = trail.HomeRegion }
}

func (t *taker) trailStatus(ctx context.Context) {
	id, home := t.trailID()
	out, err := t.CloudTrail.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: aws.String(id)}, home)
	if err != nil {
		t.s.Status = seen[monitor.TrailStatus](nil, err)
		return
	}
	t.s.Status = monitor.Found(monitor.TrailStatus{
		Logging: aws.ToBool(out.IsLogging),
		Started: aws.ToTime(out.StartLoggingTime), Stopped: aws.ToTime(out.StopLoggingTime),
		Delivered: aws.ToTime(out.LatestDeliveryTime), LogsDelivered: aws.ToTime(out.LatestCloudWatchLogsDeliveryTime),
		DeliveryError: foreign.New(aws.ToString(out.LatestDeliveryError)),
		LogsError:     foreign.New(aws.ToString(out.LatestCloudWatchLogsDeliveryError)),
		SNSError:      foreign.New(aws.ToString(out.LatestNotificationError)),
	})
}

// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetEventSelectors.html
func (t *taker) selectors(ctx context.Context) {
	id, home := t.trailID()
	out, err := t.CloudTrail.GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String(id)}, home)
	if err != nil {
		t.s.Selectors = seen[monitor.Selectors](nil, err)
		return
	}
	var found monitor.Selectors
	for _, e := range out.EventSelectors {
		b := monitor.BasicSelector{
			ReadWriteType: string(e.ReadWriteType),
			// Left out it means true.
			Management: e.IncludeManagementEvents == nil || *e.IncludeManagementEvents,
			Excluded:   e.ExcludeManagementEventSources,
		}
		for _, d := range e.DataResources {
			b.Data = append(b.Data, monitor.DataResource{Type: aws.ToString(d.Type), Values: d.Values})
		}
		found.Basic = append(found.Basic, b)
	}
	for _, e := range out.AdvancedEventSelectors {
		found.Advanced = append(found.Advanced, advanced(e))
	}
	t.s.Selectors = monitor.Found(found)
}

func advanced(e types.AdvancedEventSelector) monitor.AdvancedSelector {
	a := monitor.AdvancedSelector{Name: foreign.New(aws.ToString(e.Name))}
	for _, f := range e.FieldSelectors {
		a.Fields = append(a.Fields, monitor.FieldSelector{
			Field: aws.ToString(f.Field), Equals: f.Equals, NotEquals: f.NotEquals,
			StartsWith: f.StartsWith, NotStartsWith: f.NotStartsWith, EndsWith: f.EndsWith, NotEndsWith: f.NotEndsWith,
		})
	}
	return a
}

// trailTags leaves the tags empty where they cannot be seen: then the trail
// does not count as ours, which is the careful answer.
func (t *taker) trailTags(ctx context.Context) {
	_, home := t.trailID()
	out, err := t.CloudTrail.ListTags(ctx, &cloudtrail.ListTagsInput{ResourceIdList: []string{t.s.Trail.Value.ARN}}, home)
	if err != nil {
		return
	}
	tags := map[string]string{}
	for _, r := range out.ResourceTagList {
		for _, tag := range r.TagsList {
			tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
		}
	}
	t.s.Trail.Value.Tags = tags
}
