package survey

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// bucketPolicy is also how the bucket's existence is found out: one call fewer.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketPolicy.html
func (t *taker) bucketPolicy(ctx context.Context) {
	b := monitor.Bucket{Name: t.names.Bucket}
	out, err := t.S3.GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: aws.String(b.Name)})
	switch {
	case err == nil:
		b.Policy = monitor.Found(aws.ToString(out.Policy))
	case account.HasCode(err, "NoSuchBucketPolicy"):
	case account.HasCode(err, "NoSuchBucket"):
		t.s.Bucket = monitor.Seen[monitor.Bucket]{}
		return
	case account.HasCode(err, "AccessDenied", "AllAccessDisabled", "MethodNotAllowed", "Forbidden"):
		t.bucketForbidden = true
		b.Policy = seen[string](nil, err)
	default:
		t.s.Bucket = seen[monitor.Bucket](nil, err)
		return
	}
	t.s.Bucket = monitor.Found(b)
}

// bucketOwner finds out what a refusal means. S3 answers alike for a bucket of
// somebody else and for a missing permission, but it lists only our own.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html
func (t *taker) bucketOwner(ctx context.Context) {
	refused := t.s.Bucket.Value.Policy.Unseen
	out, err := t.S3.ListBuckets(ctx, &s3.ListBucketsInput{Prefix: aws.String(t.names.Bucket)})
	if err != nil {
		t.s.Bucket = monitor.Seen[monitor.Bucket]{Unseen: refused}
		return
	}
	ours := slices.ContainsFunc(out.Buckets, func(b types.Bucket) bool { return aws.ToString(b.Name) == t.names.Bucket })
	if !ours {
		// It may also not be there at all, which a refusal can hide.
		_, err := t.S3.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String(t.names.Bucket)})
		if account.HasCode(err, "NotFound", "NoSuchBucket") {
			t.s.Bucket = monitor.Seen[monitor.Bucket]{}
			return
		}
		t.s.Bucket.Value.OwnedByAnother = true
		return
	}
	together(ctx, t.bucketLooks())
}

// bucketLooks are the rest of what setup sets on a bucket. No mail depends on
// it, so the doctor does not ask.
func (t *taker) bucketLooks() []look {
	if t.options.For == Doctor {
		return nil
	}
	return []look{t.bucketPublic, t.bucketEncryption, t.bucketExpiry, t.bucketTags}
}

func (t *taker) bucketPublic(ctx context.Context) {
	out, err := t.S3.GetPublicAccessBlock(ctx, &s3.GetPublicAccessBlockInput{Bucket: aws.String(t.names.Bucket)})
	if err != nil {
		t.s.Bucket.Value.PublicBlocked = seen[bool](nil, err, "NoSuchPublicAccessBlockConfiguration")
		return
	}
	c := out.PublicAccessBlockConfiguration
	t.s.Bucket.Value.PublicBlocked = monitor.Found(c != nil && aws.ToBool(c.BlockPublicAcls) &&
		aws.ToBool(c.BlockPublicPolicy) && aws.ToBool(c.IgnorePublicAcls) && aws.ToBool(c.RestrictPublicBuckets))
}

func (t *taker) bucketEncryption(ctx context.Context) {
	out, err := t.S3.GetBucketEncryption(ctx, &s3.GetBucketEncryptionInput{Bucket: aws.String(t.names.Bucket)})
	if err != nil {
		t.s.Bucket.Value.Encryption = seen[string](nil, err, "ServerSideEncryptionConfigurationNotFoundError")
		return
	}
	if c := out.ServerSideEncryptionConfiguration; c != nil {
		for _, rule := range c.Rules {
			if d := rule.ApplyServerSideEncryptionByDefault; d != nil {
				t.s.Bucket.Value.Encryption = monitor.Found(string(d.SSEAlgorithm))
			}
		}
	}
}

// LifecycleRule is the ID of the rule that lets CloudTrail's files expire.
const LifecycleRule = "secretwatch-expire"

func (t *taker) bucketExpiry(ctx context.Context) {
	out, err := t.S3.GetBucketLifecycleConfiguration(ctx, &s3.GetBucketLifecycleConfigurationInput{Bucket: aws.String(t.names.Bucket)})
	if err != nil {
		t.s.Bucket.Value.ExpireDays = seen[int32](nil, err, "NoSuchLifecycleConfiguration")
		return
	}
	for _, rule := range out.Rules {
		if aws.ToString(rule.ID) == LifecycleRule && rule.Status == types.ExpirationStatusEnabled && rule.Expiration != nil {
			t.s.Bucket.Value.ExpireDays = monitor.Found(aws.ToInt32(rule.Expiration.Days))
		}
	}
}

func (t *taker) bucketTags(ctx context.Context) {
	out, err := t.S3.GetBucketTagging(ctx, &s3.GetBucketTaggingInput{Bucket: aws.String(t.names.Bucket)})
	switch {
	case account.HasCode(err, "NoSuchTagSet"):
		t.s.Bucket.Value.Tags = monitor.Found(map[string]string{})
	case err != nil:
		t.s.Bucket.Value.Tags = monitor.NotSeen[map[string]string](account.Unseen(err))
	default:
		tags := make(map[string]string, len(out.TagSet))
		for _, tag := range out.TagSet {
			tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
		}
		t.s.Bucket.Value.Tags = monitor.Found(tags)
	}
}
