package setup

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// reviewPage looks at what is there, shows the plan, and asks for the yes.
// Until then nothing is changed.
type reviewPage struct {
	*Screen
	looking bool
	patient bool // waits for what is being made
	err     error
	wrong   []wizard.Problem
	changes []monitor.Change
	ready   time.Time // when the plan appeared
	allowed map[monitor.Kind]bool
	at      int // the question under the cursor; len(asked()) is "build"
}

// grace is how long a plan has to be on the screen before a key can accept it:
// nobody says yes to what they have not seen.
const grace = 400 * time.Millisecond

func (r *reviewPage) enter() tea.Cmd {
	r.changes, r.err, r.wrong, r.at = nil, nil, nil, 0
	r.allowed = map[monitor.Kind]bool{}
	d, err := r.wiz.Desired()
	if err != nil {
		var wrong wizard.Problems
		errors.As(err, &wrong)
		r.wrong = wrong
		return nil
	}
	r.looking, r.patient = true, r.work.busy()
	if r.patient { // what is under way has to be seen as it ends
		return r.second()
	}
	return tea.Batch(r.survey(d), r.second())
}

// survey looks at what is there.
func (s *Screen) survey(d monitor.Desired) tea.Cmd {
	ctx, look, visit := s.ctx, s.deps.Survey, s.visit
	return func() tea.Msg {
		seen, err := look(ctx, d)
		return surveyedMsg{visit, d, seen, err}
	}
}

func (r *reviewPage) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tickMsg:
		if r.patient && !r.work.busy() {
			return r.enter()
		}
		if r.looking {
			return r.second()
		}
	case surveyedMsg:
		if msg.visit == r.visit {
			r.took(msg)
			return r.askLater(r.passes())
		}
	case pollMsg:
		if msg.visit == r.visit && r.passes() && !r.looking {
			return r.enter()
		}
	case tea.KeyPressMsg:
		return r.press(msg.String())
	}
	return nil
}

func (r *reviewPage) took(msg surveyedMsg) {
	r.looking, r.err = false, msg.err
	if msg.err != nil {
		return
	}
	wished := msg.desired
	r.wiz.Learn(msg.seen)
	if learned, err := r.wiz.Desired(); err == nil {
		wished = learned
	}
	d := wizard.Owned(wished, msg.seen)
	r.seen, r.desired = msg.seen, d
	r.changes = r.deps.Plan(d, msg.seen)
	r.price = r.deps.Price(d, msg.seen)
	r.ready = r.now
	r.at = 0
}

// asked are the changes to what setup did not make: each needs its own yes.
func (r *reviewPage) asked() []monitor.Change {
	var list []monitor.Change
	if len(r.blocked()) > 0 {
		return nil // first things first
	}
	for _, c := range r.changes {
		if wizard.Grave(c) {
			list = append(list, c)
		}
	}
	return list
}

// passes reports that the plan waits for something that may be over by itself.
func (r *reviewPage) passes() bool { return passes(r.err) || unseen(r.blocked()) }

func (r *reviewPage) blocked() []monitor.Change { return blockedOf(r.changes) }

func blockedOf(changes []monitor.Change) []monitor.Change {
	var list []monitor.Change
	for _, c := range changes {
		if c.Action == monitor.ActionBlocked {
			list = append(list, c)
		}
	}
	return list
}

func (r *reviewPage) mayWatch() bool { return r.Screen.mayWatch(r.desired, r.blocked()) }

// mayWatch reports that the secret was to be made, but is there already and
// could be watched as it is.
func (s *Screen) mayWatch(d monitor.Desired, blocked []monitor.Change) bool {
	found := s.seen.Secret.Value
	return len(blocked) > 0 && found != nil && found.DeleteAt.IsZero() && !d.SecretExists && !d.Ours(found.Tags)
}

// watchExisting takes the secret that is there into the monitor as it is.
func (s *Screen) watchExisting(name string) {
	s.wiz.SetExisting(append(s.wiz.Existing("", 1<<20), name))
	s.reprice()
}

