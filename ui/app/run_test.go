package app

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/ui/theme"
)

// page is a screen with nothing but a text.
type page struct{ text string }

type textMsg string

func (p *page) Init() tea.Cmd { return nil }

func (p *page) Update(msg tea.Msg) tea.Cmd {
	if text, ok := msg.(textMsg); ok {
		p.text = string(text)
	}
	return nil
}

func (p *page) View(int, int) string { return p.text }
func (p *page) Title() string        { return "page" }
func (p *page) Typing() bool         { return false }
func (p *page) Keys() []key.Binding  { return nil }

type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// take gives what was written since the last time.
func (o *output) take() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	defer o.b.Reset()
	return o.b.String()
}

func headless(out *output) []tea.ProgramOption {
	return []tea.ProgramOption{
		tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(60, 20), tea.WithoutSignalHandler(),
		tea.WithEnvironment([]string{"TERM=xterm-256color"}),
	}
}

func TestFramesComeAtOnceEvenAfterAnHourAtRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, clock := &output{}, &pacer{}
		p := tea.NewProgram(New(Options{Theme: theme.New(true, false), Start: &page{text: "before"}}),
			append(headless(out), tea.WithFilter(clock.filter))...)
		clock.program = p
		ended := make(chan error, 1)
		go func() {
			_, err := p.Run()
			ended <- err
		}()
		time.Sleep(20 * time.Millisecond)
		if got := out.take(); !strings.Contains(got, "before") {
			t.Errorf("no first frame after 20 ms: %q", got)
		}
		time.Sleep(time.Hour)
		if clock.ticker == nil {
			t.Fatal("the renderer's clock is not where it was: a program at rest will not rest")
		}
		out.take()
		p.Send(textMsg("after"))
		time.Sleep(20 * time.Millisecond)
		if got := out.take(); !strings.Contains(got, "after") {
			t.Errorf("no frame 20 ms after a message: %q", got)
		}
		p.Quit()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		clock.stop()
	})
}

func TestTheProgramEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		var inside context.Context
		ended := make(chan error, 1)
		go func() {
			ended <- run(ctx, nil, func(ctx context.Context) Options {
				inside = ctx
				return Options{Theme: theme.New(true, false), Start: &page{}}
			}, headless(&output{})...)
		}()
		time.Sleep(time.Second)
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("left with %v", err)
		}
		if inside.Err() == nil {
			t.Error("the screens' context goes on")
		}
	})
}
