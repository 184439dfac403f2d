package logpage

import (
	"slices"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// decode reads the page in body and reports whether it was of the expected form. out is
// changed only where it was.
func (w *scratch) decode(out *cloudwatchlogs.FilterLogEventsOutput) bool {
	body := w.body.Bytes()
	if !utf8.Valid(body) {
		return false
	}
	s := &scanner{in: body, text: slices.Grow(w.text[:0], len(body))}
	defer func() { w.text = s.text }()
	var events []event
	var token span
	searched := out.SearchedLogStreams
	ok := s.object(func(name []byte) bool {
		switch string(name) {
		case "events":
			var ok bool
			events, ok = s.events()
			return ok
		case "nextToken":
			return s.string(&token)
		case "searchedLogStreams": // AWS leaves it empty by now
			searched = []types.SearchedLogStream{}
			return s.array(func() bool { return false })
		default:
			return s.skip(0)
		}
	})
	if !ok || !s.end() {
		return false
	}
	fill(out, string(s.text), events, token)
	out.SearchedLogStreams = searched
	return true
}

// event is one log event while its page is read: its texts stand in the page's.
type event struct {
	id, stream, message span
	at, ingested        int64
	has                 fields
}

type fields uint8

const (
	hasAt fields = 1 << iota
	hasIngested
)

// span is a part of a page's text; from is 0 for none, so it counts from 1.
type span struct{ from, to int }

// eventSize is about how much of a page a CloudTrail record takes, in bytes.
const eventSize = 2000

func (s *scanner) events() ([]event, bool) {
	if s.null() {
		return nil, true
	}
	list := make([]event, 0, len(s.in)/eventSize+1)
	ok := s.array(func() bool {
		list = append(list, event{})
		return s.event(&list[len(list)-1])
	})
	return list, ok
}

func (s *scanner) event(e *event) bool {
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "message":
			return s.string(&e.message)
		case "logStreamName":
			return s.string(&e.stream)
		case "eventId":
			return s.string(&e.id)
		case "timestamp":
			return s.integer(&e.at, hasAt, &e.has)
		case "ingestionTime":
			return s.integer(&e.ingested, hasIngested, &e.has)
		default:
			return s.skip(0)
		}
	})
}

// fill gives the SDK's types, whose pointers go into a few slabs.
func fill(out *cloudwatchlogs.FilterLogEventsOutput, text string, events []event, token span) {
	strings := make([]string, 0, 3*len(events)+1)
	numbers := make([]int64, 0, 2*len(events))
	str := func(p span) *string {
		if p.from == 0 {
			return nil
		}
		strings = append(strings, text[p.from-1:p.to-1])
		return &strings[len(strings)-1]
	}
	num := func(n int64, has bool) *int64 {
		if !has {
			return nil
		}
		numbers = append(numbers, n)
		return &numbers[len(numbers)-1]
	}
	out.NextToken = str(token)
	if events == nil {
		return
	}
	out.Events = make([]types.FilteredLogEvent, len(events))
	for i, e := range events {
		out.Events[i] = types.FilteredLogEvent{
			EventId: str(e.id), LogStreamName: str(e.stream), Message: str(e.message),
			Timestamp: num(e.at, e.has&hasAt != 0), IngestionTime: num(e.ingested, e.has&hasIngested != 0),
		}
	}
}
