package survey

import (
	"context"
	"slices"

	"secretwatch/aws/account"
	"secretwatch/aws/lookup"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// maxAway is in how many other regions reads are looked for, at the same time:
// the quota of LookupEvents is by region.
const maxAway = 5

// usualRegions are those at which people's tools and consoles stand most often,
// in no order of AWS's.
func usualRegions() []string {
	return []string{"us-east-1", "us-west-2", "eu-west-1", "us-east-2", "eu-central-1", "ap-southeast-2"}
}

// awayRegions are other regions in which this secret may be read: those of its
// replicas and of trails, which are known, then the usual ones, where a secret
// of the same name may be.
func (t *taker) awayRegions() (regions []string, known int) {
	add := func(region string) {
		if region != "" && region != t.Region && !slices.Contains(regions, region) {
			regions = append(regions, region)
		}
	}
	if s := t.s.Secret.Value; s != nil {
		add(s.Primary)
		for _, r := range s.Replicas {
			add(r)
		}
	}
	if t.s.Trail.There() {
		add(t.s.Trail.Value.HomeRegion)
	}
	if t.s.Elsewhere.There() {
		for _, x := range *t.s.Elsewhere.Value {
			add(x.HomeRegion)
		}
	}
	known = min(len(regions), maxAway)
	if t.Partition == "" || t.Partition == "aws" {
		for _, r := range usualRegions() {
			add(r)
		}
	}
	return regions[:min(len(regions), maxAway)], known
}

// awayReads are the newest reads of a secret of this name in other regions,
// newest first. Event history is by region.
func (t *taker) awayReads(ctx context.Context) {
	regions, known := t.awayRegions()
	found := make([]monitor.Seen[[]record.Read], len(regions))
	looks := make([]look, len(regions))
	for i, region := range regions {
		there := t.in(region)
		looks[i] = func(ctx context.Context) { found[i] = newestReads(ctx, there, lookup.For(t.s.Filters)) }
	}
	together(ctx, looks)
	reads := []record.Read{}
	var unseen *monitor.Unseen
	for i, f := range found {
		if f.Unseen != nil && i < known {
			unseen = f.Unseen
		}
		if !f.There() {
			continue
		}
		for _, r := range *f.Value {
			if r.Of(t.names.Secret, "") {
				reads = append(reads, r)
			}
		}
	}
	if len(reads) == 0 && unseen != nil {
		t.s.AwayReads = monitor.NotSeen[[]record.Read](*unseen)
		return
	}
	slices.SortStableFunc(reads, func(a, b record.Read) int { return b.Time.Compare(a.Time) })
	t.s.AwayReads = monitor.Found(reads)
}

// in is the account in another region, the same one each time: it holds our own
// limits there. It is not for looks that run together.
func (t *taker) in(region string) *account.Account {
	if t.regions == nil {
		t.regions = map[string]*account.Account{}
	}
	if t.regions[region] == nil {
		t.regions[region] = t.In(region)
	}
	return t.regions[region]
}
