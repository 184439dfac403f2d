package expected

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch/types"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// ErrNotOurs says that the alarm was not made by setup, so that a tag on it
// needs a yes of its own.
var ErrNotOurs = errors.New("the alarm was not made by secretwatch setup")

// ErrNoAlarm says that there is no alarm to remember anything on.
var ErrNoAlarm = errors.New("there is no alarm to remember it on")

// Delta is a change of who is expected.
type Delta struct{ Add, Remove []Reader }

// Load reads who is expected from the alarm's tags. It is one call; an alarm
// that is not there expects nobody.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListTagsForResource.html
func Load(ctx context.Context, a *account.Account, n monitor.Names) (Set, error) {
	if n.Alarm == "" {
		return Set{}, nil
	}
	tags, err := read(ctx, a, n)
	return From(tags), err
}

// tries bounds how often a change is made anew because another pane wrote at the
// same time: tags have no condition under which they are written.
const tries = 3

// Change remembers a change on the alarm's tags and gives all who are expected
// then. It reads the tags before it writes and again afterwards, so that two who
// write at the same time do not lose each other's readers. On an alarm that is
// not ours it writes only where that was agreed to, and fails with ErrNotOurs
// otherwise.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_TagResource.html
func Change(ctx context.Context, a *account.Account, n monitor.Names, d Delta, agreed bool) (Set, error) {
	if n.Alarm == "" {
		return nil, ErrNoAlarm
	}
	var want Set
	for range tries {
		have, err := read(ctx, a, n)
		switch {
		case err != nil:
			return nil, err
		case !n.Ours(have) && !agreed:
			return nil, refused(ctx, a, n)
		}
		now := From(have)
		want = d.applied(now)
		if maps.Equal(now, want) {
			return want, nil
		}
		if err := write(ctx, a, n, have, want); err != nil {
			return nil, err
		}
	}
	return want, nil // what is read may lag behind what was written
}

// applied is the set after the change.
func (d Delta) applied(now Set) Set {
	want := maps.Clone(now)
	for _, r := range d.Add {
		want[r] = true
	}
	for _, r := range d.Remove {
		delete(want, r)
	}
	delete(want, "")
	return want
}

// refused is why nothing is written on an alarm whose tags are not ours: an
// alarm that is not there has none.
func refused(ctx context.Context, a *account.Account, n monitor.Names) error {
	out, err := a.CloudWatch.DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{AlarmNames: []string{n.Alarm}})
	if err == nil && len(out.MetricAlarms)+len(out.CompositeAlarms) == 0 {
		return ErrNoAlarm
	}
	return ErrNotOurs
}

func read(ctx context.Context, a *account.Account, n monitor.Names) (map[string]string, error) {
	out, err := a.CloudWatch.ListTagsForResource(ctx, &cloudwatch.ListTagsForResourceInput{ResourceARN: aws.String(n.AlarmARN(a.Place))})
	if err != nil {
		return nil, fmt.Errorf("read the alarm's tags: %w", err)
	}
	tags := make(map[string]string, len(out.Tags))
	for _, t := range out.Tags {
		tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	return tags, nil
}

// write makes the alarm's tags those of the set. What is new is written before
// what is old goes, so that no reader is forgotten in between.
func write(ctx context.Context, a *account.Account, n monitor.Names, have map[string]string, set Set) error {
	others := 0
	for key := range have {
		if !isOurs(key) && !strings.HasPrefix(key, "aws:") {
			others++
		}
	}
	want, err := tagsOf(set, others)
	if err != nil {
		return err
	}
	arn := aws.String(n.AlarmARN(a.Place))
	var tags []types.Tag
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if have[key] != want[key] {
			tags = append(tags, types.Tag{Key: aws.String(key), Value: aws.String(want[key])})
		}
	}
	if len(tags) > 0 {
		if _, err := a.CloudWatch.TagResource(ctx, &cloudwatch.TagResourceInput{ResourceARN: arn, Tags: tags}); err != nil {
			return fmt.Errorf("write the alarm's tags: %w", err)
		}
	}
	var stale []string
	for _, key := range slices.Sorted(maps.Keys(have)) {
		if _, still := want[key]; isOurs(key) && !still {
			stale = append(stale, key)
		}
	}
	if len(stale) > 0 {
		if _, err := a.CloudWatch.UntagResource(ctx, &cloudwatch.UntagResourceInput{ResourceARN: arn, TagKeys: stale}); err != nil {
			return fmt.Errorf("remove tags of the alarm: %w", err)
		}
	}
	return nil
}
