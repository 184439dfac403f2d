package start_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/foreign"
	"secretwatch/ui/app"
	"secretwatch/ui/start"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/ui/widget/framecheck"
)

// failing is the first screen after something was missing; with no words it is
// still looking.
func failing(t *testing.T, th theme.Theme, words start.Words) *start.Screen {
	t.Helper()
	s := start.New(t.Context(), th, func(context.Context) (widget.Screen, error) { return nil, errors.New("missing") },
		func(error) start.Words { return words }, func() tea.Msg { return nil })
	if words.Summary != "" {
		s.Update(s.Init()())
	}
	return s
}

func frame(t *testing.T, s *start.Screen, th theme.Theme, w, h int) string {
	t.Helper()
	m := app.New(app.Options{Theme: th, Start: s, Place: "111122223333 us-east-1", Banner: "Not AWS: the endpoint is http://127.0.0.1:4566"})
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	content := m.View().Content
	if err := framecheck.Frame(content, w, h); err != nil {
		t.Error(err)
	}
	return content
}

// TestFrames keeps the screen's states as text, and a failed one with its
// styles on a dark and a light background.
func TestFrames(t *testing.T) {
	for name, words := range map[string]start.Words{
		"looking": {},
		"expired": {Summary: "the IAM Identity Center (SSO) session has expired", Hint: "open it again: aws sso login --profile dev"},
		"long": {
			Summary: "AWS refused: User: arn:aws:iam::111122223333:user/a-rather-long-name-of-a-person is not authorized to perform: sts:GetCallerIdentity because no identity-based policy allows it",
			Hint:    "ask an administrator for this permission; secretwatch policy watch prints all that is needed, and secretwatch policy setup what the wizard needs",
		},
	} {
		for _, size := range [][2]int{{40, 12}, {60, 20}, {80, 24}, {100, 30}, {120, 40}, {160, 50}} {
			t.Run(fmt.Sprintf("%s %dx%d", name, size[0], size[1]), func(t *testing.T) {
				dark := theme.New(true, false)
				content := frame(t, failing(t, dark, words), dark, size[0], size[1])
				lines := strings.Split(ansi.Strip(content), "\n")
				for i := range lines {
					lines[i] = strings.TrimRight(lines[i], " ")
				}
				golden.RequireEqual(t, strings.Join(lines, "\n"))
				for _, look := range []theme.Theme{theme.New(false, false), theme.HighContrast.Theme(true, false), theme.HighContrast.Theme(false, false)} {
					other := frame(t, failing(t, look, words), look, size[0], size[1])
					if err := framecheck.SameWords(content, other); err != nil || other == content {
						t.Errorf("%v, dark %v: more changes, or less, than the colours: %v", look.Look, look.Dark, err)
					}
				}
				plain := theme.New(true, true)
				if err := framecheck.SameCells(content, frame(t, failing(t, plain, words), plain, size[0], size[1])); err != nil {
					t.Error(err)
				}
			})
		}
		if name == "expired" {
			for _, th := range []theme.Theme{theme.New(true, false), theme.New(false, false)} {
				t.Run(fmt.Sprintf("styles dark %v", th.Dark), func(t *testing.T) {
					golden.RequireEqual(t, failing(t, th, words).View(60, 17))
				})
			}
		}
	}
}

// FuzzForeignText draws what AWS, or a configuration file, says is missing.
func FuzzForeignText(f *testing.F) {
	for _, text := range []string{"plain", "evil\rALL OK\x1b]52;c;aGk=\x07", "秘密の読者", "\u202egnp.exe", "👩‍👩‍👧", "\xff\xfe", "a\tb\nc", "\u2028", "ﷺﷺ", "x\u0300\u0300"} {
		f.Add(text, uint8(100), uint8(30))
		f.Add(text, uint8(40), uint8(12))
	}
	f.Fuzz(func(t *testing.T, text string, w, h uint8) {
		if w < app.MinWidth || h < app.MinHeight {
			return
		}
		th := theme.New(true, false)
		frame(t, failing(t, th, start.Words{Summary: "x" + foreign.Safe(text), Hint: foreign.Safe(text)}), th, int(w), int(h))
	})
}
