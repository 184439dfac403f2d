package setup

import (
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/record"
	"secretwatch/ui/widget"
	"secretwatch/wizard"
)

func (r *readPage) draw(p *paper) {
	r.drawTest(p)
	p.gap()
	p.hang(p.Text, r.mark(p, r.elsewhere())+" ", "2. From any other terminal (y copies it whole):")
	r.drawCommand(p)
	r.drawHistory(p)
	p.gap()
	p.hang(p.Text, p.Key.Render("enter")+" ", "opens the live pane, which follows a read to the e-mail")
}

// drawCommand shows the command as it can be copied off the screen.
func (r *readPage) drawCommand(p *paper) {
	const indent = "      "
	for _, l := range wizard.Laid(r.command(), p.w-len(indent)) {
		p.code(indent, l)
	}
}

func (r *readPage) mark(p *paper, yes bool) string {
	if yes {
		return p.Good.Render("[" + p.Glyphs.OK + "]")
	}
	return p.Dim.Render("[ ]")
}

func (r *readPage) drawTest(p *paper) {
	p.hang(p.Text, r.mark(p, r.arrived())+" ", "1. From here: "+p.Key.Render("t"))
	switch {
	case r.asking:
		p.line("      " + p.Wait.Render("reading, usually about a second ..."))
	case r.err != nil:
		summary, hint := r.explain(r.err)
		if account.HasCode(r.err, "ResourceNotFoundException") {
			hint = r.goneHint()
		}
		p.problem(summary, hint)
	case r.request != "" && !r.arrived():
		p.hang(p.Wait, "      ", "request "+short(r.request)+"; Event history does not have it yet, after "+
			widget.Span(r.now.Sub(r.at))+" ("+r.usually()+")")
	case r.arrived():
		p.hang(p.Good, "      ", "request "+short(r.request)+" is in Event history")
	}
	r.drawWay(p)
}

// goneHint is what to do where the secret that was made is not there any more.
func (r *readPage) goneHint() string {
	if r.deps.Inbox != nil {
		return "The sandbox was perhaps restarted, and all in it is gone: leave with s, and begin anew."
	}
	return "Somebody has deleted the secret: leave with s; secretwatch setup looks at what is there, and builds what is missing."
}

func (r *readPage) usually() string {
	if r.deps.Inbox != nil {
		return "about a second in the sandbox"
	}
	return "usually 2-5 minutes"
}

func short(id string) string {
	if len(id) > 13 {
		return id[:13] + "..."
	}
	return id
}

// shownReads is how many reads fit in without hiding the rest of the page.
const shownReads = 5

func (r *readPage) drawHistory(p *paper) {
	p.head("Event history", "UTC")
	if r.lookErr != nil {
		summary, _ := r.explain(r.lookErr)
		p.hang(p.Warn, p.Warn.Render(p.Glyphs.Warn)+" ", summary)
	}
	if len(r.reads) == 0 {
		p.text(p.Dim, "No read of this secret yet.")
		return
	}
	for i, read := range r.reads {
		if i == shownReads {
			p.line(p.Dim.Render(widget.Plural(len(r.reads)-i, "older read", "older reads")))
			break
		}
		r.drawRead(p, read)
	}
}

func (r *readPage) drawRead(p *paper, read record.Read) {
	style := p.Text
	if read.RequestID == r.request && r.request != "" {
		style = p.Bold
	}
	result, look := string(read.Result), p.Good
	if read.Result != record.ResultOK {
		look = p.Bad
	}
	who := read.Who.Name.Safe() + ", " + read.From.Safe()
	if read.Test {
		who += " (test)"
	}
	p.line(p.Dim.Render(read.Time.UTC().Format(time.TimeOnly)) + " " + look.Render(widget.FitLine(result, 9)) + " " +
		style.Render(widget.FitLine(string(read.How), 11)) + " " + style.Render(widget.FitLine(who, max(p.w-32, 8))))
}
