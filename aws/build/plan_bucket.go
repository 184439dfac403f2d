package build

import (
	"strconv"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

func (p planner) bucket() monitor.Change {
	c := monitor.Change{Kind: monitor.KindBucket, Name: p.d.Bucket}
	if hides(p.s.Bucket.Unseen) {
		return blind(c, "whether the bucket is there", p.s.Bucket.Unseen)
	}
	b := p.s.Bucket.Value
	if b == nil {
		return create(c, "CloudTrail keeps its files there; a trail cannot do without")
	}
	c.Name = b.Name
	c.ARN = p.d.With(monitor.KindBucket, b.Name).BucketARN(p.d.Place)
	if b.OwnedByAnother {
		return blocked(c, "the name is taken by another AWS account (bucket names are shared by everyone): choose another")
	}
	for _, part := range []struct {
		what string
		u    *monitor.Unseen
	}{{"the bucket's policy", b.Policy.Unseen}, {"the bucket's tags", b.Tags.Unseen}} {
		if hides(part.u) {
			return blind(c, part.what, part.u)
		}
	}
	var tags map[string]string
	if b.Tags.There() {
		tags = *b.Tags.Value
	}
	ours := p.d.Ours(tags) || p.unfinished(*b, tags)
	var l settings
	l.add(!p.bucketServes(*b, ours), SettingPolicy, "lacks what CloudTrail needs", "lets CloudTrail write this trail's files")
	if ours {
		for _, part := range []struct {
			what string
			u    *monitor.Unseen
		}{
			{"whether public access is blocked", b.PublicBlocked.Unseen},
			{"the bucket's encryption", b.Encryption.Unseen},
			{"the bucket's lifecycle", b.ExpireDays.Unseen},
		} {
			if hides(part.u) {
				return blind(c, part.what, part.u)
			}
		}
		p.compareOwnBucket(&l, *b, tags)
	}
	return found(c, ours, l)
}

// unfinished recognises a bucket that an interrupted setup left behind on an
// endpoint that takes no tags with CreateBucket: the very name, and nothing in
// it that anyone has set.
func (p planner) unfinished(b monitor.Bucket, tags map[string]string) bool {
	return b.Name == monitor.NamesFor(p.d.Secret, p.d.Place).Bucket &&
		b.Tags.There() && len(tags) == 0 && b.ExpireDays.Absent()
}

func (p planner) compareOwnBucket(l *settings, b monitor.Bucket, tags map[string]string) {
	public := b.PublicBlocked
	l.add(public.Absent() || public.There() && !*public.Value, SettingPublic, "possible", "blocked")
	l.add(b.Encryption.Absent(), SettingEncryption, "none", "AES256")
	var days int32
	if b.ExpireDays.There() {
		days = *b.ExpireDays.Value
	}
	l.add(b.ExpireDays.Unseen == nil && days != p.d.ExpireDays, SettingExpiry, expiry(days), expiry(p.d.ExpireDays))
	l.add(!holds(tags, p.d.Tags()), SettingTags, "lacks ours", "marked as made by setup")
}

// holds reports whether tags has everything that wanted has.
func holds(tags, wanted map[string]string) bool {
	for k, v := range wanted {
		if have, ok := tags[k]; !ok || have != v {
			return false
		}
	}
	return true
}

func expiry(days int32) string {
	if days == 0 {
		return "never"
	}
	return "after " + strconv.Itoa(int(days)) + " days"
}

// bucketServes reports whether the policy lets CloudTrail write. In a bucket of
// ours the very statements have to be there; in another's their effect is enough.
func (p planner) bucketServes(b monitor.Bucket, ours bool) bool {
	if b.Policy.Unseen != nil {
		return true
	}
	policy := ""
	if b.Policy.There() {
		policy = *b.Policy.Value
	}
	prefix := ""
	if t := p.s.Trail.Value; t != nil && t.Bucket == b.Name {
		prefix = t.Prefix
	}
	want := iampolicy.BucketPolicy(b.Name, prefix, p.d.Account, p.trailARN(), p.partition())
	if _, changed := mergePolicy(policy, want, true); !changed {
		return true
	}
	return !ours && allows(policy, want)
}

func (p planner) partition() string {
	if p.d.Partition == "" {
		return "aws"
	}
	return p.d.Partition
}
