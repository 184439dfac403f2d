package setup

import (
	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

func (c *confirmPage) ask() string {
	if c.confirmed {
		return "The e-mail address is confirmed."
	}
	return ""
}

func (c *confirmPage) draw(p *paper) {
	email := foreign.Safe(c.desired.Email)
	if c.confirmed {
		whose := " gets the alarm's mails from now on."
		if c.desired.EventBridge {
			whose = " gets the alarm's and the EventBridge rule's mails from now on."
		}
		p.hang(p.Good, p.Good.Render(p.Glyphs.OK)+" ", email+whose)
		p.gap()
		p.here()
		p.line(p.Key.Render("enter") + " goes on to the first read")
		return
	}
	p.hang(p.Wait, p.Wait.Render(p.Glyphs.Wait)+" ", c.waiting(email))
	if c.lookErr != nil {
		summary, _ := c.explain(c.lookErr)
		p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", "Whether it is confirmed cannot be seen right now: "+summary)
	}
	p.gap()
	if c.mailbox != nil {
		p.hang(p.Text, p.Key.Render("i")+"  ", "opens the sandbox's inbox; there, enter on the mail's link confirms")
	}
	p.hang(p.Text, p.Key.Render("p")+"  ", "pastes the link from the mail here: safer, because then only this account can unsubscribe")
	p.hang(p.Text, p.Key.Render("l")+"  ", "later: the monitor works, but sends nothing until then")
	if c.mayReaddress() {
		p.hang(p.Text, p.Key.Render("c")+"  ", "changes the address, where it was mistyped")
	}
	p.gap()
	c.drawAddress(p)
	c.drawLink(p)
}

func (c *confirmPage) waiting(email string) string {
	waited := "waited " + widget.Span(c.now.Sub(c.since))
	if c.asked && c.pending == 0 {
		return "No open subscription of " + email + " is to be seen; " + waited + "."
	}
	if c.desired.EventBridge {
		return "Waiting for " + email + " to be confirmed for both topics (" + widget.Plural(c.pending, "mail", "mails") + " to open, a link each); " + waited + ", mails take about a minute."
	}
	return "Waiting for " + email + " to be confirmed; " + waited + ", mails take about a minute."
}

func (c *confirmPage) drawLink(p *paper) {
	focused := c.link.Focused()
	brackets := p.Dim
	if focused {
		brackets = p.Accent
		p.here()
	}
	p.line(p.cursor(focused) + "Link " + brackets.Render("[") + c.link.View(max(p.w-9, 4)) + brackets.Render("]"))
	switch {
	case c.sending:
		p.line("  " + p.Wait.Render("Confirming, usually about a second ..."))
	case c.wrong != "":
		p.hang(p.Bad, p.Bad.Render(p.Glyphs.Bad)+" ", c.wrong)
	case c.err != nil:
		summary, hint := c.explain(c.err)
		p.problem(summary, hint)
	}
}

func (c *confirmPage) fill(w, h int) string {
	head := widget.Rule(c.theme, "inbox of the sandbox", widget.Plural(len(c.mailbox.Mails()), "mail", "mails"), true, w)
	return widget.Stack(head, c.mailbox.View(w, h-1))
}
