package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"secretwatch/aws/account"
	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
	"secretwatch/ui/talk"
	"secretwatch/wizard"
)

// speaks reports that every answer shall be sentences, for a screen reader.
func (p *program) speaks() bool { return p.flags.accessible || p.streams.spoken() }

// converses reports that the wizard and the watch are a conversation in lines:
// for who listens, and on a terminal that cannot move its cursor, where every
// answer is said in sentences from then on.
func (p *program) converses() bool {
	p.flags.accessible = p.flags.accessible || p.streams.env("TERM") == "dumb"
	return p.speaks()
}

// spoken reports that the environment asks for it: ACCESSIBLE with any value but
// an empty one, 0 and false.
func (s Streams) spoken() bool {
	said := strings.ToLower(s.env("ACCESSIBLE"))
	return said != "" && said != "0" && said != "false"
}

// colorMode is --color; who listens has colours only where they are asked for by
// name.
func (p *program) colorMode() string {
	if p.flags.color == colorAuto && p.speaks() {
		return colorNever
	}
	return p.flags.color
}

// talker is the program as a conversation.
type talker struct {
	*screens
	voice *talk.Voice
}

func (p *program) talker(ctx context.Context, a *account.Account, mail *mailbox, again string) (*talker, error) {
	zone, err := p.flags.location()
	if err != nil {
		return nil, err
	}
	return &talker{
		screens: &screens{p: p, ctx: ctx, a: a, mail: mail, again: again},
		voice: talk.New(talk.Ends{In: p.streams.In, Out: p.printer(p.streams.Out, zone), Hidden: p.hidden(), Explain: func(err error) (string, string) {
			w := explain(err)
			return w.Summary, w.Hint
		}}),
	}, nil
}

// talkerOf is the conversation with an account that is opened for it.
func (p *program) talkerOf(ctx context.Context, open func(context.Context) (*account.Account, error)) (*talker, error) {
	a, err := open(ctx)
	if err != nil {
		return nil, err
	}
	return p.talker(ctx, a, inboxOf(ctx, a), "secretwatch setup")
}

// hidden reads a line from the terminal without showing it; nil where there is
// no terminal.
func (p *program) hidden() func(context.Context) ([]byte, error) {
	f, ok := p.streams.In.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	fd := int(f.Fd())
	return func(ctx context.Context) ([]byte, error) {
		type typed struct {
			text []byte
			err  error
		}
		before, err := term.GetState(fd)
		if err != nil {
			return nil, fmt.Errorf("hiding what is typed: %w", err)
		}
		got := make(chan typed, 1)
		go func() {
			text, err := term.ReadPassword(fd)
			got <- typed{text, err}
		}()
		select {
		case t := <-got:
			return t.text, t.err
		case <-ctx.Done(): // the reading goes on until the program ends, and would leave the terminal mute
			_ = term.Restore(fd, before)
			return nil, ctx.Err()
		}
	}
}

// talkOpen is the program without a command: the watch where there is a monitor,
// the wizard where there is none.
func (p *program) talkOpen(ctx context.Context) error {
	t, err := p.talkerOf(ctx, p.open)
	if err != nil {
		return err
	}
	n, err := p.names(ctx, t.a)
	if errors.Is(err, errNoMonitor) && p.flags.secret == "" && p.flags.monitor == "" {
		if other, ok := wholeChain(ctx, t.a); ok {
			n, err = other, nil
		}
	}
	if errors.Is(err, errNoMonitor) && !p.flags.readOnly || err == nil && p.cutOff(ctx, t.a, n) {
		return t.setup(ctx, secretSource{})
	}
	return t.watchMeant(ctx, n, err, watchFlags{since: time.Hour})
}

// talkSetup is the wizard, and then the watch.
func (p *program) talkSetup(ctx context.Context, from secretSource) error {
	t, err := p.talkerOf(ctx, p.open)
	if err != nil {
		return err
	}
	if err := p.byName(ctx, t.a); err != nil {
		return err
	}
	return t.setup(ctx, from)
}

// talkDemo is both on a private sandbox.
func (p *program) talkDemo(ctx context.Context, a *account.Account, h *hunter) error {
	t, err := p.talker(ctx, a, h.mail, "")
	if err != nil {
		return err
	}
	t.hunter = h
	p.printer(p.streams.Out, nil).Say("This is not AWS but a private sandbox, which lives in this program and ends with it.")
	if h.now {
		return t.talkHunt(ctx)
	}
	return t.setup(ctx, secretSource{generate: true})
}

