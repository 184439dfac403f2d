package setup

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
)

// Waits before something is tried again by itself, each twice the one before.
const (
	firstComeBack   = 5 * time.Second
	longestComeBack = 40 * time.Second
)

// passes reports an error that may be over without anybody's doing: no answer
// came, or too much was asked for. Everything else takes the person.
func passes(err error) bool {
	if err == nil {
		return false
	}
	switch account.Explain(err).Kind {
	case account.NoNetwork, account.Throttled:
		return true
	default:
		return false
	}
}

// unseen reports that changes are blocked only because no answer came about them,
// or too much was asked for.
func unseen(blocked []monitor.Change) bool {
	for _, c := range blocked {
		if c.Unseen == nil || c.Unseen.Reason != monitor.ReasonFailed && c.Unseen.Reason != monitor.ReasonThrottled {
			return false
		}
	}
	return len(blocked) > 0
}

// passes reports that what a job waits for may be over without anybody's doing.
func (j *job) passes() bool {
	return j.state == failed && passes(j.err) || j.state == asking && unseen(blockedOf(j.changes))
}

// comeBack has a job that waits for something that passes tried again: it looks
// first, so nothing is made twice.
func (w *work) comeBack(j *job) tea.Cmd {
	j.againAt = time.Time{}
	if !j.passes() || w.stopping {
		return nil
	}
	wait := min(firstComeBack<<min(j.tries, 8), longestComeBack)
	j.tries++
	j.againAt = w.now.Add(wait)
	return w.after(wait, comeBackMsg{j.run})
}

func (w *work) cameBack(msg comeBackMsg) tea.Cmd {
	j := w.byRun(msg.run)
	if j == nil || !j.passes() || w.stopping || w.undoing != nil {
		return nil
	}
	return w.retry(j)
}

// triesAgain says what the r key does, and when the same happens by itself.
func (j *job) triesAgain() string {
	if j.againAt.IsZero() {
		return "tries again; what is made stays and is not made twice"
	}
	return "tries again now; " + j.atOnce() + ". What is made stays and is not made twice."
}

// atOnce is when a job is tried again without a key.
func (j *job) atOnce() string {
	return "by itself it does at " + j.againAt.UTC().Format(time.TimeOnly) + " UTC"
}

// askingAgain is between looks of a page that got no answer.
const askingAgain = 10 * time.Second

// askLater has a page ask again by itself what failed for something that passes.
func (s *Screen) askLater(passes bool) tea.Cmd {
	if !passes {
		return nil
	}
	return s.after(askingAgain, pollMsg{s.visit})
}

// byItself says that a page asks again without a key.
func byItself(passes bool) string {
	if !passes {
		return ""
	}
	return " now; by itself it does every " + widget.Span(askingAgain)
}
