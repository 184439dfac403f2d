package live

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
	"secretwatch/ui/widget"
)

// Notes is how a terminal shows a desktop notification, and whether it should.
type Notes struct {
	Quiet bool // neither bell nor notification
	// Kind is the sequence that this terminal knows.
	Kind NoteKind
	// Tmux says that tmux stands between, which passes on only what is wrapped.
	Tmux bool
}

// NoteKind is a terminal's sequence for a desktop notification.
type NoteKind int

// The sequences. None has one standard: OSC 9 is iTerm2's, OSC 777 that of
// rxvt-unicode. https://iterm2.com/documentation-escape-codes.html
const (
	BellOnly NoteKind = iota
	OSC9
	OSC777
)

// NotesOf tells from the environment what the terminal is likely to know. A
// terminal that does not know a sequence leaves it out.
func NotesOf(getenv func(string) string) Notes {
	n := Notes{Kind: OSC9, Tmux: getenv("TMUX") != ""}
	name := getenv("TERM")
	switch {
	case name == "" || name == "dumb" || name == "linux":
		n.Kind = BellOnly
	case strings.HasPrefix(name, "foot"), strings.HasPrefix(name, "rxvt"), getenv("VTE_VERSION") != "":
		n.Kind = OSC777
	}
	return n
}

const (
	bell = "\a"
	// mostNote is how long a notification may be, in characters.
	mostNote = 120
	// leastRing is the time between two notifications: of a flood one is enough.
	leastRing = 10 * time.Second
)

// sequence is what makes the terminal ring, and notify the desktop where that is
// wanted. The text is safe, and holds nothing that would end the sequence.
func (n Notes) sequence(title, text string, desktop bool) string {
	if !desktop || n.Kind == BellOnly {
		return bell
	}
	clean := func(s string) string { return strings.ReplaceAll(foreign.Safe(s), ";", ",") }
	note := "\x1b]9;" + clean(title+": "+text) + "\x1b\\"
	if n.Kind == OSC777 {
		note = "\x1b]777;notify;" + clean(title) + ";" + clean(text) + "\x1b\\"
	}
	if n.Tmux {
		note = "\x1bPtmux;" + strings.ReplaceAll(note, "\x1b", "\x1b\x1b") + "\x1b\\"
	}
	return bell + note
}

// sight is what is known of the terminal's focus; many never say.
type sight int

const (
	sightUnknown sight = iota
	sightFocused
	sightBlurred
)

// sighted takes that the terminal has got the focus or lost it.
func (l *Live) sighted(s sight) {
	l.sight = s
	if l.feed.Away != nil {
		l.feed.Away(s == sightBlurred)
	}
	if s == sightFocused {
		l.nudge()
	}
}

// News reports that a read came for the first time after somebody began to look,
// and not long before.
func News(r watch.Read, since time.Time) bool {
	if r.Update || r.CatchUp {
		return false
	}
	if !r.InLogs.IsZero() && r.InHistory.IsZero() {
		return r.InLogs.After(since)
	}
	return r.Time.After(since.Add(-lateNews))
}

// lateNews is how old a read may be that is news: Event history and the log
// group show it minutes after it was made.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
const lateNews = 5 * time.Minute

// news tells of reads that came just now: to the person, where nobody expected
// them, and to the command that wants to hear of every one.
func (l *Live) news(reads []watch.Read) tea.Cmd {
	var newest *watch.Read
	var fresh []watch.Read
	unexpected := 0
	for i := range reads {
		r := &reads[i]
		if !News(*r, l.reads.since) {
			continue
		}
		odd := !r.Test && !l.reads.expected[expected.Of(r.Who)]
		if l.feed.NewRead != nil && (odd || !l.feed.UnexpectedOnly) {
			fresh = append(fresh, *r)
		}
		if odd {
			newest = r
			unexpected++
		}
	}
	return tea.Batch(l.ring(newest, unexpected), l.tellEach(fresh))
}

// ring tells of so many unexpected reads.
func (l *Live) ring(newest *watch.Read, n int) tea.Cmd {
	if newest == nil || l.quiet || l.feed.Notes.Quiet || l.now.Sub(l.rang) < leastRing {
		return nil
	}
	l.rang = l.now
	verb, _ := tried(newest.Result)
	text := fmt.Sprintf("%s %s %s from %s: %s", whoText(newest.Who), verb, short(newest.Secret), short(newest.From), newest.Result)
	if n > 1 {
		text = fmt.Sprintf("%d reads, the newest: %s", n, text)
	}
	if runes := []rune(text); len(runes) > mostNote {
		text = string(runes[:mostNote-1]) + "…"
	}
	return tea.Raw(l.feed.Notes.sequence("secretwatch", text, l.sight != sightFocused))
}

// toldMsg says that the command for a read has ended.
type toldMsg struct{ err error }

// tellEach hands every read on, one after the other.
func (l *Live) tellEach(reads []watch.Read) tea.Cmd {
	if len(reads) == 0 || l.feed.NewRead == nil {
		return nil
	}
	ctx, tell := l.ctx, l.feed.NewRead
	return func() tea.Msg {
		var failed error
		for _, r := range reads {
			if err := tell(ctx, r); err != nil {
				failed = err
			}
		}
		return toldMsg{failed}
	}
}

func (l *Live) told(msg toldMsg) tea.Cmd {
	if msg.err == nil || l.ctx.Err() != nil {
		return nil
	}
	return widget.Notice("--exec failed: " + short(foreign.New(msg.err.Error())))
}

// turnBell switches bell and notifications off and on.
func (l *Live) turnBell() tea.Cmd {
	if l.feed.Notes.Quiet {
		return widget.Notice("Bell and notifications are off for the whole run: --quiet was given.")
	}
	l.quiet = !l.quiet
	if l.quiet {
		return widget.Notice("Bell and notifications are off.")
	}
	return widget.Notice("Bell and notifications are on: for every read by a reader who is not expected, but not for test reads.")
}
