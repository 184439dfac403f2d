package live

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
	"secretwatch/ui/hunt"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

const (
	mostTransitions = 200
	mostMinutes     = 24 * 60 // of the metric
	mostCalls       = 200

	// Between checks that nobody asked for.
	restBetweenChecks = 10 * time.Minute
	leastBetween      = 5 * time.Second
	leastFast         = 500 * time.Millisecond // on a sandbox at the fast pace
	// The same while it is too soon to judge the newest read.
	restTooSoon     = time.Minute
	restAmissFast   = 15 * time.Second // while something stands against the chain, on such a sandbox
	restWellFast    = 30 * time.Second // while nothing does
	staleAmiss      = time.Minute      // the same on AWS, when somebody presses a key
	staleWell       = 5 * time.Minute
	restTooSoonFast = 5 * time.Second
	restUnwatched   = 5 * time.Minute // while the terminal has not the focus

	// After this long nobody waits for a read's mail any more.
	giveUp = 30 * time.Minute
)

// pane is one part of the screen that can have the focus.
type pane int

const (
	paneReads pane = iota
	paneChecklist
	paneMetric
	paneCalls
	paneInbox
)

// panes is how many there are.
const panes = paneInbox + 1

// Live is the live pane. It is a widget.Screen.
type Live struct {
	ctx   context.Context // commands outlive the call that makes them
	stop  context.CancelFunc
	feed  Feed
	theme theme.Theme
	zone  *time.Location
	now   time.Time // AWS's clock, as of the last message
	keys  keyMap

	listKeys listKeys

	reads       *store
	transitions []watch.Transition
	minutes     []watch.Datapoint // oldest first
	alarm       *watch.AlarmState
	trouble     map[watch.Source]foreign.String
	answered    map[watch.Source]time.Time // when each was last asked to the end
	next        time.Time
	ended       bool
	strip       *row       // the read that the hop bar shows
	path        trace.Path // its way
	calls       []account.Call

	focus    pane
	list     widget.Window
	seen     filterSeen
	callHeld bool          // the API log stays at the call that is chosen
	unseen   int           // reads that came in above the list since it was scrolled
	span     time.Duration // how old a read may be to be shown; 0 for any age
	past     past

	alarmScroll     widget.Scroll
	transitionsSeen int // counts changes of transitions
	episodesOf      episodesAt

	detail   *row // the read whose record is open
	search   widget.Input
	callList widget.Window
	mail     *widget.Mailbox

	testing    bool
	checking   bool
	asked      bool      // a person asked for the check that runs
	checkAt    time.Time // when a check is due; zero for none
	began      time.Time // when the newest check was asked for
	checked    time.Time // when it was answered
	report     *doctor.Report
	checkError string
	checklist  widget.Scroll
	checkDrawn checkDraw

	hunt *hunt.Hunt

	extras

	generation int // of the tick that counts
	quick      bool
}

var _ widget.Screen = (*Live)(nil)

// New makes the live pane. Its commands end with ctx.
func New(ctx context.Context, t theme.Theme, f Feed) *Live {
	if f.Now == nil {
		f.Now = time.Now
	}
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	now := f.Now()
	keys := newKeys()
	keys.test.SetEnabled(f.TestRead != nil)
	keys.compare.SetEnabled(f.Compare != nil)
	ctx, stop := context.WithCancel(ctx)
	l := &Live{
		ctx: ctx, stop: stop, feed: f, theme: t, zone: zone, now: now, keys: keys,
		listKeys: newListKeys(f),
		reads:    newStore(now), trouble: map[watch.Source]foreign.String{}, answered: map[watch.Source]time.Time{},
		hunt:   hunt.New(ctx, f.Break),
		search: widget.NewInput(t, widget.InputOptions{Placeholder: "words, in any column", Most: 200}),
		mail:   widget.NewMailbox(ctx, t, widget.MailSource{List: f.Inbox, Open: f.OpenLink}),
	}
	l.record.find = widget.NewInput(t, widget.InputOptions{Placeholder: "text in the record", Most: 200})
	keys.monitors.SetEnabled(f.Monitors != nil)
	l.keys = keys
	l.mail.SetZone(zone)
	l.reads.zone = zone
	l.reads.odd = f.UnexpectedOnly
	l.seeExpected()
	return l
}

// Init implements widget.Screen.
func (l *Live) Init() tea.Cmd {
	return tea.Batch(listen(l.ctx, l.feed.Batches), l.startCheck(), l.mail.Refresh(), l.firstHunt(), l.tick())
}

