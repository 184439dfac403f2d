package logs

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"secretwatch/aws/sandbox/metrics"
	"secretwatch/aws/sandbox/serve"
	"secretwatch/aws/sandbox/wire"
)

const readsARN = "arn:aws:logs:us-east-1:123456789012:log-group:reads"

// flowing is a clock that goes as time does, in a bubble or out of it.
type flowing struct{}

func (flowing) Now() time.Time       { return time.Now() }
func (flowing) At(time.Time, func()) {}

// tailing is logs behind their wire protocol.
type tailing struct {
	t    *testing.T
	lock sync.Mutex
	*State
	sdk *cloudwatchlogs.Client
	new func() *cloudwatchlogs.Client
}

func newTailing(t *testing.T, reach func(http.Handler) (url string, client *http.Client)) *tailing {
	t.Helper()
	l := &tailing{t: t, State: New(Deps{Account: "123456789012", Clock: flowing{}, Metric: func(string, metrics.Metric, metrics.Sample) {}})}
	d, err := wire.NewDispatcher([]wire.Service{l.Service()}, nil, wire.Options{
		Lock: &l.lock, Now: time.Now, Region: "us-east-1", Caller: func(key string) wire.Caller { return wire.Caller{AccessKeyID: key} },
	})
	if err != nil {
		t.Fatal(err)
	}
	url, client := reach(d)
	l.new = func() *cloudwatchlogs.Client {
		return cloudwatchlogs.New(cloudwatchlogs.Options{
			Region: "us-east-1", BaseEndpoint: aws.String(url), HTTPClient: client, APIOptions: []func(*middleware.Stack) error{asIs},
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "ANY", SecretAccessKey: "x"}, nil
			}),
		})
	}
	l.sdk = l.new()
	for _, name := range []string{"reads", "other"} {
		if _, err := l.sdk.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{LogGroupName: aws.String(name)}); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// asIs keeps Live Tail's prefix from the host.
func asIs(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("AsIs", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		return next.HandleInitialize(smithyhttp.DisableEndpointHostPrefix(ctx, true), in)
	}), middleware.Before)
}

func inMemory(h http.Handler) (string, *http.Client) {
	return "http://sandbox.internal", serve.Memory{Handler: h}.Client()
}

func (l *tailing) deliver(group, stream string, messages ...string) {
	l.t.Helper()
	l.lock.Lock()
	defer l.lock.Unlock()
	if err := l.Deliver("us-east-1", group, stream, messages); err != nil {
		l.t.Fatal(err)
	}
}

// tail starts a session with a client of its own: the SDK's streams of one
// client share a buffer.
func (l *tailing) tail(in *cloudwatchlogs.StartLiveTailInput) *cloudwatchlogs.StartLiveTailEventStream {
	l.t.Helper()
	out, err := l.new().StartLiveTail(l.t.Context(), in)
	if err != nil {
		l.t.Fatal(err)
	}
	return out.GetStream()
}

// next is the messages of the next update.
func (l *tailing) next(stream *cloudwatchlogs.StartLiveTailEventStream) string {
	l.t.Helper()
	update, ok := (<-stream.Events()).(*types.StartLiveTailResponseStreamMemberSessionUpdate)
	if !ok {
		l.t.Fatalf("no update came: %v", stream.Err())
	}
	if update.Value.SessionMetadata == nil || update.Value.SessionResults == nil {
		l.t.Errorf("the update is %+v", update.Value)
	}
	messages := []string{}
	for _, e := range update.Value.SessionResults {
		messages = append(messages, *e.Message)
	}
	return strings.Join(messages, " ")
}

func (l *tailing) sessions() int {
	l.tails.mu.Lock()
	defer l.tails.mu.Unlock()
	return len(l.tails.sessions)
}

