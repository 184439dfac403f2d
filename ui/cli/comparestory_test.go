package cli

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/compare"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/ui/widget"
)

// experiments are the topics and rules beside the monitor's own topic.
func (s *paneStory) experiments() string {
	s.t.Helper()
	var names []string
	topics, err := s.a.SNS.ListTopics(s.t.Context(), &sns.ListTopicsInput{})
	if err != nil {
		s.t.Fatal(err)
	}
	for _, t := range topics.Topics {
		if a := *t.TopicArn; strings.HasSuffix(a, "_files") || strings.HasSuffix(a, "_reads") {
			names = append(names, a[strings.LastIndexByte(a, '_'):])
		}
	}
	rules, err := s.a.Events.ListRules(s.t.Context(), &eventbridge.ListRulesInput{})
	if err != nil {
		s.t.Fatal(err)
	}
	for range rules.Rules {
		names = append(names, "rule")
	}
	return strings.Join(names, " ")
}

// confirm opens the links as the person does: in the comparison's inbox.
func (s *paneStory) confirm() {
	s.t.Helper()
	s.press("i")
	s.sees("the inbox", 5*time.Second, "AWS Notification - Subscription Confirmation")
	s.press("enter", "enter", "esc", "j", "enter", "enter", "esc", "i")
}

func (s *paneStory) byTopic() map[string][]inbox.Mail {
	mails, err := s.screen.mail.List(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	by := map[string][]inbox.Mail{}
	for _, m := range mails {
		switch {
		case strings.Contains(m.Subject, "Subscription Confirmation"):
		case strings.HasPrefix(m.Subject, "ALARM: "), strings.HasPrefix(m.Subject, "OK: "):
			by["the alarm"] = append(by["the alarm"], m)
		case strings.Contains(m.Subject, "CloudTrail"):
			by["CloudTrail"] = append(by["CloudTrail"], m)
		default:
			by["EventBridge"] = append(by["EventBridge"], m)
		}
	}
	return by
}

// Opened, agreed to, confirmed in the inbox, closed and opened again meanwhile;
// the table is the inbox, mail by mail, and nothing is left.
func TestPaneComparesThreeWays(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy")
		s.press("C")
		s.sees("the offer", 5*time.Second, "Nothing is done before y", "read "+demoSecret+" 3 times", "reads ← 3 →")
		if left := s.experiments(); left != "" {
			t.Fatalf("made before a yes: %s", left)
		}
		s.press("y")
		s.sees("the confirmations", 20*time.Second, "the inbox has 2 mails to confirm", "! confirm it", "until 00:")
		s.confirm()
		s.sees("the first read", 20*time.Second, "read 1 of 3: ", "not ! confirm it")
		s.press("esc")
		s.sees("the pane", 5*time.Second, "[comparing]", "goes on: C shows it")
		s.press("C")
		s.sees("the table", 60*time.Second, "read 2 of 3: ")
		if got := s.experiments(); got != "_files _reads rule" {
			t.Errorf("switched on: %s", got)
		}
		s.sees("the end", 2*time.Minute, "✓ compared; all that was switched on is off again", "Of 3 reads on the sandbox", "✓ removed the EventBridge rule", "✓ switched off the notifications of the trail")
		if left := s.experiments(); left != "" {
			t.Errorf("left behind: %s", left)
		}
		s.agrees()
	})
}

// agrees compares the table on the screen with the inbox.
func (s *paneStory) agrees() {
	s.t.Helper()
	by := s.byTopic()
	s.sees("how many mails", time.Second, row("mails", fmt.Sprint(len(by["CloudTrail"])), fmt.Sprint(len(by["the alarm"])), fmt.Sprint(len(by["EventBridge"]))))
	for i := range 3 {
		alarm, rule := by["the alarm"][i], by["EventBridge"][i]
		read := ""
		for line := range strings.Lines(rule.Body) {
			if at, ok := strings.CutPrefix(strings.Trim(line, "\"\n"), "When: "); ok {
				read, _, _ = strings.Cut(at, ",")
			}
		}
		began, err := time.Parse(time.RFC3339, read)
		if err != nil {
			s.t.Fatal(err)
		}
		// The mail says the second of the read, the table has tenths.
		s.sees("a read", time.Second, "read "+fmt.Sprint(i+1)+"  "+began.Format(time.TimeOnly))
		shown := s.times(i + 1)
		for j, m := range map[int]inbox.Mail{1: alarm, 2: rule} {
			if after := m.At.Sub(began) - shown[j]; after < -100*time.Millisecond || after > 1100*time.Millisecond {
				s.t.Errorf("%q was sent %s after the second of read %d, the table says %s", m.Subject, m.At.Sub(began), i+1, shown[j])
			}
		}
	}
}

