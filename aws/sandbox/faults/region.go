package faults

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"secretwatch/aws/iampolicy"
)

func regionFaults() []Fault {
	return []Fault{
		{Code: "trail-single-region-elsewhere", Title: "The trail was replaced by one that records another region only", Effect: NoMail, cut: (*breaker).moveTrail},
		{Code: "alarm-other-region", Title: "Trail, log group and metric filter were moved to another region, and the alarm was left behind", Effect: NoMail, cut: (*breaker).moveMetric},
	}
}

// away is the breaker in a region that is not the monitor's.
func (b *breaker) away() *breaker {
	const one, other = "eu-west-1", "us-east-1"
	if b.Region == one {
		return b.in(other)
	}
	return b.in(one)
}

// admit lets CloudTrail write to the bucket for the trail of another region.
func (b *breaker) admit(trailARN string) {
	call(b, b.S3.PutBucketPolicy, &s3.PutBucketPolicyInput{
		Bucket: aws.String(b.Bucket), Policy: aws.String(iampolicy.BucketPolicy(b.Bucket, "", b.Place.Account, trailARN, b.partition())),
	})
}

func (b *breaker) startLogging() {
	call(b, b.CloudTrail.StartLogging, &cloudtrail.StartLoggingInput{Name: aws.String(b.Trail)})
}

// moveTrail makes a trail of the same name in another region, with the same
// bucket, and deletes the one that is here.
func (b *breaker) moveTrail() {
	away := b.away()
	b.admit(b.Target.TrailARN(away.Place))
	b.deleteTrail()
	away.err = b.err
	call(away, away.CloudTrail.CreateTrail, &cloudtrail.CreateTrailInput{Name: aws.String(b.Trail), S3BucketName: aws.String(b.Bucket)})
	away.startLogging()
	b.err = away.err
}

// moveMetric builds everything up to the metric in another region, with the
// bucket and the role of before.
func (b *breaker) moveMetric() {
	away, filter := b.away(), b.filter()
	group, trail := b.LogGroupARN(away.Place), b.Target.TrailARN(away.Place)
	policies := b.inline()
	if len(policies) != 1 {
		b.lacking("single inline policy of role " + b.Role)
		return
	}
	b.admit(trail)
	call(b, b.IAM.UpdateAssumeRolePolicy, &iam.UpdateAssumeRolePolicyInput{
		RoleName: aws.String(b.Role), PolicyDocument: aws.String(iampolicy.RoleTrust(trail)),
	})
	call(b, b.IAM.PutRolePolicy, &iam.PutRolePolicyInput{
		RoleName: aws.String(b.Role), PolicyName: aws.String(policies[0]),
		PolicyDocument: aws.String(iampolicy.RolePermissions(group, b.Place.Account, away.Region)),
	})
	b.deleteTrail()
	b.deleteGroup()
	away.err = b.err
	call(away, away.Logs.CreateLogGroup, &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(b.LogGroup)})
	call(away, away.Logs.PutMetricFilter, filter)
	call(away, away.CloudTrail.CreateTrail, &cloudtrail.CreateTrailInput{
		Name: aws.String(b.Trail), S3BucketName: aws.String(b.Bucket), IsMultiRegionTrail: aws.Bool(true),
		CloudWatchLogsLogGroupArn: aws.String(group + ":*"), CloudWatchLogsRoleArn: aws.String(b.Target.RoleARN(b.Place)),
	})
	away.startLogging()
	b.err = away.err
}
