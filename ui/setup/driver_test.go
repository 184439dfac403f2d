package setup

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// world is a scripted AWS behind Deps.
type world struct {
	fails      map[monitor.Kind]error // what cannot be built
	takes      time.Duration          // of one part
	plan       func([]monitor.Change) // bends the plan
	surveyErr  error
	identify   error
	confirmed  bool
	secrets    []string
	found      *monitor.Secret // by the survey
	reads      []record.Read
	value      string // what Apply got for the secret
	link       string
	asked      []monitor.Kind // consent
	applied    int
	interrupts bool
	mu         *sync.Mutex
	made       map[monitor.Kind]string // what stands, by its name
	orphans    []string                // what was made a second time under another name
	undone     []monitor.Kind
	stays      string // why undo leaves the log group
	records    []record.Record
	perMinute  float64
}

var here = monitor.Place{Account: "111122223333", Region: "us-east-1", Partition: "aws"}

func (w *world) deps() Deps {
	w.mu, w.made = &sync.Mutex{}, map[monitor.Kind]string{}
	return Deps{
		Identify: func(context.Context) (monitor.Place, foreign.String, error) {
			return here, foreign.New("arn:aws:iam::111122223333:user/sam"), w.identify
		},
		Secrets: func(context.Context) ([]string, error) { return w.secrets, nil },
		Survey: func(ctx context.Context, d monitor.Desired) (monitor.Snapshot, error) {
			time.Sleep(200 * time.Millisecond)
			return monitor.Snapshot{Place: d.Place, Names: d.Names, Secret: monitor.Seen[monitor.Secret]{Value: w.found}}, w.surveyErr
		},
		Plan:  w.changes,
		Price: price,
		Apply: w.apply, Undo: w.undo,
		Records:         func(context.Context) ([]record.Record, error) { return w.records, nil },
		EventsPerMinute: func(context.Context) (float64, error) { return w.perMinute, nil },
		ConfirmLink: func(_ context.Context, _ monitor.Desired, link string) error {
			w.link, w.confirmed = link, true
			return nil
		},
		Subscribed: func(context.Context, monitor.Desired) (int, int, error) {
			if w.confirmed {
				return 1, 0, nil
			}
			return 0, 1, nil
		},
		TestRead: func(_ context.Context, _ string) (string, time.Time, error) {
			w.reads = append([]record.Read{{
				Time: time.Date(2026, 11, 22, 14, 10, 2, 0, time.UTC), RequestID: "1471f5f6-7a10-4c3e-9f0e-0123456789ab",
				How: record.HowSecretwatch, Who: record.Who{Name: foreign.New("sam")},
				From: foreign.New("198.51.100.7"), Result: record.ResultOK, Test: true,
			}}, w.reads...)
			return "1471f5f6-7a10-4c3e-9f0e-0123456789ab", time.Now(), nil
		},
		Follow:      followed,
		History:     func(context.Context, string) ([]record.Read, error) { return w.reads, nil },
		ReadCommand: func(s string) string { return "aws secretsmanager get-secret-value --secret-id " + s + " --query Name" },
		Explain: func(err error) (string, string) {
			return "AWS says: " + err.Error() + ".", "Ask an administrator for that permission."
		},
		Live:  func(monitor.Desired) widget.Screen { return live{} },
		Again: "secretwatch setup",
	}
}

// followed tells of a read that has come as far as its delivery, and stays
// there until the screen is gone.
func followed(ctx context.Context, _ monitor.Desired, requestID string, at time.Time, tell func(trace.Update)) error {
	hops := []trace.Hop{
		{Hop: monitor.HopRead, Status: trace.OK, At: at},
		{Hop: monitor.HopHistory, Status: trace.OK, At: at.Add(time.Second), After: time.Second},
		{Hop: monitor.HopTrail, Status: trace.OK, At: at.Add(time.Second), After: time.Second},
		{
			Hop: monitor.HopDelivery, Status: trace.Waiting, Due: at.Add(15 * time.Minute),
			Evidence: []trace.Pair{{Name: trace.EvidenceUsual, Value: "about 5 minutes"}},
		},
	}
	for _, h := range []monitor.Hop{monitor.HopFilter, monitor.HopMetric, monitor.HopAlarm, monitor.HopAction, monitor.HopTopic, monitor.HopSubscription, monitor.HopMail} {
		hops = append(hops, trace.Hop{Hop: h, Status: trace.Waiting})
	}
	tell(trace.Update{At: at, Path: trace.Path{Read: watch.Read{Read: record.Read{RequestID: requestID}}, Hops: hops}})
	<-ctx.Done()
	return ctx.Err()
}

