package cli

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/spf13/cobra"

	"secretwatch/aws/account"
	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/faults"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
	"secretwatch/ui/hunt"
	"secretwatch/ui/live"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// anyCode is what a bare --break means.
const anyCode = "random"

// huntFlags are what the demo is told about breaking something.
type huntFlags struct {
	code string // "" for no hunt
	seed uint64 // 0 for one that nobody knows
}

func (f *huntFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.code, "break", "", "break one thing and do not say which: a random one, or the one with this `CODE`")
	flags.Lookup("break").NoOptDefVal = anyCode
	flags.Uint64Var(&f.seed, "seed", 0, "draw the random one from this number")
	_ = flags.MarkHidden("seed") // for tests; it fails for a flag that is not there only
}

// take checks the flags. A flag whose value is optional leaves a value that
// follows a blank among the arguments.
func (f *huntFlags) take(args []string) error {
	if len(args) > 0 {
		if f.code != anyCode {
			return usage(fmt.Errorf("demo does not take %q", args[0]), "--break=CODE breaks one thing in it")
		}
		f.code = args[0]
	}
	if f.code == "" || f.code == anyCode {
		return nil
	}
	if _, known := faults.Find(f.code); known {
		return nil
	}
	err := fmt.Errorf("--break does not take %q", f.code)
	if why := faults.WhyNot(f.code); why != "" {
		return usage(fmt.Errorf("%w: %s", err, why), "--break alone takes a random one")
	}
	if near := faults.Near(f.code); len(near) > 0 {
		return usage(err, "did you mean "+strings.Join(near, " or ")+"?")
	}
	return usage(err, "take a code such as trail-not-logging or alarm-average, or --break alone for a random one")
}

// hunter breaks the demo's monitor. A nil hunter does nothing.
type hunter struct {
	p    *program
	box  *box
	a    *account.Account // another than the person's: its calls stand in no log on the screen
	mail *mailbox
	rand *rand.Rand
	now  bool   // the hunt begins with the program
	next string // the code of the next hunt, "" for a random one
	last string

	desired monitor.Desired
	names   monitor.Names
	byARN   atomic.Bool // only reads by ARN show what is broken
}

func (p *program) newHunter(ctx context.Context, b *box, f huntFlags, region string) (*hunter, error) {
	a, err := b.account(ctx, region)
	if err != nil {
		return nil, fmt.Errorf("opening the sandbox: %w", err)
	}
	h := &hunter{p: p, box: b, a: a, mail: inboxOf(ctx, a), now: f.code != ""}
	if h.mail == nil {
		return nil, errors.New("the private sandbox does not answer")
	}
	if f.code != anyCode {
		h.next = f.code
	}
	seed := f.seed
	if seed == 0 {
		seed = rand.Uint64() //nolint:gosec // a game's draw, not a secret
	}
	h.rand = rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // a game's draw, not a secret
	return h, nil
}

// wants keeps which monitor is to be broken, and to be built again.
func (h *hunter) wants(d monitor.Desired, n monitor.Names) {
	if h != nil {
		h.desired, h.names = d, n
		h.p.flags.email = d.Email
	}
}

// feed lets the live pane hunt.
func (h *hunter) feed(f *live.Feed) {
	if h == nil || h.names.Secret == "" {
		return
	}
	f.BreakNow = h.now
	f.Break = func(ctx context.Context) (hunt.Answer, error) {
		if err := h.heal(ctx); err != nil {
			return hunt.Answer{}, err
		}
		code := h.draw()
		done, err := h.inject(ctx, code)
		if err != nil { // what an earlier hunt left may be in the way
			if err = h.rebuild(ctx); err == nil {
				done, err = h.inject(ctx, code)
			}
		}
		return answerOf(done), err
	}
}

