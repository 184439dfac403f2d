package setup

import (
	"context"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/build"
	"secretwatch/aws/monitor"
	"secretwatch/wizard"
)

// work is all that is being made, whatever page is in front: by a job for each
// step that was answered, or by one for the whole plan.
type work struct {
	*Screen
	jobs     map[wizard.StepID]*job
	parts    map[monitor.Kind]*part
	undoing  *undo
	began    int // jobs so far: messages of an earlier run are stale
	ticking  bool
	stopping bool
	gone     gone // what was made here and is no more
}

type jobState int

const (
	waiting  jobState = iota // for another job
	looking                  // at what is there
	asking                   // something needs a yes, or a decision
	building                 // Apply runs
	failed
	done
)

// job makes what one yes has agreed to.
type job struct {
	step    wizard.StepID // StepBuild for the whole plan
	run     int
	state   jobState
	kinds   []monitor.Kind
	wished  monitor.Names // as answered
	desired monitor.Desired
	changes []monitor.Change // of its kinds
	allowed map[monitor.Kind]bool
	again   bool // answered anew meanwhile
	from    <-chan build.Progress
	cancel  context.CancelFunc
	forget  func() // the copy of the secret's value
	started time.Time
	looked  time.Time // when it asked what is there
	took    time.Duration
	err     error
	tries   int       // how often it has failed for something that passes
	againAt time.Time // when it is tried again by itself; zero for never
}

func (j *job) running() bool { return j.state == looking || j.state == building }

// needs reports that the job waits for the person.
func (j *job) needs() bool { return j.state == asking || j.state == failed }

// part is one resource on its way.
type part struct {
	build.Progress
	begun time.Time
	mine  bool // made in this run: undo may remove it
}

func newWork(s *Screen) *work {
	return &work{Screen: s, jobs: map[wizard.StepID]*job{}, parts: map[monitor.Kind]*part{}}
}

// after lists the steps whose parts a step's parts stand on. All names hold
// the secret's: it is settled first.
func after(id wizard.StepID) []wizard.StepID {
	switch id {
	case wizard.StepTrail, wizard.StepTopic:
		return []wizard.StepID{wizard.StepSecret}
	case wizard.StepDelivery:
		return []wizard.StepID{wizard.StepTrail}
	case wizard.StepFilter:
		return []wizard.StepID{wizard.StepDelivery}
	case wizard.StepAlarm:
		return []wizard.StepID{wizard.StepTopic}
	default:
		return nil
	}
}

// kindsFor is what the yes to a step makes.
func (w *work) kindsFor(id wizard.StepID) []monitor.Kind {
	return w.wiz.Making(id, w.jobs[wizard.StepDelivery] != nil)
}

// kindsOf are a step's parts: those that are wanted, and those of which this run
// has something to tell.
func (w *work) kindsOf(id wizard.StepID) []monitor.Kind {
	return w.told(w.wiz.Parts(id), id == wizard.StepTopic)
}

// kinds are the parts of the whole.
func (w *work) kinds() []monitor.Kind { return w.told(w.wiz.Kinds(), true) }

