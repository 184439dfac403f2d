// Package logpage decodes the answers of FilterLogEvents, which the SDK does
// with several allocations and a few passes for every event: reading a busy log
// group is mostly that. Signing, retries and errors stay the SDK's, and whatever
// an answer holds that is not expected is left to the SDK as well.
//
// It may import nothing of this program.
package logpage

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// maxPage bounds one answer, in bytes. AWS ends a page at one megabyte of
// events; escaped as JSON in JSON that is a good deal more.
// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html
const maxPage = 64 << 20

// Protocol is inner with a faster way to read the answers of FilterLogEvents.
func Protocol(inner smithyhttp.ClientProtocol) smithyhttp.ClientProtocol {
	return &protocol{ClientProtocol: inner}
}

type protocol struct {
	smithyhttp.ClientProtocol
	work sync.Pool // of *scratch
}

// scratch is what one page needs while it is read: its body, and its strings
// unescaped, which become one string of the page at the end.
type scratch struct {
	body bytes.Buffer
	text []byte
}

// DeserializeResponse takes over good answers of FilterLogEvents only. A page
// counts only where it parsed whole.
func (p *protocol) DeserializeResponse(
	ctx context.Context, schema *smithy.OperationSchema, types *smithy.TypeRegistry, resp *smithyhttp.Response, out smithy.Deserializable,
) error {
	page, ok := out.(*cloudwatchlogs.FilterLogEventsOutput)
	if !ok || resp.StatusCode/100 != 2 {
		return p.ClientProtocol.DeserializeResponse(ctx, schema, types, resp, out)
	}
	work, _ := p.work.Get().(*scratch)
	if work == nil {
		work = new(scratch)
	}
	body := &work.body
	defer func() {
		body.Reset()
		p.work.Put(work)
	}()
	if n := resp.ContentLength; n > 0 && n <= maxPage {
		body.Grow(int(n) + bytes.MinRead)
	}
	if _, err := body.ReadFrom(io.LimitReader(resp.Body, maxPage+1)); err != nil {
		return &smithy.DeserializationError{Err: fmt.Errorf("read a page of log events: %w", err)}
	}
	if body.Len() > maxPage {
		return &smithy.DeserializationError{Err: fmt.Errorf("a page of log events has more than %d bytes", maxPage)}
	}
	tellAhead(ctx, body.Bytes())
	if work.decode(page) {
		return nil
	}
	resp.Body = io.NopCloser(bytes.NewReader(body.Bytes()))
	return p.ClientProtocol.DeserializeResponse(ctx, schema, types, resp, out)
}
