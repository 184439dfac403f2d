package speed_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// following goes through the log group as fast as the SDK can follow its tokens:
// a page cannot be asked for before the one ahead of it is here, so nothing that
// decodes, and leaves signing, retries and errors to the SDK, can be faster.
func (p *pace) following(b *testing.B, url string) {
	b.Helper()
	p.run(b, play(b, "tokens-only", url))
}

// followOnly is the process that does it.
func followOnly() {
	if err := follow(os.Getenv("SPEED_TEST_URL")); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

func follow(url string) error {
	client := cloudwatchlogs.New(cloudwatchlogs.Options{
		Region: "us-east-1", BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider("a", "b", ""),
	}, func(o *cloudwatchlogs.Options) { o.Protocol = &tokens{ClientProtocol: o.Protocol} })
	pages := cloudwatchlogs.NewFilterLogEventsPaginator(client, &cloudwatchlogs.FilterLogEventsInput{LogGroupName: aws.String("busy")})
	for pages.HasMorePages() {
		if _, err := pages.NextPage(context.Background()); err != nil {
			return err
		}
	}
	return nil
}

// tokens reads a page whole and takes nothing out of it but its token.
type tokens struct {
	smithyhttp.ClientProtocol
	body bytes.Buffer
}

func (t *tokens) DeserializeResponse(
	_ context.Context, _ *smithy.OperationSchema, _ *smithy.TypeRegistry, resp *smithyhttp.Response, out smithy.Deserializable,
) error {
	page, ok := out.(*cloudwatchlogs.FilterLogEventsOutput)
	if !ok || resp.StatusCode/100 != 2 {
		return errors.New("no page of log events")
	}
	t.body.Reset()
	t.body.Grow(int(resp.ContentLength) + bytes.MinRead)
	if _, err := t.body.ReadFrom(resp.Body); err != nil {
		return err
	}
	const member = `"nextToken":"`
	if at := bytes.LastIndex(t.body.Bytes(), []byte(member)); at >= 0 {
		token, _, _ := bytes.Cut(t.body.Bytes()[at+len(member):], []byte(`"`))
		page.NextToken = aws.String(string(token))
	}
	return nil
}
