package cli

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/account"
	"secretwatch/aws/expected"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/survey"
	"secretwatch/aws/watch"
	"secretwatch/ui/live"
)

// asks are what the live pane can ask for beyond looking on.
func (s *screens) asks(n monitor.Names, watcher *watch.Watcher, w watchFlags) live.Asks {
	a := s.a
	x := live.Asks{
		Failing: watcher.Failing, Retry: watcher.Retry,
		Neighbours: func(ctx context.Context, r record.Read) (survey.Neighbourhood, error) {
			return survey.Neighbours(ctx, regional(a, r.Region), r)
		},
		EventURL:     func(r record.Read) string { return eventURL(a, r) },
		EventCommand: func(r record.Read) string { return eventCommand(a, r) },
		Browse:       browse(),
		Notes:        live.NotesOf(os.Getenv),
		ReadOnly:     s.p.flags.readOnly,
	}
	x.Notes.Quiet, x.UnexpectedOnly = w.quiet, w.unexpected
	if !s.mail.fast() { // a sandbox costs nobody anything
		x.Away = watcher.Away
	}
	if w.hook != nil {
		x.NewRead = func(ctx context.Context, r watch.Read) error { return w.hook.run(ctx, a, r) }
	}
	if n.Secret != "" {
		x.Blame = s.mender.blame
		x.Monitors, x.Switch = s.monitors, s.switcher(w)
	}
	sight := &s.mender.sight
	x.Expected, x.ByRule, x.Filter = sight.readers, sight.rule, sight.filter
	if n.Alarm != "" && !s.p.flags.readOnly {
		x.Expect = func(ctx context.Context, d expected.Delta, agreed bool) (expected.Set, error) {
			set, err := expected.Change(ctx, a, n, d, agreed)
			if err == nil {
				sight.know(set)
			}
			return set, err
		}
	}
	if n.Secret != "" && !s.p.flags.readOnly {
		x.Plan, x.Fix = s.mender.plan, s.mender.fix
	}
	return x
}

// regional is the account in a record's region.
func regional(a *account.Account, region string) *account.Account {
	if region == "" {
		return a
	}
	return a.In(region)
}

// seenPattern asks for the pattern of the monitor's filter as it is now; false
// where it cannot be seen. It is one call.
func seenPattern(ctx context.Context, a *account.Account, n monitor.Names) (pattern string, known bool) {
	if n.LogGroup == "" || n.Filter == "" {
		return "", false
	}
	out, err := a.Logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{
		LogGroupName: aws.String(n.LogGroup), FilterNamePrefix: aws.String(n.Filter),
	})
	if err != nil {
		return "", false
	}
	for _, f := range out.MetricFilters {
		if aws.ToString(f.FilterName) == n.Filter {
			return aws.ToString(f.FilterPattern), true
		}
	}
	return "", true
}

// place is where the program looks, for the title bar: what matters most first.
func (s *screens) place() string {
	if s.a == nil {
		return ""
	}
	place := s.a.Account + " " + s.a.Region
	if s.a.Profile != "" {
		place += " " + fmt.Sprintf("profile:%s", s.a.Profile)
	}
	return place
}

// mark is what must never be overlooked.
func (s *screens) mark() string {
	if s.p.flags.readOnly {
		return "READ-ONLY"
	}
	return ""
}