var inSeconds = regexp.MustCompile(`✓ ([0-9.]+) s`)

// times are how long the ways took for a read, as the table says.
func (s *paneStory) times(read int) [3]time.Duration {
	s.t.Helper()
	s.film.mu.Lock()
	frame := ansi.Strip(s.film.frame)
	s.film.mu.Unlock()
	var all [3]time.Duration
	for line := range strings.Lines(frame) {
		if found := inSeconds.FindAllStringSubmatch(line, -1); strings.HasPrefix(line, fmt.Sprintf(" read %d  ", read)) && len(found) == 3 {
			for i, f := range found {
				d, err := time.ParseDuration(f[1] + "s")
				if err != nil {
					s.t.Fatal(err)
				}
				all[i] = d
			}
			return all
		}
	}
	s.t.Fatalf("no times of read %d in\n%s", read, frame)
	return all
}

// row is a row of the table at 120 columns, as the frame has it.
func row(label string, cells ...string) string {
	line := fmt.Sprintf(" %-18s", label)
	for _, c := range cells[:2] {
		line += fmt.Sprintf("%-33s", c)
	}
	return line + cells[2]
}

// The network goes away in the middle: what is switched on stays, and is found
// by the same screen and by the next start, which removes it after a yes.
func TestPaneFindsWhatAComparisonLeft(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy")
		s.press("C", "y")
		s.sees("the confirmations", 20*time.Second, "the inbox has 2 mails to confirm")
		s.confirm()
		s.sees("the first read", 20*time.Second, "read 1 of 3: ")
		s.wire.set(false, true)
		s.press("x")
		s.sees("the question", 5*time.Second, "Stop the comparison?")
		s.press("y")
		s.sees("not cleaned up", 4*time.Minute, "✗ not all may be off again", "and so does the next start")
		if s.wire.set(false, false); s.experiments() != "_files _reads rule" {
			t.Fatalf("there is %q", s.experiments())
		}
		s.restart()
		s.sees("the next start", 20*time.Second, "was cut off: C removes what it made")
		s.press("C")
		s.sees("the leftovers", 20*time.Second, "left 4 things behind", "the EventBridge rule secretwatch-", "the notifications of the trail secretwatch-")
		s.press("y")
		s.sees("the offer", 30*time.Second, "Nothing is done before y")
		if left := s.experiments(); left != "" {
			t.Errorf("left behind: %s", left)
		}
	})
}

// A stopped comparison cleans up and says so; what is kept stays.
func TestPaneStopsAComparison(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy")
		s.press("C", "y")
		s.sees("the confirmations", 20*time.Second, "the inbox has 2 mails to confirm")
		s.press("x", "y")
		s.sees("stopped", 30*time.Second, "! stopped; all that was switched on is off again", "✓ removed the topic")
		if left := s.experiments(); left != "" {
			t.Errorf("left behind: %s", left)
		}
		s.press("r")
		s.sees("once more", 10*time.Second, "Nothing is done before y")
		s.press("-", "-", "k", "y")
		s.sees("the confirmations", 20*time.Second, "the inbox has 2 mails to confirm")
		s.confirm()
		s.sees("the end", 2*time.Minute, "✓ compared; EventBridge stays", "✓ kept: ")
		if got := s.experiments(); got != "_reads rule" {
			t.Errorf("kept %q", got)
		}
		if things, err := compare.Kept(s.t.Context(), s.a, s.names); err != nil || len(things) != 2 {
			t.Errorf("kept %v, %v", things, err)
		}
	})
}

func TestPaneComparesNothingReadOnly(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.screen.p.flags.readOnly = true
		s.restart()
		s.press("C", "y")
		s.sees("forbidden", 5*time.Second, "! read-only: nothing is compared", "--read-only forbids")
		if made := s.experiments(); made != "" {
			t.Errorf("made %s", made)
		}
	})
}

// restart is the next start of the program on the same account.
func (s *paneStory) restart() {
	s.screen.comparisons = nil
	pane := s.screen.liveNow(s.screen.ctx, s.names, watchFlags{since: time.Hour})
	s.send(widget.ShowMsg{Screen: pane})
	time.Sleep(time.Second)
}
