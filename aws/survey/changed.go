package survey

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/tidwall/gjson"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

const (
	maxEvents    = 6  // event names, a call each
	maxResources = 20 // names and ARNs of one change
	maxName      = 2048
)

// history is what Event history says of changes, by the event's name.
type history struct {
	names []string
	found []monitor.Seen[[]monitor.Changed]
}

func newHistory(names []string) *history {
	names = names[:min(len(names), maxEvents)]
	return &history{names: names, found: make([]monitor.Seen[[]monitor.Changed], len(names))}
}

func (h *history) looks(t *taker) []look {
	looks := make([]look, len(h.names))
	for i, name := range h.names {
		there := t.in(t.regionOfEvent(name))
		looks[i] = func(ctx context.Context) { h.found[i] = changesNamed(ctx, there, name) }
	}
	return looks
}

// answer is every change, newest first. What could be seen stands although
// something else could not.
func (h *history) answer() monitor.Seen[[]monitor.Changed] {
	all := []monitor.Changed{}
	var unseen *monitor.Unseen
	for _, f := range h.found {
		if f.There() {
			all = append(all, *f.Value...)
		} else if f.Unseen != nil {
			unseen = f.Unseen
		}
	}
	if len(all) == 0 && unseen != nil {
		return monitor.NotSeen[[]monitor.Changed](*unseen)
	}
	slices.SortStableFunc(all, func(a, b monitor.Changed) int { return b.At.Compare(a.At) })
	return monitor.Found(all)
}

// changesNamed is the newest page of one event. A call that failed has changed
// nothing.
func changesNamed(ctx context.Context, a *account.Account, name string) monitor.Seen[[]monitor.Changed] {
	out, err := a.CloudTrail.LookupEvents(ctx, &cloudtrail.LookupEventsInput{LookupAttributes: byEventName(name), MaxResults: aws.Int32(historyPage)})
	if err != nil {
		return seen[[]monitor.Changed](nil, err)
	}
	list := make([]monitor.Changed, 0, len(out.Events))
	for _, e := range out.Events {
		r, err := record.Parse(aws.ToString(e.CloudTrailEvent))
		if err == nil && r.ErrorCode.Empty() {
			list = append(list, changeOf(e, r))
		}
	}
	return monitor.Found(list)
}

// regionOfEvent is in whose Event history an event stands: that of IAM, which
// is global, in the partition's first region, a trail's in its home region.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
func (t *taker) regionOfEvent(name string) string {
	switch {
	case strings.Contains(name, "Role") || strings.Contains(name, "PolicyVersion"):
		switch t.Partition {
		case "aws-cn":
			return "cn-north-1"
		case "aws-us-gov":
			return "us-gov-west-1"
		default:
			return "us-east-1"
		}
	case strings.Contains(name, "Trail") || strings.HasSuffix(name, "Logging") || name == "PutEventSelectors":
		if trail := t.s.Trail.Value; trail != nil && trail.HomeRegion != "" {
			return trail.HomeRegion
		}
	}
	return t.Region
}

func changeOf(e types.Event, r record.Record) monitor.Changed {
	c := monitor.Changed{Event: r.EventName, Who: r.Identity.ARN, At: r.EventTime, EventID: r.EventID}
	if c.Who.Empty() {
		c.Who = r.Identity.InvokedBy
	}
	if c.Who.Empty() {
		c.Who = foreign.New(aws.ToString(e.Username))
	}
	add := func(name string) {
		text := foreign.New(name)
		if name != "" && len(name) <= maxName && len(c.Resources) < maxResources && !slices.Contains(c.Resources, text) {
			c.Resources = append(c.Resources, text)
		}
	}
	for _, x := range e.Resources {
		add(aws.ToString(x.ResourceName))
	}
	texts(gjson.Get(r.Raw.Raw(), "requestParameters"), 0, add)
	return c
}

// texts finds the texts in a value, to a bearable depth.
func texts(v gjson.Result, depth int, add func(string)) {
	switch {
	case v.Type == gjson.String:
		add(v.Str)
	case v.IsObject() || v.IsArray():
		if depth > 3 {
			return
		}
		v.ForEach(func(_, inner gjson.Result) bool {
			texts(inner, depth+1, add)
			return true
		})
	}
}