// Title implements widget.Screen.
func (l *Live) Title() string {
	name := l.feed.Names.Secret
	if name == "" {
		name = l.feed.Names.LogGroup
	}
	title := "watch " + foreign.Safe(name)
	if l.alarm != nil {
		state := stateWord(l.alarm.State)
		switch seen := l.lastSeen(); {
		case l.noAlarm():
			state = "no alarm"
		case seen != "":
			state += ", " + seen
		}
		if l.chainBroken() {
			state += ", BROKEN" // the alarm, and the chain that it stands in
		}
		title += " [" + state + "]"
	}
	return title
}

// Brief implements widget.Briefer: the alarm's state, as far as it can be seen.
func (l *Live) Brief() string {
	switch {
	case l.alarm == nil:
		return ""
	case l.noAlarm():
		return "no alarm"
	case l.blind() != "":
		return "alarm not seen"
	default:
		return "alarm " + stateWord(l.alarm.State)
	}
}

// Typing implements widget.Screen.
func (l *Live) Typing() bool { return l.search.Focused() || l.record.find.Focused() }

// Update implements widget.Screen.
func (l *Live) Update(msg tea.Msg) tea.Cmd {
	if l.switching.closed {
		return nil // what was asked for before answers to nobody
	}
	l.now = l.feed.Now()
	cmd, mine := l.extra(msg)
	if mine {
		msg = nil
	}
	switch msg := msg.(type) {
	case nil:
	case batchesMsg:
		cmd = l.took(msg)
	case endedMsg:
		l.ended = true
	case reportMsg:
		l.judged(msg)
	case testMsg:
		cmd = l.tested(msg)
	case pastMsg:
		cmd = l.tookPast(msg)
	case hunt.BrokenMsg:
		l.broken(msg)
	case tickMsg:
		if msg.generation != l.generation {
			return nil
		}
		cmd = l.ticked()
	case widget.ThemeMsg:
		l.recolour(msg.Theme)
	case tea.PasteMsg:
		if l.search.Update(msg) {
			l.refilter()
		}
	case tea.KeyPressMsg:
		l.lookAgain()
		cmd = l.press(msg)
	default:
		links := l.mail.LinksOpened()
		cmd, _ = l.mail.Update(msg)
		if l.mail.LinksOpened() > links {
			l.wantCheck() // a link confirms a subscription, or ends it
		}
	}
	l.refreshSpan()
	l.follow()
	return tea.Batch(cmd, l.dueCheck(), l.askBlame(), l.countMonitors(), l.retick())
}

// took takes what the watcher brought.
func (l *Live) took(batches batchesMsg) tea.Cmd {
	var changed bool
	was := l.reads.line(l.list.Selected)
	var reads []watch.Read
	for _, b := range batches {
		reads = append(reads, b.Reads...)
		l.tookTransitions(b.Transitions)
		l.tookMinutes(b.Datapoints)
		changed = changed || len(b.Transitions) > 0
		if b.Alarm != nil {
			changed = changed || l.alarm != nil && (l.alarm.State != b.Alarm.State || settingsDiffer(*l.alarm, *b.Alarm))
			l.alarm = b.Alarm
		}
		for source, text := range b.Trouble {
			if text.Empty() {
				delete(l.trouble, source)
			} else {
				l.trouble[source] = text
			}
		}
		if b.Answered != "" {
			l.answered[b.Answered] = b.At
		}
		l.next = b.Next
	}
	if len(reads) > 0 {
		for _, r := range l.reads.take(reads) {
			if was.row == nil || !r.Time.Before(was.row.Time) { // times have whole seconds: many are the same
				l.unseen++
			}
		}
		l.keepPlace(was)
	}
	l.refreshCalls()
	l.lookForTrouble()
	l.heard()
	cmd := l.news(reads)
	if changed {
		l.wantCheck()
	}
	if changed || len(reads) > 0 || l.pending() {
		cmd = tea.Batch(cmd, l.mail.Refresh())
	}
	return tea.Batch(listen(l.ctx, l.feed.Batches), cmd, l.dueCheck())
}

// keepPlace keeps the chosen read chosen while others come in above it. At the
// top the list follows the newest.
func (l *Live) keepPlace(was line) {
	if l.list.Selected == 0 {
		l.unseen = 0
		return
	}
	if at := l.reads.where(was); at >= 0 && at != l.list.Selected {
		l.list.Grew(at - l.list.Selected)
	}
}

func (l *Live) recolour(t theme.Theme) {
	l.theme = t
	l.search.SetTheme(t)
	l.mail.SetTheme(t)
	l.record.find.SetTheme(t)
	l.record.anew()
	l.checkDrawn = checkDraw{}
}

// stateWord is the alarm's state as CloudWatch writes it, shorter where it is
// long.
func stateWord(state string) string {
	if state == "INSUFFICIENT_DATA" {
		return "NO DATA"
	}
	return short(foreign.New(state))
}
