package live

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
)

// looks runs the whole program for so long while a read is awaited or not, and
// with the terminal's focus or without, and counts how often the pane looked at
// the clock and checked.
func looks(t *testing.T, awaited, blurred bool, long time.Duration) (ticks, checks int) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon))
		ctx, cancel := context.WithCancel(context.Background())
		batches := make(chan watch.Batch, 1)
		report := healthy()
		if awaited {
			r := readOf("awaited", 0)
			r.InHistory = noon
			batches <- watch.Batch{At: noon, Reads: []watch.Read{r}}
			report.Verdict = doctor.Finding{Code: doctor.CodeTooSoon, Status: doctor.Waiting}
		}
		th := theme.New(true, false)
		pane := New(ctx, th, Feed{
			Batches: batches, Now: func() time.Time { return time.Now().UTC() }, Names: monitor.Names{Secret: "TopSecretInfo"},
			Check: func(context.Context) (doctor.Report, error) { checks++; return report, nil },
		})
		p := tea.NewProgram(app.New(app.Options{Theme: th, Start: pane}),
			tea.WithInput(nil), tea.WithOutput(&output{}), tea.WithWindowSize(100, 30), tea.WithoutSignalHandler(),
			tea.WithColorProfile(colorprofile.ASCII), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		ended := make(chan error, 1)
		go func() {
			_, err := p.Run()
			ended <- err
		}()
		if blurred {
			p.Send(tea.BlurMsg{})
		}
		time.Sleep(long)
		p.Quit()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		ticks = pane.generation
		cancel()
		synctest.Wait()
	})
	return ticks, checks
}

// Nothing spins while nothing is awaited, and a terminal that nobody looks at
// is looked after less.
func TestAtRestAndUnwatchedThePaneRests(t *testing.T) {
	t.Parallel()
	const long = 9 * time.Minute
	for _, c := range []struct {
		name             string
		awaited, blurred bool
		least, most      int // looks at the clock
		checks           int // at most
	}{
		{"at rest", false, false, 10, 25, 1},
		{"at rest, unwatched", false, true, 10, 25, 1},
		{"a read is awaited", true, false, 500, 600, 12},
		{"a read is awaited, unwatched", true, true, 60, 125, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			ticks, checks := looks(t, c.awaited, c.blurred, long)
			if ticks < c.least || ticks > c.most || checks > c.checks {
				t.Errorf("%d looks and %d checks in %s, want %d to %d and at most %d", ticks, checks, long, c.least, c.most, c.checks)
			}
		})
	}
}

// A terminal in the background says so beside the slower next look; one that has
// the focus again is looked after at once.
func TestTheFocusComesBack(t *testing.T) {
	s := fullStage(100, 30)
	nudges := 0
	s.live.feed.Nudge = func() { nudges++ }
	r := readOf("awaited", 0)
	r.InHistory = noon
	s.send(quiet(r), tea.FocusMsg{})
	if got := s.live.pauseOf(); got != time.Second {
		t.Errorf("in sight the pane rests for %s", got)
	}
	s.send(tea.BlurMsg{})
	s.expect(t, "out of sight", "in the background: next look 12:00:20")
	if got := s.live.pauseOf(); got != 5*time.Second {
		t.Errorf("out of sight the pane rests for %s", got)
	}
	nudges = 0
	s.send(tea.FocusMsg{})
	s.expect(t, "back", "next look 12:00:20", "not in the background")
	if got := s.live.pauseOf(); got != time.Second || nudges != 1 {
		t.Errorf("back in sight the pane rests for %s, and the watcher was told %d times", got, nudges)
	}
}
