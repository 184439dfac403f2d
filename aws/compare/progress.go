package compare

import (
	"slices"
	"time"
)

// Phase is what an experiment is at.
type Phase string

// The phases, in their order; the third and the fourth come again for each read.
const (
	PhaseMaking   Phase = "making"   // topics, rule and notification
	PhaseConfirm  Phase = "confirm"  // the address has to confirm the topics
	PhaseSettle   Phase = "settle"   // the alarm has to be OK again
	PhaseFollow   Phase = "follow"   // the mails of a read are awaited
	PhaseCleaning Phase = "cleaning" // what was switched on goes off again
)

// Progress is how an experiment stands, for a screen that shows it.
type Progress struct {
	Result     // as far as it is known
	Phase      Phase
	Confirming []Way     // those whose topic the address has not confirmed yet
	Until      time.Time // by then what this phase waits for is given up, zero where it does not wait
	On         bool      // every way that is taken is switched on
}

// show tells how the experiment stands. What it gives away changes no more.
func (e *experiment) show() {
	if e.o.Show == nil {
		return
	}
	p := Progress{Result: e.result, Phase: e.phase, Confirming: slices.Clone(e.confirming), Until: e.givenUp, On: e.on}
	p.Reads, p.Ways = slices.Clone(e.result.Reads), slices.Clone(e.result.Ways)
	if p.Ways == nil {
		for _, w := range Ways() {
			p.Ways = append(p.Ways, e.outcome(w))
		}
	}
	e.o.Show(p)
}

// outcome is what is known of a way but for its mails.
func (e *experiment) outcome(w Way) Outcome {
	o := Outcome{Way: w, Topic: e.topicOf(w), Skipped: e.skipped[w], OnAlready: e.takes(w) && e.already[w], Published: -1, Trouble: e.trouble[w], Note: e.note(w)}
	o.MonthlyUSD, o.CostWhy = Price(w)
	return o
}

// enter begins a phase that waits for so long at most, 0 for one that does not
// wait.
func (e *experiment) enter(p Phase, most time.Duration) {
	e.phase, e.givenUp = p, time.Time{}
	if most > 0 {
		e.givenUp = e.Clock.Now().Add(most)
	}
	e.show()
}

// Cut reports that the experiment was stopped before every way that was taken
// had told of every read, so that there is nothing to judge.
func (r Result) Cut() bool {
	if !r.Interrupted && r.Failed == "" {
		return false
	}
	for _, o := range r.Ways {
		if _, told := r.Mean(o.Way); o.Skipped == "" && told < len(r.Reads) {
			return true
		}
	}
	return len(r.Reads) == 0
}
