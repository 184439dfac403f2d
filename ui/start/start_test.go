package start_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/ui/start"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

func TestSaysWhatIsMissingAndTriesAgain(t *testing.T) {
	tries := 0
	next := start.New(t.Context(), theme.New(true, false), nil, nil, nil)
	s := start.New(t.Context(), theme.New(true, false), func(context.Context) (widget.Screen, error) {
		if tries++; tries == 1 {
			return nil, errors.New("boom")
		}
		return next, nil
	}, func(err error) start.Words {
		return start.Words{Summary: "no AWS credentials were found (" + err.Error() + ")", Hint: "set them up with: aws configure"}
	}, func() tea.Msg { return widget.FrameMsg{Place: "here"} })

	if !strings.Contains(ansi.Strip(s.View(60, 20)), "Looking at your account") {
		t.Error("it does not say that it is looking")
	}
	s.Update(s.Init()())
	page := ansi.Strip(s.View(60, 20))
	for _, want := range []string{"This cannot start yet", "no AWS credentials were found (boom)", "aws configure", "secretwatch demo"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q:\n%s", want, page)
		}
	}
	if s.Failed() == nil {
		t.Error("a program left here has failed")
	}
	again := s.Update(tea.KeyPressMsg{Code: 'r', Text: "r"})
	if again == nil {
		t.Fatal("r does nothing")
	}
	if s.Update(again()) == nil || s.Failed() != nil || tries != 2 {
		t.Errorf("after r: failed %v, tries %d", s.Failed(), tries)
	}
}

func TestFillsExactlyItsSpace(t *testing.T) {
	s := start.New(t.Context(), theme.New(true, false), nil, nil, nil)
	for _, size := range [][2]int{{40, 10}, {60, 18}, {160, 48}} {
		lines := strings.Split(s.View(size[0], size[1]), "\n")
		if len(lines) != size[1] {
			t.Errorf("%v: %d lines", size, len(lines))
		}
		for _, l := range lines {
			if w := ansi.StringWidth(l); w != size[0] {
				t.Errorf("%v: a line of %d cells", size, w)
				break
			}
		}
	}
}
