package wire

import (
	"fmt"
	"net/http"
	"reflect"

	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream"
	"github.com/aws/aws-sdk-go-v2/aws/protocol/eventstream/eventstreamapi"
)

// EventStream writes an answer that goes on: frames that the client reads as
// they come. Only services whose JSON members start in lower case have one.
// https://smithy.io/2.0/aws/amazon-eventstream.html
type EventStream struct {
	w       http.ResponseWriter
	encoder *eventstream.Encoder
}

// NewEventStream begins the answer with the event that SDKs wait for before
// they give the stream to their callers.
func NewEventStream(w http.ResponseWriter) (*EventStream, error) {
	w.Header().Set("Content-Type", "application/vnd.amazon.eventstream")
	w.WriteHeader(http.StatusOK)
	s := &EventStream{w: w, encoder: eventstream.NewEncoder()}
	return s, s.Send("initial-response", struct{}{})
}

// Send writes an event of one of the stream's types, with a value of the SDK's
// type. The error is that of a client that has left.
func (s *EventStream) Send(event string, v any) error {
	plain := plainer{shapes: shapes{}, lowerCamel: true, time: epochJSON}
	return s.frame(plain.of(reflect.ValueOf(v)),
		frameHeader(eventstreamapi.MessageTypeHeader, eventstreamapi.EventMessageType),
		frameHeader(eventstreamapi.EventTypeHeader, event))
}

// Fail writes an exception of the stream, which is its last frame.
func (s *EventStream) Fail(err *Error) error {
	return s.frame(map[string]string{"message": err.Message},
		frameHeader(eventstreamapi.MessageTypeHeader, eventstreamapi.ExceptionMessageType),
		frameHeader(eventstreamapi.ExceptionTypeHeader, err.Code))
}

func frameHeader(name, value string) eventstream.Header {
	return eventstream.Header{Name: name, Value: eventstream.StringValue(value)}
}

func (s *EventStream) frame(payload any, headers ...eventstream.Header) error {
	body, err := JSON(payload)
	if err != nil {
		return fmt.Errorf("encoding a frame: %w", err)
	}
	message := eventstream.Message{
		Headers: append(headers, frameHeader(eventstreamapi.ContentTypeHeader, "application/json")),
		Payload: []byte(body),
	}
	if err := s.encoder.Encode(s.w, message); err != nil {
		return fmt.Errorf("writing a frame: %w", err)
	}
	if err := http.NewResponseController(s.w).Flush(); err != nil {
		return fmt.Errorf("sending a frame: %w", err)
	}
	return nil
}
