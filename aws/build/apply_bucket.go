package build

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"secretwatch/aws/account"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

func (b *applier) bucketSteps(i int, c monitor.Change) {
	if c.Action == monitor.ActionCreate {
		b.create(i, c.Kind, b.createBucket)
	}
	for _, s := range []struct {
		setting string
		do      func(context.Context) error
	}{
		{SettingPolicy, func(ctx context.Context) error { return b.putBucketPolicy(ctx, c) }},
		{SettingPublic, b.blockPublic},
		{SettingEncryption, b.encryptBucket},
		{SettingExpiry, b.expireObjects},
		{SettingTags, b.tagBucket},
	} {
		if differs(c, s.setting) {
			b.set(i, c, s.setting, s.do)
		}
	}
}

func (b *applier) bucket() *string { return aws.String(b.name(monitor.KindBucket)) }

// createBucket sends the tags along, so that no bucket of ours is ever without;
// us-east-1 is the one region that must not be named.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
func (b *applier) createBucket(ctx context.Context) error {
	config := &types.CreateBucketConfiguration{Tags: bucketTags(b.d.Tags())}
	if b.d.Region != "us-east-1" {
		config.LocationConstraint = types.BucketLocationConstraint(b.d.Region)
	}
	_, err := b.S3.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: b.bucket(), CreateBucketConfiguration: config})
	if account.HasCode(err, "BucketAlreadyOwnedByYou") {
		return nil
	}
	return err
}

// tagBucket says it again for endpoints that overlook tags in CreateBucket. It
// keeps what others have put there: the call replaces the whole set.
func (b *applier) tagBucket(ctx context.Context) error {
	tags := b.d.Tags()
	if b.change(monitor.KindBucket).Action == monitor.ActionUpdate {
		out, err := b.S3.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: b.bucket()})
		if err != nil && !account.HasCode(err, "NoSuchTagSet") {
			return err
		}
		if err == nil {
			for _, t := range out.TagSet {
				if _, ok := tags[aws.ToString(t.Key)]; !ok {
					tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
				}
			}
		}
	}
	_, err := b.S3.PutBucketTagging(ctx, &s3.PutBucketTaggingInput{Bucket: b.bucket(), Tagging: &types.Tagging{TagSet: bucketTags(tags)}})
	return err
}

// putBucketPolicy adds to a policy that is there already.
func (b *applier) putBucketPolicy(ctx context.Context, c monitor.Change) error {
	name := aws.ToString(b.bucket())
	policy := iampolicy.BucketPolicy(name, "", b.d.Account, b.arn(monitor.KindTrail), partition(b.d.Place))
	if c.Action == monitor.ActionUpdate {
		out, err := b.S3.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: b.bucket()})
		switch {
		case err == nil:
			policy, _ = mergePolicy(aws.ToString(out.Policy), policy, !c.NotOurs)
		case !account.HasCode(err, "NoSuchBucketPolicy"):
			return err
		}
	}
	_, err := b.S3.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: b.bucket(), Policy: aws.String(policy)})
	return err
}

func (b *applier) blockPublic(ctx context.Context) error {
	_, err := b.S3.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{
		Bucket: b.bucket(), PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
			BlockPublicAcls: aws.Bool(true), BlockPublicPolicy: aws.Bool(true),
			IgnorePublicAcls: aws.Bool(true), RestrictPublicBuckets: aws.Bool(true),
		},
	})
	return err
}

func (b *applier) encryptBucket(ctx context.Context) error {
	_, err := b.S3.PutBucketEncryption(ctx, &s3.PutBucketEncryptionInput{
		Bucket: b.bucket(), ServerSideEncryptionConfiguration: &types.ServerSideEncryptionConfiguration{
			Rules: []types.ServerSideEncryptionRule{{
				ApplyServerSideEncryptionByDefault: &types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAes256},
			}},
		},
	})
	return err
}

// expireObjects keeps the lifecycle rules of others, as the call replaces all.
func (b *applier) expireObjects(ctx context.Context) error {
	rules := []types.LifecycleRule{{
		ID: aws.String(survey.LifecycleRule), Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: aws.String("")},
		Expiration:                     &types.LifecycleExpiration{Days: aws.Int32(b.d.ExpireDays)},
		AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(7)},
	}}
	if b.change(monitor.KindBucket).Action == monitor.ActionUpdate {
		out, err := b.S3.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: b.bucket()})
		if err != nil && !account.HasCode(err, "NoSuchLifecycleConfiguration") {
			return err
		}
		if err == nil {
			for _, rule := range out.Rules {
				if aws.ToString(rule.ID) != survey.LifecycleRule {
					rules = append(rules, rule)
				}
			}
		}
	}
	_, err := b.S3.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
		Bucket: b.bucket(), LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: rules},
	})
	return err
}

func bucketTags(tags map[string]string) []types.Tag {
	var list []types.Tag
	for k, v := range sorted(tags) {
		list = append(list, types.Tag{Key: aws.String(k), Value: aws.String(v)})
	}
	return list
}

func partition(p monitor.Place) string {
	if p.Partition == "" {
		return "aws"
	}
	return p.Partition
}
