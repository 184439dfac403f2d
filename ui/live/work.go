package live

import (
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/trace"
	"secretwatch/ui/widget"
)

// How often the pane looks at the clock: every second while something is
// awaited, otherwise hardly ever, so that a core is left alone.
const (
	quickTick = time.Second
	// What is awaited while the terminal has not the focus.
	blurredTick = 5 * time.Second
	mailTick    = 5 * time.Second // and while something cannot be asked
	slowTick    = 30 * time.Second
)

func (l *Live) tick() tea.Cmd {
	l.generation++
	l.quick = l.pending()
	return widget.After(l.ctx, l.pauseOf(), tickMsg{generation: l.generation})
}

// pauseOf is how long the pane leaves the clock alone.
func (l *Live) pauseOf() time.Duration {
	switch blurred := l.sight == sightBlurred; {
	case l.pending() && blurred:
		return blurredTick
	case l.pending():
		return quickTick
	case (l.focus == paneInbox && l.feed.Inbox != nil || len(l.troubles) > 0 || l.rest() == restAmissFast || l.rest() == restWellFast) && !blurred:
		return mailTick
	default:
		return slowTick
	}
}

// retick speeds the clock up as soon as something is awaited; it slows down by
// itself with the next tick.
func (l *Live) retick() tea.Cmd {
	if l.pending() && !l.quick {
		return l.tick()
	}
	return nil
}

func (l *Live) ticked() tea.Cmd {
	if !l.checking && l.checkAt.IsZero() && l.now.Sub(l.checked) >= l.rest() {
		l.wantCheck()
	}
	var mail tea.Cmd
	if l.pending() || l.focus == paneInbox {
		mail = l.mail.Refresh()
	}
	l.refreshCalls()
	return tea.Batch(l.dueCheck(), mail, l.tick())
}

// rest is how long a report stands before the pane asks for another one.
func (l *Live) rest() time.Duration {
	switch {
	case l.report != nil && l.feed.Fast && l.amiss() && l.sight != sightBlurred:
		return restAmissFast
	case l.report != nil && l.feed.Fast && l.well() && l.sight != sightBlurred:
		return restWellFast
	case l.report == nil || l.report.Verdict.Code != doctor.CodeTooSoon:
		return restBetweenChecks
	case l.feed.Fast:
		return restTooSoonFast
	case l.sight == sightBlurred:
		return restUnwatched
	default:
		return restTooSoon
	}
}

// amiss reports that the newest check has something against the chain that somebody
// may be mending elsewhere: in AWS's console, by a link in a mail.
func (l *Live) amiss() bool {
	return l.report != nil && !l.well() && l.report.Verdict.Code != doctor.CodeTooSoon
}

// lookAgain wants a check where somebody is there to see it and the verdict is an
// old one, of a chain in which something is amiss sooner. Nobody is there for most
// of the time, and a check takes about 20 calls.
func (l *Live) lookAgain() {
	if l.report != nil && !l.checking && l.now.Sub(l.checked) >= l.stale() {
		l.wantCheck()
	}
}

// stale is after what time a verdict is an old one.
func (l *Live) stale() time.Duration {
	if l.well() {
		return staleWell
	}
	return staleAmiss
}

// pending reports that something is awaited that a person may be looking for.
func (l *Live) pending() bool {
	if l.testing || l.checking || l.near.asking || l.fixing != "" || !l.checkAt.IsZero() {
		return true
	}
	_, awaited := l.awaited()
	return awaited || l.rest() == restTooSoonFast || l.hunt.Busy()
}

// follow works out anew how far the chosen read, or the newest, has come. Where
// the filter shows none, it is the newest of all.
func (l *Live) follow() {
	r := l.reads.newest(l.list.Selected)
	if n := len(l.reads.rows); r == nil && n > 0 {
		r = l.reads.rows[n-1]
	}
	l.strip = r
	if r == nil {
		l.path = trace.Path{}
		return
	}
	in := trace.Input{
		Read: r.read(), Transitions: l.transitions, Datapoints: l.minutes, Alarm: l.alarm,
		NoPattern: l.noPattern(r), NoFilter: l.seen.gone(), Now: l.now, OneClock: l.feed.Fast, Later: l.reads.deliveredAfter(r, l.noPattern(r)),
	}
	if l.feed.Inbox != nil {
		in.Mails = l.mailsSeen()
	}
	before := l.path
	l.path = trace.Follow(in)
	l.lose(r)
	l.halt(r)
	l.tellHunt()
	// The chain has just been proven, or has failed, by a read: what the
	// checklist says of that read is out of date.
	if before.Read.RequestID == r.RequestID && !before.Done() && l.path.Done() {
		l.wantCheck()
	}
	l.checkLate()
}

