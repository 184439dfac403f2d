package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"secretwatch/aws/account"
	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/survey"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/app"
	screen "secretwatch/ui/compare"
	"secretwatch/ui/live"
	"secretwatch/ui/plain"
	"secretwatch/ui/setup"
	"secretwatch/ui/start"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// screens runs the terminal program. What was open at the end is said in
// plain lines afterwards: nothing of the alternate screen remains.
type screens struct {
	p       *program
	ctx     context.Context // ends with the terminal program
	theme   theme.Theme
	a       *account.Account
	mail    *mailbox       // nil on AWS
	again   string         // the command that goes on with an unfinished setup
	built   *monitor.Names // whose live pane was opened
	pane    *live.Live     // that pane
	wizard  *setup.Screen
	hunter  *hunter // of the demo, nil elsewhere
	mender  *mender // of the live pane, nil before it
	opening *start.Screen

	comparisons map[string]*screen.Compare // by monitor
}

// openPane is the program without a command.
func (p *program) openPane(ctx context.Context, _ []string) error {
	if !p.streams.Terminal || p.flags.json {
		return usage(errors.New("the live pane and the wizard need a terminal"),
			"secretwatch doctor, watch, plan and setup --yes work without one; secretwatch --help lists them")
	}
	if p.converses() {
		return p.talkOpen(ctx)
	}
	return p.runScreens(ctx, func(s *screens) widget.Screen {
		return s.open(func(ctx context.Context) (widget.Screen, error) {
			n, err := p.names(ctx, s.a)
			if errors.Is(err, errNoMonitor) && p.flags.secret == "" && p.flags.monitor == "" {
				if foreign, ok := wholeChain(ctx, s.a); ok {
					n, err = foreign, nil
				}
			}
			w := watchFlags{since: time.Hour}
			switch {
			case err == nil && p.cutOff(ctx, s.a, n):
				return s.setup(secretSource{}), nil
			case err == nil:
				return s.liveNow(ctx, n, w), nil
			case errors.Is(err, errNoMonitor) && !p.flags.readOnly:
				return s.setup(secretSource{}), nil
			default:
				return s.choose(ctx, err, w)
			}
		})
	})
}

func (p *program) livePane(ctx context.Context, w watchFlags) error {
	return p.runScreens(ctx, func(s *screens) widget.Screen {
		return s.open(func(ctx context.Context) (widget.Screen, error) {
			t, n, err := p.target(ctx, s.a)
			if err != nil {
				return s.choose(ctx, err, w)
			}
			if n == nil {
				return s.liveOf(monitor.Names{LogGroup: t.LogGroup}, t, w), nil
			}
			return s.liveNow(ctx, *n, w), nil
		})
	})
}

func (p *program) setupScreens(ctx context.Context, from secretSource) error {
	return p.runScreens(ctx, func(s *screens) widget.Screen {
		return s.open(func(ctx context.Context) (widget.Screen, error) {
			if err := p.byName(ctx, s.a); err != nil {
				return nil, err
			}
			return s.setup(from), nil
		})
	})
}

func (p *program) demoScreens(ctx context.Context, a *account.Account, h *hunter) error {
	return p.runScreens(ctx, func(s *screens) widget.Screen {
		s.a, s.mail, s.again, s.hunter = a, inboxOf(s.ctx, a), "", h
		if h.now {
			return s.open(func(ctx context.Context) (widget.Screen, error) { return s.huntPane(ctx) })
		}
		return s.setup(secretSource{generate: true})
	})
}

