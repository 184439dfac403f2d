package survey

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/account"
	"secretwatch/aws/filter"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// A look into Event history is a management event itself, and its record holds
// what was looked for. A metric filter whose pattern is the plain text
// GetSecretValue counts the look for events of that name, and the alarm goes
// off. Such a chain is asked for all events of Secrets Manager instead.

// mayBeText reports that the chain has names that setup does not give: then its
// filters are looked at before the reads. Setup's own patterns are no text.
func (t *taker) mayBeText() bool {
	return t.names.LogGroup != "" && !strings.HasPrefix(t.names.Alarm, "secretwatch-")
}

// firstReads looks for the reads at once, or at the filters that may count the
// look.
func (t *taker) firstReads() look {
	if !t.mayBeText() {
		return t.reads
	}
	t.filtersOf, t.readsLater = t.names.LogGroup, true
	return t.filters
}

// laterReads looks for the reads as the filters allow it, and then for what of
// them lies in the log group.
func (t *taker) laterReads() []look {
	filters, group, known := t.s.Filters, t.deliveryGroup(), t.s.LogGroup.Value
	if t.filtersOf != t.names.LogGroup && t.inventory != nil {
		filters = monitor.Found(t.inventory.filters.all)
	}
	return []look{func(ctx context.Context) {
		t.s.Reads = lookedUpReads(ctx, t.Account, filters)
		together(ctx, t.logged(group, known))
	}}
}

// lookRecord is what CloudTrail writes of a look into Event history, as far as a
// text can be found in it.
func lookRecord(attribute trailtypes.LookupAttribute) string {
	return `{"eventVersion":"1.11","eventSource":"cloudtrail.amazonaws.com","eventName":"LookupEvents","requestParameters":{"maxResults":50,"lookupAttributes":[{"attributeKey":"` +
		string(attribute.AttributeKey) + `","attributeValue":"` + aws.ToString(attribute.AttributeValue) + `"}]},"responseElements":null,"readOnly":true}`
}

// quietly is the attribute by which reads are looked for: the event's name,
// unless that would be counted for a read and the service's would not.
func quietly(filters monitor.Seen[[]monitor.MetricFilter]) []trailtypes.LookupAttribute {
	byName := byEventName("GetSecretValue")
	bySource := []trailtypes.LookupAttribute{{AttributeKey: trailtypes.LookupAttributeKeyEventSource, AttributeValue: aws.String("secretsmanager.amazonaws.com")}}
	if !filters.There() {
		return byName
	}
	for _, f := range *filters.Value {
		p, err := filter.Parse(f.Pattern.Raw())
		if err == nil && p.Match(lookRecord(byName[0])) && !p.Match(lookRecord(bySource[0])) {
			return bySource
		}
	}
	return byName
}

// maxQuietPages is how far the events of Secrets Manager are gone through for
// reads: a page has fifty of all kinds, and a quota holds the next one up.
const maxQuietPages = 3

// lookedUpReads is the newest page of reads in a region, of any secret, looked
// for so that these filters do not count the look.
func lookedUpReads(ctx context.Context, a *account.Account, filters monitor.Seen[[]monitor.MetricFilter]) monitor.Seen[[]record.Read] {
	records, err := lookedUp(ctx, a, filters)
	if err != nil {
		return seen[[]record.Read](nil, err)
	}
	reads := make([]record.Read, 0, len(records))
	for _, r := range records {
		if read, ok := r.Read(); ok {
			reads = append(reads, read)
		}
	}
	return monitor.Found(reads)
}

// lookedUp are the records of reads; one that cannot be read is left out: it is
// no evidence.
func lookedUp(ctx context.Context, a *account.Account, filters monitor.Seen[[]monitor.MetricFilter]) ([]record.Record, error) {
	in := &cloudtrail.LookupEventsInput{LookupAttributes: quietly(filters), MaxResults: aws.Int32(historyPage)}
	quiet := in.LookupAttributes[0].AttributeKey == trailtypes.LookupAttributeKeyEventSource
	var records []record.Record
	for n := 1; ; n++ {
		out, err := a.CloudTrail.LookupEvents(ctx, in)
		if err != nil {
			return nil, err
		}
		for _, e := range out.Events {
			if r, err := record.Parse(aws.ToString(e.CloudTrailEvent)); err == nil {
				if _, ok := r.Read(); ok {
					records = append(records, r)
				}
			}
		}
		if in.NextToken = out.NextToken; !quiet || len(records) > 0 || aws.ToString(out.NextToken) == "" || n == maxQuietPages {
			return records, nil
		}
	}
}