// checkLate asks once why a read is late, where the checklist is from before.
func (l *Live) checkLate() {
	h, awaited := l.awaited()
	if !awaited || h.Hop == monitor.HopHistory || l.lateOf == l.path.Read.RequestID || !l.late(h) || l.blind() != "" {
		return
	}
	l.lateOf = l.path.Read.RequestID
	if _, late := l.due(h); !l.checking && l.judgedAt.Before(late) {
		l.wantCheck()
	}
}

func (l *Live) startTest() tea.Cmd {
	if l.testing {
		return nil
	}
	if l.feed.TestRead == nil {
		return widget.Notice("No test read here: --read-only was given, or the secret's name is not known.")
	}
	l.testing = true
	l.nudge()
	return testRead(l.ctx, l.feed.TestRead)
}

func (l *Live) tested(msg testMsg) tea.Cmd {
	l.testing = false
	l.refreshCalls()
	if msg.err != nil {
		if errors.Is(msg.err, l.ctx.Err()) {
			return nil
		}
		return widget.Notice("The test read failed: " + short(foreign.New(briefly(account.Explain(msg.err)))))
	}
	l.reads.expect(msg.requestID, msg.at)
	l.list.Top()
	l.nudge()
	l.wantCheck()
	return l.dueCheck()
}

func (l *Live) nudge() {
	if l.feed.Nudge != nil {
		l.feed.Nudge()
	}
}

// startCheck asks for a report now.
func (l *Live) startCheck() tea.Cmd {
	if l.feed.Check == nil || l.checking {
		return nil
	}
	l.checking, l.checkAt, l.began = true, time.Time{}, l.now
	return check(l.ctx, l.feed.Check)
}

// wantCheck makes a check due, but not at once after another one: what changes
// often would otherwise cost many calls.
func (l *Live) wantCheck() {
	if l.feed.Check == nil || !l.checkAt.IsZero() {
		return
	}
	l.checkAt = l.now
	least := leastBetween
	if l.feed.Fast {
		least = leastFast
	}
	if next := l.checked.Add(least); next.After(l.now) {
		l.checkAt = next
	}
}

func (l *Live) dueCheck() tea.Cmd {
	if l.checkAt.IsZero() || l.now.Before(l.checkAt) {
		return nil
	}
	return l.startCheck()
}

func (l *Live) judged(msg reportMsg) {
	l.checking, l.asked, l.checked, l.checkDrawn = false, false, l.now, checkDraw{}
	l.refreshCalls()
	if msg.err != nil {
		l.checkError = short(foreign.New(briefly(account.Explain(msg.err))))
		return
	}
	if why := l.outage(); why != "" && msg.report.Verdict.Status == doctor.Unknown && l.report != nil && l.report.Verdict.Status != doctor.Unknown {
		l.checkError = why // what was known is more than that nothing can be seen now
		return
	}
	if len(l.troubles) > 0 && l.feed.Retry != nil {
		l.feed.Retry() // AWS answers, and what was missing may be there again
	}
	fresh := l.report == nil || l.report.Verdict.Code != msg.report.Verdict.Code
	was, chosen := l.chosenEntry()
	l.judge(&msg.report, l.began)
	l.seeFilter()
	l.seeExpected()
	switch {
	case fresh:
		l.choose()
	case chosen:
		l.keepChosen(was)
	}
	l.wantBlame(msg.report.Verdict)
	l.hunt.Judged(msg.report.Verdict, l.began, l.now)
	for _, f := range msg.report.Findings {
		if f.Hop == monitor.HopSubscription {
			if f.Status == doctor.OK {
				l.mail.SetConfirmed(l.began, l.feed.Names.Topic, l.feed.Names.RuleTopic)
			}
		}
	}
}
