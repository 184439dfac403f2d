package live

import (
	"context"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// Past is one page of reads from Event history, which is asked newest first.
type Past struct {
	Reads []watch.Read
	// Back is how far back the pages so far reach.
	Back time.Time
	Err  error // the last page's, where it could not be had
}

// pastMsg is a page, or the end of the pages of a run.
type pastMsg struct {
	page Past
	more bool
	run  int
}

// past is the look into Event history that H asks for.
type past struct {
	pages  <-chan Past
	stop   context.CancelFunc
	run    int // tells a run's pages from those of one that was stopped
	calls  int
	found  int
	back   time.Time
	failed string
}

func (p *past) running() bool { return p.pages != nil }

// askPast begins to read Event history as far back as it goes, or stops that.
func (l *Live) askPast() tea.Cmd {
	switch {
	case l.feed.Past == nil:
		return nil
	case l.past.running():
		l.past.stop()
		l.past.pages = nil
		return widget.Notice("Stopped. The reads found so far stay in the list; H starts again.")
	case !l.reads.back.IsZero():
		return widget.Notice("Event history has been read already, back to " + l.when(l.reads.back, 12) + ".")
	}
	ctx, stop := context.WithCancel(l.ctx)
	l.past = past{pages: l.feed.Past(ctx), stop: stop, run: l.past.run + 1}
	return l.past.next()
}

// next waits for one page.
func (p *past) next() tea.Cmd {
	pages, run := p.pages, p.run
	return func() tea.Msg {
		page, more := <-pages
		return pastMsg{page: page, more: more, run: run}
	}
}

// tookPast takes a page in. Only when all of them have come can anybody say who
// reads for the first time.
func (l *Live) tookPast(msg pastMsg) tea.Cmd {
	p := &l.past
	if msg.run != p.run || !p.running() {
		return nil
	}
	switch {
	case !msg.more:
		p.pages = nil
		p.stop()
		l.reads.back = l.now.AddDate(0, 0, -historyDays)
		l.change(l.reads.refilter)
		return widget.Notice(fmt.Sprintf("Event history has been read: %s in %s.", widget.Plural(p.found, "read", "reads"), widget.Plural(p.calls, "call", "calls")) + l.everyoneNote())
	case msg.page.Err != nil:
		p.pages, p.failed = nil, short(foreign.New(msg.page.Err.Error()))
		p.stop()
		return widget.Notice("Event history could not be read to the end: " + p.failed)
	}
	p.calls++
	p.found += len(msg.page.Reads)
	p.back = msg.page.Back
	was := l.reads.line(l.list.Selected)
	l.reads.take(msg.page.Reads)
	l.keepPlace(was)
	return p.next()
}

// historyDays is how far Event history goes back.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
const historyDays = 90

// pastNote says how the look into Event history stands.
func (l *Live) pastNote() string {
	if !l.past.running() {
		return ""
	}
	text := "asking Event history, 1 call a second, 50 reads a call"
	if !l.past.back.IsZero() {
		text = fmt.Sprintf("Event history: back to %s, %s, 1 a second%s", l.past.back.In(l.zone).Format("2 Jan"), widget.Plural(l.past.calls, "call", "calls"), l.past.left(l.now))
	}
	return text
}

// left is how many calls it will take yet, where the reads go on as they were:
// the pages so far reach back so far. One call says too little.
func (p *past) left(now time.Time) string {
	reached, all := now.Sub(p.back), historyDays*24*time.Hour
	if p.calls < 2 || reached < time.Minute || reached >= all {
		return ""
	}
	return ", about " + about(time.Duration(float64(p.calls)*(float64(all)/float64(reached)-1))*time.Second+time.Second) + " more"
}
