package trace

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"secretwatch/aws/account"
)

// TestRead is a read that this program made.
type TestRead struct {
	RequestID string    // as CloudTrail's record will have it
	At        time.Time // AWS's clock, UTC
}

// Read makes one GetSecretValue, marked as a test by its app id. The value is
// thrown away as it comes in, before anything decodes it.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
func Read(ctx context.Context, a *account.Account, secretID string) (TestRead, error) {
	out, err := a.Secrets.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretID)},
		func(o *secretsmanager.Options) {
			o.AppID = account.TestAppID
			o.Retryer = onlyAnswered{o.Retryer}
			o.APIOptions = append(o.APIOptions, discardValue)
		})
	if err != nil {
		return TestRead{}, fmt.Errorf("read the secret: %w", err)
	}
	id, _ := awsmiddleware.GetRequestIDMetadata(out.ResultMetadata)
	return TestRead{RequestID: id, At: a.Clock.Now()}, nil
}

// onlyAnswered tries again only where AWS has answered. A read without an answer
// may have been made, and another one would set the alarm off once more.
type onlyAnswered struct{ aws.Retryer }

func (r onlyAnswered) IsErrorRetryable(err error) bool {
	answer, answered := errors.AsType[*smithyhttp.ResponseError](err)
	answered = answered && answer.HTTPStatusCode() != 0 // the SDK has one for what could not be sent, too
	return answered && r.Retryer.IsErrorRetryable(err)
}

// discardValue puts an empty answer in the place of a good one, right where it
// arrives, so that no value ever stands in a variable of this program.
func discardValue(stack *middleware.Stack) error {
	discard := func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
		middleware.DeserializeOutput, middleware.Metadata, error,
	) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		response, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok || response.StatusCode/100 != 2 {
			return out, metadata, err
		}
		if _, err := io.Copy(io.Discard, response.Body); err != nil {
			return out, metadata, fmt.Errorf("take the answer in: %w", err)
		}
		err = response.Body.Close()
		response.Body = io.NopCloser(strings.NewReader("{}"))
		return out, metadata, err
	}
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("secretwatch:DiscardValue", discard), middleware.After)
}
