package wizard

import (
	"slices"
	"sync"

	"secretwatch/aws/monitor"
)

// StepID names a step.
type StepID string

// The steps, in order.
const (
	StepAccount  StepID = "account"
	StepSecret   StepID = "secret"
	StepTrail    StepID = "trail"
	StepDelivery StepID = "delivery"
	StepFilter   StepID = "filter"
	StepTopic    StepID = "topic"
	StepAlarm    StepID = "alarm"
	StepReview   StepID = "review"
	StepBuild    StepID = "build"
	StepConfirm  StepID = "confirm"
	StepRead     StepID = "read"
)

// Step is one step and what it says of itself.
type Step struct {
	ID    StepID
	Title string   // such as "Metric filter"
	Ask   string   // the step as one question or sentence
	What  string   // what it is for, in two sentences
	Why   []string // what else is good to know, in paragraphs
	Cost  string   // one sentence; "" where there is nothing to say
	Terms []Term   // the words of AWS that it uses
}

// Steps lists all steps in order.
func Steps() []Step { return slices.Clone(allSteps()) }

// allSteps are written once: every frame of the wizard asks for them.
var allSteps = sync.OnceValue(func() []Step {
	steps := make([]Step, 0, 11)
	for _, s := range []struct {
		id StepID
		w  words
	}{
		{StepAccount, accountWords()},
		{StepSecret, secretWords()},
		{StepTrail, trailWords()},
		{StepDelivery, deliveryWords()},
		{StepFilter, filterWords()},
		{StepTopic, topicWords()},
		{StepAlarm, alarmWords()},
		{StepReview, reviewWords()},
		{StepBuild, buildWords()},
		{StepConfirm, confirmWords()},
		{StepRead, readWords()},
	} {
		steps = append(steps, Step{
			ID: s.id, Title: s.w.title, Ask: s.w.ask, What: s.w.what, Why: s.w.why, Cost: s.w.cost, Terms: s.w.terms,
		})
	}
	return steps
})

// Q names a question.
type Q string

// The questions.
const (
	QSecret       Q = "secret"
	QSource       Q = "source" // FromGenerator, FromTyping or FromFile
	QValue        Q = "value"  // masked; its answer is Wizard.Value, never a string
	QEvents       Q = "events"
	QTrail        Q = "trail"
	QBucket       Q = "bucket"
	QMultiRegion  Q = "multi-region"
	QExpire       Q = "expire"
	QLogGroup     Q = "log-group"
	QRetention    Q = "retention"
	QRole         Q = "role"
	QAttempts     Q = "attempts"
	QFilter       Q = "filter"
	QPattern      Q = "pattern"
	QMetricValue  Q = "metric-value"
	QDefaultValue Q = "default-value"
	QNamespace    Q = "namespace"
	QMetric       Q = "metric"
	QEmail        Q = "email"
	QNotify       Q = "notify" // ByAlarm or ByBoth
	QTopic        Q = "topic"
	QStatistic    Q = "statistic"
	QPeriod       Q = "period"
	QThreshold    Q = "threshold"
	QMissing      Q = "missing-data"
	QAlarm        Q = "alarm"
)

// Where the value of a new secret comes from: answers to QSource.
const (
	FromGenerator = "generate"
	FromTyping    = "type"
	FromFile      = "file"
)

// The ways to be told: answers to QNotify, and to --notify.
const (
	ByAlarm = monitor.NotifyAlarm
	ByBoth  = monitor.NotifyAlarm + "," + monitor.NotifyEventBridge
)

// Answers to the questions of kind Confirm.
const (
	Yes = "yes"
	No  = "no"
)

// Kind is how a question is answered.
type Kind int

// The kinds of question.
const (
	Text Kind = iota
	Masked
	Choice
	Confirm // Yes or No
)

// Question is one question of a step.
type Question struct {
	ID      Q
	Label   string
	Hint    string // one line: what may be answered
	Kind    Kind
	Options []Option // of a Choice
	More    bool     // well answered by its default: asked only on demand
}

// Option is one answer to a Choice.
type Option struct {
	Value, Label string
	Note         string // what speaks for or against it
}

// Questions lists what the step asks as things stand; more adds the questions
// that are well answered by their defaults.
func (w *Wizard) Questions(id StepID, more bool) []Question {
	var list []Question
	for _, q := range w.byStep[id] {
		if (q.applies == nil || q.applies(w)) && (more || !q.More) {
			if q.ID == QSource && w.start.Flags.ValueFile == "" {
				q.Options = q.Options[:2]
			}
			list = append(list, q.Question)
		}
	}
	return list
}

// Fact is a setting that a step has already decided.
type Fact struct{ Label, Value string }

// Facts lists the answers to the step's questions that are asked on demand.
func (w *Wizard) Facts(id StepID) []Fact {
	if id == StepAccount {
		return []Fact{
			{"Account", w.start.Account},
			{"Region", w.start.Region},
			{"You are", w.start.Caller.Safe()},
		}
	}
	var facts []Fact
	for _, q := range w.Questions(id, true) {
		if q.More {
			facts = append(facts, Fact{q.Label, w.shown(q)})
		}
	}
	return facts
}

// Answers lists all answers of a step, the hidden one as such.
func (w *Wizard) Answers(id StepID) []Fact {
	var facts []Fact
	for _, q := range w.Questions(id, true) {
		fact := Fact{q.Label, w.shown(q)}
		if q.Kind == Masked {
			fact.Value = "typed, and hidden"
		}
		facts = append(facts, fact)
	}
	return facts
}

// shown is an answer as a person reads it.
func (w *Wizard) shown(q Question) string {
	answer := w.Answer(q.ID)
	for _, o := range q.Options {
		if o.Value == answer {
			return o.Label
		}
	}
	return answer
}
