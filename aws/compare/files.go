package compare

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/tidwall/gjson"

	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// fileID says which file.
type fileID struct{ bucket, key string }

// logFile is what one of the trail's files holds about the secret.
type logFile struct {
	unread bool
	own    bool              // nothing but calls of this program
	reads  map[string]string // of this secret: the event id of each request id
}

// maxFile bounds what is unpacked of one file; CloudTrail's have a few MiB.
const maxFile = 256 << 20

// inFiles fills in what a mail about these files is about, and of which of the
// experiment's reads it tells.
func (e *experiment) inFiles(ctx context.Context, m *Mail, bucket string, keys []string) {
	m.About, m.OwnCalls = AboutOther, len(keys) > 0
	for _, key := range keys {
		id := fileID{bucket, key}
		f, known := e.logs[id]
		if !known {
			f = e.open(ctx, id)
			if ctx.Err() == nil {
				e.logs[id] = f
			}
		}
		m.OwnCalls = m.OwnCalls && f.own
		switch {
		case len(f.reads) > 0:
			m.About = AboutSecret
		case f.unread && m.About == AboutOther:
			m.About = AboutUnknown
		}
		for i, r := range e.result.Reads {
			if event, ok := f.reads[r.RequestID]; ok {
				m.Reads, e.result.Reads[i].EventID = append(m.Reads, i), event
			}
		}
	}
}

// open reads one of the trails' files; whoever runs this may not be allowed to.
// A bucket that no trail of the account writes to is not asked: anyone may have
// named it.
func (e *experiment) open(ctx context.Context, id fileID) logFile {
	if !e.writtenTo(id.bucket) {
		return logFile{unread: true}
	}
	records, whole, err := e.records(ctx, id)
	if err != nil {
		e.warn(fmt.Errorf("read the trail's file: %w", err))
		return logFile{unread: true}
	}
	f := logFile{own: whole && len(records) > 0, reads: map[string]string{}}
	for _, r := range records {
		f.own = f.own && r.Own()
		if read, ok := r.Read(); ok && read.Of(e.names.Secret, e.secretARN()) {
			f.reads[read.RequestID] = r.EventID
		}
	}
	return f
}

// writtenTo reports that a trail writes to a bucket.
func (e *experiment) writtenTo(bucket string) bool {
	if e.sender != nil && e.sender.Bucket == bucket {
		return true
	}
	return e.chain.Trails.There() && slices.ContainsFunc(*e.chain.Trails.Value, func(t monitor.Trail) bool { return t.Bucket == bucket })
}

func (e *experiment) secretARN() string {
	if s := e.chain.Secret.Value; s != nil {
		return s.ARN
	}
	return ""
}

// maxPacked bounds what is taken of a file as it lies in the bucket.
const maxPacked = 64 << 20

// takeWhole takes an answer's body in as it arrives: the time that a call may
// take ends with the call, and with it the connection.
func takeWhole(stack *middleware.Stack) error {
	take := func(ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler) (
		middleware.DeserializeOutput, middleware.Metadata, error,
	) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		response, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok {
			return out, metadata, err
		}
		body, err := io.ReadAll(io.LimitReader(response.Body, maxPacked))
		if err != nil {
			return out, metadata, fmt.Errorf("take the file in: %w", err)
		}
		err = response.Body.Close()
		response.Body = io.NopCloser(bytes.NewReader(body))
		return out, metadata, err
	}
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("secretwatch:TakeWhole", take), middleware.After)
}

// records are those of a file; whole is false where some could not be understood.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-examples.html
func (e *experiment) records(ctx context.Context, id fileID) (list []record.Record, whole bool, err error) {
	asArrives := func(o *s3.Options) { o.APIOptions = append(o.APIOptions, takeWhole) }
	out, err := e.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: aws.String(id.bucket), Key: aws.String(id.key)}, asArrives)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = out.Body.Close() }()
	unpacked, err := gzip.NewReader(out.Body)
	if err != nil {
		return nil, false, err
	}
	text, err := io.ReadAll(io.LimitReader(unpacked, maxFile))
	if err != nil {
		return nil, false, err
	}
	items := gjson.GetBytes(text, "Records")
	if !items.IsArray() {
		return nil, false, errors.New("it has no records")
	}
	whole = true
	for _, item := range items.Array() {
		r, err := record.Parse(item.Raw)
		if err != nil {
			whole = false
			continue
		}
		list = append(list, r)
	}
	return list, whole, nil
}
