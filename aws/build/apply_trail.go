package build

import (
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// trailSteps run one after the other: CloudTrail takes one change a second.
func (b *applier) trailSteps(i int, c monitor.Change) {
	needs := []string{
		id(monitor.KindBucket, createStep), id(monitor.KindBucket, SettingPolicy),
		id(monitor.KindLogGroup, createStep),
		id(monitor.KindRole, createStep), id(monitor.KindRole, SettingTrust), id(monitor.KindRole, SettingPermission),
	}
	last := id(c.Kind, createStep)
	switch {
	case c.Action == monitor.ActionCreate:
		b.create(i, c.Kind, b.createTrail, needs...)
	case differs(c, SettingBucket), differs(c, SettingRegions), differs(c, SettingLogGroup), differs(c, SettingRole):
		b.run.add(step{
			change: i, id: last, needs: needs, fresh: b.newlyServed(),
			do: b.worded("change", c.Kind, func(ctx context.Context) error { return b.updateTrail(ctx, c) }),
		})
	}
	// A new trail takes all management events.
	if c.Action == monitor.ActionUpdate && differs(c, SettingEvents) || c.Action == monitor.ActionCreate && b.d.ReadWriteType != "All" {
		b.set(i, c, SettingEvents, b.selectEvents, last)
		last = id(c.Kind, SettingEvents)
	}
	if differs(c, SettingLogging) {
		b.set(i, c, SettingLogging, b.startLogging, append(needs, last)...)
	}
}

// newlyServed reports whether anything that the trail needs is made or changed
// in this run: only then may AWS not know it everywhere yet.
func (b *applier) newlyServed() bool {
	for _, k := range []monitor.Kind{monitor.KindBucket, monitor.KindLogGroup, monitor.KindRole} {
		switch b.change(k).Action {
		case monitor.ActionCreate, monitor.ActionUpdate:
			return true
		default:
		}
	}
	return false
}

func (b *applier) trail() *string { return aws.String(b.name(monitor.KindTrail)) }

// target is the log group in the form that CloudTrail wants.
func (b *applier) target() *string { return aws.String(b.arn(monitor.KindLogGroup) + ":*") }

// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
func (b *applier) createTrail(ctx context.Context) error {
	_, err := b.CloudTrail.CreateTrail(ctx, &cloudtrail.CreateTrailInput{
		Name: b.trail(), S3BucketName: b.bucket(), TagsList: trailTags(b.d.Tags()),
		IsMultiRegionTrail: aws.Bool(b.d.MultiRegion), IncludeGlobalServiceEvents: aws.Bool(true), EnableLogFileValidation: aws.Bool(true),
		CloudWatchLogsLogGroupArn: b.target(), CloudWatchLogsRoleArn: aws.String(b.arn(monitor.KindRole)),
	})
	if !account.HasCode(err, "TrailAlreadyExistsException") {
		return err
	}
	out, tagErr := b.CloudTrail.ListTags(ctx, &cloudtrail.ListTagsInput{ResourceIdList: []string{b.arn(monitor.KindTrail)}})
	if tagErr != nil {
		return errors.Join(err, tagErr)
	}
	tags := map[string]string{}
	for _, r := range out.ResourceTagList {
		for _, t := range r.TagsList {
			tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
		}
	}
	if !b.d.Ours(tags) {
		return err
	}
	return b.updateTrail(ctx, monitor.Change{Kind: monitor.KindTrail, Action: monitor.ActionCreate})
}

// updateTrail always sends log group and role together: one without the other
// is refused.
func (b *applier) updateTrail(ctx context.Context, c monitor.Change) error {
	input := &cloudtrail.UpdateTrailInput{
		Name: b.trail(), CloudWatchLogsLogGroupArn: b.target(), CloudWatchLogsRoleArn: aws.String(b.arn(monitor.KindRole)),
	}
	if differs(c, SettingBucket) {
		input.S3BucketName = b.bucket()
	}
	if differs(c, SettingRegions) {
		multi := b.d.MultiRegion || c.NotOurs
		input.IsMultiRegionTrail = aws.Bool(multi)
		if multi {
			input.IncludeGlobalServiceEvents = aws.Bool(true)
		}
	}
	_, err := b.CloudTrail.UpdateTrail(ctx, input)
	return err
}

func (b *applier) startLogging(ctx context.Context) error {
	_, err := b.CloudTrail.StartLogging(ctx, &cloudtrail.StartLoggingInput{Name: b.trail()})
	return err
}

// selectEvents keeps the data events that a trail has: the call replaces all
// selectors. To advanced selectors one is added that lets reads in.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_PutEventSelectors.html
func (b *applier) selectEvents(ctx context.Context) error {
	have, err := b.CloudTrail.GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: b.trail()})
	if err != nil {
		return err
	}
	input := &cloudtrail.PutEventSelectorsInput{TrailName: b.trail()}
	if len(have.AdvancedEventSelectors) > 0 {
		input.AdvancedEventSelectors = append(slices.Clone(have.AdvancedEventSelectors), readSelector())
	} else {
		input.EventSelectors = withManagement(have.EventSelectors, types.ReadWriteType(b.d.ReadWriteType))
	}
	_, err = b.CloudTrail.PutEventSelectors(ctx, input)
	return err
}

func readSelector() types.AdvancedEventSelector {
	return types.AdvancedEventSelector{
		Name: aws.String("Management events, reads of secrets among them"),
		FieldSelectors: []types.AdvancedFieldSelector{
			{Field: aws.String("eventCategory"), Equals: []string{"Management"}},
			{Field: aws.String("readOnly"), Equals: []string{"true"}},
		},
	}
}

// withManagement changes the selector that has the management events, or the
// first one where none has them.
func withManagement(have []types.EventSelector, want types.ReadWriteType) []types.EventSelector {
	list := slices.Clone(have)
	if len(list) == 0 {
		list = append(list, types.EventSelector{})
	}
	at := max(0, slices.IndexFunc(list, func(e types.EventSelector) bool {
		return e.IncludeManagementEvents == nil || *e.IncludeManagementEvents
	}))
	list[at].IncludeManagementEvents, list[at].ReadWriteType = aws.Bool(true), want
	return list
}

func trailTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for k, v := range sorted(tags) {
		list = append(list, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return list
}
