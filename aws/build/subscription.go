package build

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"secretwatch/aws/account"
)

// Resend subscribes an address to a topic, which sends the confirmation mail;
// for one that is pending it sends the mail again. It returns the
// subscription's ARN, which AWS gives before the confirmation too.
// https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
func Resend(ctx context.Context, a *account.Account, topicARN, email string) (string, error) {
	out, err := a.SNS.Subscribe(ctx, &sns.SubscribeInput{
		TopicArn: aws.String(topicARN), Protocol: aws.String("email"), Endpoint: aws.String(email), ReturnSubscriptionArn: true,
	})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.SubscriptionArn), nil
}

// ConfirmLink confirms a subscription by the link of its confirmation mail,
// pasted. Made with credentials, the confirmation also keeps others from ending
// the subscription by opening the unsubscribe link of a mail, as mail scanners do.
// https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
func ConfirmLink(ctx context.Context, a *account.Account, link string) error {
	topic, token, err := parseLink(link)
	if err != nil {
		return err
	}
	_, err = a.SNS.ConfirmSubscription(ctx, &sns.ConfirmSubscriptionInput{
		TopicArn: aws.String(topic), Token: aws.String(token), AuthenticateOnUnsubscribe: aws.String("true"),
	})
	if account.HasCode(err, "InvalidParameter", "InvalidParameterException", "NotFound") {
		return account.Problem{
			Kind: account.Other, Summary: "this link is not valid, or no longer: a link is good for two days",
			Hint: "copy it again from the newest confirmation mail",
		}
	}
	if err != nil {
		return fmt.Errorf("confirm the subscription: %w", err)
	}
	return nil
}

// maxLink is longer than any confirmation link; a paste of more is no link.
const maxLink = 4096

// parseLink takes topic and token out of a link, however the mail program
// wrapped it.
func parseLink(link string) (topic, token string, err error) {
	if len(link) > maxLink {
		return "", "", errors.New("that is too long for a confirmation link")
	}
	link = strings.Trim(strings.Join(strings.Fields(link), ""), "<>\"'")
	u, err := url.Parse(link)
	if err != nil {
		return "", "", errors.New("that is not a link")
	}
	q := u.Query()
	topic, token = q.Get("TopicArn"), q.Get("Token")
	if !strings.HasPrefix(topic, "arn:") || token == "" {
		return "", "", errors.New(`that is not the link of a confirmation mail: copy the address behind "Confirm subscription"`)
	}
	return topic, token, nil
}
