package trail

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/sandbox/wire"
)

const (
	historyPage = 50
	lookupRate  = 2 // a second, account and region
)

// entry is a record in the Event history.
type entry struct {
	serial    uint64
	at        time.Time // the event's
	visible   time.Time // from when LookupEvents shows it
	id, name  string
	source    string
	readOnly  bool
	user, key string
	resources []types.Resource
	text      string
}

// remember puts a record into the Event history of its region.
func (s *State) remember(c *wire.Call, r *record, text string) {
	s.serial++
	e := entry{
		serial: s.serial, at: c.At.UTC().Truncate(time.Second), visible: c.At.Add(s.deps.HistoryDelay()), id: r.EventID, name: r.EventName,
		source: r.EventSource, readOnly: r.ReadOnly, user: userOf(c), key: c.Caller.AccessKeyID, resources: resourcesOf(c), text: text,
	}
	all := s.history[r.AWSRegion]
	all = append(all, e)
	drop := max(0, len(all)-maxHistory)
	for drop < len(all) && c.At.Sub(all[drop].at) > keepHistory {
		drop++
	}
	s.history[r.AWSRegion] = all[drop:]
}

// userOf is the name by which LookupEvents knows the caller.
func userOf(c *wire.Call) string {
	switch c.Caller.Type {
	case "Root":
		return "root"
	case "AssumedRole":
		return c.Caller.SessionName
	default:
		return c.Caller.UserName
	}
}

func (s *State) lookupEvents(c *wire.Call, in *cloudtrail.LookupEventsInput) (*cloudtrail.LookupEventsOutput, error) {
	if err := s.pace(c); err != nil {
		return nil, err
	}
	below, err := checkLookup(in)
	if err != nil {
		return nil, err
	}
	size := historyPage
	if in.MaxResults != nil {
		size = int(*in.MaxResults)
	}
	out := &cloudtrail.LookupEventsOutput{Events: []types.Event{}}
	if in.EventCategory == types.EventCategoryInsight {
		return out, nil // the sandbox has no insights
	}
	now := s.deps.Clock.Now()
	last := uint64(0)
	for _, e := range slices.Backward(s.history[c.Region]) {
		if below != 0 && e.serial >= below || e.visible.After(now) || now.Sub(e.at) > keepHistory || !e.asked(in) {
			continue
		}
		if len(out.Events) == size {
			out.NextToken = aws.String("h" + strconv.FormatUint(last, 10))
			break
		}
		out.Events = append(out.Events, e.shown())
		last = e.serial
	}
	return out, nil
}

// pace refuses more than AWS's two calls a second, which everyone in the
// account shares, the console too.
func (s *State) pace(c *wire.Call) error {
	now := s.deps.Clock.Now()
	for slot := range lookupRate {
		key := c.Region + "/" + strconv.Itoa(slot)
		if last := s.lookups[key]; last.IsZero() || now.Sub(last) >= time.Second || now.Before(last) {
			s.lookups[key] = now
			return nil
		}
	}
	return wire.Errorf("ThrottlingException", "Rate exceeded")
}

// checkLookup gives the serial below which the page starts; 0 means the top.
func checkLookup(in *cloudtrail.LookupEventsInput) (uint64, error) {
	switch {
	case in.MaxResults != nil && (*in.MaxResults < 1 || *in.MaxResults > historyPage):
		return 0, wire.Errorf("InvalidMaxResultsException", "MaxResults must be between 1 and %d.", historyPage)
	case len(in.LookupAttributes) > 1:
		return 0, wire.Errorf("InvalidLookupAttributesException", "LookupAttributes can contain only one item.")
	case in.StartTime != nil && in.EndTime != nil && in.StartTime.After(*in.EndTime):
		return 0, wire.Errorf("InvalidTimeRangeException", "StartTime must be before EndTime.")
	case in.EventCategory != "" && in.EventCategory != types.EventCategoryInsight:
		return 0, wire.Errorf("InvalidEventCategoryException", "The event category %s is not valid.", in.EventCategory)
	}
	for _, a := range in.LookupAttributes {
		if !slices.Contains(a.AttributeKey.Values(), a.AttributeKey) || aws.ToString(a.AttributeValue) == "" {
			return 0, wire.Errorf("InvalidLookupAttributesException", "The lookup attribute %s is not valid.", a.AttributeKey)
		}
	}
	if in.NextToken == nil {
		return 0, nil
	}
	digits, ok := strings.CutPrefix(*in.NextToken, "h")
	below, err := strconv.ParseUint(digits, 10, 64)
	if !ok || err != nil || below == 0 {
		return 0, wire.Errorf("InvalidNextTokenException", "The token is not valid.")
	}
	return below, nil
}

func (e entry) asked(in *cloudtrail.LookupEventsInput) bool {
	if in.StartTime != nil && e.at.Before(in.StartTime.Truncate(time.Second)) || in.EndTime != nil && e.at.After(*in.EndTime) {
		return false
	}
	for _, a := range in.LookupAttributes {
		if !e.has(a.AttributeKey, *a.AttributeValue) {
			return false
		}
	}
	return true
}

func (e entry) has(key types.LookupAttributeKey, value string) bool {
	switch key {
	case types.LookupAttributeKeyEventId:
		return e.id == value
	case types.LookupAttributeKeyEventName:
		return e.name == value
	case types.LookupAttributeKeyEventSource:
		return e.source == value
	case types.LookupAttributeKeyReadOnly:
		return strconv.FormatBool(e.readOnly) == value
	case types.LookupAttributeKeyUsername:
		return e.user == value
	case types.LookupAttributeKeyAccessKeyId:
		return e.key == value
	case types.LookupAttributeKeyResourceName:
		return slices.ContainsFunc(e.resources, func(r types.Resource) bool { return *r.ResourceName == value })
	case types.LookupAttributeKeyResourceType:
		return slices.ContainsFunc(e.resources, func(r types.Resource) bool { return *r.ResourceType == value })
	default:
		return false
	}
}

func (e entry) shown() types.Event {
	return types.Event{
		EventId: aws.String(e.id), EventName: aws.String(e.name), EventSource: aws.String(e.source), EventTime: aws.Time(e.at),
		ReadOnly: aws.String(strconv.FormatBool(e.readOnly)), Username: orNil(e.user), AccessKeyId: orNil(e.key),
		Resources: e.resources, CloudTrailEvent: aws.String(e.text),
	}
}