func (w *world) sandbox() Deps {
	d := w.deps()
	d.Inbox = func(context.Context) ([]inbox.Mail, error) {
		return []inbox.Mail{{
			To: "sam@example.com", From: "no-reply@sns.amazonaws.com", At: time.Date(2026, 11, 22, 14, 9, 0, 0, time.UTC),
			Subject: "AWS Notification - Subscription Confirmation", Body: "Click here:\n",
			Links: []inbox.Link{{Kind: inbox.Confirm, URL: "http://127.0.0.1:1/confirmation.html?Token=abc"}},
		}}, nil
	}
	d.OpenLink = func(_ context.Context, link string) error {
		w.link, w.confirmed = link, true
		return nil
	}
	return d
}

func (w *world) undo(_ context.Context, _ monitor.Snapshot, kinds []monitor.Kind) (build.Destroyed, error) {
	time.Sleep(time.Second)
	w.mu.Lock()
	defer w.mu.Unlock()
	var gone build.Destroyed
	for _, k := range kinds {
		if k == monitor.KindLogGroup && w.stays != "" {
			gone.Remaining = append(gone.Remaining, build.Remaining{Kind: k, Name: w.made[k], Why: w.stays})
			continue
		}
		gone.Deleted = append(gone.Deleted, monitor.Change{Kind: k, Name: w.made[k], Action: monitor.ActionDelete})
		delete(w.made, k)
		w.undone = append(w.undone, k)
	}
	return gone, nil
}

// stand says that a part was made.
func (w *world) stand(k monitor.Kind, name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if old, ok := w.made[k]; ok && old != name {
		w.orphans = append(w.orphans, string(k)+" "+old)
	}
	w.made[k] = name
}

func (w *world) changes(d monitor.Desired, _ monitor.Snapshot) []monitor.Change {
	w.mu.Lock()
	defer w.mu.Unlock()
	var list []monitor.Change
	for _, k := range monitor.Kinds() {
		c := monitor.Change{Kind: k, Name: d.Of(k), Action: monitor.ActionCreate}
		if k == monitor.KindSubscription {
			c.Name = d.Email
		}
		switch {
		case k == monitor.KindSecret && d.SecretExists:
			c.Action, c.NotOurs = monitor.ActionAdopt, true
		case k == monitor.KindSecret && w.found != nil:
			c.Action, c.NotOurs, c.Why = monitor.ActionBlocked, true, "a secret with this name exists already"
		case w.made[k] == c.Name:
			c.Action = monitor.ActionNone
		}
		list = append(list, c)
	}
	if w.plan != nil {
		w.plan(list)
	}
	return list
}

func price(d monitor.Desired, _ monitor.Snapshot) build.Cost {
	c := build.Cost{MonthlyUSD: 0.41, PricesAsOf: "2026-11-22", Lines: []build.CostLine{
		{Item: "secret", USD: 0.40, Why: "a month"}, {Item: "log group", USD: 0.01, Why: "20 MB of records"},
	}}
	if d.Alarm.Period < 60 {
		c.MonthlyUSD += 0.20
		c.Lines = append(c.Lines, build.CostLine{Item: "alarm", USD: 0.20, Why: "high resolution"})
	}
	return c
}

func (w *world) apply(ctx context.Context, d monitor.Desired, changes []monitor.Change, value func() (string, error),
	consent func(monitor.Change) bool, progress func(build.Progress),
) ([]build.Result, error) {
	w.mu.Lock()
	w.applied++
	w.mu.Unlock()
	var results []build.Result
	var broken error
	for _, c := range changes {
		result := build.Result{Change: c, State: build.Done, Took: w.takes}
		switch {
		case broken != nil || ctx.Err() != nil:
			result.State, result.Took = build.Held, 0
			w.mu.Lock()
			w.interrupts = ctx.Err() != nil
			w.mu.Unlock()
		case w.fails[c.Kind] != nil && c.Action != monitor.ActionNone:
			progress(build.Progress{Change: c, State: build.Running, At: time.Now()})
			progress(build.Progress{
				Change: c, State: build.Retrying, At: time.Now(), Note: "IAM is not ready yet; usually 10-30 s",
				RetryUntil: time.Now().Add(2 * time.Minute),
			})
			time.Sleep(w.takes)
			broken = w.fails[c.Kind]
			result.State, result.Err = build.Failed, broken
		case c.Action == monitor.ActionNone:
		default:
			if c.NotOurs && wizard.Touches(c) && !consent(c) {
				broken = errors.New("no consent")
			}
			w.mu.Lock()
			w.asked = append(w.asked, c.Kind)
			if c.Kind == monitor.KindSecret && c.Action == monitor.ActionCreate {
				w.value, broken = value()
			}
			w.mu.Unlock()
			progress(build.Progress{Change: c, State: build.Running, At: time.Now()})
			time.Sleep(w.takes)
			w.stand(c.Kind, c.Name)
		}
		progress(build.Progress{Change: c, State: result.State, At: time.Now(), Took: result.Took, Err: result.Err})
		results = append(results, result)
	}
	return results, errors.Join(broken, ctx.Err())
}

type live struct{}

func (live) Init() tea.Cmd          { return nil }
func (live) Update(tea.Msg) tea.Cmd { return nil }
func (live) View(_, _ int) string   { return "" }
func (live) Title() string          { return "watch" }
func (live) Keys() []key.Binding    { return nil }
func (live) Typing() bool           { return false }

