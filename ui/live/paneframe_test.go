package live

import (
	"fmt"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/account"
	"secretwatch/aws/mend"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// paneStories are the states of what the pane can do beyond looking on.
var paneStories = []struct {
	name string
	play func(*stage)
}{
	{"read-only", func(s *stage) {
		s.live.feed.ReadOnly = true
		s.send(widget.FrameMsg{Banner: "Not AWS: the endpoint is http://127.0.0.1:4566", Place: "111122223333 us-east-1 profile:admin", Mark: "READ-ONLY"})
		s.at(5 * time.Minute)
		s.send(quiet(earlier()...))
	}},
	{"record in words", func(s *stage) { s.send(quiet(earlier()...)); s.keys("down", "enter") }},
	{"record searched", func(s *stage) { s.send(quiet(earlier()...)); s.keys("enter", "v", "/", "s", "e", "c", "enter", "n") }},
	{"neighbours", func(s *stage) { s.send(quiet(earlier()...)); s.keys("down", "enter", "v", "w", "end") }},
	{"copy menu", func(s *stage) { s.send(quiet(earlier()...)); s.keys("y", "down") }},
	{"console without desktop", func(s *stage) {
		s.live.feed.Browse, s.live.feed.Inbox = nil, nil
		s.send(quiet(earlier()...))
		s.keys("o")
	}},
	{"checklist", brokenChecklist},
	{"finding", func(s *stage) { brokenChecklist(s); s.keys("enter") }},
	{"apply ours", func(s *stage) { brokenChecklist(s); s.keys("a") }},
	{"apply not ours", func(s *stage) {
		s.others = []mend.Resource{{Kind: monitor.KindAlarm, Name: "Secret is accessed"}, {Kind: monitor.KindTopic, Name: "SecurityAlarms"}}
		brokenChecklist(s)
		s.keys("a")
	}},
	{"mended", func(s *stage) { brokenChecklist(s); s.keys("a", "y") }},
	{"API log", func(s *stage) { s.send(quiet(earlier()...)); s.keys("l") }},
	{"palette", func(s *stage) { s.send(quiet(earlier()...)); s.send(tea.KeyPressMsg{Code: 'p', Mod: tea.ModCtrl}) }},
	{"palette filtered", func(s *stage) { s.send(quiet(earlier()...)); s.keys(":", "r", "e", "a", "d") }},
	{"monitors", func(s *stage) { several(s, nil); s.send(quiet(earlier()...)); s.keys("m") }},
	{"expected", func(s *stage) { (&tagged{}).on(s); s.send(quiet(deploys()...)); s.keys("down", "x") }},
	{"expect everyone", func(s *stage) { s.send(quiet(deploys()...)); s.keys("X") }},
	{"expired", func(s *stage) {
		s.failing = []watch.Failing{
			{Source: watch.SourceAlarm, Again: noon.Add(31 * time.Second), Problem: expiredSession()},
			{Source: watch.SourceLogGroup, Again: noon.Add(12 * time.Second), Problem: expiredSession()},
		}
		s.send(quiet(earlier()...))
	}},
	{"no network", func(s *stage) {
		s.failing = []watch.Failing{{Source: watch.SourceHistory, Again: noon.Add(4 * time.Second), Problem: account.Problem{
			Kind: account.NoNetwork, Summary: "the name in https://cloudtrail.us-east-1.amazonaws.com cannot be resolved", Hint: "check the network, the VPN and HTTPS_PROXY",
		}}}
		s.send(quiet(earlier()...))
	}},
	{"no answer", func(s *stage) {
		s.failing = []watch.Failing{{
			Source: watch.SourceLogGroup, Silent: noon.Add(-6 * time.Second), Problem: account.Problem{Kind: account.NoNetwork, Summary: "no answer yet"},
		}}
		s.send(quiet(earlier()...))
	}},
	{"throttled", func(s *stage) {
		s.failing = []watch.Failing{{Source: watch.SourceHistory, Again: noon.Add(2 * time.Minute), Problem: account.Problem{
			Kind: account.Throttled, Summary: "CloudTrail LookupEvents is being called too often in this account and region", Hint: "wait a minute; other programs and windows share this quota",
		}}}
		s.send(quiet(earlier()...))
	}},
}

func expiredSession() account.Problem {
	return account.Problem{Kind: account.Expired, Summary: "the IAM Identity Center (SSO) session has expired", Hint: "open it again: aws sso login --profile dev"}
}

func brokenChecklist(s *stage) {
	s.report = averaging()
	s.send(quiet(earlier()...))
	s.keys("r", "c")
}

func TestPaneFrames(t *testing.T) {
	t.Parallel()
	for _, story := range paneStories {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s %dx%d", story.name, size[0], size[1]), func(t *testing.T) {
				s := fullStage(size[0], size[1])
				story.play(s)
				checkFrame(t, s, size[0], size[1])
				golden.RequireEqual(t, s.text())
			})
		}
	}
}