func answerOf(done faults.Injected) hunt.Answer {
	a := hunt.Answer{Code: done.Code, Title: done.Title, Verdicts: []string{done.Code}}
	if done.Verdict != "" {
		a.Verdicts = append(a.Verdicts, done.Verdict)
	}
	for _, c := range done.Commands {
		a.Commands = append(a.Commands, foreign.Safe(c))
	}
	return a
}

// draw is what comes next: what was asked for once, then random ones, none twice
// in a row.
func (h *hunter) draw() string {
	code := h.next
	for code == "" || code == h.last {
		code = faults.Random(h.rand).Code
	}
	h.next, h.last = "", code
	return code
}

func (h *hunter) inject(ctx context.Context, code string) (faults.Injected, error) {
	done, err := faults.Inject(ctx, h.a, faults.Target{Names: h.names, Email: h.desired.Email}, code)
	h.byARN.Store(done.ByARN)
	return done, err
}

// heal makes sure that the monitor is healthy.
func (h *hunter) heal(ctx context.Context) error {
	r, err := h.p.examine(ctx, h.a, h.names)
	if err != nil {
		return h.rebuild(ctx)
	}
	switch v := r.Verdict; {
	case v.Status == doctor.OK, v.Status == doctor.Warning:
		return nil
	case v.Code == doctor.CodeTooSoon, v.Code == doctor.CodeAlreadyInAlarm: // both pass
		return nil
	}
	return h.rebuild(ctx)
}

// rebuild makes the same monitor again on an empty sandbox.
func (h *hunter) rebuild(ctx context.Context) error {
	if err := h.box.sandbox.Reset(); err != nil {
		return err
	}
	h.byARN.Store(false)
	return h.build(ctx)
}

// build makes the monitor and confirms its address, silently.
func (h *hunter) build(ctx context.Context) error {
	s, err := survey.TakeFor(ctx, h.a, h.desired)
	if err != nil {
		return fmt.Errorf("looking at what is there: %w", err)
	}
	changes := build.Plan(h.desired, s)
	value, err := secretValue(changes, wizard.Flags{Generate: true})
	if err != nil {
		return err
	}
	if _, err := build.Apply(ctx, h.a, h.desired, changes, build.Options{SecretValue: func() (string, error) { return value, nil }}); err != nil {
		return fmt.Errorf("building the monitor: %w", err)
	}
	_, url, err := confirmation(ctx, h.mail)
	if err != nil {
		return err
	}
	return h.mail.Open(ctx, url)
}

// confirmation is the newest mail that asks for one, and its link.
func confirmation(ctx context.Context, m *mailbox) (inbox.Mail, string, error) {
	mails, err := m.List(ctx)
	if err != nil {
		return inbox.Mail{}, "", err
	}
	for i := len(mails) - 1; i >= 0; i-- {
		for _, l := range mails[i].Links {
			if l.Kind == inbox.Confirm {
				return mails[i], l.URL, nil
			}
		}
	}
	return inbox.Mail{}, "", broken(errors.New("no confirmation mail lies in the inbox"), "secretwatch doctor says why")
}

// readID is how a test read names the secret: by its ARN, as the console does,
// where only that shows what is broken.
func (h *hunter) readID(ctx context.Context, secret string) string {
	if h == nil || !h.byARN.Load() {
		return secret
	}
	out, err := h.a.Secrets.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &secret})
	if err != nil || out.ARN == nil {
		return secret // the read itself will say what is wrong
	}
	return aws.ToString(out.ARN)
}

// huntPane builds a healthy monitor and opens its live pane, where the hunt
// begins at once.
func (s *screens) huntPane(ctx context.Context) (widget.Screen, error) {
	d, err := wanted(s.p.answers(secretSource{generate: true}), s.a.Place)
	if err != nil {
		return nil, err
	}
	s.hunter.wants(d, d.Names)
	if err := s.hunter.build(ctx); err != nil {
		return nil, err
	}
	return s.live(d.Names, watchFlags{since: time.Hour}), nil
}