// driver runs a Screen as ui/app does, inside a synctest bubble.
type driver struct {
	t       *testing.T
	s       *Screen
	msgs    chan tea.Msg
	dump    strings.Builder // of all that the screen showed, held and sent
	shown   widget.Screen
	quit    bool
	notices []string
	dumps   bool
}

func drive(t *testing.T, d Deps, start wizard.Start) *driver {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	r := &driver{t: t, s: New(ctx, theme.New(true, false), start, d), msgs: make(chan tea.Msg, 1000)}
	t.Cleanup(func() { // a bubble ends with its goroutines
		for range 300 {
			if r.s.Busy() == "" {
				break
			}
			r.wait(time.Second)
		}
		r.wait(time.Second)
	})
	r.run(r.s.Init())
	r.settle()
	return r
}

func begin(t *testing.T, d Deps, f wizard.Flags) *driver {
	t.Helper()
	return drive(t, d, wizard.Start{Place: here, Caller: foreign.New("arn:aws:iam::111122223333:user/sam"), Flags: f})
}

func (r *driver) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	go func() {
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			for _, c := range msg {
				r.run(c)
			}
		default:
			r.msgs <- msg
		}
	}()
}

// settle delivers messages until nothing more happens without time passing.
func (r *driver) settle() {
	for {
		synctest.Wait()
		select {
		case msg := <-r.msgs:
			r.deliver(msg)
		default:
			if r.dumps {
				fmt.Fprintf(&r.dump, "%s\n%+v\n%#v\n", r.frame(100, 30), r.s, r.s)
			}
			return
		}
	}
}

func (r *driver) deliver(msg tea.Msg) {
	if r.dumps {
		fmt.Fprintf(&r.dump, "%+v %#v\n", msg, msg)
	}
	switch msg := msg.(type) {
	case widget.ShowMsg:
		r.shown = msg.Screen
	case widget.NoticeMsg:
		r.notices = append(r.notices, msg.Text)
	case tea.QuitMsg:
		r.quit = true
	default:
		r.run(r.s.Update(msg))
	}
}

// press sends keys by their names, and text:... as typed text.
func (r *driver) press(names ...string) {
	for _, name := range names {
		if text, ok := strings.CutPrefix(name, "text:"); ok {
			for _, c := range text {
				r.s.Update(tea.KeyPressMsg{Code: c, Text: string(c)})
			}
			r.settle()
			continue
		}
		r.run(r.s.Update(named(name)))
		r.settle()
	}
}

func named(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"enter": tea.KeyEnter, "tab": tea.KeyTab, "esc": tea.KeyEscape, "up": tea.KeyUp, "down": tea.KeyDown,
		"pgdown": tea.KeyPgDown, "pgup": tea.KeyPgUp, "backspace": tea.KeyBackspace,
	}
	switch {
	case codes[name] != 0:
		return tea.KeyPressMsg{Code: codes[name]}
	case name == "space":
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	case name == "shift+tab":
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	case strings.HasPrefix(name, "ctrl+"):
		return tea.KeyPressMsg{Code: rune(name[5]), Mod: tea.ModCtrl}
	default:
		return tea.KeyPressMsg{Code: rune(name[0]), Text: name}
	}
}

func (r *driver) paste(s string) {
	r.run(r.s.Update(tea.PasteMsg{Content: s}))
	r.settle()
}

// wait lets time pass, tick by tick.
func (r *driver) wait(d time.Duration) {
	for range int(d / (100 * time.Millisecond)) {
		time.Sleep(100 * time.Millisecond)
		r.settle()
	}
}

func (r *driver) frame(w, h int) string {
	lines := strings.Split(ansi.Strip(r.s.View(w, h)), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func (r *driver) step() wizard.StepID { return r.s.wiz.Step().ID }

// sees checks for words on a large screen; line breaks count as blanks.
func (r *driver) sees(words ...string) {
	r.t.Helper()
	got := strings.Join(strings.Fields(ansi.Strip(r.s.main(100, 200, true))), " ")
	for _, w := range words {
		if !strings.Contains(got, w) {
			r.t.Errorf("%s does not say %q:\n%s", r.step(), w, r.frame(120, 60))
		}
	}
}

// all accepts every default and the plan, as x does.
func (r *driver) all() {
	r.t.Helper()
	r.press("x")
	r.wait(time.Second)
	r.press("enter")
	r.wait(100 * time.Millisecond)
	if r.step() != wizard.StepBuild {
		r.t.Fatalf("x and enter lead to %s:\n%s", r.step(), r.frame(100, 40))
	}
}

func (r *driver) to(id wizard.StepID) {
	r.t.Helper()
	for range 60 {
		if r.step() == id {
			return
		}
		r.press("enter")
		r.wait(500 * time.Millisecond)
	}
	r.t.Fatalf("never came to %s, stuck at %s:\n%s", id, r.step(), r.frame(100, 40))
}
