package sandbox_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"secretwatch/aws/sandbox"
)

// withoutHostPrefix is what every client of Live Tail needs at an endpoint that
// is not AWS's.
func withoutHostPrefix(o *cloudwatchlogs.Options) {
	o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("NoHostPrefix", func(
			ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
		) (middleware.InitializeOutput, middleware.Metadata, error) {
			return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
		}), middleware.Before)
	})
}

func (c *chain) tail() *cloudwatchlogs.StartLiveTailEventStream {
	c.t.Helper()
	client := cloudwatchlogs.NewFromConfig(c.box.Config(""), withoutHostPrefix)
	out := must[*cloudwatchlogs.StartLiveTailOutput](c)(client.StartLiveTail(c.ctx, &cloudwatchlogs.StartLiveTailInput{
		LogGroupIdentifiers: []string{strings.TrimSuffix(groupARN, ":*")}, LogEventFilterPattern: aws.String(pattern),
	}))
	return out.GetStream()
}

// The record of a read comes by in Live Tail as soon as it is delivered.
func TestLiveTailShowsTheRead(t *testing.T) {
	story(t, sandbox.Options{}, func(c *chain) {
		c.build()
		stream := c.tail()
		begun := time.Now()
		c.do(c.secrets.GetSecretValue(c.ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(secretID)}))
		var seen []logtypes.LiveTailSessionLogEvent
		for e := range stream.Events() {
			if update, ok := e.(*logtypes.StartLiveTailResponseStreamMemberSessionUpdate); ok {
				seen = append(seen, update.Value.SessionResults...)
			}
			if len(seen) > 0 || time.Since(begun) > time.Minute {
				break
			}
		}
		if err := stream.Close(); err != nil {
			t.Error(err)
		}
		if len(seen) != 1 || time.Since(begun) > 5*time.Second {
			t.Fatalf("after %v Live Tail had %d events", time.Since(begun), len(seen))
		}
		var record struct {
			EventName         string
			RequestParameters struct{ SecretID string }
		}
		if err := json.Unmarshal([]byte(*seen[0].Message), &record); err != nil {
			t.Fatal(err)
		}
		if record.EventName != "GetSecretValue" || record.RequestParameters.SecretID != secretID ||
			!strings.HasPrefix(*seen[0].LogStreamName, account+"_CloudTrail_us-east-1") {
			t.Errorf("Live Tail had %s: %s", *seen[0].LogStreamName, *seen[0].Message)
		}
	})
}

// A session lasts three hours of the sandbox's time, and no longer than the
// account.
func TestLiveTailEnds(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(*sandbox.Sandbox) error
		want error
	}{
		"advance": {func(box *sandbox.Sandbox) error { box.Advance(3 * time.Hour); return nil }, &logtypes.SessionTimeoutException{}},
		"reset":   {(*sandbox.Sandbox).Reset, &logtypes.SessionStreamingException{}},
	} {
		t.Run(name, func(t *testing.T) {
			story(t, sandbox.Options{}, func(c *chain) {
				c.build()
				stream := c.tail()
				<-stream.Events()
				if err := test.end(c.box); err != nil {
					t.Fatal(err)
				}
				for range stream.Events() {
				}
				var coded interface{ ErrorCode() string }
				if err := stream.Err(); !errors.As(err, &coded) || coded.ErrorCode() != test.want.(interface{ ErrorCode() string }).ErrorCode() {
					t.Errorf("the stream ended with %v", err)
				}
			})
		})
	}
}