func TestLiveTail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTailing(t, inMemory)
		l.deliver("reads", "s", "before")
		begun := time.Now()
		stream := l.tail(&cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN}, LogEventFilterPattern: aws.String(`{ $.n > 1 }`)})
		start, ok := (<-stream.Events()).(*types.StartLiveTailResponseStreamMemberSessionStart)
		if !ok || !slices.Equal(start.Value.LogGroupIdentifiers, []string{readsARN}) || *start.Value.LogEventFilterPattern != "{ $.n > 1 }" ||
			aws.ToString(start.Value.SessionId) == "" || aws.ToString(start.Value.RequestId) == "" {
			t.Fatalf("the session started with %+v", start)
		}
		l.deliver("reads", "s", `{"n":1}`, `{"n":2}`)
		l.deliver("other", "s", `{"n":3}`)
		if got := l.next(stream); got != `{"n":2}` {
			t.Errorf("the first update has %s", got)
		}
		if got := l.next(stream); got != "" {
			t.Errorf("the second update has %s", got)
		}
		l.deliver("reads", "s", `{"n":4}`)
		update, ok := (<-stream.Events()).(*types.StartLiveTailResponseStreamMemberSessionUpdate)
		if !ok || len(update.Value.SessionResults) != 1 || update.Value.SessionMetadata.Sampled {
			t.Fatalf("the third update is %+v", update)
		}
		if e := update.Value.SessionResults[0]; *e.LogGroupIdentifier != readsARN || *e.LogStreamName != "s" || *e.Message != `{"n":4}` ||
			*e.Timestamp != begun.UnixMilli()+2000 || *e.IngestionTime != begun.UnixMilli()+2000 {
			t.Errorf("the event is %+v", e)
		}
		if got := time.Since(begun); got != 3*time.Second {
			t.Errorf("three updates took %v", got)
		}
		if err := stream.Close(); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if n := l.sessions(); n != 0 {
			t.Errorf("%d sessions are open after the client left", n)
		}
	})
}

func TestLiveTailEndsAfterThreeHours(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTailing(t, inMemory)
		begun := time.Now()
		stream := l.tail(&cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN}})
		updates := 0
		for e := range stream.Events() {
			if _, ok := e.(*types.StartLiveTailResponseStreamMemberSessionUpdate); ok {
				updates++
			}
		}
		var timeout *types.SessionTimeoutException
		if !errors.As(stream.Err(), &timeout) || time.Since(begun) != 3*time.Hour || updates != 3*3600-1 {
			t.Errorf("after %v and %d updates the stream ended with %v", time.Since(begun), updates, stream.Err())
		}
		synctest.Wait()
		if n := l.sessions(); n != 0 {
			t.Errorf("%d sessions are open", n)
		}
	})
}

func TestLiveTailEndsWithTheAccount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTailing(t, inMemory)
		stream := l.tail(&cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN}})
		<-stream.Events()
		l.Close()
		for range stream.Events() {
		}
		var ended *types.SessionStreamingException
		if !errors.As(stream.Err(), &ended) {
			t.Errorf("the stream ended with %v", stream.Err())
		}
	})
}

