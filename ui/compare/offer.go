package compare

import (
	"fmt"

	"secretwatch/aws/compare"
	"secretwatch/ui/widget"
)

// minutesARead is about how long a read and its mails take on AWS.
const minutesARead = 8

// offer says what the experiment does, before a yes to it.
func (c *Compare) offer(w int) []string {
	t := c.theme
	var lines []string
	say := func(text string) { lines = append(lines, c.wrapped(text, w)...) }
	item := func(text string) {
		for _, l := range widget.Indent("   "+t.Glyphs.Bullet+" ", widget.Wrap(text, w-6)) {
			lines = append(lines, widget.FitLine(l, w))
		}
	}
	head := func(text string) { lines = append(lines, "", " "+t.Heading.Render(text)) }
	say("Which way tells soonest of a read, and says most: CloudTrail's notification of every log file, the alarm, or an EventBridge rule? This reads the secret and measures it.")
	head("IT WILL")
	item(fmt.Sprintf("read %s %s as a test; the value is thrown away unread", c.lab.Secret.Safe(), times(c.reads)))
	topics, trail := 0, false
	for _, thing := range c.planned {
		if thing.Kind == compare.ThingTopic {
			topics++
		}
		trail = trail || thing.Way == compare.WayTrail
		verb := "make "
		if thing.Kind == compare.ThingNotification {
			verb = "switch on "
		}
		item(verb + thing.Text())
	}
	if !trail {
		item("leave the trail's notifications on, as they are; they are measured where your address gets them")
	}
	if topics > 0 {
		item(c.confirming(topics))
	}
	if c.keep {
		item("at the end remove it all again but the rule with its topic, which become part of the monitor where they told of every read")
	} else {
		item("at the end remove it all again, also when it is stopped; what a kill leaves behind, the next start finds")
	}
	say("What setup did not make stays as it is, and that way is left out.")
	head("IT TAKES")
	switch {
	case c.lab.Fast:
		item(fmt.Sprintf("about %d seconds on this sandbox, and costs nothing", 15*c.reads+5))
	case c.lab.Inbox != nil:
		item(fmt.Sprintf("about %d minutes at AWS's pace, and costs nothing on this sandbox; you may close this screen and the comparison goes on", minutesARead*c.reads))
	default:
		item(fmt.Sprintf("about %d minutes, and a few cents at most; you may close this screen and the comparison goes on", minutesARead*c.reads))
	}
	return append(lines, "")
}

// confirming says for how many mails it waits.
func (c *Compare) confirming(mails int) string {
	many, they := "two mails", "they come"
	if mails == 1 {
		many, they = "one mail", "it comes"
	}
	if c.lab.Inbox != nil {
		return "wait for you to confirm " + many + "; " + they + " to the sandbox's inbox, i opens it"
	}
	return "wait for you to open the link in " + many + ", half an hour at most"
}

// choice is the line with what can be chosen.
func (c *Compare) choice(w int) string {
	t := c.theme
	keep := "no"
	if c.keep {
		keep = "yes"
	}
	reads, kept := "reads ", "keep EventBridge "
	gap, begins := widget.Blank(4), "    "+t.Key.Render("y")+" begins"
	if w < columnsFrom {
		kept = "keep it "
	}
	if w < 50 { // the footer has it too
		gap, begins = "  ", ""
	}
	return widget.FitLine(" "+reads+t.Key.Render("←")+" "+t.Bold.Render(fmt.Sprint(c.reads))+" "+t.Key.Render("→")+
		gap+kept+t.Bold.Render(keep)+" ("+t.Key.Render("k")+")"+begins, w)
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// remains lists what an earlier experiment left behind.
func (c *Compare) remains(w int) []string {
	text, yes := "An earlier comparison was cut off and left this behind, which has to go before another one can begin:", "y removes it, and puts back what was changed."
	if o := c.other; o != nil {
		text = fmt.Sprintf("Another comparison began %s ago and may still be running %s; it is over by %s at the latest. It has made:", widget.Span(o.Ago), o.Where(), o.Over.In(c.zone).Format("15:04"))
		yes = "y removes that, puts back what was changed, and so ends the other comparison; r looks again."
	}
	lines := c.wrapped(text, w)
	for _, thing := range c.found {
		for _, l := range widget.Indent("   "+c.theme.Glyphs.Bullet+" ", widget.Wrap(thing.Text(), w-6)) {
			lines = append(lines, widget.FitLine(l, w))
		}
	}
	for _, l := range c.seen.left {
		lines = append(lines, c.wrapped("It stayed: "+l.Text()+": "+l.Why, w)...)
	}
	return append(append(lines, ""), c.wrapped(yes, w)...)
}

func help() []string {
	return []string{
		"The comparison goes on while another screen is in front. Stopping it, and leaving the program, switch off again what it switched on.",
		"A time in the table is from the read until the mail was sent. Noise is mails that are not about this secret; own are those that only this program's own calls have caused.",
		"\"by\" a time is when a mail is mostly there; AWS promises none.",
		"Confirming on the sandbox: i opens the inbox, enter the newest mail, enter again its link. On AWS open the link in the mail.",
	}
}
