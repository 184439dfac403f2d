package wire_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"secretwatch/aws/sandbox/wire"
)

func TestEventStreamFrames(t *testing.T) {
	answer := httptest.NewRecorder()
	s, err := wire.NewEventStream(answer)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Send("sessionUpdate", types.LiveTailSessionUpdate{
		SessionMetadata: &types.LiveTailSessionMetadata{},
		SessionResults:  []types.LiveTailSessionLogEvent{{Message: aws.String("a < b"), Timestamp: aws.Int64(7)}},
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.Fail(wire.Errorf("SessionTimeoutException", "over")); err != nil {
		t.Fatal(err)
	}
	if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "application/vnd.amazon.eventstream" || !answer.Flushed {
		t.Errorf("the answer is %d %v", answer.Code, answer.Header())
	}
	body := bytes.NewReader(answer.Body.Bytes())
	for _, want := range []struct{ kind, name, value, payload string }{
		{"event", ":event-type", "initial-response", `{}`},
		{"event", ":event-type", "sessionUpdate", `{"sessionMetadata":{"sampled":false},"sessionResults":[{"message":"a < b","timestamp":7}]}`},
		{"exception", ":exception-type", "SessionTimeoutException", `{"message":"over"}`},
	} {
		frame, err := eventstream.NewDecoder().Decode(body, nil)
		if err != nil {
			t.Fatal(err)
		}
		header := func(name string) string {
			if v := frame.Headers.Get(name); v != nil {
				return v.String()
			}
			return ""
		}
		if header(":message-type") != want.kind || header(want.name) != want.value || header(":content-type") != "application/json" || string(frame.Payload) != want.payload {
			t.Errorf("the frame is %v %s", frame.Headers, frame.Payload)
		}
	}
	if body.Len() != 0 {
		t.Errorf("%d bytes follow the last frame", body.Len())
	}
}
