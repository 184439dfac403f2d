package survey

import (
	"context"

	"secretwatch/aws/account"
	"secretwatch/aws/lookup"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// Reads are asked for after the filters are known, so that none of them counts
// the asking: filters of other hands, and those of setup that somebody gave
// another pattern.

// firstReads looks for the reads where the filters are known, else at the
// filters.
func (t *taker) firstReads() look {
	switch known := t.options.Filters; {
	case t.names.LogGroup == "":
		return t.reads(lookup.Name)
	case known.There() && len(*known.Value) > 0:
		t.s.Filters, t.filtersOf = known, t.names.LogGroup
		return t.reads(lookup.For(known))
	default:
		t.filtersOf, t.readsLater = t.names.LogGroup, true
		return t.filters
	}
}

// laterReads looks for the reads as the filters allow it, and then for what of
// them lies in the log group.
func (t *taker) laterReads() []look {
	filters, group, known := t.s.Filters, t.deliveryGroup(), t.s.LogGroup.Value
	if t.filtersOf != t.names.LogGroup && t.inventory != nil {
		filters = monitor.Found(t.inventory.filters.all)
	}
	return []look{func(ctx context.Context) {
		t.reads(lookup.For(filters))(ctx)
		together(ctx, t.logged(group, known))
	}}
}

// reads takes the newest reads, of any secret: that another secret was read is a
// diagnosis too.
func (t *taker) reads(by lookup.By) look {
	return func(ctx context.Context) { t.s.Reads = newestReads(ctx, t.Account, by) }
}

// newestReads are the newest reads in a region.
func newestReads(ctx context.Context, a *account.Account, by lookup.By) monitor.Seen[[]record.Read] {
	records, err := lookup.Newest(ctx, a, by, lookup.Span{})
	if err != nil {
		return seen[[]record.Read](nil, err)
	}
	reads := make([]record.Read, 0, len(records))
	for _, r := range records {
		read, _ := r.Read()
		reads = append(reads, read)
	}
	return monitor.Found(reads)
}