// A busy group is sampled, and a client that does not read costs no memory
// without end.
func TestLiveTailSamples(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTailing(t, inMemory)
		stream := l.tail(&cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN}})
		<-stream.Events()
		for i := range 6000 {
			l.deliver("reads", "s", fmt.Sprint(i))
		}
		update, ok := (<-stream.Events()).(*types.StartLiveTailResponseStreamMemberSessionUpdate)
		if !ok || len(update.Value.SessionResults) != 500 || !update.Value.SessionMetadata.Sampled {
			t.Fatalf("the update is %+v", update)
		}
		if first := *update.Value.SessionResults[0].Message; first != "1000" {
			t.Errorf("the sample starts with %s", first)
		}
		l.deliver("reads", "s", strings.Repeat("x", 900_000), strings.Repeat("y", 900_000))
		if got := l.next(stream); len(got) != 1_800_001 {
			t.Errorf("two large events are %d bytes", len(got))
		}
		if err := stream.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestLiveTailStreamNames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTailing(t, inMemory)
		for want, in := range map[string]*cloudwatchlogs.StartLiveTailInput{
			"b1":       {LogGroupIdentifiers: []string{readsARN}, LogStreamNames: []string{"b1"}},
			"b1 b2":    {LogGroupIdentifiers: []string{readsARN}, LogStreamNamePrefixes: []string{"b", "c"}},
			"a1 b1 b2": {LogGroupIdentifiers: []string{readsARN, strings.Replace(readsARN, "reads", "other", 1)}},
		} {
			stream := l.tail(in)
			<-stream.Events()
			for _, name := range []string{"a1", "b1", "b2"} {
				l.deliver("reads", name, name)
			}
			if got := l.next(stream); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
			if err := stream.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestLiveTailRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTailing(t, inMemory)
		if _, err := l.sdk.CreateLogGroup(t.Context(), &cloudwatchlogs.CreateLogGroupInput{
			LogGroupName: aws.String("cheap"), LogGroupClass: types.LogGroupClassInfrequentAccess,
		}); err != nil {
			t.Fatal(err)
		}
		arn := func(name string) string { return strings.Replace(readsARN, "reads", name, 1) }
		for name, test := range map[string]struct {
			in   cloudwatchlogs.StartLiveTailInput
			want string
		}{
			"no such group":        {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{arn("gone")}}, "ResourceNotFoundException: The specified log group does not exist."},
			"another region":       {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{strings.Replace(readsARN, "us-east-1", "eu-west-1", 1)}}, "ResourceNotFoundException: The specified log group does not exist."},
			"with the star":        {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN + ":*"}}, "InvalidParameterException: 1 validation error detected: Value '[arn:aws:logs:us-east-1:123456789012:log-group:reads:*]' at 'logGroupIdentifiers' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 2048, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\w#+=/:,.@-]*]"},
			"by name":              {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{"reads"}}, "InvalidParameterException: "},
			"eleven":               {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: slices.Repeat([]string{readsARN}, 11)}, "InvalidParameterException: 1 validation error detected: Value '["},
			"two ways":             {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN}, LogStreamNames: []string{"a"}, LogStreamNamePrefixes: []string{"a"}}, "InvalidParameterException: "},
			"streams of two":       {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN, arn("other")}, LogStreamNames: []string{"a"}}, "InvalidParameterException: "},
			"bad pattern":          {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN}, LogEventFilterPattern: aws.String("GetSecret*")}, "InvalidParameterException: Invalid character(s) in term '*'"},
			"not a standard group": {cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{arn("cheap")}}, "InvalidOperationException: "},
		} {
			_, err := l.sdk.StartLiveTail(t.Context(), &test.in)
			var refused smithy.APIError
			if !errors.As(err, &refused) || !strings.HasPrefix(refused.ErrorCode()+": "+refused.ErrorMessage(), test.want) {
				t.Errorf("%s: %v, want %s", name, err, test.want)
			}
		}
	})
}

func TestFifteenSessionsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newTailing(t, inMemory)
		in := &cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN}}
		var streams []*cloudwatchlogs.StartLiveTailEventStream
		for range 15 {
			streams = append(streams, l.tail(in))
		}
		var limit *types.LimitExceededException
		if _, err := l.sdk.StartLiveTail(t.Context(), in); !errors.As(err, &limit) {
			t.Errorf("the sixteenth session gave %v", err)
		}
		for _, stream := range streams {
			if err := stream.Close(); err != nil {
				t.Error(err)
			}
		}
		synctest.Wait()
		if err := l.tail(in).Close(); err != nil {
			t.Error(err)
		}
	})
}

// Over a real connection the first frames come at once, and a client that
// leaves ends the session.
func TestLiveTailOverTheListener(t *testing.T) {
	l := newTailing(t, func(h http.Handler) (string, *http.Client) {
		server, err := serve.Listen(t.Context(), "127.0.0.1:0", h)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := server.Close(); err != nil {
				t.Error(err)
			}
		})
		return server.URL(), &http.Client{Transport: &http.Transport{}}
	})
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	out, err := l.sdk.StartLiveTail(ctx, &cloudwatchlogs.StartLiveTailInput{LogGroupIdentifiers: []string{readsARN}})
	if err != nil {
		t.Fatal(err)
	}
	stream := out.GetStream()
	<-stream.Events()
	l.deliver("reads", "s", "hello")
	if got := l.next(stream); got != "hello" {
		t.Errorf("the update has %q", got)
	}
	leave()
	for range stream.Events() {
	}
	for deadline := time.Now().Add(5 * time.Second); l.sessions() > 0; {
		if time.Now().After(deadline) {
			t.Fatal("the session is still open")
		}
		time.Sleep(time.Millisecond)
	}
}
