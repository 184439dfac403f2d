package talk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"secretwatch/aws/build"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/setup"
	"secretwatch/wizard"
)

// Setup is the wizard as a conversation.
type Setup struct {
	*Voice
	deps    setup.Deps
	wiz     *wizard.Wizard
	parts   map[monitor.Kind]part
	agreed  map[wizard.StepID]bool // its parts were made
	heard   map[wizard.StepID]bool // it has introduced itself
	seen    monitor.Snapshot
	desired monitor.Desired // once all is made
	whole   bool            // all parts are there
	pending bool            // and the address was not seen to be confirmed
	testing bool            // a test read was asked for already

	heardOfMonitor bool // it was looked whether one is there
	stays          bool // the step in front is asked again, and was introduced

	asking wizard.Question // the one in front, with an empty ID for none
	before []string        // the parts that an earlier run made, in words
}

// part is one resource of the monitor.
type part struct {
	change monitor.Change
	there  bool
	mine   bool // made in this run: undo may remove it
}

// NewSetup begins a conversation about a monitor.
func NewSetup(v *Voice, start wizard.Start, d setup.Deps) *Setup {
	return &Setup{
		Voice: v, deps: d, wiz: wizard.New(start),
		parts: map[monitor.Kind]part{}, agreed: map[wizard.StepID]bool{}, heard: map[wizard.StepID]bool{},
	}
}

// Run has the conversation. Without an error the monitor is built, and what is
// left to do is to watch it. When the error is one of Ended, or the context's,
// Part says how to go on.
func (s *Setup) Run(ctx context.Context) (monitor.Desired, error) {
	s.say("Setup asks one question at a time. An empty line takes the answer in brackets. Type help for the words that always work.")
	defer func() { s.wiz.Value().Zero() }()
	for {
		id := s.wiz.Step().ID
		made := len(s.made())
		err := s.step(ctx, id)
		s.stays = false
		switch {
		case err == nil && id == wizard.StepRead:
			return s.desired, nil
		case err == nil:
			s.onward(id)
		case errors.Is(err, errBack):
			s.back()
			s.stays = s.wiz.Step().ID == id
		case errors.Is(err, errUndo):
			if err := s.undo(ctx, id); err != nil {
				return s.desired, s.ended(err)
			}
			s.stays = s.wiz.Step().ID == id && len(s.made()) == made // nothing came of it
		case errors.Is(err, errAccept):
			if err := s.acceptAll(ctx); err != nil && !errors.Is(err, errBack) {
				return s.desired, s.ended(err)
			}
		default:
			return s.desired, s.ended(err)
		}
	}
}

// ended closes the line that was left open for an answer.
func (s *Setup) ended(err error) error {
	if errors.Is(err, io.EOF) {
		s.say("")
		s.say("There is nothing more to read from you.")
	} else if !errors.Is(err, errLeave) {
		s.say("")
	}
	return err
}

func (s *Setup) step(ctx context.Context, id wizard.StepID) error {
	if !s.stays {
		s.introduce(id)
	}
	switch id {
	case wizard.StepAccount:
		return s.account(ctx)
	case wizard.StepReview, wizard.StepBuild:
		return nil // only accept comes here
	case wizard.StepConfirm:
		return s.confirm(ctx)
	case wizard.StepRead:
		return s.firstRead(ctx)
	default:
		return s.form(ctx, id)
	}
}

// onward moves to the next step; after the last one with questions to what is
// not made yet, or to the confirmation.
func (s *Setup) onward(id wizard.StepID) {
	if id != wizard.StepAlarm {
		s.goNext(id)
		return
	}
	for _, k := range s.wiz.Kinds() {
		if !s.parts[k].there {
			s.say("The %s is not made yet.", k.Word())
			s.wiz.Go(wizard.StepOf(k))
			return
		}
	}
	s.complete()
}

// complete goes on to what comes when every part is there.
func (s *Setup) complete() {
	s.say("All parts of the monitor are there.")
	s.whole, s.pending, s.desired = true, true, s.final()
	s.wiz.Go(wizard.StepConfirm)
}

func (s *Setup) goNext(id wizard.StepID) {
	steps := wizard.Steps()
	for i, st := range steps[:len(steps)-1] {
		if st.ID == id {
			s.wiz.Go(steps[i+1].ID)
		}
	}
}

func (s *Setup) back() {
	if s.wiz.Step().ID == wizard.StepConfirm { // the plan and the build were talked over before
		s.wiz.Go(wizard.StepAlarm)
		return
	}
	if !s.wiz.Back() {
		s.say("This is the first step.")
	}
}

