package build

import (
	"context"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// lateFor is how long files of a trail that is gone may still arrive.
const lateFor = time.Minute

// deleteBucket empties the bucket and deletes it, again and again while late
// files come.
func (w *wrecker) deleteBucket(ctx context.Context, c monitor.Change) error {
	start := time.Now()
	for n := 0; ; n++ {
		if err := w.empty(ctx, c.Name); err != nil {
			return absent(err, "NoSuchBucket")
		}
		err := once(ctx, func(ctx context.Context) error {
			_, err := w.S3.DeleteBucket(ctx, &s3.DeleteBucketInput{Bucket: aws.String(c.Name)})
			return err
		})
		if !account.HasCode(err, "BucketNotEmpty") || time.Since(start) > lateFor {
			return absent(err, "NoSuchBucket")
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(w.o.backoff(n)):
		}
	}
}

// empty deletes every version and delete marker of every object, a page at a
// time.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
func (w *wrecker) empty(ctx context.Context, bucket string) error {
	pages := s3.NewListObjectVersionsPaginator(w.S3, &s3.ListObjectVersionsInput{Bucket: aws.String(bucket)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		list := make([]types.ObjectIdentifier, 0, len(page.Versions)+len(page.DeleteMarkers))
		for _, v := range page.Versions {
			list = append(list, types.ObjectIdentifier{Key: v.Key, VersionId: v.VersionId})
		}
		for _, m := range page.DeleteMarkers {
			list = append(list, types.ObjectIdentifier{Key: m.Key, VersionId: m.VersionId})
		}
		if err := w.deleteObjects(ctx, bucket, list); err != nil {
			return err
		}
	}
	return nil
}

// deleteObjects takes at most a thousand objects, which is a page of the list.
func (w *wrecker) deleteObjects(ctx context.Context, bucket string, list []types.ObjectIdentifier) error {
	if len(list) == 0 {
		return nil
	}
	return once(ctx, func(ctx context.Context) error {
		_, err := w.S3.DeleteObjects(ctx, &s3.DeleteObjectsInput{
			Bucket: aws.String(bucket), Delete: &types.Delete{Objects: list, Quiet: aws.Bool(true)},
		})
		return err
	})
}
