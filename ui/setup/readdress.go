package setup

import (
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

// readdress gives another address than the one that was subscribed: a mistyped
// one never confirms. The old subscription cannot be taken back while it is
// pending; AWS forgets it after two days.
// https://aws.amazon.com/about-aws/whats-new/2023/05/amazon-sns-automatic-deletion-unconfirmed-subscriptions/
type readdress struct {
	field  widget.Input
	open   bool
	under  bool // the subscription is under way
	wrong  string
	err    error
	former string // the address before
}

func (c *confirmPage) mayReaddress() bool {
	return c.deps.Subscribe != nil && !c.confirmed && !c.other.under
}

// askAddress opens the field for the new address.
func (c *confirmPage) askAddress() tea.Cmd {
	former := c.other.former
	c.other = readdress{field: widget.NewInput(c.theme, widget.InputOptions{Value: c.desired.Email, Most: mostTyped}), open: true, former: former}
	c.other.field.Focus()
	c.link.Blur()
	return nil
}

func (c *confirmPage) pressAddress(k tea.KeyPressMsg) tea.Cmd {
	switch k.String() {
	case "enter":
		return c.readdress()
	case "tab", "shift+tab", "up", "down":
		c.other.open = false
	default:
		if c.other.field.Update(k) {
			c.other.wrong = ""
		}
	}
	return nil
}

// readdress subscribes the new address.
func (c *confirmPage) readdress() tea.Cmd {
	email := c.other.field.Value()
	if c.other.wrong = wizard.CheckEmail(email); c.other.wrong != "" {
		return nil
	}
	c.other.open = false
	if email == c.desired.Email {
		return nil
	}
	c.other.under, c.other.err = true, nil
	ctx, subscribe, d := c.ctx, c.deps.Subscribe, c.desired
	d.Email = email
	return func() tea.Msg { return readdressedMsg{email, subscribe(ctx, d)} }
}

// readdressed waits for the new address from now on.
func (c *confirmPage) readdressed(msg readdressedMsg) tea.Cmd {
	c.other.under, c.other.err = false, msg.err
	if msg.err != nil {
		return nil
	}
	c.other.former, c.desired.Email = c.desired.Email, msg.email
	c.since, c.asked, c.wrong, c.err = c.now, false, "", nil
	c.link.SetValue("")
	c.work.readdress(msg.email)
	return c.look(false)
}

// readdress has the subscriptions bear the new address.
func (w *work) readdress(email string) {
	for _, k := range []monitor.Kind{monitor.KindSubscription, monitor.KindRuleSubscription} {
		if p := w.parts[k]; p != nil {
			p.Change.Name = email
			w.wiz.Built(k, "")
		}
	}
	w.wiz.Set(wizard.QEmail, email)
	for _, k := range []monitor.Kind{monitor.KindSubscription, monitor.KindRuleSubscription} {
		if w.parts[k] != nil {
			w.wiz.Built(k, email)
		}
	}
}

func (c *confirmPage) drawAddress(p *paper) {
	o := &c.other
	switch {
	case o.under:
		p.line("  " + p.Wait.Render("Subscribing the new address, usually about a second ..."))
	case o.open:
		p.here()
		p.line(p.cursor(true) + "Address " + p.Accent.Render("[") + o.field.View(max(p.w-12, 4)) + p.Accent.Render("]"))
		if o.wrong != "" {
			p.hang(p.Bad, p.Bad.Render(p.Glyphs.Bad)+" ", o.wrong)
		}
		p.hang(p.Dim, "  ", "enter sends a mail to the new address. The subscription of "+foreign.Safe(c.desired.Email)+
			" cannot be taken back while it is pending: unconfirmed, it goes by itself after two days.")
	case o.err != nil:
		summary, hint := c.explain(o.err)
		p.problem(summary, hint)
	case o.former != "":
		p.hang(p.Dim, "  ", "The subscription of "+foreign.Safe(o.former)+" gets nothing, and goes by itself after two days.")
	default:
		return
	}
	p.gap()
}
