package setup

import (
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// confirmPage waits until the subscription is confirmed, or is told to go on
// without.
type confirmPage struct {
	*Screen
	link      widget.Input
	other     readdress
	mailbox   *widget.Mailbox
	open      bool // the inbox pane is in front
	confirmed bool
	pending   int
	asked     bool // an answer has come
	sending   bool
	wrong     string
	err       error
	lookErr   error
	since     time.Time
	missed    int // looks that found no subscription at all
}

func (c *confirmPage) enter() tea.Cmd {
	c.link = widget.NewInput(c.theme, widget.InputOptions{Placeholder: "paste the link here", Most: mostTyped})
	c.since, c.open, c.other = c.now, false, readdress{former: c.other.former}
	if p := c.work.parts[monitor.KindSubscription]; p != nil && p.mine && !p.At.IsZero() {
		c.since = p.At // the mail is on its way since
	}
	c.missed = 0
	if c.deps.Inbox != nil && c.mailbox == nil {
		c.mailbox = widget.NewMailbox(c.ctx, c.theme, widget.MailSource{List: c.deps.Inbox, Open: c.deps.OpenLink})
	}
	return tea.Batch(c.look(true), c.second())
}

// missing is how many looks in a row find no subscription before it is looked whether
// anything is there at all.
const missing = 3

// pace is how often the subscription is looked at.
func (c *confirmPage) pace() time.Duration {
	if c.deps.Inbox != nil {
		return time.Second
	}
	return 5 * time.Second
}

// look asks whether the subscription is confirmed, once or for as long as it
// is not.
func (c *confirmPage) look(again bool) tea.Cmd {
	ctx, subscribed, d, visit := c.ctx, c.deps.Subscribed, c.desired, c.visit
	return func() tea.Msg {
		confirmed, pending, err := subscribed(ctx, d)
		return subscribedMsg{visit, again, confirmed, pending, err}
	}
}

func (c *confirmPage) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tickMsg:
		if !c.confirmed {
			return c.second()
		}
	case pollMsg:
		if msg.visit == c.visit && !c.confirmed {
			return tea.Batch(c.look(true), c.mails())
		}
	case subscribedMsg:
		return c.looked(msg)
	case confirmedMsg:
		c.sending, c.err = false, msg.err
		if msg.err == nil {
			c.link.SetValue("")
		} else {
			c.link.Focus() // to mend the link, and so that letters stay text
		}
		return c.look(false)
	case readdressedMsg:
		return c.readdressed(msg)
	case tea.PasteMsg:
		if c.other.open && !c.open {
			c.other.field.Update(msg)
			return nil
		}
		if !c.open && !c.confirmed {
			c.link.Focus()
			c.link.Update(msg)
			c.wrong = ""
		}
	case tea.KeyPressMsg:
		return c.press(msg)
	}
	if c.mailbox != nil {
		cmd, _ := c.mailbox.Update(msg)
		return cmd
	}
	return nil
}

func (c *confirmPage) looked(msg subscribedMsg) tea.Cmd {
	if msg.visit != c.visit {
		return nil
	}
	c.lookErr = msg.err
	if msg.err == nil {
		c.asked, c.pending = true, msg.pending
		c.missed++
		if msg.confirmed+msg.pending > 0 {
			c.missed = 0
		}
		if msg.confirmed > 0 && msg.pending == 0 && !c.confirmed {
			c.confirmed, c.open, c.other.open = true, false, false
			c.link.Blur()
		}
	}
	if c.confirmed || !msg.again {
		return nil
	}
	next := c.after(c.pace(), pollMsg{c.visit})
	if c.missed == missing {
		return tea.Batch(next, c.checkStands())
	}
	return next
}

func (c *confirmPage) mails() tea.Cmd {
	if c.mailbox == nil || !c.open {
		return nil
	}
	return c.mailbox.Refresh()
}

func (c *confirmPage) press(k tea.KeyPressMsg) tea.Cmd {
	name := k.String()
	switch {
	case c.open:
		return c.pressInbox(k)
	case c.other.open:
		return c.pressAddress(k)
	case c.link.Focused():
		return c.pressLink(k)
	case name == "c" && c.mayReaddress():
		return c.askAddress()
	case name == "enter" && c.confirmed, name == "l" && !c.confirmed:
		return c.next()
	case name == "i" && c.mailbox != nil:
		c.open = true
		return c.mailbox.Refresh()
	case (name == "p" || name == "tab" || name == "down") && !c.confirmed:
		c.link.Focus()
	case name == "u":
		return nothingToUndo()
	}
	return nil
}

func (c *confirmPage) pressInbox(k tea.KeyPressMsg) tea.Cmd {
	if cmd, took := c.mailbox.Update(k); took {
		return cmd
	}
	switch k.String() {
	case "esc", "i":
		c.open = false
	}
	return nil
}

func (c *confirmPage) pressLink(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		return c.send()
	case "tab", "shift+tab", "up", "down":
		c.link.Blur()
	default:
		if c.link.Update(k) {
			c.wrong = ""
		}
	}
	return nil
}

// escape leaves the field; it is false where there is nothing to leave.
func (c *confirmPage) escape() bool {
	was := c.link.Focused() || c.other.open
	c.link.Blur()
	c.other.open = false
	return was
}

// send confirms with the pasted link.
func (c *confirmPage) send() tea.Cmd {
	link := c.link.Value()
	if c.sending {
		return nil
	}
	if c.wrong = wizard.CheckLink(link); c.wrong != "" {
		return nil
	}
	c.sending, c.err = true, nil
	c.link.Blur()
	ctx, confirm, d := c.ctx, c.deps.ConfirmLink, c.desired
	return func() tea.Msg { return confirmedMsg{confirm(ctx, d, link)} }
}

func (c *confirmPage) typing() bool { return !c.open && (c.other.open || c.link.Focused()) }

func (c *confirmPage) fills() bool { return c.open }

func (c *confirmPage) fullKeys() []key.Binding {
	return append(c.mailbox.Keys(), widget.Binding("back to setup", "i"))
}

func (c *confirmPage) retheme() {
	c.link.SetTheme(c.theme)
	if c.other.open {
		c.other.field.SetTheme(c.theme)
	}
	if c.mailbox != nil {
		c.mailbox.SetTheme(c.theme)
	}
}

func (c *confirmPage) keys() []keyHelp {
	switch {
	case c.confirmed:
		return []keyHelp{{"enter", "next"}}
	case c.other.open:
		return []keyHelp{{"enter", "subscribe it"}, {"tab", "leave it"}}
	case c.link.Focused():
		return []keyHelp{{"enter", "confirm"}}
	}
	list := []keyHelp{{"p", "paste the link"}, {"l", "later"}}
	if c.mayReaddress() {
		list = append(list, keyHelp{"c", "change the address"})
	}
	if c.mailbox != nil {
		list = append([]keyHelp{{"i", "inbox"}}, list...)
	}
	return list
}