func (p *program) runScreens(ctx context.Context, first func(*screens) widget.Screen) error {
	look, err := theme.ParseLook(os.Getenv(theme.Variable))
	if err != nil {
		return usage(err, "use auto, light, dark or high-contrast")
	}
	release := p.hold()
	s := &screens{p: p, theme: look.Theme(true, asciiOnly(os.Getenv)), again: "secretwatch setup"}
	err = app.Run(ctx, func(ctx context.Context) app.Options {
		s.ctx = ctx
		screen := first(s)
		return app.Options{Theme: s.theme, Start: screen, Banner: s.banner(), Place: s.place(), Mark: s.mark()}
	}, p.colors()...)
	release(s.opening != nil && s.opening.Failed() != nil)
	s.finishComparisons()
	s.farewell()
	switch {
	case s.opening != nil && s.opening.Failed() != nil && errors.Is(err, tea.ErrInterrupted):
		w := explain(s.opening.Failed()) // said again, for the screen that said it is gone
		return &failure{err: errors.New(w.Summary), hint: w.Hint, code: ExitInterrupted}
	case s.opening != nil && s.opening.Failed() != nil:
		return s.opening.Failed()
	case errors.Is(err, tea.ErrInterrupted), ctx.Err() != nil:
		return status(ExitInterrupted)
	case err != nil:
		return fmt.Errorf("running the terminal program: %w", err)
	default:
		return nil
	}
}

// colors are what --color asks of the terminal program; auto leaves it to the
// environment.
func (p *program) colors() []tea.ProgramOption {
	switch {
	case p.flags.color == colorNever:
		return []tea.ProgramOption{tea.WithColorProfile(colorprofile.ASCII)}
	case p.flags.color == colorAuto:
		return app.ProgramOptions(os.Getenv)
	case p.streams.colored(p.streams.Out, colorAuto):
		return nil // the program finds out itself how many it has
	default:
		return []tea.ProgramOption{tea.WithColorProfile(colorprofile.ANSI256)}
	}
}

// asciiOnly says that the terminal cannot show more than ASCII.
func asciiOnly(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := getenv(name); v != "" {
			return !strings.Contains(strings.ToLower(strings.ReplaceAll(v, "-", "")), "utf8")
		}
	}
	return getenv("TERM") == "linux"
}

// open shows the first screen while the account is asked.
func (s *screens) open(then start.Open) *start.Screen {
	s.opening = start.New(s.ctx, s.theme, func(ctx context.Context) (widget.Screen, error) {
		if s.a == nil {
			a, err := account.Open(ctx, s.p.options())
			if err != nil {
				return nil, err
			}
			if err := s.p.watchCalls(s.ctx, a); err != nil {
				return nil, err
			}
			s.a, s.mail = a, inboxOf(ctx, a)
		}
		return then(ctx)
	}, explain, func() tea.Msg { return widget.FrameMsg{Banner: s.banner(), Place: s.place(), Mark: s.mark()} })
	return s.opening
}

func explain(err error) start.Words {
	var f *failure
	if errors.As(err, &f) {
		return start.Words{Summary: f.Error(), Hint: f.hint}
	}
	p := account.Explain(err)
	return start.Words{Summary: p.Summary, Hint: p.Hint}
}

func (s *screens) banner() string {
	switch {
	case s.a == nil || s.a.Endpoint == "":
		return ""
	case s.mail != nil:
		return "Not AWS: the sandbox at " + s.a.Endpoint + ", pace " + string(s.mail.pace)
	default:
		return "Not AWS: the endpoint is " + s.a.Endpoint
	}
}

// live is the live pane of a monitor that has just been built.
func (s *screens) live(n monitor.Names, w watchFlags) widget.Screen {
	return s.liveOf(n, targetOf(n, usualPattern(n, s.a.Place)), w)
}

// liveNow is the live pane of a monitor whose filter may be any.
func (s *screens) liveNow(ctx context.Context, n monitor.Names, w watchFlags) widget.Screen {
	var readers expected.Set
	var failed error
	var loading sync.WaitGroup
	loading.Go(func() { readers, failed = expected.Load(ctx, s.a, n) })
	pattern, known := seenPattern(ctx, s.a, n)
	loading.Wait()
	if failed == nil {
		w.readers = readers
	}
	w.noPattern = !known || pattern == "" // what the filter was, where there is none now, nobody knows
	return s.liveOf(n, targetOf(n, pattern), w)
}

