package faults_test

import (
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	cwtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
)

const filesTopicARN = "arn:aws:sns:us-east-1:123456789012:secretwatch-top-secret_files"

// tagRows keep no mail from coming.
func tagRows() []row {
	return []row{
		{
			code: "comparison-left-behind", effect: mailComes, cut: func(c *chain) {
				ask(c, c.SNS.CreateTopic, &sns.CreateTopicInput{Name: aws.String("secretwatch-top-secret_files"), Attributes: map[string]string{
					"Policy": strings.NewReplacer(ruleTopicARN, filesTopicARN, "events.amazonaws.com", "cloudtrail.amazonaws.com").Replace(rulePolicy),
				}})
				ask(c, c.CloudTrail.UpdateTrail, &cloudtrail.UpdateTrailInput{Name: aws.String(trailName), SnsTopicName: aws.String("secretwatch-top-secret_files")})
			},
			signs: all(published(1), func(c *chain, _ time.Time) {
				is(c, "SnsTopicARN", aws.ToString(ask(c, c.CloudTrail.GetTrail, &cloudtrail.GetTrailInput{Name: aws.String(trailName)}).Trail.SnsTopicARN), filesTopicARN)
			}),
		},
		{
			code: "expected-readers-odd", effect: mailComes, cut: func(c *chain) {
				ask(c, c.CloudWatch.TagResource, &cloudwatch.TagResourceInput{
					ResourceARN: c.theAlarm().AlarmArn, Tags: []cwtypes.Tag{{Key: aws.String("secretwatch:expected"), Value: aws.String("role/deploy")}},
				})
			},
			signs: published(1),
		},
	}
}
