package faults

import (
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"
)

func trailFaults() []Fault {
	return []Fault{
		{Code: "no-trail", Title: "The trail was deleted", Effect: NoMail, cut: (*breaker).deleteTrail},
		{Code: "trail-not-logging", Title: "The trail was switched off", Effect: NoMail, cut: func(b *breaker) {
			call(b, b.CloudTrail.StopLogging, &cloudtrail.StopLoggingInput{Name: aws.String(b.Trail)})
		}},
		{Code: "trail-write-only", Title: "The trail was told to record writes only, and a read is not one", Effect: NoMail, cut: func(b *breaker) {
			b.selectors(trailtypes.EventSelector{ReadWriteType: trailtypes.ReadWriteTypeWriteOnly, IncludeManagementEvents: aws.Bool(true)})
		}},
		{Code: "trail-management-events-off", Title: "The trail was told to leave management events out", Effect: NoMail, cut: func(b *breaker) {
			b.selectors(trailtypes.EventSelector{
				ReadWriteType: trailtypes.ReadWriteTypeAll, IncludeManagementEvents: aws.Bool(false),
				DataResources: []trailtypes.DataResource{{Type: aws.String("AWS::S3::Object"), Values: []string{"arn:aws:s3"}}},
			})
		}},
		{Code: "trail-advanced-selectors-exclude", Title: "The trail got an advanced selector that leaves Secrets Manager out", Effect: NoMail, cut: func(b *breaker) {
			call(b, b.CloudTrail.PutEventSelectors, &cloudtrail.PutEventSelectorsInput{
				TrailName: aws.String(b.Trail),
				AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{{Name: aws.String("less noise"), FieldSelectors: []trailtypes.AdvancedFieldSelector{
					{Field: aws.String("eventCategory"), Equals: []string{"Management"}},
					{Field: aws.String("eventSource"), NotEquals: []string{"secretsmanager.amazonaws.com"}},
				}}},
			})
		}},
		{Code: "trail-without-log-group", Title: "The trail was told to deliver to no log group", Effect: NoMail, cut: func(b *breaker) {
			call(b, b.CloudTrail.UpdateTrail, &cloudtrail.UpdateTrailInput{
				Name: aws.String(b.Trail), CloudWatchLogsLogGroupArn: aws.String(""), CloudWatchLogsRoleArn: aws.String(""),
			})
		}},
		{Code: "bucket-missing", Title: "The trail's bucket was deleted", Effect: MailComes, cut: (*breaker).deleteBucket},
		{Code: "bucket-policy-denies", Title: "The bucket's policy was deleted, which keeps CloudTrail out", Effect: MailComes, cut: func(b *breaker) {
			call(b, b.S3.DeleteBucketPolicy, &s3.DeleteBucketPolicyInput{Bucket: aws.String(b.Bucket)})
		}},
	}
}

func (b *breaker) deleteTrail() {
	call(b, b.CloudTrail.DeleteTrail, &cloudtrail.DeleteTrailInput{Name: aws.String(b.Trail)})
}

func (b *breaker) selectors(one trailtypes.EventSelector) {
	call(b, b.CloudTrail.PutEventSelectors, &cloudtrail.PutEventSelectorsInput{
		TrailName: aws.String(b.Trail), EventSelectors: []trailtypes.EventSelector{one},
	})
}

// deleteBucket empties the bucket and deletes it. CloudTrail goes on writing to
// it meanwhile, also about these very calls.
func (b *breaker) deleteBucket() {
	for try := range 5 {
		var objects []s3types.ObjectIdentifier
		for _, o := range look(b, b.S3.ListObjectVersions, &s3.ListObjectVersionsInput{Bucket: aws.String(b.Bucket)}).Versions {
			objects = append(objects, s3types.ObjectIdentifier{Key: o.Key, VersionId: o.VersionId})
		}
		for some := range slices.Chunk(objects, 1000) { // the most that one call takes
			look(b, b.S3.DeleteObjects, &s3.DeleteObjectsInput{Bucket: aws.String(b.Bucket), Delete: &s3types.Delete{Objects: some}})
		}
		if b.err != nil {
			return
		}
		_, err := b.S3.DeleteBucket(b.ctx, &s3.DeleteBucketInput{Bucket: aws.String(b.Bucket)})
		if err == nil {
			*b.done = append(*b.done, fmt.Sprintf("aws s3 rb s3://%s --force", b.Bucket))
			return
		}
		if try == 4 {
			b.err = fmt.Errorf("deleting bucket %s: %w", b.Bucket, err)
		}
	}
}