func (s *screens) liveOf(n monitor.Names, t watch.Target, w watchFlags) widget.Screen {
	s.built = &n
	fast := s.mail.fast()
	watcher := watch.New(s.a, t, watch.Options{
		Since: w.since, Follow: true, AllSecrets: w.allSecrets || t.SecretName == "", Fast: fast,
	})
	batches := make(chan watch.Batch)
	watching, stop := context.WithCancel(s.ctx)
	go func() {
		defer close(batches)
		defer stop()
		_ = watcher.Run(watching, batches) // it ends with the pane; trouble comes in the batches
	}()
	zone, err := s.p.flags.location()
	if err != nil {
		zone = time.UTC // flags.check has refused anything else
	}
	feed := live.Feed{
		Batches: batches, Nudge: watcher.Nudge, Calls: s.a.Log.Newest, Now: s.a.Clock.Now,
		Names: n, Fast: fast, Zone: zone, NoPattern: w.noPattern,
	}
	if feed.Back = w.since; !t.NoHistory {
		feed.Past = past(watcher)
	}
	s.mender = &mender{p: s.p, a: s.a, watcher: watcher, names: n}
	if w.readers != nil {
		s.mender.sight.know(w.readers)
	}
	feed.Asks = s.asks(n, watcher, w)
	feed.AllSecrets, feed.Close = w.allSecrets, stop
	if n.Secret != "" {
		feed.ReadCommand = readCommand(s.a, s.mail, n.Secret)
		feed.Check = s.mender.look
		if !s.p.flags.readOnly {
			feed.TestRead = func(ctx context.Context) (string, time.Time, error) {
				r, err := trace.Read(ctx, s.a, s.hunter.readID(ctx, n.Secret))
				return r.RequestID, r.At, err
			}
		}
	}
	if s.mail != nil {
		feed.Inbox, feed.OpenLink = s.mail.List, s.mail.Open
	}
	if s.hunter == nil || s.hunter.names.Secret == n.Secret {
		s.hunter.feed(&feed)
	}
	if n.Secret == "" {
		s.pane = live.New(s.ctx, s.theme, feed)
		return s.pane
	}
	feed.Compare = screen.Open
	s.pane = live.New(s.ctx, s.theme, feed)
	return s.comparing(n, s.pane)
}

// setup is the wizard.
func (s *screens) setup(from secretSource) widget.Screen {
	begin := wizard.Start{
		Place: s.a.Place, Caller: s.a.Caller, Profile: s.a.Profile, Endpoint: s.a.Endpoint, Flags: s.p.answers(from),
	}
	s.wizard = setup.New(s.ctx, s.theme, begin, s.deps())
	return s.wizard
}

// farewell says what stays behind when the screens are gone.
func (s *screens) farewell() {
	p := s.p
	switch {
	case s.again == "" && s.built != nil:
		p.printf("The sandbox is gone, and all in it.\nsecretwatch setup builds the same on AWS, secretwatch demo starts anew.\n")
	case s.built != nil && s.built.Secret != "" && s.pane != nil && s.pane.NothingHere():
		p.printf("There is no monitor of %s here any more. Build it again: secretwatch setup --secret %s\n", foreign.Safe(s.built.Secret), quoted(s.built.Secret))
	case s.built != nil && s.built.Secret != "":
		secret := quoted(s.built.Secret)
		p.printf("The monitor of %s goes on watching.\n", secret)
		p.printf("Open it again: secretwatch watch --secret %s\nRemove it:     secretwatch destroy --secret %s\n", secret, secret)
	case s.built == nil && s.wizard != nil:
		p.printf("%s\n", plain.Sentences(s.wizard.Parting())) // a line each, of which a terminal breaks fewer
	}
}

// secretNames lists the secrets to choose from.
func (s *screens) secretNames(ctx context.Context) ([]string, error) {
	return survey.SecretsLike(ctx, s.a, "")
}
