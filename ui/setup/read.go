package setup

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/record"
	"secretwatch/ui/widget"
)

// readPage makes the first read, in two ways, and shows both as Event history
// has them.
type readPage struct {
	*Screen
	reads   []record.Read
	asking  bool // a test read is under way
	request string
	at      time.Time // when the test read was made
	way     follower
	err     error
	lookErr error
}

func (r *readPage) enter() tea.Cmd {
	return r.look()
}

func (r *readPage) look() tea.Cmd {
	ctx, history, secret, visit := r.ctx, r.deps.History, r.desired.Secret, r.visit
	return func() tea.Msg {
		reads, err := history(ctx, secret)
		return historyMsg{visit, reads, err}
	}
}

// pace asks quickly while a read is fresh and slowly afterwards: LookupEvents
// allows two calls a second, and the whole account shares them.
func (r *readPage) pace() time.Duration {
	switch {
	case r.deps.Inbox != nil:
		return time.Second
	case r.way.from != nil: // which asks Event history too
		return 15 * time.Second
	case !r.at.IsZero() && !r.arrived() && r.now.Sub(r.at) < 10*time.Minute:
		return 5 * time.Second
	default:
		return 15 * time.Second
	}
}

func (r *readPage) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tickMsg:
		if r.request != "" && (!r.arrived() || r.way.from != nil) {
			return r.second()
		}
	case pollMsg:
		if msg.visit == r.visit {
			return r.look()
		}
	case historyMsg:
		if msg.visit != r.visit {
			return nil
		}
		r.lookErr = msg.err
		if msg.err == nil {
			r.reads = msg.reads
		}
		return r.after(r.pace(), pollMsg{r.visit})
	case testReadMsg:
		r.asking, r.err, r.request = false, msg.err, msg.requestID
		r.at = r.now
		if account.HasCode(msg.err, "ResourceNotFoundException") {
			return r.checkStands()
		}
		if msg.err != nil {
			return nil
		}
		return tea.Batch(r.second(), r.follow(msg))
	case hopsMsg:
		if msg.from == r.way.from {
			r.way.update = msg.update
			return r.way.listen()
		}
	case followedMsg:
		if msg.from == r.way.from {
			r.way.from, r.way.err = nil, msg.err
		}
	case tea.KeyPressMsg:
		return r.press(msg.String())
	}
	return nil
}

func (r *readPage) press(name string) tea.Cmd {
	switch {
	case name == "t" && !r.asking:
		r.asking, r.err = true, nil
		ctx, read, secret := r.ctx, r.deps.TestRead, r.desired.Secret
		return func() tea.Msg {
			id, at, err := read(ctx, secret)
			return testReadMsg{id, at, err}
		}
	case name == "enter" && r.deps.Live != nil:
		r.way.stop()
		return widget.Show(r.deps.Live(r.desired))
	}
	return nil
}

// arrived reports that Event history has the test read.
func (r *readPage) arrived() bool { return r.found() != nil }

func (r *readPage) found() *record.Read {
	for i := range r.reads {
		if r.request != "" && r.reads[i].RequestID == r.request {
			return &r.reads[i]
		}
	}
	return nil
}

// elsewhere reports a read that was made with another tool since all parts are
// there: one of before could set nothing off.
func (r *readPage) elsewhere() bool {
	stands := r.work.standsSince()
	for _, read := range r.reads {
		if !read.Test && !read.Time.Before(stands.Truncate(time.Second)) {
			return true
		}
	}
	return false
}

func (r *readPage) command() string { return r.deps.ReadCommand(r.desired.Secret) }

func (r *readPage) typing() bool { return false }

func (r *readPage) keys() []keyHelp {
	return []keyHelp{{"t", "test read"}, {"enter", "live pane"}}
}
