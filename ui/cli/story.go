package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// story is the demo told as lines: everything in it comes from calls to the
// sandbox, none of it is canned.
type story struct {
	p      *program
	a      *account.Account
	mail   *mailbox
	hunter *hunter
	broke  *breakage // nil where nothing was broken
	names  monitor.Names
	at     int // the chapter
	// noPattern says that the monitor has no metric filter, because it was broken.
	noPattern bool
	printer   plain.Printer
	told      map[monitor.Hop]trace.Status
	test      trace.TestRead

	reads       map[string]watch.Read
	transitions []watch.Transition
	datapoints  []watch.Datapoint
	alarm       *watch.AlarmState
	mails       []inbox.Mail
}

// errNoMail says that the story ended badly; the verdict has been printed.
var errNoMail = errors.New("no e-mail came")

func (p *program) tellStory(ctx context.Context, b *box, a *account.Account, h *hunter) error {
	zone, err := p.flags.location()
	if err != nil {
		return err
	}
	s := &story{
		p: p, a: a, mail: inboxOf(ctx, a), hunter: h, printer: p.printer(p.streams.Out, zone),
		told: map[monitor.Hop]trace.Status{}, reads: map[string]watch.Read{},
	}
	if s.mail == nil {
		return errors.New("the private sandbox does not answer")
	}
	p.printf("This is not AWS: a private sandbox at %s, account %s, region %s, pace fast.\n", b.URL, a.Account, a.Region)
	p.printf("To reach it from another shell: %s\n", b.sandbox.StartLine())
	chapters := []func(context.Context) error{s.build, s.confirm, s.read, s.follow, s.judge}
	if h.now {
		chapters = []func(context.Context) error{s.build, s.confirm, s.breakIt, s.read, s.follow, s.answer}
	}
	for _, chapter := range chapters {
		if err := chapter(ctx); err != nil {
			if errors.Is(context.Cause(ctx), errDemoLate) {
				return broken(errDemoLate, "on a busy machine try again; secretwatch sandbox serves the same thing without a limit")
			}
			return err
		}
	}
	return nil
}

// chapter begins the next one.
func (s *story) chapter(format string, args ...any) {
	s.at++
	s.p.printf("\n%d. %s\n", s.at, fmt.Sprintf(format, args...))
}

func (s *story) build(ctx context.Context) error {
	s.chapter("Building the monitor for secret %s, e-mail to %s", s.p.flags.secret, s.p.flags.email)
	flags := s.p.answers(secretSource{generate: true})
	d, err := wanted(flags, s.a.Place)
	if err != nil {
		return err
	}
	s.names = d.Names
	s.hunter.wants(d, d.Names)
	made, err := s.p.apply(ctx, s.a, d, flags)
	if err != nil {
		return err
	}
	results := made.results
	if s.p.speaks() { // each part was said as it was made
		return nil
	}
	kind, name := 0, 0
	for _, r := range results {
		kind, name = max(kind, ansi.StringWidth(r.Change.Kind.Word())), max(name, ansi.StringWidth(foreign.Safe(r.Change.Name)))
	}
	for _, r := range results {
		s.p.printf("   %-*s %-*s %s\n", kind, r.Change.Kind.Word(), name, foreign.Safe(r.Change.Name), plain.Took(r.Took))
	}
	return nil
}

func (s *story) confirm(ctx context.Context) error {
	s.chapter("Confirming the e-mail address")
	m, url, err := confirmation(ctx, s.mail)
	if err != nil {
		return err
	}
	s.p.printf("   mail to %s from %s: %s\n   opening its link\n", m.To, m.From, m.Subject)
	return s.mail.Open(ctx, url)
}

func (s *story) read(ctx context.Context) error {
	s.chapter("Reading the secret")
	var err error
	if s.test, err = trace.Read(ctx, s.a, s.hunter.readID(ctx, s.names.Secret)); err != nil {
		return err
	}
	if s.p.speaks() {
		s.printer.Say("Read once at %s, request id %s.", s.printer.Clock(s.test.At), s.test.RequestID)
	} else {
		s.p.printf("   request id %s at %s\n", s.test.RequestID, s.test.At.UTC().Format(time.RFC3339))
	}
	s.chapter("Following that read to the e-mail")
	return nil
}

