package survey

import (
	"context"
	"fmt"
	"slices"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
)

// Gone finds the monitors whose parts this one shares and that nobody has any
// more: without their alarm and their secret Discover does not know them. A trail
// of another region is not judged, because its monitor is there. It makes calls
// only where there is something to ask.
func Gone(ctx context.Context, a *account.Account, s monitor.Snapshot) ([]string, error) {
	if t := s.Trail.Value; t != nil && t.HomeRegion != s.Region {
		return nil, nil
	}
	var others []string
	for _, tags := range sharedTags(s) {
		if other := monitor.MadeFor(tags); other != "" && other != s.Monitor && !slices.Contains(others, other) {
			others = append(others, other)
		}
	}
	if len(others) == 0 {
		return nil, nil
	}
	there, err := Discover(ctx, a)
	if err != nil { // whoever was not seen may be there
		return nil, fmt.Errorf("which monitors share its parts: %w", err)
	}
	return slices.DeleteFunc(others, func(other string) bool {
		return slices.ContainsFunc(there, func(n monitor.Names) bool { return n.Monitor == other })
	}), nil
}

// sharedTags are the tags of the parts that several monitors may stand on.
func sharedTags(s monitor.Snapshot) []map[string]string {
	var list []map[string]string
	if x := s.Trail.Value; x != nil {
		list = append(list, x.Tags)
	}
	if x := s.LogGroup.Value; x != nil {
		list = append(list, x.Tags)
	}
	if x := s.Role.Value; x != nil {
		list = append(list, x.Tags)
	}
	if x := s.Bucket.Value; x != nil && x.Tags.There() {
		list = append(list, *x.Tags.Value)
	}
	return list
}
