package compare

import (
	"fmt"
	"slices"
	"time"

	"charm.land/lipgloss/v2"

	"secretwatch/aws/compare"
	"secretwatch/ui/widget"
)

// cell is one thing to be said of a way: a sign and a word, so that the colour
// alone tells nothing.
type cell struct {
	style lipgloss.Style
	glyph string
	word  string
	wait  bool // a mail is awaited
}

// String is the cell without its colour.
func (c cell) String() string {
	if c.glyph == "" {
		return c.word
	}
	return c.glyph + " " + c.word
}

// name is a way's, short enough for a column.
func name(w compare.Way) string {
	if w == compare.WayTrail {
		return "CloudTrail"
	}
	return w.Word()
}

// usual is how soon after a read each way's mail mostly is sent. AWS gives no
// figure but about five minutes for CloudTrail's delivery; the others are what
// people report, and on the sandbox what its fast pace makes.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
func (c *Compare) usual(w compare.Way) time.Duration {
	switch {
	case c.lab.Fast && w == compare.WayAlarm:
		return 5 * time.Second
	case c.lab.Fast:
		return 4 * time.Second
	case w == compare.WayTrail:
		return 6 * time.Minute
	case w == compare.WayAlarm:
		return 8 * time.Minute
	default:
		return 2 * time.Minute
	}
}

// due is by when a read's mail is mostly sent, and from when on that is late.
func (c *Compare) due(w compare.Way, read int) (due, late time.Time) {
	at, usual := c.seen.Reads[read].At, c.usual(w)
	return at.Add(usual), at.Add(2*usual + 2*time.Second)
}

// clock is a moment on AWS's clock; on AWS itself nobody plans by the second.
func (c *Compare) clock(at time.Time) string {
	if c.lab.Fast {
		return at.In(c.zone).Format(time.TimeOnly)
	}
	return at.In(c.zone).Add(time.Minute - time.Nanosecond).Format("15:04")
}

// live reports that mails may still come.
func (c *Compare) live() bool {
	return c.stage == running && c.seen.Phase != compare.PhaseCleaning && !c.stopping
}

// halted reports that the last read's mails were not waited for.
func (c *Compare) halted() bool { return c.stopping || c.seen.Interrupted || c.seen.Failed != "" }

// state is what a way is at.
func (c *Compare) state(o compare.Outcome) cell {
	t, p := c.theme, c.seen
	off := !c.live() || p.On
	switch {
	case o.Skipped != "":
		return cell{style: t.Dim, glyph: t.Glyphs.Skip, word: "left out"}
	case slices.Contains(p.Confirming, o.Way) && c.live():
		return cell{style: t.Warn, glyph: t.Glyphs.Warn, word: "confirm it"}
	case o.Trouble != "":
		return cell{style: t.Bad, glyph: t.Glyphs.Bad, word: "trouble"}
	case !off && !o.OnAlready && o.Way != compare.WayAlarm && p.Phase == compare.PhaseConfirm:
		return cell{style: t.Good, glyph: t.Glyphs.OK, word: "confirmed"}
	case !off && !o.OnAlready && o.Way != compare.WayAlarm:
		return cell{style: t.Wait, glyph: t.Glyphs.Wait, word: "being made"}
	case len(p.Reads) > 0:
		return c.toldOf(o)
	case !c.live():
		return cell{style: t.Dim, glyph: t.Glyphs.Skip, word: "not measured"}
	default:
		return cell{style: t.Good, glyph: t.Glyphs.OK, word: "on"}
	}
}

// toldOf is how many of the reads a way has told of.
func (c *Compare) toldOf(o compare.Outcome) cell {
	t, p := c.theme, c.seen
	told := c.told(o)
	switch {
	case told == len(p.Reads):
		return cell{style: t.Good, glyph: t.Glyphs.OK, word: fmt.Sprintf("told of %d of %d", told, len(p.Reads))}
	case c.live() && p.Phase == compare.PhaseFollow && c.cell(o, len(p.Reads)-1).wait:
		if _, late := c.due(o.Way, len(p.Reads)-1); c.now.After(late) {
			return cell{style: t.Warn, glyph: t.Glyphs.Warn, word: "late"}
		}
		return cell{style: t.Wait, glyph: t.Glyphs.Wait, word: "awaited"}
	case c.halted():
		return cell{style: t.Warn, glyph: t.Glyphs.Warn, word: fmt.Sprintf("told of %d of %d", told, len(p.Reads))}
	default:
		return cell{style: t.Bad, glyph: t.Glyphs.Bad, word: fmt.Sprintf("told of %d of %d", told, len(p.Reads))}
	}
}

func (c *Compare) told(o compare.Outcome) int {
	n := 0
	for i := range c.seen.Reads {
		if _, ok := c.seen.After(o, i); ok {
			n++
		}
	}
	return n
}

// cell is how soon a way told of a read, or by when it mostly does.
func (c *Compare) cell(o compare.Outcome, read int) cell {
	t := c.theme
	after, told := c.seen.After(o, read)
	newest := read == len(c.seen.Reads)-1
	due, late := c.due(o.Way, read)
	switch {
	case o.Skipped != "":
		return cell{style: t.Dim, glyph: t.Glyphs.Skip, word: ""}
	case told && o.Exact():
		return cell{style: t.Good, glyph: t.Glyphs.OK, word: took(after)}
	case told:
		return cell{style: t.Good, glyph: t.Glyphs.OK, word: "at most " + took(after)}
	case newest && c.halted():
		return cell{style: t.Dim, glyph: t.Glyphs.Skip, word: "stopped"}
	case !newest || !c.live() || c.seen.Phase != compare.PhaseFollow:
		return cell{style: t.Bad, glyph: t.Glyphs.Bad, word: "no mail"}
	case c.now.After(late):
		return cell{style: t.Warn, glyph: t.Glyphs.Warn, word: "late", wait: true}
	default:
		return cell{style: t.Wait, glyph: t.Glyphs.Wait, word: "by " + c.clock(due), wait: true}
	}
}

// took is how long a mail took, rounded as the verdict rounds it.
func took(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return widget.Span(d)
}

// mails is how many came, and noise how many of them are not about the secret.
func mails(o compare.Outcome) string { return fmt.Sprint(o.Count()) }

func noise(o compare.Outcome) string {
	s := fmt.Sprint(o.Of(compare.AboutOther))
	if n := o.OwnCalls(); n > 0 {
		s += fmt.Sprintf(" (%d own)", n)
	}
	if n := o.Of(compare.AboutUnknown); n > 0 {
		s += fmt.Sprintf(" +%d unclear", n)
	}
	return s
}

func cost(o compare.Outcome) string { return fmt.Sprintf("$%.2f", o.MonthlyUSD) }
