package faults_test

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"secretwatch/aws/monitor"
)

func (c *chain) selectors(one trailtypes.EventSelector) {
	c.t.Helper()
	ask(c, c.CloudTrail.PutEventSelectors, &cloudtrail.PutEventSelectorsInput{TrailName: aws.String(trailName), EventSelectors: []trailtypes.EventSelector{one}})
}

// advanced is the row of a trail whose only advanced selector has these fields.
func advanced(name string, fields ...trailtypes.AdvancedFieldSelector) row {
	return row{code: "trail-advanced-selectors-exclude", name: name, effect: noMail, cut: func(c *chain) {
		ask(c, c.CloudTrail.PutEventSelectors, &cloudtrail.PutEventSelectorsInput{
			TrailName: aws.String(trailName), AdvancedEventSelectors: []trailtypes.AdvancedEventSelector{{Name: aws.String("mine"), FieldSelectors: fields}},
		})
	}, signs: all(counted(0), func(c *chain, _ time.Time) {
		is(c, "HasCustomEventSelectors", *c.theTrail().HasCustomEventSelectors, true)
		out := ask(c, c.CloudTrail.GetEventSelectors, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String(trailName)})
		is(c, "basic selectors", len(out.EventSelectors), 0)
		is(c, "advanced selectors", len(out.AdvancedEventSelectors), 1)
	})}
}

func trailRows() []row {
	management := trailtypes.AdvancedFieldSelector{Field: aws.String("eventCategory"), Equals: []string{"Management"}}
	rows := []row{
		{code: "no-trail", effect: noMail, cut: (*chain).deleteTrail, signs: all(counted(0), func(c *chain, _ time.Time) {
			out := ask(c, c.CloudTrail.DescribeTrails, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
			is(c, "trails", len(out.TrailList), 0)
			refused(c, c.CloudTrail.GetTrailStatus, &cloudtrail.GetTrailStatusInput{Name: aws.String(trailName)}, "TrailNotFoundException", "Unknown trail: ")
			if ids := c.secretIDs(); len(ids) == 0 {
				c.t.Error("the Event history has no read, which needs no trail")
			}
		})},
		{code: "trail-not-logging", effect: noMail, cut: func(c *chain) {
			ask(c, c.CloudTrail.StopLogging, &cloudtrail.StopLoggingInput{Name: aws.String(trailName)})
		}, signs: all(undelivered, func(c *chain, _ time.Time) {
			s := c.status()
			is(c, "IsLogging", *s.IsLogging, false)
			is(c, "StartLoggingTime before StopLoggingTime", s.StartLoggingTime.Before(*s.StopLoggingTime), true)
		})},
		{
			code: "trail-not-logging", name: "never started", effect: noMail, cut: func(c *chain) {
				c.deleteTrail()
				ask(c, c.CloudTrail.CreateTrail, &cloudtrail.CreateTrailInput{
					Name: aws.String(trailName), S3BucketName: aws.String(bucket), IsMultiRegionTrail: aws.Bool(true),
					CloudWatchLogsLogGroupArn: aws.String(groupARN), CloudWatchLogsRoleArn: aws.String(roleARN),
				})
			},
			signs: all(undelivered, func(c *chain, _ time.Time) {
				s := c.status()
				is(c, "IsLogging", *s.IsLogging, false)
				is(c, "StartLoggingTime", s.StartLoggingTime, nil)
			}),
		},
		{code: "trail-write-only", effect: noMail, cut: func(c *chain) {
			c.selectors(trailtypes.EventSelector{ReadWriteType: trailtypes.ReadWriteTypeWriteOnly, IncludeManagementEvents: aws.Bool(true)})
		}, signs: all(counted(0), func(c *chain, _ time.Time) {
			out := ask(c, c.CloudTrail.GetEventSelectors, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String(trailName)})
			is(c, "ReadWriteType", string(out.EventSelectors[0].ReadWriteType), "WriteOnly")
		})},
		{code: "trail-management-events-off", effect: noMail, cut: func(c *chain) {
			c.selectors(trailtypes.EventSelector{
				ReadWriteType: trailtypes.ReadWriteTypeAll, IncludeManagementEvents: aws.Bool(false),
				DataResources: []trailtypes.DataResource{{Type: aws.String("AWS::S3::Object"), Values: []string{"arn:aws:s3"}}},
			})
		}, signs: all(undelivered, func(c *chain, _ time.Time) {
			out := ask(c, c.CloudTrail.GetEventSelectors, &cloudtrail.GetEventSelectorsInput{TrailName: aws.String(trailName)})
			is(c, "IncludeManagementEvents", *out.EventSelectors[0].IncludeManagementEvents, false)
		})},
		advanced("data events only", trailtypes.AdvancedFieldSelector{Field: aws.String("eventCategory"), Equals: []string{"Data"}},
			trailtypes.AdvancedFieldSelector{Field: aws.String("resources.type"), Equals: []string{"AWS::S3::Object"}}),
		advanced("writes only", management, trailtypes.AdvancedFieldSelector{Field: aws.String("readOnly"), Equals: []string{"false"}}),
		advanced("not Secrets Manager", management, trailtypes.AdvancedFieldSelector{Field: aws.String("eventSource"), NotEquals: []string{"secretsmanager.amazonaws.com"}}),
		advanced("other events", management, trailtypes.AdvancedFieldSelector{Field: aws.String("eventName"), StartsWith: []string{"Put"}}),
		advanced("one caller", management, trailtypes.AdvancedFieldSelector{Field: aws.String("userIdentity.arn"), Equals: []string{"arn:aws:iam::123456789012:user/x"}}),
		{code: "wrong-trail", effect: mailComes, cut: func(c *chain) {
			c.bucketPolicy(`"arn:aws:cloudtrail:us-east-1:123456789012:trail/plain"`)
			ask(c, c.CloudTrail.CreateTrail, &cloudtrail.CreateTrailInput{Name: aws.String("plain"), S3BucketName: aws.String(bucket), IsMultiRegionTrail: aws.Bool(true)})
			ask(c, c.CloudTrail.StartLogging, &cloudtrail.StartLoggingInput{Name: aws.String("plain")})
		}, signs: all(published(1), func(c *chain, since time.Time) {
			plain := ask(c, c.CloudTrail.GetTrail, &cloudtrail.GetTrailInput{Name: aws.String("plain")}).Trail
			is(c, "CloudWatchLogsLogGroupArn of the other trail", plain.CloudWatchLogsLogGroupArn, nil)
			is(c, "CloudWatchLogsLogGroupArn", *c.theTrail().CloudWatchLogsLogGroupArn, groupARN)
		}), names: func(n monitor.Names) monitor.Names { return n.With(monitor.KindTrail, "plain") }},
		{code: "trail-without-log-group", effect: noMail, cut: func(c *chain) {
			ask(c, c.CloudTrail.UpdateTrail, &cloudtrail.UpdateTrailInput{Name: aws.String(trailName), CloudWatchLogsLogGroupArn: aws.String(""), CloudWatchLogsRoleArn: aws.String("")})
		}, signs: all(counted(0), func(c *chain, since time.Time) {
			t := c.theTrail()
			is(c, "CloudWatchLogsLogGroupArn", t.CloudWatchLogsLogGroupArn, nil)
			is(c, "CloudWatchLogsRoleArn", t.CloudWatchLogsRoleArn, nil)
			if at := c.status().LatestDeliveryTime; at == nil || at.Before(since) {
				c.t.Errorf("LatestDeliveryTime is %v: the bucket still gets its files", at)
			}
		})},
		{code: "organization-trail", why: "the sandbox is one account, and the organization's trail belongs to another one: no call of a member makes it"},
	}
	return append(rows, bucketRows()...)
}

