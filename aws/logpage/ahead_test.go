package logpage

import (
	"context"
	"net/http"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

func TestTheTokenIsToldAhead(t *testing.T) {
	for text, want := range map[string]string{
		`{"events":[],"nextToken":"t","searchedLogStreams":[]}`:             "t",
		`{"nextToken":"first","events":[{"message":"a"}]}`:                  "first",
		`{"events":[{"message":"{\"nextToken\":\"inner\"}"}]}`:              "",
		`{"events":[{"message":"x\"nextToken\":\"y"}],"nextToken":"outer"}`: "outer",
		`{"events":[],"nextToken":null}`:                                    "",
		`{"events":[],"nextToken":""}`:                                      "",
		`{"events":[],"nextToken":"a\/b"}`:                                  "", // left to the decoding
		`{"events":[],"nextToken":"cut`:                                     "",
	} {
		var told []string
		c := cloudwatchlogs.New(cloudwatchlogs.Options{
			Region: "us-east-1", BaseEndpoint: aws.String("http://aws.test"), HTTPClient: &http.Client{Transport: body{text, http.StatusOK}},
			Credentials: credentials.NewStaticCredentialsProvider("x", "y", ""), RetryMaxAttempts: 1,
		}, func(o *cloudwatchlogs.Options) { o.Protocol = Protocol(o.Protocol) })
		ctx := Ahead(context.Background(), func(token string) { told = append(told, token) })
		out, err := c.FilterLogEvents(ctx, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("g")})
		switch {
		case want == "" && len(told) > 0, want != "" && (len(told) != 1 || told[0] != want):
			t.Errorf("%s: told %q", text, told)
		case want != "" && (err != nil || aws.ToString(out.NextToken) != want):
			t.Errorf("%s: answered %q, %v", text, aws.ToString(out.NextToken), err)
		}
	}
}
