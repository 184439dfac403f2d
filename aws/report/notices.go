package report

import (
	"slices"
	"strings"
	"time"

	"github.com/tidwall/gjson"

	"secretwatch/aws/foreign"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// NoticeEvents are the calls of which Notices are made.
func NoticeEvents() []string { return []string{callUpdateTrail, callCreateTrail, callSetTopic} }

// Notices are what is known of CloudTrail's own notifications of the trail.
type Notices struct {
	// Records are the calls NoticeEvents, also those that AWS refused.
	Records monitor.Seen[[]record.Record]
	Counts  []Count
}

// Span is a time in which CloudTrail told a topic of every file.
type Span struct {
	On, Off time.Time      // UTC; Off is zero where it still does
	Topic   foreign.String // name or ARN
}

// Count is what SNS counted on a span's topic, in whole periods of its metrics.
type Count struct {
	Span     Span
	From, To time.Time // UTC, at least the span
	// Published and Delivered are its messages and the notifications made of
	// them, one for each who has subscribed; nil where they were not seen.
	Published, Delivered *float64
	Unseen               *monitor.Unseen
}

// noticeKind is what a call did to the notifications.
type noticeKind int

const (
	noticeOn noticeKind = iota
	noticeOff
	noticeRefused
	noticePolicy // the topic's policy was set
)

// notice is one call about the notifications that did something, or was refused.
type notice struct {
	record.Record
	kind  noticeKind
	topic foreign.String // name or ARN
	lets  bool           // of a policy: CloudTrail may publish
}

// Spans are when the trail told a topic of its files, oldest first.
func Spans(records []record.Record, s monitor.Snapshot) []Span {
	var spans []Span
	for _, n := range noticesOf(records, s) {
		last := len(spans) - 1
		if (n.kind == noticeOn || n.kind == noticeOff) && last >= 0 && spans[last].Off.IsZero() {
			spans[last].Off = n.EventTime
		}
		if n.kind == noticeOn {
			spans = append(spans, Span{On: n.EventTime, Topic: n.topic})
		}
	}
	return spans
}

// noticesOf are the calls about the notifications of the monitor's trail, oldest
// first. A call that leaves them as they were is none.
func noticesOf(records []record.Record, s monitor.Snapshot) []notice {
	records = slices.Clone(records)
	slices.SortStableFunc(records, func(a, b record.Record) int { return a.EventTime.Compare(b.EventTime) })
	var list []notice
	told := foreign.String{} // the topic that the trail tells
	for _, r := range records {
		raw := r.Raw.Raw()
		given := gjson.Get(raw, "requestParameters.snsTopicName")
		n := notice{Record: r, topic: foreign.New(given.String())}
		switch {
		case r.EventName == callSetTopic:
			if !n.policy(s) {
				continue
			}
		case !ofTrail(gjson.Get(raw, "requestParameters.name").String(), s):
			continue
		case !r.ErrorCode.Empty():
			if n.topic.Empty() {
				continue
			}
			n.kind = noticeRefused
		default:
			if n.topic = toldBy(raw, told); sameTopic(n.topic, told) {
				continue
			}
			if n.topic.Empty() {
				n.kind, n.topic = noticeOff, told
			}
			told = foreign.String{}
			if n.kind == noticeOn {
				told = n.topic
			}
		}
		list = append(list, n)
	}
	return aboutTold(list)
}

// toldBy is the topic that a trail tells after a call that worked: as its answer
// says, else as it was asked, else as before.
func toldBy(raw string, before foreign.String) foreign.String {
	if answer := gjson.Get(raw, "responseElements"); answer.Get("name").Exists() {
		if arn := answer.Get("snsTopicARN"); arn.String() != "" {
			return foreign.New(arn.String())
		}
		return foreign.New(answer.Get("snsTopicName").String())
	}
	if given := gjson.Get(raw, "requestParameters.snsTopicName"); given.Exists() {
		return foreign.New(given.String())
	}
	return before
}

// policy reads a call that sets a topic's policy; false where it is another.
func (n *notice) policy(s monitor.Snapshot) bool {
	asked := gjson.Get(n.Raw.Raw(), "requestParameters")
	if asked.Get("attributeName").String() != "Policy" || !n.ErrorCode.Empty() {
		return false
	}
	n.kind, n.topic = noticePolicy, foreign.New(asked.Get("topicArn").String())
	p, err := iampolicy.Parse(asked.Get("attributeValue").String())
	n.lets = err == nil && p.Decide(iampolicy.Request{
		Principal: iampolicy.Principal{Service: "cloudtrail.amazonaws.com", Account: s.Account}, Action: "sns:Publish", Resource: n.topic.Raw(),
		Context: map[string]string{"aws:SourceArn": s.Names.TrailARN(s.Place), "aws:SourceAccount": s.Account, "aws:SecureTransport": "true"},
	}).Allowed()
	return true
}

// aboutTold leaves out the policies of topics that no trail was to tell.
func aboutTold(list []notice) []notice {
	return slices.DeleteFunc(list, func(n notice) bool {
		return n.kind == noticePolicy && !slices.ContainsFunc(list, func(other notice) bool {
			return other.kind != noticePolicy && sameTopic(other.topic, n.topic)
		})
	})
}

// ofTrail reports that a call's name or ARN is the monitor's trail.
func ofTrail(name string, s monitor.Snapshot) bool {
	if t := s.Trail.Value; t != nil && (name == t.Name || name == t.ARN) {
		return name != ""
	}
	return name != "" && (name == s.Names.Trail || name == s.Names.TrailARN(s.Place))
}

// sameTopic compares names and ARNs: a name is that of a topic in the trail's own
// account and region.
func sameTopic(a, b foreign.String) bool {
	x, y := a.Raw(), b.Raw()
	if strings.HasPrefix(x, "arn:") && strings.HasPrefix(y, "arn:") {
		return x == y
	}
	return lastPart(x) == lastPart(y)
}

// lastPart is the name in an ARN.
func lastPart(nameOrARN string) string { return nameOrARN[strings.LastIndexByte(nameOrARN, ':')+1:] }
