package compare

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// ErrLeftovers means that an earlier experiment left something behind, which
// has to go first.
var ErrLeftovers = errors.New("an earlier comparison left something behind")

// experiment is one run.
type experiment struct {
	*account.Account
	parts
	chain monitor.Snapshot
	o     Options
	email string

	trail   *types.Trail   // the monitor's, nil where it is not there
	sender  *monitor.Trail // whose notifications are the trail's way, nil where that is left out
	hears   string         // ARN of the topic that it notified already, "" where it has to be switched on
	skipped map[Way]string
	already map[Way]bool // was on before
	keeps   bool         // the rule is part of the monitor: it is used, and stays
	memory  string       // ARN of the alarm that remembers the rule, "" where none does
	result  Result

	before     map[letterKey]int // what lay in the inbox at the beginning
	told       map[Way]int       // how many mails were told of
	logs       map[fileID]logFile
	warned     map[string]bool
	trouble    map[Way]string
	late       map[Way]bool // did not tell of an earlier read in time
	since      time.Time    // from when the ways were all on
	until      time.Time    // when they were switched off, zero before
	phase      Phase
	confirming []Way
	givenUp    time.Time
	on         bool
	// firstSeen is when the rule's messages were first counted, in their order.
	firstSeen []time.Time
}

// cleanWithin is how long cleaning up may take after an interruption.
const cleanWithin = 2 * time.Minute

// Run makes the experiment on a monitor that is well, and cleans up after
// itself, also where ctx ends. The result is what was found by then.
func Run(ctx context.Context, a *account.Account, chain monitor.Snapshot, o Options) (Result, error) {
	e := &experiment{
		Account: a, parts: partsOf(chain.Names, a), chain: chain, o: o,
		skipped: map[Way]string{}, told: map[Way]int{}, already: map[Way]bool{}, logs: map[fileID]logFile{}, warned: map[string]bool{}, trouble: map[Way]string{},
		late: map[Way]bool{},
	}
	e.result = Result{Secret: chain.Names.Secret, Inbox: o.Inbox != nil, Started: a.Clock.Now()}
	e.since = e.result.Started
	e.enter(PhaseMaking, 0)
	begun, err := e.begin(ctx)
	if begun && err == nil {
		err = e.measure(ctx)
	}
	if begun {
		err = e.orGone(ctx, err)
	}
	if ctx.Err() != nil {
		e.result.Interrupted, err = true, ctx.Err() // whatever call it was that was cut off
		if begun {
			e.waiting("stopped; what was switched on goes off again")
		}
	}
	if begun {
		alone, cancel := context.WithTimeout(context.WithoutCancel(ctx), cleanWithin)
		defer cancel()
		if err == nil && o.Keep {
			err = e.keep(alone)
		}
		e.result.fail(err)
		err = errors.Join(err, e.end(alone))
	}
	e.result.fail(err)
	e.result.Kept = e.keeps
	e.result.Ended = a.Clock.Now()
	return e.result, err
}

// fail notes why an experiment ends early.
func (r *Result) fail(err error) {
	if err != nil && !r.Interrupted && r.Failed == "" {
		r.Failed = account.Explain(err).Summary
	}
}

// begin makes what is missing. begun says that something may have been made.
func (e *experiment) begin(ctx context.Context) (begun bool, err error) {
	if e.email, err = e.address(); err != nil {
		return false, err
	}
	e.result.Email = e.email
	f, err := findAll(ctx, e.Account, e.parts)
	if err != nil {
		return false, err
	}
	e.memory = f.memory
	things, err := f.things(ctx, e.Account)
	switch {
	case err != nil:
		return false, err
	case len(things) > 0:
		return false, ErrLeftovers
	}
	if err := e.choose(ctx, f); err != nil {
		return false, err
	}
	if e.before, err = e.letters(ctx); err != nil {
		return false, err
	}
	return true, e.make(ctx)
}

// end removes what the experiment made, and looks a last time at what came.
func (e *experiment) end(ctx context.Context) error {
	f, err := find(ctx, e.Account, e.parts)
	var things []Thing
	if err == nil {
		f.memory = e.memory
		things, err = f.things(ctx, e.Account)
	}
	if err != nil {
		e.tell(EventFailed, "could not look for what has to be removed: "+account.Explain(err).Summary)
		return fmt.Errorf("clean up: %w", err)
	}
	e.until = e.Clock.Now()
	e.enter(PhaseCleaning, 0)
	e.result.Removed, e.result.Left = Remove(ctx, e.Account, things, e.o.Tell)
	err = e.look(ctx)
	if err == nil && !e.result.Interrupted && e.result.Failed == "" {
		e.identify(ctx)
	}
	return err
}

// address is who gets the mails: the one that was asked for, or the first
// confirmed one of the monitor's topic.
func (e *experiment) address() (string, error) {
	if e.chain.Subscribers.There() {
		for _, s := range *e.chain.Subscribers.Value {
			address := s.Endpoint.Raw()
			if s.ARN != "" && s.Protocol == "email" && (e.o.Email == "" || strings.EqualFold(address, e.o.Email)) {
				return address, nil
			}
		}
	}
	if e.o.Email != "" {
		return "", fmt.Errorf("%s gets none of the monitor's mails", foreign.Safe(e.o.Email))
	}
	return "", errors.New("nobody gets the monitor's mails by e-mail")
}

func (e *experiment) tell(kind EventKind, text string) { tellOf(e.Account, e.o.Tell, kind, text) }

func (e *experiment) waiting(note string) { e.tell(EventWaiting, note) }

// warn tells of a look that failed, once for each text.
func (e *experiment) warn(err error) {
	if text := account.Explain(err).Summary; !e.warned[text] {
		e.warned[text] = true
		e.tell(EventWarning, text)
	}
}

// skip leaves a way out.
func (e *experiment) skip(w Way, format string, args ...any) {
	why := fmt.Sprintf(format, args...)
	e.skipped[w] = why
	e.tell(EventSkipped, w.Word()+" is left out: "+why)
}

func (e *experiment) takes(w Way) bool { return e.skipped[w] == "" }

// makes reports that a way is to be switched on.
func (e *experiment) makes(w Way) bool { return e.takes(w) && !e.already[w] }

// shared reports that a trail notifies the alarm's own topic.
func (e *experiment) shared() bool { return e.result.Flood != nil }

// topicOf is the ARN of the topic to which a way sends.
func (e *experiment) topicOf(w Way) string {
	switch w {
	case WayTrail:
		if e.hears != "" {
			return e.hears
		}
		return e.files
	case WayRule:
		return e.reads
	default:
		if t := e.chain.Topic.Value; t != nil {
			return t.ARN
		}
		return ""
	}
}
