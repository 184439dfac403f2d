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
	"slices"
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
// unescaped. Without a Taker they become one string of the page at the end.
type scratch struct {
	body, text []byte
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
	err := work.readPage(resp)
	if err != nil {
		p.work.Put(work)
		return err
	}
	decode := func(take Taker) error {
		defer p.work.Put(work)
		if work.decode(page, take) {
			return nil
		}
		again := *resp.Response
		again.Body = io.NopCloser(bytes.NewReader(work.body))
		err := p.ClientProtocol.DeserializeResponse(ctx, schema, types, &smithyhttp.Response{Response: &again}, out)
		if err == nil && take != nil {
			handOver(take, len(work.body), page)
		}
		return err
	}
	if later, ok := ctx.Value(laterKey{}).(*Undecoded); ok {
		*later = Undecoded{work: work, out: page, decode: decode}
		return nil
	}
	return decode(nil)
}

func (w *scratch) readPage(resp *smithyhttp.Response) error {
	if err := w.read(resp.Body, resp.ContentLength); err != nil {
		return &smithy.DeserializationError{Err: fmt.Errorf("read a page of log events: %w", err)}
	}
	if len(w.body) > maxPage {
		return &smithy.DeserializationError{Err: fmt.Errorf("a page of log events has more than %d bytes", maxPage)}
	}
	return nil
}

// read reads the whole body, or as much of it as shows that it is too long. The
// size that was announced, in bytes, is a hint only.
func (w *scratch) read(body io.Reader, announced int64) error {
	w.body = w.body[:0]
	if announced > 0 && announced <= maxPage {
		w.body = slices.Grow(w.body, int(announced)+1) // one more, for the end to be seen
	}
	for {
		if len(w.body) == cap(w.body) {
			w.body = slices.Grow(w.body, max(len(w.body), bytes.MinRead))
		}
		n, err := body.Read(w.body[len(w.body):cap(w.body)])
		w.body = w.body[:len(w.body)+n]
		switch {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case len(w.body) > maxPage:
			return nil
		}
	}
}
