package cli

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/build"
	"secretwatch/aws/expected"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
)

// buildFor builds the monitor of another secret beside the first.
func (s *paneStory) buildFor(secret string) {
	s.t.Helper()
	d := monitor.DesiredFor(secret, demoEmail, s.a.Place)
	seen, err := survey.TakeFor(s.t.Context(), s.a, d)
	if err != nil {
		s.t.Fatal(err)
	}
	o := build.Options{SecretValue: func() (string, error) { return "geheim", nil }}
	if _, err := build.Apply(s.t.Context(), s.a, d, build.Plan(d, seen), o); err != nil {
		s.t.Fatal(err)
	}
}

// Three monitors: from one to the next, each with its own reads, and nothing of
// the old one goes on. When the bubble ends, so has every goroutine.
func TestPaneSwitchesMonitors(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy", "watch "+demoSecret, "not monitor 1 of")
		s.buildFor("prod/db")
		s.buildFor("prod/mail")
		s.press("m")
		s.sees("the list", 20*time.Second, "prod/db", "prod/mail", "this one", "made by setup")
		s.press("2")
		s.sees("switched", 20*time.Second, "watch prod/db", "monitor 2 of 3", "no read yet")
		if _, err := s.a.Secrets.GetSecretValue(s.t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/db")}); err != nil {
			s.t.Fatal(err)
		}
		s.sees("its read", 30*time.Second, "user/admin")
		asked := map[string]int{}
		from := s.a.Clock.Now()
		time.Sleep(30 * time.Second)
		for _, c := range s.a.Log.Newest(1000) {
			if c.Operation == "FilterLogEvents" && c.At.After(from) {
				for _, group := range []string{"/secretwatch/prod-db", "/secretwatch/prod-mail", s.names.LogGroup} {
					if strings.Contains(c.Command.Safe(), group) {
						asked[group]++
					}
				}
			}
		}
		if asked[s.names.LogGroup] != 0 || asked["/secretwatch/prod-mail"] != 0 || asked["/secretwatch/prod-db"] == 0 {
			s.t.Errorf("after the switch these log groups were asked: %v", asked)
		}
		s.press("m", "3")
		s.sees("switched again", 20*time.Second, "watch prod/mail", "monitor 3 of 3", "no read yet")
		s.press("m", "1")
		s.sees("back", 20*time.Second, "watch "+demoSecret, "monitor 1 of 3")
	})
}

// A mark that is made in the pane is on the alarm, and there again in the next
// pane.
func TestPaneRemembersWhoIsExpected(t *testing.T) {
	playPane(t, watchFlags{since: time.Hour}, func(s *paneStory) {
		s.sees("at the start", 20*time.Second, "✓ healthy")
		if _, err := s.a.Secrets.GetSecretValue(s.t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String(demoSecret)}); err != nil {
			s.t.Fatal(err)
		}
		s.sees("the read", 30*time.Second, "user/admin")
		s.press("x")
		s.sees("marked", 10*time.Second, "user/admin is expected from now on; remembered in a tag on the alarm.", "1 expected")
		set, err := expected.Load(s.t.Context(), s.a, s.names)
		if err != nil || len(set) != 1 {
			s.t.Errorf("on the alarm: %v, %v", set, err)
		}
		if screen := s.screen.liveNow(s.t.Context(), s.names, watchFlags{since: time.Hour}); screen == nil {
			s.t.Error("no second pane")
		}
		if now, seen := s.screen.mender.sight.readers(); !seen || len(now) != 1 {
			s.t.Errorf("the next pane expects %v", now)
		}
	})
}
