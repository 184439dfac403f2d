package account_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// The calls that the tables below make.
func lookup(ctx context.Context, a *account.Account) error {
	_, err := a.CloudTrail.LookupEvents(ctx, &cloudtrail.LookupEventsInput{})
	return err
}

func notify(ctx context.Context, a *account.Account) error {
	_, err := a.CloudTrail.UpdateTrail(ctx, &cloudtrail.UpdateTrailInput{Name: aws.String("t"), SnsTopicName: aws.String("topic")})
	return err
}

func filterEvents(ctx context.Context, a *account.Account) error {
	_, err := a.Logs.FilterLogEvents(ctx, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("g")})
	return err
}

func history(ctx context.Context, a *account.Account) error {
	_, err := a.CloudWatch.DescribeAlarmHistory(ctx, &cloudwatch.DescribeAlarmHistoryInput{})
	return err
}

func identity(ctx context.Context, a *account.Account) error {
	_, err := a.STS.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	return err
}

func publish(ctx context.Context, a *account.Account) error {
	_, err := a.SNS.Publish(ctx, &sns.PublishInput{Message: aws.String("x"), TopicArn: aws.String("t")})
	return err
}

func headBucket(ctx context.Context, a *account.Account) error {
	_, err := a.S3.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String("some-bucket")})
	return err
}

func queryError(code, message string) string {
	return `<ErrorResponse><Error><Type>Sender</Type><Code>` + code + `</Code><Message>` + message + `</Message></Error><RequestId>0f1e2d3c</RequestId></ErrorResponse>`
}

func TestExplainAnswers(t *testing.T) {
	const denied = `User: arn:aws:iam::123456789012:user/ana is not authorized to perform: `
	for _, c := range []struct {
		name   string
		call   func(context.Context, *account.Account) error
		status int
		body   string
		want   account.Problem // Summary and Hint: parts that must be there
		exit   int
	}{
		{
			name: "denied, with a resource", call: filterEvents, status: 400,
			body: `{"__type":"AccessDeniedException","Message":"` + denied + `logs:FilterLogEvents on resource: arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream: because no identity-based policy allows the logs:FilterLogEvents action"}`,
			want: account.Problem{
				Kind: account.Denied, Summary: "arn:aws:iam::123456789012:user/ana may not call logs:FilterLogEvents on arn:aws:logs:us-east-1:123456789012:log-group:g", Hint: "allow logs:FilterLogEvents",
				Service: "logs", Operation: "FilterLogEvents", Permission: "logs:FilterLogEvents", Resource: "arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:", Code: "AccessDeniedException",
			}, exit: 254,
		},
		{
			name: "denied, without a resource", call: lookup, status: 400,
			body: `{"__type":"AccessDeniedException","message":"` + denied + `cloudtrail:LookupEvents because no identity-based policy allows the cloudtrail:LookupEvents action"}`,
			want: account.Problem{
				Kind: account.Denied, Summary: "may not call cloudtrail:LookupEvents", Hint: "ask whoever looks after the account",
				Service: "cloudtrail", Operation: "LookupEvents", Permission: "cloudtrail:LookupEvents", Code: "AccessDeniedException",
			}, exit: 254,
		},
		{
			name: "denied by an organization", call: publish, status: 403,
			body: queryError("AuthorizationError", denied+"SNS:Publish on resource: arn:aws:sns:us-east-1:123456789012:t with an explicit deny in a service control policy"),
			want: account.Problem{
				Kind: account.Denied, Summary: "may not call sns:Publish on arn:aws:sns:us-east-1:123456789012:t", Hint: "explicit, in the service control policy",
				Service: "sns", Operation: "Publish", Permission: "sns:Publish", Resource: "arn:aws:sns:us-east-1:123456789012:t", Code: "AuthorizationError",
			}, exit: 254,
		},
		{
			name: "denied with no body at all", call: headBucket, status: 403,
			want: account.Problem{
				Kind: account.Denied, Summary: "this identity may not call s3:ListBucket", Hint: "allow s3:ListBucket",
				Service: "s3", Operation: "HeadBucket", Permission: "s3:ListBucket", Code: "Forbidden",
			}, exit: 254,
		},
		{
			name: "expired", call: identity, status: 403,
			body: queryError("ExpiredToken", "The security token included in the request is expired"),
			want: account.Problem{
				Kind: account.Expired, Summary: "expired", Hint: "aws sso login",
				Service: "sts", Operation: "GetCallerIdentity", Permission: "sts:GetCallerIdentity", Code: "ExpiredToken",
			}, exit: 253,
		},
		{
			name: "unknown key", call: identity, status: 403,
			body: queryError("InvalidClientTokenId", "The security token included in the request is invalid."),
			want: account.Problem{
				Kind: account.BadCredentials, Summary: "The security token included in the request is invalid (InvalidClientTokenId)", Hint: "access key",
				Service: "sts", Operation: "GetCallerIdentity", Permission: "sts:GetCallerIdentity", Code: "InvalidClientTokenId",
			}, exit: 253,
		},
		{
			name: "wrong secret key", call: identity, status: 403,
			body: queryError("SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details."),
			want: account.Problem{
				Kind: account.BadCredentials, Summary: "does not match the signature", Hint: "secret access key does not belong",
				Service: "sts", Operation: "GetCallerIdentity", Permission: "sts:GetCallerIdentity", Code: "SignatureDoesNotMatch",
			}, exit: 253,
		},
		{
			name: "a region nobody knows", call: identity, status: 403,
			body: queryError("SignatureDoesNotMatch", "Credential should be scoped to a valid region. "),
			want: account.Problem{
				Kind: account.BadRegion, Summary: "not a region", Hint: "regions are named like us-east-1",
				Service: "sts", Operation: "GetCallerIdentity", Permission: "sts:GetCallerIdentity", Code: "SignatureDoesNotMatch",
			}, exit: 253,
		},
		{
			name: "a trail's other region", call: lookup, status: 400,
			body: `{"__type":"InvalidHomeRegionException","message":"Trail secretwatch-db was created in us-west-2."}`,
			want: account.Problem{
				Kind: account.WrongRegion, Summary: "us-west-2", Hint: "--region",
				Service: "cloudtrail", Operation: "LookupEvents", Permission: "cloudtrail:LookupEvents", Code: "InvalidHomeRegionException",
			}, exit: 254,
		},
		{
			name: "an operation that an emulator lacks", call: history, status: 500,
			body: "<!doctype html><title>500 Internal Server Error</title>",
			want: account.Problem{
				Kind: account.Unsupported, Summary: "CloudWatch DescribeAlarmHistory is not offered by http://aws.test",
				Service: "cloudwatch", Operation: "DescribeAlarmHistory", Permission: "cloudwatch:DescribeAlarmHistory",
			}, exit: 254,
		},
		{
			name: "an operation nobody knows", call: lookup, status: 400, body: `{"__type":"UnknownOperationException"}`,
			want: account.Problem{
				Kind: account.Unsupported, Summary: "not offered",
				Service: "cloudtrail", Operation: "LookupEvents", Permission: "cloudtrail:LookupEvents", Code: "UnknownOperationException",
			}, exit: 254,
		},
		{
			name: "a topic that CloudTrail may not publish to", call: notify, status: 400,
			body: `{"__type":"InsufficientSnsTopicPolicyException","message":"SNS Topic does not exist or the topic policy is incorrect!"}`,
			want: account.Problem{
				Kind: account.Other, Summary: "CloudTrail UpdateTrail failed: SNS Topic does not exist or the topic policy is incorrect! (InsufficientSnsTopicPolicyException)",
				Hint:    "its policy does not let cloudtrail.amazonaws.com publish; secretwatch explain InsufficientSnsTopicPolicyException shows",
				Service: "cloudtrail", Operation: "UpdateTrail", Permission: "cloudtrail:UpdateTrail", Code: "InsufficientSnsTopicPolicyException",
			}, exit: 254,
		},
		{
			name: "anything else", call: filterEvents, status: 400,
			body: `{"__type":"ResourceNotFoundException","message":"The specified log group does not exist."}`,
			want: account.Problem{
				Kind: account.Other, Summary: "CloudWatch Logs FilterLogEvents failed: The specified log group does not exist (ResourceNotFoundException)",
				Service: "logs", Operation: "FilterLogEvents", Permission: "logs:FilterLogEvents", Code: "ResourceNotFoundException",
			}, exit: 254,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			emptyHome(t)
			a := configure(t, answer(c.status, c.body))
			got := account.Explain(c.call(t.Context(), a))
			if !strings.Contains(got.Summary, c.want.Summary) || !strings.Contains(got.Hint, c.want.Hint) {
				t.Errorf("summary %q, hint %q", got.Summary, got.Hint)
			}
			if got.Exit() != c.exit {
				t.Errorf("exit code %d, want %d", got.Exit(), c.exit)
			}
			got.Summary, got.Hint = c.want.Summary, c.want.Hint
			if got != c.want {
				t.Errorf("got  %+v\nwant %+v", got, c.want)
			}
		})
	}
}