// bucketPolicy lets CloudTrail write for these trails.
func (c *chain) bucketPolicy(trails string) {
	c.t.Helper()
	ask(c, c.S3.PutBucketPolicy, &s3.PutBucketPolicyInput{Bucket: aws.String(bucket), Policy: aws.String(`{"Version":"2012-10-17","Statement":[
 {"Sid":"AWSCloudTrailAclCheck20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl",
  "Resource":"arn:aws:s3:::secretwatch-top-secret-123456789012-us-east-1"},
 {"Sid":"AWSCloudTrailWrite20150319","Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",
  "Resource":"arn:aws:s3:::secretwatch-top-secret-123456789012-us-east-1/AWSLogs/123456789012/*",
  "Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control","aws:SourceArn":["arn:aws:cloudtrail:us-east-1:123456789012:trail/secretwatch-top-secret",` + trails + `]}}}]}`)})
}

// bucketRows: the two roads of delivery have errors of their own, and nobody
// documents that a broken bucket stops the other one.
func bucketRows() []row {
	return []row{
		{code: "bucket-missing", effect: mailComes, cut: func(c *chain) {
			var objects []s3types.ObjectIdentifier
			for _, o := range ask(c, c.S3.ListObjectVersions, &s3.ListObjectVersionsInput{Bucket: aws.String(bucket)}).Versions {
				objects = append(objects, s3types.ObjectIdentifier{Key: o.Key, VersionId: o.VersionId})
			}
			ask(c, c.S3.DeleteObjects, &s3.DeleteObjectsInput{Bucket: aws.String(bucket), Delete: &s3types.Delete{Objects: objects}})
			ask(c, c.S3.DeleteBucket, &s3.DeleteBucketInput{Bucket: aws.String(bucket)})
		}, signs: all(delivered, published(1), bucketError("NoSuchBucket"))},
		{code: "bucket-policy-denies", effect: mailComes, cut: func(c *chain) {
			ask(c, c.S3.DeleteBucketPolicy, &s3.DeleteBucketPolicyInput{Bucket: aws.String(bucket)})
		}, signs: all(delivered, published(1), bucketError("AccessDenied"))},
		{code: "bucket-policy-denies", name: "another trail", effect: mailComes, verdict: "bucket-policy-source-arn", cut: func(c *chain) {
			ask(c, c.S3.PutBucketPolicy, &s3.PutBucketPolicyInput{Bucket: aws.String(bucket), Policy: aws.String(`{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":["s3:GetBucketAcl","s3:PutObject"],
  "Resource":["arn:aws:s3:::secretwatch-top-secret-123456789012-us-east-1","arn:aws:s3:::secretwatch-top-secret-123456789012-us-east-1/*"],
  "Condition":{"StringEquals":{"aws:SourceArn":"arn:aws:cloudtrail:us-east-1:123456789012:trail/renamed"}}}]}`)})
		}, signs: all(delivered, published(1), bucketError("AccessDenied"))},
	}
}

func bucketError(want string) sign {
	return func(c *chain, since time.Time) {
		s := c.status()
		is(c, "LatestDeliveryError", aws.ToString(s.LatestDeliveryError), want)
		if at := s.LatestDeliveryTime; at != nil && !at.Before(since) {
			c.t.Errorf("LatestDeliveryTime is %v, want none after %v", at, since)
		}
	}
}
