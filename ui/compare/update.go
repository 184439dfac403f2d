package compare

import (
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/compare"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// update takes the screen's own messages, and reports whether this was one.
func (c *Compare) update(msg tea.Msg) (tea.Cmd, bool) {
	c.now = c.lab.Now()
	switch msg := msg.(type) {
	case movedMsg:
		if msg.job != c.job {
			return nil, true
		}
		return c.moved(), true
	case lookedMsg:
		c.looked(msg)
		return nil, true
	case tickMsg:
		if msg.generation != c.generation {
			return nil, true
		}
		var mail tea.Cmd
		if c.mailing || len(c.seen.Confirming) > 0 {
			mail = ours(c.mail.Refresh())
		}
		return tea.Batch(mail, c.tick()), true
	case mailMsg:
		cmd, _ := c.mail.Update(msg.msg)
		return ours(cmd), true
	default:
		return nil, false
	}
}

func (c *Compare) moved() tea.Cmd {
	removal := c.stage == removing
	if !c.sync() {
		return c.listen()
	}
	switch {
	case c.quitting:
		return tea.Quit
	case removal && len(c.seen.left) == 0:
		return c.look() // there may be more, and then the offer follows
	case removal:
		c.stage, c.found = leftovers, nil
		for _, l := range c.seen.left {
			c.found = append(c.found, l.Thing)
		}
		return nil
	default:
		return nil
	}
}

func (c *Compare) looked(msg lookedMsg) {
	if c.stage != looking {
		return
	}
	c.planned, c.found, c.other, c.fault = msg.planned, msg.things, msg.other, fault{}
	switch {
	case msg.err != nil:
		c.stage, c.fault = unseen, c.explained(msg.err)
	case len(msg.things) > 0:
		c.stage = leftovers
	default:
		c.stage = offering
	}
	c.text.Home()
}

// stop asks the experiment to end; it cleans up.
func (c *Compare) stop() {
	if c.job != nil {
		c.stopping, c.asking = true, false
		c.job.stop()
	}
}

func (c *Compare) recolour(t theme.Theme) {
	c.theme = t
	c.mail.SetTheme(t)
}

// press handles a key while the screen is in front.
func (c *Compare) press(k tea.KeyPressMsg) tea.Cmd {
	c.now = c.lab.Now()
	switch {
	case c.asking:
		c.asking = false
		if k.String() == "y" && c.stage == running {
			c.stop()
		}
		return nil
	case c.mailing:
		return c.pressMail(k)
	}
	m := c.bindings()
	switch {
	case key.Matches(k, m.leave):
		return leave
	case key.Matches(k, m.yes):
		return c.start()
	case key.Matches(k, m.remove):
		return c.clear()
	case key.Matches(k, m.again):
		return c.look()
	case key.Matches(k, m.stop):
		c.asking = true
	case key.Matches(k, m.inbox):
		c.mailing = true
		return tea.Batch(ours(c.mail.Refresh()), c.tick())
	case key.Matches(k, m.fewer):
		c.reads = max(c.reads-1, 1)
	case key.Matches(k, m.more):
		c.reads = min(c.reads+1, mostReads)
	case key.Matches(k, m.keep):
		c.keep = !c.keep
	default:
		c.text.Update(k)
	}
	return nil
}

func (c *Compare) pressMail(k tea.KeyPressMsg) tea.Cmd {
	if s := k.String(); s == "i" || (s == "esc" || s == "q") && !c.mail.Reading() {
		c.mailing = false
		c.mail.Close()
		return nil
	}
	cmd, _ := c.mail.Update(k)
	return ours(cmd)
}

// ours marks the mailbox's messages, since another screen may have one too.
func ours(cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		switch msg := cmd().(type) {
		case nil, widget.NoticeMsg:
			return msg
		case tea.BatchMsg:
			for i := range msg {
				msg[i] = ours(msg[i])
			}
			return msg
		default:
			return mailMsg{msg}
		}
	}
}

// bindings are the keys of a stage; the others are off.
type bindings struct{ leave, yes, remove, again, stop, inbox, fewer, more, keep, scroll key.Binding }

func (c *Compare) bindings() bindings {
	on := func(b key.Binding, yes bool) key.Binding {
		b.SetEnabled(yes)
		return b
	}
	offer := c.stage == offering && !c.lab.ReadOnly
	again := "look again"
	if c.stage == ended && len(c.seen.Left) == 0 && !c.uncleaned() {
		again = "compare again"
	}
	keep := "keep EventBridge"
	if c.keep {
		keep = "do not keep it"
	}
	leave := key.NewBinding(key.WithKeys("esc", "q"), key.WithHelp("esc", "back"))
	return bindings{
		leave:  leave,
		yes:    on(widget.Binding("begin", "y"), offer),
		remove: on(widget.Binding("remove it", "y"), c.stage == leftovers && !c.lab.ReadOnly),
		again:  on(widget.Binding(again, "r"), c.stage == unseen || c.stage == ended || c.stage == leftovers && c.other != nil),
		stop:   on(widget.Binding("stop it", "x"), c.stage == running && !c.stopping),
		inbox:  on(widget.Binding("inbox", "i"), c.lab.Inbox != nil && c.stage != offering),
		fewer:  on(key.NewBinding(key.WithKeys("left", "-"), key.WithHelp("←", "fewer reads")), offer && c.reads > 1),
		more:   on(key.NewBinding(key.WithKeys("right", "+"), key.WithHelp("→", "more reads")), offer && c.reads < mostReads),
		keep:   on(widget.Binding(keep, "k"), offer),
		scroll: on(key.NewBinding(key.WithKeys("up", "down"), key.WithHelp("↑/↓", "scroll")), c.text.Where() != ""),
	}
}

// keys are those that work right now.
func (c *Compare) keys() []key.Binding {
	m := c.bindings()
	switch {
	case c.asking:
		return []key.Binding{widget.Binding("yes, stop it", "y"), widget.Binding("go on", "esc")}
	case c.mailing && c.mail.Reading():
		return c.mail.Keys()
	case c.mailing:
		return append(c.mail.Keys(), widget.Binding("back", "esc"))
	}
	all := []key.Binding{m.yes, m.remove, m.fewer, m.more, m.keep, m.again, m.inbox, m.leave, m.stop, m.scroll}
	var list []key.Binding
	for _, b := range all {
		if b.Enabled() {
			list = append(list, b)
		}
	}
	return list
}

// awaited are the ways that a read is still awaited from.
func (c *Compare) awaited(read int) []compare.Way {
	var list []compare.Way
	for _, o := range c.seen.Ways {
		if c.cell(o, read).wait {
			list = append(list, o.Way)
		}
	}
	return list
}
