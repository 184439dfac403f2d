package cli

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	eventtypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/build"
	"secretwatch/aws/compare"
	"secretwatch/aws/monitor"
)

// makeTopic makes a topic of the monitor's, with more tags.
func (s *paneStory) makeTopic(name string, more ...types.Tag) {
	s.t.Helper()
	tags := append([]types.Tag{
		{Key: aws.String(monitor.TagManagedBy), Value: aws.String(monitor.ManagedBy)}, {Key: aws.String(monitor.TagMonitor), Value: aws.String(s.names.Monitor)},
	}, more...)
	if _, err := s.a.SNS.CreateTopic(s.t.Context(), &sns.CreateTopicInput{Name: aws.String(name), Tags: tags}); err != nil {
		s.t.Fatal(err)
	}
}

// elsewhere puts what a comparison on another machine has made into the account.
func (s *paneStory) elsewhere() {
	s.t.Helper()
	began := s.a.Clock.Now().Add(-time.Minute).UTC()
	run := began.Format(time.RFC3339) + " " + began.Add(time.Hour).Format(time.RFC3339) + " 0123456789ab 4711"
	s.makeTopic(s.names.FilesTopic(),
		types.Tag{Key: aws.String(monitor.TagExperiment), Value: aws.String("compare")}, types.Tag{Key: aws.String("secretwatch:run"), Value: aws.String(run)})
}

// A comparison that may still run on another machine is refused by --yes, asked
// about on a terminal, and told from leftovers in the pane.
func TestAComparisonThatRunsElsewhere(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy")
		s.elsewhere()
		s.restart()
		s.sees("the next start", 20*time.Second, "Another comparison may still be running on another machine: C shows what it made")
		s.press("C")
		s.sees("what it made", 20*time.Second, "and may still be running on another machine; it is over by", "y removes that", "secretwatch-")
		for _, c := range []struct {
			name, in string
			yes      bool
			fails    string
			left     string
		}{
			{"--yes", "", true, "and may still be running on another machine", "_files"},
			{"no", "n\n", false, "not confirmed: it stays, and no new comparison can begin", "_files"},
			{"yes", "y\n", false, "", ""},
		} {
			var said bytes.Buffer
			p := &program{streams: Streams{In: strings.NewReader(c.in), Out: io.Discard, Err: &said, Terminal: true}}
			p.flags.yes = c.yes
			one := &comparison{p: p, a: s.a, names: s.names, answers: bufio.NewReader(p.streams.In), tell: func(compare.Event) {}}
			err := one.cleanUp(s.t.Context(), s.names)
			if (err == nil) != (c.fails == "") || err != nil && !strings.Contains(err.Error(), c.fails) {
				t.Errorf("%s: %v", c.name, err)
			}
			asked := strings.Contains(said.String(), "may still be running on another machine; it has made:") && strings.Contains(said.String(), "Remove that, which ends the other comparison?")
			if asked == c.yes {
				t.Errorf("%s: it says\n%s", c.name, said.String())
			}
			if left := s.experiments(); left != c.left {
				t.Errorf("%s: there is %q", c.name, left)
			}
		}
	})
}

// The topic of a rule that the monitor has no more goes with it; of the rule of
// somebody else's that told it, and stays, a person hears.
func TestDestroySaysThatAnothersRuleStays(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.makeTopic(s.names.RuleTopic)
		if _, err := s.a.Events.PutRule(s.t.Context(), &eventbridge.PutRuleInput{Name: aws.String("theirs"), EventPattern: aws.String(`{"source":["aws.secretsmanager"]}`)}); err != nil {
			s.t.Fatal(err)
		}
		target := eventtypes.Target{Id: aws.String("1"), Arn: aws.String(s.names.RuleTopicARN(s.a.Place))}
		if _, err := s.a.Events.PutTargets(s.t.Context(), &eventbridge.PutTargetsInput{Rule: aws.String("theirs"), Targets: []eventtypes.Target{target}}); err != nil {
			s.t.Fatal(err)
		}
		p := &program{streams: Streams{Out: io.Discard, Err: io.Discard}}
		var gone build.Destroyed
		if err := p.removeParts(s.t.Context(), s.a, p.leftovers(s.t.Context(), s.a, s.names, nil), &gone); err != nil {
			s.t.Fatal(err)
		}
		if len(gone.Deleted) != 1 || gone.Deleted[0].Name != s.names.RuleTopic || len(gone.Remaining) != 1 {
			t.Fatalf("deleted %v, remaining %v", gone.Deleted, gone.Remaining)
		}
		if r := gone.Remaining[0]; r.Kind != monitor.KindRule || r.Name != "theirs" || !strings.HasPrefix(r.Why, "was not made by secretwatch; it told the topic "+s.names.RuleTopic+", which is gone") {
			t.Errorf("it says %+v", r)
		}
		if left := s.experiments(); left != "rule" {
			t.Errorf("there is %q", left)
		}
	})
}