// talkWatch is the watch alone.
func (p *program) talkWatch(ctx context.Context, w watchFlags) error {
	t, err := p.talkerOf(ctx, p.openWatching)
	if err != nil {
		return err
	}
	if p.flags.onlyLogGroup() {
		return t.watchGroup(ctx, w)
	}
	n, err := p.chainToFollow(ctx, t.a)
	return t.watchMeant(ctx, n, err, w)
}

// watchMeant is the watch of what was found, or of the monitor that is meant
// among several.
func (t *talker) watchMeant(ctx context.Context, n monitor.Names, err error, w watchFlags) error {
	if n, err = t.meantBy(ctx, n, err); err != nil {
		return t.left(err, nil)
	}
	return t.watch(ctx, n, w)
}

// meantBy asks which of several monitors is meant.
func (t *talker) meantBy(ctx context.Context, n monitor.Names, err error) (monitor.Names, error) {
	var several *severalError
	if !errors.As(err, &several) {
		return n, err
	}
	all, _ := t.meant(ctx) // what cannot be seen cannot be chosen
	if len(all) < 2 {
		return n, err
	}
	names := make([]string, 0, len(all))
	for _, m := range all {
		names = append(names, "the monitor of "+foreign.Safe(m.Secret))
	}
	i, err := t.voice.Choose(ctx, "Which one", names)
	if err != nil {
		return n, err
	}
	return all[i].Names, nil
}

// start is what is known before the first question.
func (t *talker) start(from secretSource) wizard.Start {
	return wizard.Start{
		Place: t.a.Place, Caller: t.a.Caller, Profile: t.a.Profile, Endpoint: t.a.Endpoint, Flags: t.p.answers(from),
	}
}

func (t *talker) setup(ctx context.Context, from secretSource) error {
	deps := t.deps()
	deps.Live = nil // nothing is drawn
	s := talk.NewSetup(t.voice, t.start(from), deps)
	d, err := s.Run(ctx)
	if err != nil {
		if left := t.left(err, s.Part); left != nil || !errors.Is(err, io.EOF) {
			return left
		}
		return status(ExitWaiting) // nobody has left: there was nobody to answer
	}
	t.p.flags.email = d.Email
	t.hunter.wants(d, d.Names)
	return t.watch(ctx, d.Names, watchFlags{since: time.Hour})
}

// left ends a conversation with a last sentence.
func (t *talker) left(err error, part func()) error {
	interrupted := errors.Is(err, context.Canceled)
	if part != nil && (interrupted || talk.Ended(err)) {
		part()
	}
	switch {
	case interrupted:
		return status(ExitInterrupted)
	case talk.Ended(err):
		return nil
	default:
		return err
	}
}

func (t *talker) watch(ctx context.Context, n monitor.Names, w watchFlags) error {
	for {
		pattern, _ := seenPattern(ctx, t.a, n)
		w.readers = nil
		if readers, err := expected.Load(ctx, t.a, n); err == nil {
			w.readers = readers
		}
		err := t.listen(ctx, n, targetOf(n, pattern), w)
		var other *talk.SwitchError
		if !errors.As(err, &other) {
			return t.left(err, func() { t.part(n) })
		}
		n = other.To
	}
}

// part says what stays when the watch has ended. A command stands alone on its
// line, for copying.
func (t *talker) part(n monitor.Names) {
	out := t.p.printer(t.p.streams.Out, nil)
	if t.again == "" {
		out.Say("The sandbox is gone, and all in it.")
		out.Say("This builds the same on AWS:")
		out.Whole("secretwatch setup --accessible")
		return
	}
	secret := quoted(n.Secret)
	out.Say("The monitor of %s goes on watching.", secret)
	out.Say("This lets you hear it again:")
	out.Whole("secretwatch watch --accessible --secret " + secret)
	out.Say("This removes it:")
	out.Whole("secretwatch destroy --accessible --secret " + secret)
}

func (t *talker) watchGroup(ctx context.Context, w watchFlags) error {
	n := monitor.Names{LogGroup: t.p.flags.logGroup}
	return t.left(t.listen(ctx, n, watch.Target{LogGroup: n.LogGroup}, w), nil)
}

// asksSpoken reports that the help and the errors of the command line itself
// shall be sentences too. It is asked before the flags are read.
func (p *program) asksSpoken(args []string) bool {
	if i := slices.Index(args, "--"); i >= 0 {
		args = args[:i]
	}
	return p.streams.spoken() || slices.Contains(args, "--accessible") || slices.Contains(args, "--accessible=true")
}