func (w *work) told(kinds []monitor.Kind, rule bool) []monitor.Kind {
	for _, k := range monitor.RuleKinds() {
		if rule && w.parts[k] != nil && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// agree takes the answers of a step as the yes to make its parts.
func (w *work) agree(id wizard.StepID) tea.Cmd {
	if old := w.jobs[id]; old != nil && old.running() {
		old.again = true
		return nil
	}
	w.jobs[id] = &job{step: id, kinds: w.kindsFor(id), desired: w.wiz.Draft(), allowed: map[monitor.Kind]bool{}}
	return w.advance()
}

// agreeAll takes the plan that was accepted as it is. From then on it stands
// for every step.
func (w *work) agreeAll(d monitor.Desired, changes []monitor.Change, allowed map[monitor.Kind]bool) tea.Cmd {
	j := &job{step: wizard.StepBuild, kinds: append(monitor.Kinds(), monitor.RuleKinds()...), wished: w.wiz.Draft().Names, desired: d, allowed: allowed}
	w.jobs = map[wizard.StepID]*job{wizard.StepBuild: j}
	w.began++
	j.run, j.started = w.began, w.now
	return tea.Batch(w.apply(j, changes), w.tick())
}

// advance begins what can begin.
func (w *work) advance() tea.Cmd {
	var cmds []tea.Cmd
	for _, s := range wizard.Steps() {
		if j := w.jobs[s.ID]; j != nil && j.state == waiting && w.free(j) {
			cmds = append(cmds, w.look(j))
		}
	}
	if len(cmds) == 0 {
		return nil
	}
	return tea.Batch(append(cmds, w.tick())...)
}

// free reports that nothing stands in a job's way.
func (w *work) free(j *job) bool {
	for _, before := range after(j.step) {
		if !w.stands(before) {
			return false
		}
	}
	for _, other := range w.jobs {
		if other.running() && slices.ContainsFunc(other.kinds, func(k monitor.Kind) bool { return slices.Contains(j.kinds, k) }) {
			return false
		}
	}
	return !w.stopping && w.undoing == nil
}

// stands reports that what a step makes by itself is there.
func (w *work) stands(id wizard.StepID) bool {
	if j := w.jobs[id]; j != nil {
		return j.state == done
	}
	for _, k := range w.kindsOf(id) {
		if p := w.parts[k]; k != monitor.KindTrail && (p == nil || p.State != build.Done) {
			return false
		}
	}
	return true
}

// look asks AWS what is there, anew for every job.
func (w *work) look(j *job) tea.Cmd {
	w.began++
	if j.tries == 0 {
		j.started = w.now
	}
	j.run, j.state, j.err, j.looked = w.began, looking, nil, w.now
	ctx, survey, d, run := w.ctx, w.deps.Survey, j.desired, j.run
	return func() tea.Msg {
		seen, err := survey(ctx, d)
		return jobSeenMsg{run, seen, err}
	}
}

// retry looks again and goes on with what is missing.
func (w *work) retry(j *job) tea.Cmd {
	if j.step != wizard.StepBuild {
		j.desired = w.wiz.Draft()
	}
	j.state, j.againAt = waiting, time.Time{}
	return w.advance()
}

func (w *work) byRun(run int) *job {
	for _, j := range w.jobs {
		if j.run == run {
			return j
		}
	}
	return nil
}

// busy reports that a call may be in flight.
func (w *work) busy() bool {
	for _, j := range w.jobs {
		if j.running() {
			return true
		}
	}
	return false
}

// tick keeps the clocks of running jobs going.
func (w *work) tick() tea.Cmd {
	if w.ticking {
		return nil
	}
	w.ticking = true
	return w.after(time.Second, workTickMsg{})
}

// built reports that every part of the monitor is there.
func (w *work) built() bool {
	for _, k := range w.kinds() {
		if p := w.parts[k]; p == nil || p.State != build.Done {
			return false
		}
	}
	return true
}

// touched reports that something of a step is made, or about to be.
func (w *work) touched(id wizard.StepID) bool {
	if w.jobs[id] != nil {
		return true
	}
	return slices.ContainsFunc(w.kindsOf(id), func(k monitor.Kind) bool { return w.parts[k] != nil })
}

// made lists the parts that are there, in the order in which a person meets
// them.
func (w *work) made() []*part {
	var list []*part
	for _, k := range w.kinds() {
		if p := w.parts[k]; p != nil && p.State == build.Done && p.Change.Action != monitor.ActionDelete {
			list = append(list, p)
		}
	}
	return list
}

// final is the monitor as answered, with the names under which its parts are.
func (w *work) final() monitor.Desired {
	d := wizard.Owned(w.wiz.Draft(), w.seen)
	for k, p := range w.parts {
		if k != monitor.KindSubscription {
			d.Names = d.With(k, p.Change.Name)
		}
	}
	return d
}

// drop forgets the jobs that have not begun or wait for the person: the plan of
// the whole has their parts too.
func (w *work) drop() {
	for id, j := range w.jobs {
		if j.state == waiting || j.needs() {
			delete(w.jobs, id)
		}
	}
}