// follow prints every hop as it lights up, until the mail is there or it is
// clear that none will come.
func (s *story) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watcher := watch.New(s.a, s.target(ctx), watch.Options{Since: time.Hour, Follow: true, Fast: true})
	watcher.Nudge()
	batches, ended := make(chan watch.Batch), make(chan error, 1)
	go func() { ended <- watcher.Run(ctx, batches) }()
	for {
		select {
		case b := <-batches:
			if err := s.take(ctx, b); err != nil {
				return err
			}
			if s.over(b.At) {
				return nil
			}
		case err := <-ended:
			return err
		}
	}
}

func (s *story) take(ctx context.Context, b watch.Batch) error {
	for _, r := range b.Reads {
		if _, known := s.reads[r.EventID]; !known {
			s.p.printf("   ")
			s.printer.Read(r)
		}
		s.reads[r.EventID] = r
	}
	s.transitions = append(s.transitions, b.Transitions...)
	s.datapoints = append(s.datapoints, b.Datapoints...)
	if b.Alarm != nil {
		s.alarm = b.Alarm
	}
	for source, text := range b.Trouble {
		if !text.Empty() {
			s.p.errorf("warning: %s: %s\n", source, text.Safe())
		}
	}
	mails, err := s.mail.List(ctx)
	if err != nil {
		return err
	}
	s.mails = mails
	for _, h := range s.path(b.At).Hops {
		s.tell(h)
	}
	return nil
}

// path is the way of our own read so far.
func (s *story) path(now time.Time) trace.Path {
	in := trace.Input{Transitions: s.transitions, Datapoints: s.datapoints, Alarm: s.alarm, NoPattern: s.noPattern, Now: now, Mails: []trace.Mail{}}
	for _, r := range s.reads {
		if r.RequestID == s.test.RequestID {
			in.Read = r
		}
	}
	if in.Read.EventID == "" {
		return trace.Path{}
	}
	for _, m := range s.mails {
		if m.To == s.p.flags.email {
			in.Mails = append(in.Mails, trace.Mail{At: m.At, Subject: m.Subject})
		}
	}
	return trace.Follow(in)
}

func (s *story) tell(h trace.Hop) {
	settled := h.Status == trace.OK || h.Status == trace.Broken
	if !settled || s.told[h.Hop] == h.Status {
		return
	}
	s.told[h.Hop] = h.Status
	if s.printer.Spoken {
		s.printer.Say("%s", s.printer.HopSentence(h))
		return
	}
	var seen []string
	for _, e := range h.Evidence {
		seen = append(seen, e.Name+" "+e.Value)
	}
	word := doctor.OK
	if h.Status == trace.Broken {
		word = doctor.Broken
	}
	s.p.printf("   [%s] %-8s %-9s %s\n", s.printer.Status(word), h.Hop, plain.SinceRead(h), strings.Join(seen, ", "))
}

// mailLate is when the sandbox's mail is overdue: its pace takes about four
// seconds from the read.
const mailLate = 30 * time.Second

func (s *story) over(now time.Time) bool {
	if s.broke != nil && (s.told[monitor.HopFilter] == trace.Broken || now.Sub(s.test.At) > huntLate) {
		return true
	}
	return s.told[monitor.HopMail] == trace.OK || s.told[monitor.HopAction] == trace.Broken || now.Sub(s.test.At) > mailLate
}

func (s *story) judge(ctx context.Context) error {
	if m, ok := s.alarmMail(); ok {
		s.chapter("The e-mail")
		s.p.printf("   From: %s\n   To: %s\n   Subject: %s\n\n", m.From, m.To, m.Subject)
		for line := range strings.Lines(m.Body) {
			s.p.printf("   %s\n", strings.TrimRight(line, "\n"))
		}
	}
	s.chapter("The checklist")
	r, err := s.p.examine(ctx, s.a, s.names)
	if err != nil {
		return err
	}
	s.printer.Report(r)
	if _, ok := s.alarmMail(); !ok {
		return broken(errNoMail, "the verdict above says where it got lost")
	}
	if r.Verdict.Status != doctor.OK {
		return broken(fmt.Errorf("the mail came, but the monitor is not well: %s", r.Verdict.Summary), "")
	}
	s.p.printf("\nAll of it was real to every client of the sandbox. With an AWS account, secretwatch setup builds the same there.\n")
	return nil
}

func (s *story) alarmMail() (inbox.Mail, bool) {
	for _, m := range s.mails {
		if strings.HasPrefix(m.Subject, "ALARM: ") && m.To == s.p.flags.email && !m.At.Before(s.test.At.Truncate(time.Second)) {
			return m, true
		}
	}
	return inbox.Mail{}, false
}
