package watch

import (
	"slices"
	"strings"
	"time"

	"secretwatch/aws/account"
)

// Failing is a source that cannot be asked at present.
type Failing struct {
	Source  Source
	Problem account.Problem // why, and what a person can do
	Again   time.Time       // when it is asked again, by AWS's clock; zero where nothing is planned
	Silent  time.Time       // since when it does not answer, by AWS's clock; zero where it has failed
}

// Failing lists what cannot be asked at present, by the source's name. It is
// safe for concurrent use and does not wait.
func (w *Watcher) Failing() []Failing {
	w.mu.Lock()
	defer w.mu.Unlock()
	list := w.failingSilently()
	for s, err := range w.failed {
		if err == nil {
			continue
		}
		f := Failing{Source: s, Problem: account.Explain(err)}
		if due, ok := w.due[s]; ok {
			f.Again = due.Add(w.a.Clock.Offset()).UTC()
		}
		list = append(list, f)
	}
	slices.SortFunc(list, func(a, b Failing) int { return strings.Compare(string(a.Source), string(b.Source)) })
	return list
}

// Away says whether anybody looks. While nobody does, nothing keeps the watcher
// fast; when somebody comes back it polls at once. It is safe for concurrent use
// and never waits.
func (w *Watcher) Away(away bool) { w.pace.leave(away) }

// Retry has what fails asked again at once, because there is reason to believe
// that it works again. It is safe for concurrent use and never waits.
func (w *Watcher) Retry() {
	w.mu.Lock()
	w.retried = time.Now()
	w.mu.Unlock()
	w.pace.wakeAll()
}

// retriedAfter reports that Retry was called after a poll.
func (w *Watcher) retriedAfter(polled time.Time) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.retried.After(polled)
}
