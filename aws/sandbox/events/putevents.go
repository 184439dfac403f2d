package events

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	maxEntries = 10
	maxEntry   = 256 << 10 // bytes of all entries of a call
)

// putEvents takes events of the account's own. Each entry succeeds or fails for
// itself.
func (s *State) putEvents(c *wire.Call, in *eventbridge.PutEventsInput) (*eventbridge.PutEventsOutput, error) {
	c.Data = true // CloudTrail has it as a data event only
	size := 0
	for _, e := range in.Entries {
		size += len(aws.ToString(e.Detail)) + len(aws.ToString(e.Source)) + len(aws.ToString(e.DetailType))
	}
	switch {
	case len(in.Entries) == 0 || len(in.Entries) > maxEntries:
		return nil, invalid("1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length less than or equal to %d", maxEntries)
	case size > maxEntry:
		return nil, invalid("Total size of the entries in the request is over the limit.")
	}
	out := &eventbridge.PutEventsOutput{}
	for _, e := range in.Entries {
		code, text := checkEntry(e)
		if code != "" {
			out.FailedEntryCount++
			out.Entries = append(out.Entries, types.PutEventsResultEntry{ErrorCode: aws.String(code), ErrorMessage: aws.String(text)})
			continue
		}
		at := c.At
		if e.Time != nil {
			at = *e.Time
		}
		if s.checkBus(c, e.EventBusName) != nil {
			// An event for a bus that is not there is taken, and lost.
			out.Entries = append(out.Entries, types.PutEventsResultEntry{EventId: aws.String(wire.NewID())})
			continue
		}
		id := s.send(c.Region, false, envelope{
			DetailType: *e.DetailType, Source: *e.Source, Time: at.UTC().Format(time.RFC3339), Resources: e.Resources, Detail: json.RawMessage(*e.Detail),
		})
		out.Entries = append(out.Entries, types.PutEventsResultEntry{EventId: aws.String(id)})
	}
	return out, nil
}

func checkEntry(e types.PutEventsRequestEntry) (code, text string) {
	required := func(name string) (string, string) {
		return "InvalidArgument", "Parameter " + name + " is not valid. Reason: " + name + " is a required argument."
	}
	var detail map[string]any
	switch {
	case aws.ToString(e.Source) == "":
		return required("Source")
	case strings.HasPrefix(*e.Source, "aws."):
		return "NotAuthorizedForSourceException", "Not authorized for the source."
	case aws.ToString(e.DetailType) == "":
		return required("DetailType")
	case aws.ToString(e.Detail) == "":
		return required("Detail")
	case json.Unmarshal([]byte(*e.Detail), &detail) != nil || detail == nil:
		return "MalformedDetail", "Detail is malformed."
	}
	return "", ""
}
