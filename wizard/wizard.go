// Package wizard is the setup conversation without a terminal: its steps, the
// questions with their defaults, what is wrong with an answer and what would
// be right, the same step as AWS CLI commands, and the monitor that comes out.
//
// It may import aws/... and no terminal library. The only I/O it does is to
// read the file that Flags.ValueFile names.
package wizard

import (
	"cmp"
	"slices"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// Start is what is known before the first question.
type Start struct {
	monitor.Place
	Caller   foreign.String // ARN of the identity
	Profile  string         // for the commands by hand; "" for the default
	Endpoint string         // for the commands by hand; "" for AWS itself
	Flags    Flags          // answers given on the command line
}

// Wizard is one conversation. It is not safe for concurrent use.
type Wizard struct {
	start    Start
	steps    []Step
	at       int
	byStep   map[StepID][]question
	all      []question
	usual    *monitor.Desired
	answers  map[Q]string // only what differs from the default
	value    *Value       // typed or generated, until it is used
	existing []string     // names of secrets that are there
	built    map[monitor.Kind]string
	builtFor string  // the secret that the parts in built are for
	made     string  // the secret that an earlier run of setup made
	told     address // the one that was filled in, not typed
	pace     float64 // management events a minute, 0 where unknown
	reads    []record.Record
	tries    tries
}

// New begins a conversation with every question answered by its default.
func New(s Start) *Wizard {
	w := &Wizard{start: s, steps: Steps(), answers: map[Q]string{}, value: &Value{}, built: map[monitor.Kind]string{}}
	w.all, w.byStep = allQuestions(), map[StepID][]question{}
	for _, step := range w.steps {
		w.byStep[step.ID] = questionsOf(step.ID)
	}
	for _, f := range s.Flags.names() {
		if f.answer != "" {
			w.Set(f.q, f.answer)
		}
	}
	if way := s.Flags.Notify; way != "" {
		w.Set(QNotify, cmp.Or(waysOf(way), way))
	}
	return w
}

// SetPlace tells where the monitor will live, once AWS has said so. Names that
// hold the account or the region follow.
func (w *Wizard) SetPlace(p monitor.Place, caller foreign.String) {
	w.start.Place, w.start.Caller = p, caller
}

// SetExisting gives the names of the secrets that are there already.
func (w *Wizard) SetExisting(names []string) { w.existing = slices.Clone(names) }

// Existing lists the secrets that begin with prefix, at most n.
func (w *Wizard) Existing(prefix string, n int) []string {
	var found []string
	for _, name := range w.existing {
		if len(found) < n && strings.HasPrefix(strings.ToLower(name), strings.ToLower(prefix)) {
			found = append(found, name)
		}
	}
	return found
}

// Exists reports that the secret is there already: it is watched and not made.
func (w *Wizard) Exists() bool {
	return w.start.Flags.Existing || slices.Contains(w.existing, w.Answer(QSecret))
}

// Answer is the answer to a question as it stands, the default included.
func (w *Wizard) Answer(q Q) string {
	if a, ok := w.answers[q]; ok {
		return a
	}
	return w.preset(q)
}

// Changed reports that the answer is not the default.
func (w *Wizard) Changed(q Q) bool { _, ok := w.answers[q]; return ok }

// Reset takes a question's default again.
func (w *Wizard) Reset(q Q) { delete(w.answers, q) }

// OwnPattern reports that the person typed a pattern, which counts whatever the
// choice of reads is.
func (w *Wizard) OwnPattern() bool { return w.Changed(QPattern) }

// Set answers a question. Blanks around the answer are dropped; the answer is
// kept also when Check finds fault with it. An answer that equals the default
// goes on following it.
func (w *Wizard) Set(q Q, answer string) {
	answer = strings.TrimSpace(answer)
	if q == QSource && answer != w.Answer(q) {
		w.value.Zero() // a typed value is not a generated one
	}
	if answer == w.preset(q) {
		delete(w.answers, q)
		return
	}
	w.answers[q] = answer
}

// Step is where the conversation is.
func (w *Wizard) Step() Step { return w.steps[w.at] }

// At is the number of the current step, from 0.
func (w *Wizard) At() int { return w.at }

// Go moves to a step; it keeps every answer.
func (w *Wizard) Go(id StepID) {
	for i, s := range Steps() {
		if s.ID == id {
			w.at = i
		}
	}
}

// Next checks the current step and moves on where it is well.
func (w *Wizard) Next() []Problem {
	if problems := w.Check(w.Step().ID); len(problems) > 0 {
		return problems
	}
	w.at = min(w.at+1, len(Steps())-1)
	return nil
}

// Back moves to the step before; it is false on the first one.
func (w *Wizard) Back() bool {
	if w.at == 0 {
		return false
	}
	w.at--
	return true
}

// Draft is the monitor as answered so far, right or wrong, with the names of
// what is made already: for what is made next, for the price while the choices
// change, and for the commands by hand.
func (w *Wizard) Draft() monitor.Desired {
	secret := w.Answer(QSecret)
	if len(w.built) > 0 {
		secret = w.builtFor
	}
	d := monitor.DesiredFor(secret, w.Answer(QEmail), w.start.Place)
	d.SecretExists = w.Exists()
	for _, q := range w.all {
		if answer, ok := w.answers[q.ID]; ok && q.put != nil {
			q.put(&d, answer)
		}
	}
	for _, named := range w.start.Flags.names() {
		if named.answer != "" {
			d.Takes[nameOf(named.q)] = true
		}
	}
	d.AlarmOnly = w.alarmOnly()
	for k, name := range w.built { // what is made has its name
		if k == monitor.KindSubscription {
			d.Email = name
		} else {
			d.Names = d.With(k, name)
		}
	}
	return d
}

// Desired is the monitor that was asked for. The error is Problems where an
// answer is not well.
func (w *Wizard) Desired() (monitor.Desired, error) {
	var problems Problems
	for _, s := range Steps() {
		problems = append(problems, w.Check(s.ID)...)
	}
	if len(problems) > 0 {
		return monitor.Desired{}, problems
	}
	return w.Draft(), nil
}
