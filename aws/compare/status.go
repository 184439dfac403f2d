package compare

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"

	"secretwatch/aws/account"
)

// trailStatus is the error of the trail's last notification, "" where it worked.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
func trailStatus(ctx context.Context, a *account.Account, arn string) (string, error) {
	out, err := a.CloudTrail.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: aws.String(arn)})
	if err != nil {
		return "", fmt.Errorf("look at the trail's status: %w", err)
	}
	return aws.ToString(out.LatestNotificationError), nil
}
