// Package compare is the screen of the experiment that measures three ways to
// be told of a read: what it will do and a yes to it, how it stands while it
// runs, what it found, and what an earlier one left behind. The experiment goes
// on while another screen is in front. It asks AWS nothing itself: all comes
// through a Lab. It may import ui/widget, ui/theme and aws.
package compare

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// Order is what the person asked for.
type Order struct {
	Reads int
	Keep  bool // EventBridge becomes part of the monitor
	Tell  func(compare.Event)
	Show  func(compare.Progress)
}

// Lab is where the experiment is made. Before, Remove and Run are called from
// goroutines of their own.
type Lab struct {
	Secret foreign.String
	// Before says what an experiment makes or switches on, and what an earlier one
	// left behind, which Remove removes.
	Before func(context.Context) (planned, left []compare.Thing, err error)
	// Running says which run made them, where it may still be going on.
	Running func(ctx context.Context, left []compare.Thing) (compare.Other, bool)
	Remove  func(ctx context.Context, things []compare.Thing, tell func(compare.Event)) []compare.Left
	// Run looks whether the monitor is well, and makes the experiment. It cleans
	// up also where ctx ends.
	Run func(context.Context, Order) (compare.Result, error)
	// Explain puts an error in words that are safe for a terminal.
	Explain func(error) (summary, hint string)
	// Inbox lists the sandbox's mails, and OpenLink opens a link of one; nil on AWS.
	Inbox    func(context.Context) ([]inbox.Mail, error)
	OpenLink func(ctx context.Context, url string) error
	Now      func() time.Time // AWS's clock
	Zone     *time.Location   // nil means UTC
	Fast     bool             // a sandbox whose hops take seconds
	ReadOnly bool
}

// stage is how far the screen is.
type stage int

const (
	resting   stage = iota // not looked yet
	looking                // for what an earlier experiment left behind
	unseen                 // that could not be seen
	leftovers              // there is something
	removing
	offering
	running
	ended
)

// The number of reads that can be asked for.
const (
	usualReads = 3
	mostReads  = 10
)

// Compare is the experiment with its screen. Its methods but Wait belong to the
// goroutine of the terminal program.
type Compare struct {
	ctx   context.Context // the experiment outlives the call that begins it
	lab   Lab
	theme theme.Theme
	zone  *time.Location
	now   time.Time

	stage   stage
	reads   int
	keep    bool
	planned []compare.Thing // what it makes or switches on
	found   []compare.Thing // that an earlier experiment left behind
	other   *compare.Other  // the run that made it, where that may still be going on
	fault   fault           // why that could not be seen, or how Run failed
	job     *job            // what runs or ran, nil for nothing yet
	seen    seen            // as of the last look at the job

	stopping bool // the person asked to stop
	asking   bool // whether to stop
	quitting bool // the program is left as soon as all is off
	heard    int  // how many events the person could see before that
	mailing  bool // the inbox is in front

	mail       *widget.Mailbox
	text       widget.Scroll
	generation int // of the tick that counts
	hush       context.CancelFunc
}

// fault is an error in words.
type fault struct{ summary, hint string }

// New makes the screen of one monitor. Everything it begins ends with ctx.
func New(ctx context.Context, t theme.Theme, lab Lab) *Compare {
	if lab.Now == nil {
		lab.Now = time.Now
	}
	zone := lab.Zone
	if zone == nil {
		zone = time.UTC
	}
	c := &Compare{ctx: ctx, lab: lab, theme: t, zone: zone, now: lab.Now(), reads: usualReads}
	c.mail = widget.NewMailbox(ctx, t, widget.MailSource{List: lab.Inbox, Open: lab.OpenLink})
	c.mail.SetZone(zone)
	return c
}

// open shows the screen: what runs or has ended as it is, otherwise after a new
// look for leftovers.
func (c *Compare) open() tea.Cmd {
	c.now = c.lab.Now()
	c.mailing, c.asking = false, false
	if c.stage == running || c.stage == removing || c.stage == ended || c.lab.ReadOnly {
		return c.wake()
	}
	return c.look()
}

// wake begins to listen and to look at the clock, also after another screen has
// taken the messages.
func (c *Compare) wake() tea.Cmd {
	if c.stage == looking {
		return c.look()
	}
	c.sync()
	return tea.Batch(c.listen(), c.tick())
}

// Busy says what is under way, "" for nothing.
func (c *Compare) Busy() string {
	switch c.stage {
	case running:
		return "comparing three ways to be told; stopping switches off what it switched on"
	case removing:
		return "removing what an earlier comparison left behind"
	default:
		return ""
	}
}

// Running reports that an experiment is under way.
func (c *Compare) Running() bool { return c.stage == running }

func (c *Compare) explained(err error) fault {
	summary, hint := c.lab.Explain(err)
	return fault{foreign.Safe(summary), foreign.Safe(hint)}
}
