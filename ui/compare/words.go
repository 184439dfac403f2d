package compare

import (
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

// headline is what the screen is at.
func (c *Compare) headline() cell {
	t := c.theme
	g := t.Glyphs
	switch {
	case c.lab.ReadOnly && c.stage != running:
		return cell{style: t.Warn, glyph: g.Warn, word: "read-only: nothing is compared"}
	case c.stage == resting, c.stage == looking:
		return cell{style: t.Wait, glyph: g.Wait, word: "looking for what an earlier comparison left behind; usually a second"}
	case c.stage == unseen:
		return cell{style: t.Bad, glyph: g.Bad, word: "what an earlier comparison left behind cannot be seen: " + c.fault.summary}
	case c.stage == leftovers && c.other != nil:
		return cell{style: t.Warn, glyph: g.Warn, word: "another comparison may still be running " + c.other.Where()}
	case c.stage == leftovers:
		return cell{style: t.Warn, glyph: g.Warn, word: "an earlier comparison left " + widget.Plural(len(c.found), "thing", "things") + " behind"}
	case c.stage == removing:
		return cell{style: t.Wait, glyph: g.Wait, word: "removing what an earlier comparison left behind; usually a few seconds"}
	case c.stage == offering:
		return cell{style: t.Accent, glyph: g.Unknown, word: "compare three ways to be told? Nothing is done before y."}
	case c.stage == ended:
		return c.outcome()
	case c.seen.Phase == compare.PhaseCleaning:
		return cell{style: t.Wait, glyph: g.Wait, word: "switching off what was switched on; usually a few seconds"}
	case c.stopping:
		return cell{style: t.Wait, glyph: g.Wait, word: "stopping: what was switched on goes off again"}
	default:
		return c.phase()
	}
}

func (c *Compare) phase() cell {
	t, p := c.theme, c.seen
	busy := func(word string) cell { return cell{style: t.Wait, glyph: t.Glyphs.Wait, word: word} }
	switch p.Phase {
	case compare.PhaseMaking:
		return busy("making what is missing; usually a few seconds")
	case compare.PhaseConfirm:
		if len(p.Confirming) == 0 {
			return busy("looking whether the topics are confirmed")
		}
		text := "waits for you: open the link in " + widget.Plural(len(p.Confirming), "mail", "mails") + " to "
		if c.lab.Inbox != nil {
			text = "waits for you: the inbox has " + widget.Plural(len(p.Confirming), "mail", "mails") + " to confirm (i, enter, enter) for "
		}
		return cell{style: t.Warn, glyph: t.Glyphs.Warn, word: text + foreign.Safe(p.Email)}
	case compare.PhaseSettle:
		return busy(fmt.Sprintf("the alarm has to be OK again before read %d of %d", len(p.Reads)+1, c.reads))
	case compare.PhaseFollow:
		n := len(p.Reads)
		if len(c.awaited(n-1)) == 0 {
			if n == c.reads {
				return busy(fmt.Sprintf("read %d of %d: every mail has come; looking whether there are more", n, c.reads))
			}
			return busy(fmt.Sprintf("read %d of %d: every mail has come; the next read follows when the alarm has settled", n, c.reads))
		}
		return busy(fmt.Sprintf("read %d of %d: its mails are awaited", n, c.reads))
	default:
		return busy("looking first whether the monitor is well; usually a few seconds")
	}
}

// outcome is how the experiment ended.
func (c *Compare) outcome() cell {
	t, s := c.theme, c.seen
	off := "all that was switched on is off again"
	if len(s.Ways) == 0 && len(s.Removed) == 0 {
		off = "nothing was switched on"
	}
	why := c.fault.summary
	switch {
	case len(s.Left) > 0:
		return cell{style: t.Bad, glyph: t.Glyphs.Bad, word: "not everything is off again: r looks for it and offers to remove it"}
	case c.uncleaned():
		return cell{style: t.Bad, glyph: t.Glyphs.Bad, word: "not all may be off again: r looks for it and offers to remove it, and so does the next start"}
	case s.Interrupted, c.stopping:
		return cell{style: t.Warn, glyph: t.Glyphs.Warn, word: "stopped; " + off}
	case s.err != nil:
		return cell{style: t.Bad, glyph: t.Glyphs.Bad, word: off + "; the comparison has ended: " + why}
	case s.Kept:
		return cell{style: t.Good, glyph: t.Glyphs.OK, word: "compared; EventBridge stays, all else that was switched on is off again"}
	default:
		return cell{style: t.Good, glyph: t.Glyphs.OK, word: "compared; " + off}
	}
}

// uncleaned reports that the experiment could not even look for what it made.
func (c *Compare) uncleaned() bool {
	for _, e := range c.seen.events {
		if e.Kind == compare.EventFailed {
			return true
		}
	}
	return false
}

// waitWords say by when what is awaited comes, and what cannot be seen.
func (c *Compare) waitWords() string {
	if c.stage != running || c.seen.Started.IsZero() {
		return ""
	}
	var words []string
	if e, ok := c.trouble(); ok {
		words = append(words, c.theme.Glyphs.Warn+" "+e+"; it goes on by itself when it can")
	}
	if by := c.expected(); by != "" {
		words = append(words, by)
	}
	return strings.Join(append(words, "running for "+widget.Span(c.now.Sub(c.seen.Started))), "; ")
}

func (c *Compare) expected() string {
	p := c.seen
	switch p.Phase {
	case compare.PhaseConfirm, compare.PhaseSettle:
		if c.stopping || p.Until.IsZero() {
			return ""
		}
		return "until " + c.clock(p.Until) + " at most"
	case compare.PhaseFollow:
		n := len(p.Reads) - 1
		var by, tardy []string
		for _, w := range c.awaited(n) {
			if due, late := c.due(w, n); c.now.After(late) {
				tardy = append(tardy, name(w))
			} else {
				by = append(by, name(w)+" by "+c.clock(due))
			}
		}
		var words []string
		if len(by) > 0 {
			words = append(words, "expected "+strings.Join(by, ", "))
		}
		if len(tardy) > 0 {
			words = append(words, "late: "+strings.Join(tardy, ", "))
		}
		if len(words) == 0 || c.stopping {
			return ""
		}
		return strings.Join(words, "; ") + "; given up at " + c.clock(p.Until)
	default:
		return ""
	}
}

// trouble is the newest warning, and when it was, while nothing better was heard
// since.
func (c *Compare) trouble() (string, bool) {
	for i := len(c.seen.events) - 1; i >= 0; i-- {
		switch e := c.seen.events[i]; e.Kind {
		case compare.EventWarning:
			return e.At.In(c.zone).Format(time.TimeOnly) + " " + e.Text, true
		case compare.EventMail, compare.EventRead, compare.EventMade:
			return "", false
		}
	}
	return "", false
}

// question asks whether to stop.
func (c *Compare) question(w int) []string {
	t := c.theme
	lines := widget.Wrap("Stop the comparison? What it switched on goes off again, and what was measured stays on the screen.", w)
	return append(lines, "", t.Key.Render("y")+"  yes, stop it", t.Key.Render("n")+"  no, go on")
}