// final is the monitor as answered, with the names under which its parts are.
func (s *Setup) final() monitor.Desired {
	d := wizard.Owned(s.wiz.Draft(), s.seen)
	for k, p := range s.parts {
		if k != monitor.KindSubscription && p.there {
			d.Names = d.With(k, p.change.Name)
		}
	}
	return d
}

// introduce says once what a step is for and what it costs.
func (s *Setup) introduce(id wizard.StepID) {
	if !talkedOver(id) {
		return
	}
	st := s.wiz.Step()
	s.say("")
	n, of := numberOf(id)
	s.tell(fmt.Sprintf("Step %d of %d, %s. %s", n, of, st.Title, st.Ask))
	if s.heard[id] {
		return
	}
	s.heard[id] = true
	s.tell(aboutStep(st))
	s.costOf(st)
	s.lesson(id)
}

// costOf is what a step says of money.
func (s *Setup) costOf(st wizard.Step) {
	switch {
	case st.ID == wizard.StepAccount:
		s.say("Looking costs nothing. Type cost at any step to hear what the monitor costs a month.")
	case st.Cost != "":
		s.tell(st.Cost)
	}
}

// aboutStep is what a step says it is for, without the keys of the screens.
func aboutStep(st wizard.Step) string {
	if st.ID == wizard.StepRead {
		return "A test read asks for the value, throws it away unseen, and is followed to the mail, hop by hop."
	}
	return st.What
}

// account says where everything is built.
func (s *Setup) account(ctx context.Context) error {
	if !s.stays {
		if err := s.whereWeAre(ctx); err != nil {
			return err
		}
	}
	for {
		text, err := s.ask(ctx, wizard.StepAccount, "Enter goes on:")
		switch {
		case errors.Is(err, errMore):
			s.say("There are no settings here.")
		case err == nil && text != "":
			s.noAnswer(text)
		default:
			return err
		}
	}
}

// whereWeAre says in which account and region everything is built, and what is
// there.
func (s *Setup) whereWeAre(ctx context.Context) error {
	if s.deps.Identify != nil {
		place, caller, err := s.deps.Identify(ctx)
		if err != nil {
			return err
		}
		s.wiz.SetPlace(place, caller)
	}
	s.facts()
	s.existing(ctx)
	s.lookAround(ctx)
	return nil
}

// facts say where everything is built.
func (s *Setup) facts() {
	for _, f := range s.wiz.Facts(wizard.StepAccount) {
		s.say("%s: %s.", f.Label, foreign.Safe(f.Value))
	}
	if s.deps.Inbox != nil {
		s.say("This is a sandbox, not AWS: nothing costs anything, and mails land in an inbox here.")
	}
}

// existing asks which secrets are there. Without the permission a name can still be
// typed, so an error says nothing here.
func (s *Setup) existing(ctx context.Context) {
	if s.deps.Secrets == nil {
		return
	}
	if names, err := s.deps.Secrets(ctx); err == nil {
		s.wiz.SetExisting(names)
	}
}

// made lists the parts that are there, in the order in which a person meets
// them.
func (s *Setup) made() []part {
	var list []part
	for _, k := range append(monitor.Kinds(), monitor.RuleKinds()...) {
		if p := s.parts[k]; p.there {
			list = append(list, p)
		}
	}
	return list
}

// sayMade says what there is so far.
func (s *Setup) sayMade() {
	list := s.made()
	switch {
	case len(list) == 0 && len(s.before) > 0:
		s.say("This run has made nothing so far. From an earlier one there are: %s.", wizard.Listed(s.before))
		return
	case len(list) == 0:
		s.say("Nothing is made so far.")
		return
	case len(list) < len(s.before):
		s.say("From an earlier run there are: %s.", wizard.Listed(s.before))
	}
	words := make([]string, 0, len(list))
	for _, p := range list {
		words = append(words, p.change.Kind.Word()+" "+foreign.Safe(p.change.Name))
	}
	s.say("There so far: %s.", strings.Join(words, ", "))
}

// price says what the monitor would cost as answered.
func (s *Setup) price() {
	if s.deps.Price != nil {
		s.out.Price(s.deps.Price(s.wiz.Draft(), s.seen))
	}
}

// progress tells what a build does to parts of these kinds, each news once.
func (s *Setup) progress(kinds []monitor.Kind) func(build.Progress) {
	told := map[monitor.Kind]string{}
	return func(p build.Progress) {
		news := string(p.State) + p.Note
		if !slices.Contains(kinds, p.Change.Kind) || told[p.Change.Kind] == news {
			return
		}
		told[p.Change.Kind] = news
		s.out.Progress(p)
	}
}
