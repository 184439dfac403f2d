package live

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/watch"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
)

func itoa(n int) string { return strconv.Itoa(n) }

// output is what the program writes, safe to read meanwhile.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) len() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Len()
}

// filmed keeps the newest frame, drawn by the program itself: only its own
// goroutine may touch the model.
type filmed struct {
	*app.Model
	mu    sync.Mutex
	frame string
}

func (f *filmed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := f.Model.Update(msg)
	return f, cmd
}

func (f *filmed) View() tea.View {
	v := f.Model.View()
	f.mu.Lock()
	defer f.mu.Unlock()
	f.frame = v.Content
	return v
}

func (f *filmed) last() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.frame
}

// TestWholeProgram runs the terminal program with a scripted feed in fake time:
// a test read goes its way to the mail while keys are pressed.
func TestWholeProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(noon)) // the bubble's clock begins in the year 2000
		batches := make(chan watch.Batch)
		var mu sync.Mutex
		var box []inbox.Mail
		nudges := 0
		feed := Feed{
			Batches: batches, Now: func() time.Time { return time.Now().UTC() }, Fast: true,
			Names: monitor.Names{Secret: "TopSecretInfo"},
			Nudge: func() { nudges++ },
			Check: func(context.Context) (doctor.Report, error) {
				time.Sleep(400 * time.Millisecond)
				return healthy(), nil
			},
			Inbox: func(context.Context) ([]inbox.Mail, error) {
				mu.Lock()
				defer mu.Unlock()
				return box, nil
			},
		}
		feed.TestRead = func(ctx context.Context) (string, time.Time, error) {
			at := time.Now().UTC()
			go func() {
				time.Sleep(2 * time.Second)
				r := readOf("test", at.Sub(noon))
				r.Test, r.InHistory, r.InLogs, r.Matched = true, at.Add(time.Second), at.Add(2*time.Second), true
				batches <- watch.Batch{At: time.Now(), Reads: []watch.Read{r}}
				time.Sleep(time.Second)
				tr := watch.Transition{
					At: time.Now().UTC(), Alarm: alarmName, From: "OK", To: "ALARM", Reason: foreign.New("Threshold Crossed"),
					Actions: []watch.ActionResult{{At: time.Now().UTC(), Target: "arn", OK: true}},
				}
				mu.Lock()
				box = append(box, inbox.Mail{At: time.Now().UTC(), Subject: `ALARM: "` + alarmName + `" in US East (N. Virginia)`, Body: "the body of the mail"})
				mu.Unlock()
				batches <- watch.Batch{
					At: time.Now(), Transitions: []watch.Transition{tr},
					Alarm: &watch.AlarmState{Name: alarmName, State: "ALARM", Since: tr.At},
				}
			}()
			return "req-test", at, nil
		}
		out := &output{}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		th := theme.New(true, false)
		pane := New(ctx, th, feed)
		model := &filmed{Model: app.New(app.Options{Theme: th, Start: pane})}
		p := tea.NewProgram(model,
			tea.WithInput(nil), tea.WithOutput(out), tea.WithWindowSize(100, 30), tea.WithoutSignalHandler(),
			tea.WithColorProfile(colorprofile.ASCII), tea.WithEnvironment([]string{"TERM=xterm-256color"}))
		ended := make(chan error, 1)
		go func() {
			_, err := p.Run()
			ended <- err
		}()
		// shows looks at the frame once all is quiet: what the program writes is
		// only what changed.
		shows := func(when string, wants ...string) {
			t.Helper()
			synctest.Wait()
			frame := ansi.Strip(model.last())
			for _, want := range wants {
				if !strings.Contains(frame, want) {
					t.Errorf("%s: no %q in\n%s", when, want, frame)
				}
			}
		}
		press := func(name string) {
			p.Send(keyPress(name))
			time.Sleep(time.Second)
		}
		batches <- quiet(earlier()...)[0]
		time.Sleep(time.Second)
		shows("at the start", "watch TopSecretInfo", "healthy", "role/deploy")
		press("t")
		shows("under way", "… waiting", "waiting for delivery to the log group: usually within 2 s, now 1 s")
		time.Sleep(6 * time.Second)
		shows("after the test read", "the mail arrived 3 s after the read", "● ALARM")
		press("i")
		press("enter")
		shows("in the inbox", "the body of the mail")
		press("?")
		shows("on the help page", "straight to a pane")
		press("esc")
		press("q")
		if err := <-ended; err != nil {
			t.Errorf("left with %v", err)
		}
		if out.len() == 0 {
			t.Error("nothing was drawn")
		}
		if nudges == 0 {
			t.Error("nobody told the watcher that somebody looks")
		}
		cancel()
		synctest.Wait()
	})
}
