package logpage

import (
	"slices"
	"unsafe"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
)

// decode reads the page in body and reports whether it was of the expected form. out is
// changed only where it was. The events go to take, where there is one.
func (w *scratch) decode(out *cloudwatchlogs.FilterLogEventsOutput, take Taker) bool {
	body := w.body
	room := len(body)
	if take != nil {
		room = 0
		take.Begin(len(body))
	}
	s := &scanner{in: body, text: slices.Grow(w.text[:0], room)}
	defer func() { w.text = s.text }()
	p := page{s: s, take: take, searched: out.SearchedLogStreams}
	p.quoted, _ = take.(QuotedTaker)
	if !s.object(p.member) || !s.end() {
		return false
	}
	if take == nil {
		p.fill(out, string(s.text))
	}
	out.NextToken, out.SearchedLogStreams = p.token, p.searched
	return true
}

// page is an answer while it is read.
type page struct {
	s        *scanner
	take     Taker // nil where events are kept
	quoted   QuotedTaker
	taken    bool
	event    Event // the one that is handed out
	events   []event
	token    *string
	searched []types.SearchedLogStream
}

func (p *page) member(name []byte) bool {
	switch string(name) {
	case "events":
		if p.take != nil {
			return p.each()
		}
		events, ok := p.s.events()
		if events != nil {
			p.events = events
		}
		return ok
	case "nextToken":
		return p.nextToken()
	case "searchedLogStreams": // AWS leaves it empty by now
		p.searched = []types.SearchedLogStream{}
		return p.s.array(func() bool { return false })
	default:
		return p.s.skip(0)
	}
}

func (p *page) nextToken() bool {
	mark := len(p.s.text)
	var token span
	if !p.s.string(&token) {
		return false
	}
	if token.from != 0 {
		text := token.of(p.s.text)
		p.token = &text
	}
	p.s.text = p.s.text[:mark]
	return true
}

// each hands out the events one by one. A second list is left to the SDK.
func (p *page) each() bool {
	if p.taken {
		return false
	}
	p.taken = true
	if p.s.null() {
		return true
	}
	mark := len(p.s.text)
	return p.s.array(func() bool {
		p.s.text = p.s.text[:mark]
		var e event
		if !p.s.event(&e, p.quoted) {
			return false
		}
		if e.has&hasAt == 0 {
			e.at = 0
		}
		text := view(p.s.text)
		p.event = Event{Stream: e.stream.in(text), Message: e.message.in(text), At: e.at, Quoted: e.quoted}
		p.take.Take(&p.event)
		return true
	})
}

// view is text as a string, for as long as it does not change.
func view(text []byte) string {
	return unsafe.String(unsafe.SliceData(text), len(text)) //nolint:gosec // a Taker copies what it keeps
}

// event is one log event while its page is read: its texts stand in the page's.
type event struct {
	id, stream, message span
	at, ingested        int64
	has                 fields
	quoted              bool // the message was taken as it stands
}

type fields uint8

const (
	hasAt fields = 1 << iota
	hasIngested
)

// span is a part of a page's text; from is 0 for none, so it counts from 1.
type span struct{ from, to int }

func (p span) in(text string) string {
	if p.from == 0 {
		return ""
	}
	return text[p.from-1 : p.to-1]
}

func (p span) of(text []byte) string { return string(text[p.from-1 : p.to-1]) }

// eventSize is about how much of a page a CloudTrail record takes, in bytes.
const eventSize = 2000

func (s *scanner) events() ([]event, bool) {
	if s.null() {
		return nil, true
	}
	list := make([]event, 0, len(s.in)/eventSize+1)
	ok := s.array(func() bool {
		list = append(list, event{})
		return s.event(&list[len(list)-1], nil)
	})
	return list, ok
}

func (s *scanner) event(e *event, quoted QuotedTaker) bool {
	return s.object(func(name []byte) bool {
		switch string(name) {
		case "message":
			return s.message(e, quoted)
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

// message takes an event's message, or has it taken as it stands. The last of
// several counts.
func (s *scanner) message(e *event, quoted QuotedTaker) bool {
	if quoted != nil {
		if s.space(); s.at < len(s.in) && s.in[s.at] == '"' {
			if end := quoted.TakeQuoted(view(s.in[s.at+1:])); end > 0 {
				s.at += end + 2
				e.message, e.quoted = span{}, true
				return true
			}
		}
	}
	before := e.message
	ok := s.string(&e.message)
	e.quoted = e.quoted && e.message == before // null leaves what was there
	return ok
}

// fill gives the SDK's types, whose pointers go into a few slabs.
func (p *page) fill(out *cloudwatchlogs.FilterLogEventsOutput, text string) {
	if p.events == nil {
		return
	}
	strings := make([]string, 0, 3*len(p.events))
	numbers := make([]int64, 0, 2*len(p.events))
	str := func(p span) *string {
		if p.from == 0 {
			return nil
		}
		strings = append(strings, p.in(text))
		return &strings[len(strings)-1]
	}
	num := func(n int64, has bool) *int64 {
		if !has {
			return nil
		}
		numbers = append(numbers, n)
		return &numbers[len(numbers)-1]
	}
	out.Events = make([]types.FilteredLogEvent, len(p.events))
	for i, e := range p.events {
		out.Events[i] = types.FilteredLogEvent{
			EventId: str(e.id), LogStreamName: str(e.stream), Message: str(e.message),
			Timestamp: num(e.at, e.has&hasAt != 0), IngestionTime: num(e.ingested, e.has&hasIngested != 0),
		}
	}
}