func TestExplainIsSafeWhateverTheMessageHolds(t *testing.T) {
	body := `{"__type":"AccessDeniedException","Message":"not authorized to perform: logs:FilterLogEvents on resource: \u001b]0;owned\u0007 ` + strings.Repeat("A", 5000) + `"}`
	a := configure(t, answer(400, body))
	err := filterEvents(t.Context(), a)
	got := account.Explain(err)
	for _, text := range []string{got.Summary, got.Hint, got.Resource, a.Log.Newest(1)[0].Err.Raw()} {
		if strings.ContainsAny(text, "\x1b\x07") {
			t.Errorf("%q holds control characters", text)
		}
		if len(text) > 1500 {
			t.Errorf("%d bytes of text for a person", len(text))
		}
	}
}

func TestUnseenSortsByWhatCanBeDone(t *testing.T) {
	for _, c := range []struct {
		status int
		body   string
		want   monitor.UnseenReason
	}{
		{400, `{"__type":"AccessDeniedException","message":"User: arn:aws:iam::1:user/a is not authorized to perform: cloudtrail:LookupEvents"}`, monitor.ReasonDenied},
		{500, "<html>", monitor.ReasonUnsupported},
		{400, `{"__type":"InvalidLookupAttributesException","message":"x"}`, monitor.ReasonFailed},
	} {
		a := configure(t, answer(c.status, c.body))
		u := account.Unseen(lookup(t.Context(), a))
		if u.Reason != c.want || u.Permission != "cloudtrail:LookupEvents" || u.Operation != "LookupEvents" || u.Message.Empty() {
			t.Errorf("%s gave %+v, want reason %s", c.body, u, c.want)
		}
	}
}

func TestExplainCancelled(t *testing.T) {
	a := configure(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got := account.Explain(lookup(ctx, a)); got.Kind != account.Cancelled || got.Exit() != 130 {
		t.Errorf("got %+v", got)
	}
}

func TestExplainPassesOurOwnProblemsOn(t *testing.T) {
	_, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{}})
	if got := account.Explain(err); got.Kind != account.NoRegion || got.Exit() != 253 {
		t.Errorf("got %+v", got)
	}
	if got := account.Explain(nil); got != (account.Problem{}) {
		t.Errorf("no error gave %+v", got)
	}
}
