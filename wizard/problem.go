package wizard

import (
	"slices"
	"strconv"
	"strings"
)

// Problem is an answer that cannot stand, and what would be right.
type Problem struct {
	Question Q
	Text     string // one sentence, safe for a terminal
}

// Problems are all of them, as an error.
type Problems []Problem

// Error gives one sentence a line.
func (p Problems) Error() string {
	lines := make([]string, 0, len(p))
	for _, one := range p {
		lines = append(lines, one.Text)
	}
	return strings.Join(lines, "\n")
}

// Check says what is wrong with the answers of a step.
func (w *Wizard) Check(id StepID) []Problem {
	var problems []Problem
	for _, q := range w.byStep[id] {
		if q.applies != nil && !q.applies(w) {
			continue
		}
		if text := w.wrong(q); text != "" {
			problems = append(problems, Problem{Question: q.ID, Text: text})
		}
	}
	return problems
}

func (w *Wizard) wrong(q question) string {
	answer := w.Answer(q.ID)
	switch {
	case q.ID == QValue:
		return checkValue(w.value)
	case answer == "" && q.ID == QPattern:
		return "Pattern is empty, and an empty pattern counts every event; choosing above what to count takes the recommended one."
	case answer == "":
		return q.Label + " is empty; " + right(q.Question) + "."
	case q.Kind == Confirm && answer != Yes && answer != No:
		return quote(answer) + " is neither yes nor no."
	case q.Kind == Choice && q.check == nil && !slices.ContainsFunc(q.Options, func(o Option) bool { return o.Value == answer }):
		return quote(answer) + " is none of the choices for: " + q.Label + "."
	case q.check != nil && q.check(answer) != "":
		return q.check(answer)
	default:
		return w.settled(q.ID)
	}
}

// right says what may be answered, from the hint.
func right(q Question) string { return "it should be " + strings.TrimSuffix(q.Hint, ".") }

// Advice is what should be thought of with the answer as it is, although it
// may stand; "" where there is nothing.
func (w *Wizard) Advice(q Q) string {
	answer := w.Answer(q)
	switch q {
	case QSecret:
		switch {
		case w.Exists() && w.made == answer:
			return "Setup made this secret: it stays as it is, and the monitor goes on from here."
		case w.Exists():
			return "This secret exists: it is watched, and not changed."
		}
		return adviseSecret(answer)
	case QStatistic:
		return adviseStatistic(answer)
	case QPeriod:
		return advisePeriod(answer)
	case QThreshold:
		return adviseThreshold(answer)
	case QMissing:
		return adviseMissing(answer)
	case QMetricValue:
		if f, err := strconv.ParseFloat(answer, 64); err == nil && f == 0 {
			return "With 0 no read is ever counted: the alarm hears of none, and no mail comes."
		}
		if answer != "1" {
			return "With 1 the sum is the number of reads; anything else makes the threshold mean something else."
		}
	case QEvents:
		if answer == "ReadOnly" {
			return "If someone switches the monitor off, the trail will not tell who."
		}
	case QPattern:
		return w.advisePattern()
	}
	return ""
}

// wrongly says what is wrong with the answer to one question.
func (w *Wizard) wrongly(id Q) string {
	for _, q := range w.all {
		if q.ID == id {
			return w.wrong(q)
		}
	}
	return ""
}
