package survey

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/monitor"
)

// maxElsewhere is of how many trails of other regions the settings are read.
const maxElsewhere = 3

// elsewhere finds the trails that this region does not know: DescribeTrails
// shows its own and the shadows of multi-region ones, ListTrails those of all
// regions.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_ListTrails.html
func (t *taker) elsewhere(ctx context.Context) {
	out, err := t.CloudTrail.ListTrails(ctx, &cloudtrail.ListTrailsInput{})
	if err != nil {
		t.s.Elsewhere = seen[[]monitor.Trail](nil, err)
		return
	}
	found := []monitor.Trail{}
	for _, x := range out.Trails {
		m := monitor.Trail{Name: aws.ToString(x.Name), ARN: aws.ToString(x.TrailARN), HomeRegion: aws.ToString(x.HomeRegion)}
		if m.HomeRegion != t.Region && !t.knows(m.ARN) {
			found = append(found, m)
		}
	}
	var looks []look
	for i := range found[:min(len(found), maxElsewhere)] {
		looks = append(looks, func(ctx context.Context) {
			home := func(o *cloudtrail.Options) { o.Region = found[i].HomeRegion }
			out, err := t.CloudTrail.GetTrail(ctx, &cloudtrail.GetTrailInput{Name: aws.String(found[i].ARN)}, home)
			// Without its settings the trail is still there, and elsewhere.
			if err == nil && out.Trail != nil {
				found[i] = readTrails([]types.Trail{*out.Trail})[0]
			}
		})
	}
	together(ctx, looks)
	t.s.Elsewhere = monitor.Found(found)
}

func (t *taker) knows(trailARN string) bool {
	return t.s.Trails.There() && slices.ContainsFunc(*t.s.Trails.Value, func(x monitor.Trail) bool {
		return strings.EqualFold(x.ARN, trailARN)
	})
}
