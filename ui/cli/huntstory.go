package cli

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"secretwatch/aws/sandbox/faults"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
	"secretwatch/ui/widget"
)

// breakage is what a story has broken, and when.
type breakage struct {
	faults.Injected
	at time.Time
}

// huntLate is when a story that expects no mail stops waiting for one: more than
// twice what the sandbox's fast pace takes.
const huntLate = 10 * time.Second

// errNotNamed says that the story ended with another verdict than the answer.
var errNotNamed = errors.New("the doctor did not name what was broken")

func (s *story) breakIt(ctx context.Context) error {
	s.chapter("Breaking something")
	done, err := s.hunter.inject(ctx, s.hunter.draw())
	if err != nil {
		return err
	}
	s.broke = &breakage{done, s.a.Clock.Now()}
	s.p.printf("   broken, by API calls that anyone might make; what it was is said in the end\n")
	return nil
}

// target is what the story watches. Where something was broken the pattern is
// the one that the metric filter has now.
func (s *story) target(ctx context.Context) watch.Target {
	t := targetOf(s.names, usualPattern(s.names, s.a.Place))
	if s.broke == nil {
		return t
	}
	t.Pattern, s.noPattern = "", true
	out, err := s.hunter.a.Logs.DescribeMetricFilters(ctx, &cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String(s.names.LogGroup)})
	if err != nil {
		return t // the log group is gone, and the filter with it
	}
	for _, f := range out.MetricFilters {
		if aws.ToString(f.FilterName) == s.names.Filter {
			t.Pattern, s.noPattern = aws.ToString(f.FilterPattern), false
		}
	}
	return t
}

// answer asks the doctor, and then says what was broken.
func (s *story) answer(ctx context.Context) error {
	waited := plain.Took(s.a.Clock.Now().Sub(s.test.At))
	m, came := s.alarmMail()
	if came {
		s.p.printf("   all the same a mail came: %s\n", m.Subject)
	} else {
		s.p.printf("   no mail came within %s\n", waited)
	}
	s.chapter("The checklist")
	look, err := s.p.lookCloser(ctx, s.a, s.names, doctorFlags{})
	if err != nil {
		return err
	}
	r := look.Report
	took := s.a.Clock.Now().Sub(s.broke.at)
	s.printer.Report(r)

	s.chapter("The answer")
	a := answerOf(s.broke.Injected)
	s.p.printf("   %s (%s).\n   What was done:\n", a.Title, a.Code)
	for _, c := range a.Commands {
		s.p.printf("     %s\n", c)
	}
	if !s.broke.Names(r.Verdict.Code) {
		s.p.printf("   The doctor says %s, which does not name it.\n", r.Verdict.Code)
		return broken(errNotNamed, "secretwatch demo --break="+a.Code+" tells it once more")
	}
	s.p.printf("   The doctor named it as %s, %s after it was broken.\n", r.Verdict.Code, widget.Took(took))
	return nil
}