// refused are the changes to others' things that have no yes: the monitor
// cannot be built without them.
func (r *reviewPage) refused() []monitor.Change {
	var list []monitor.Change
	for _, c := range r.asked() {
		if !r.allowed[c.Kind] {
			list = append(list, c)
		}
	}
	return list
}

func (r *reviewPage) press(name string) tea.Cmd {
	asked := r.asked()
	switch name {
	case "r":
		if r.err != nil || unseen(r.blocked()) {
			return r.enter()
		}
	case "w":
		if r.mayWatch() {
			r.watchExisting(r.desired.Secret)
			return r.enter()
		}
	case "up", "shift+tab":
		r.at = max(r.at-1, 0)
	case "down", "tab":
		r.at = min(r.at+1, len(asked))
	case "space":
		if r.at < len(asked) {
			k := asked[r.at].Kind
			r.allowed[k] = !r.allowed[k]
		}
	case "y":
		return widget.Notice("There is no one command of this page: each step before has its own.")
	case "enter":
		return r.accept()
	}
	return nil
}

func (r *reviewPage) accept() tea.Cmd {
	asked, blocked := r.asked(), r.blocked()
	switch {
	case len(r.wrong) > 0:
		return r.mend()
	case len(r.changes) == 0 || r.now.Sub(r.ready) < grace:
		return nil
	case len(blocked) > 0:
		return r.goTo(stepOfKind(blocked[0].Kind))
	case r.at < len(asked):
		r.allowed[asked[r.at].Kind] = true
		r.at++
		return nil
	case len(r.refused()) > 0:
		r.at = 0
		return nil
	}
	return tea.Batch(r.work.agreeAll(r.desired, r.changes, r.allowed), r.goTo(wizard.StepBuild))
}

// mend goes to the first answer that cannot stand.
func (r *reviewPage) mend() tea.Cmd {
	cmd := r.goTo(stepOf(r.wiz, r.wrong[0].Question))
	if f, ok := r.page().(*formPage); ok {
		if f.shows {
			f.change()
		}
		f.point(f.wiz.Check(f.step))
	}
	return cmd
}

// stepOf is the step that asks a question.
func stepOf(w *wizard.Wizard, q wizard.Q) wizard.StepID {
	for _, s := range wizard.Steps() {
		for _, known := range w.Questions(s.ID, true) {
			if known.ID == q {
				return s.ID
			}
		}
	}
	return wizard.StepSecret
}

// stepOfKind is the step that names a resource.
func stepOfKind(k monitor.Kind) wizard.StepID {
	switch k {
	case monitor.KindTrail, monitor.KindBucket:
		return wizard.StepTrail
	case monitor.KindLogGroup, monitor.KindRole:
		return wizard.StepDelivery
	case monitor.KindMetricFilter:
		return wizard.StepFilter
	case monitor.KindTopic, monitor.KindSubscription, monitor.KindRule, monitor.KindRuleTopic, monitor.KindRuleSubscription:
		return wizard.StepTopic
	case monitor.KindAlarm:
		return wizard.StepAlarm
	default:
		return wizard.StepSecret
	}
}

func (r *reviewPage) keys() []keyHelp {
	switch {
	case r.looking:
		return nil
	case r.err != nil:
		return []keyHelp{{"r", "look again"}}
	case unseen(r.blocked()):
		return []keyHelp{{"r", "look again"}, {"enter", "go to that step"}}
	case r.mayWatch():
		return []keyHelp{{"w", "watch the existing secret"}, {"enter", "go to that step"}}
	case len(r.wrong) > 0 || len(r.blocked()) > 0:
		return []keyHelp{{"enter", "go to that step"}}
	case r.at < len(r.asked()):
		return []keyHelp{{"space", "allow or not"}, {"enter", "allow"}, {"down", "move"}}
	default:
		if r.idle() {
			return []keyHelp{{"enter", "go on"}}
		}
		return []keyHelp{{"enter", "build it"}}
	}
}

func (r *reviewPage) typing() bool { return false }
