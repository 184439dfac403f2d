package live

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"
)

// readsNote is what is worth saying about the list in w cells: what is new above
// it, what narrows it, what it lacks, how long it is. The most telling goes
// first, and what has no room is left out.
func (l *Live) readsNote(w int) string {
	return l.readsNoteOf(w, l.readsCount())
}

// readsNoteBelow is the same below the tabs, which say how many reads there are in
// all.
func (l *Live) readsNoteBelow(w int) string {
	if l.reads.filtered() {
		return l.readsNote(w)
	}
	return l.readsNoteOf(w, "")
}

func (l *Live) readsNoteOf(w int, count string) string {
	note := ""
	for _, part := range append(l.readsNews(), count, l.expectedNote()) {
		joined := part
		if note != "" && part != "" {
			joined = note + "  " + part
		}
		if part != "" && lipgloss.Width(joined) <= w {
			note = joined
		}
	}
	return note
}

// readsNews is what a reader of the list must not miss.
func (l *Live) readsNews() []string {
	var parts []string
	if l.unseen > 0 {
		parts = append(parts, fmt.Sprintf("%s %d new (g)", l.theme.Glyphs.Up, l.unseen))
	}
	if text := l.narrowed(); text != "" {
		parts = append(parts, text)
	}
	if text := l.pastNote(); text != "" {
		parts = append(parts, text)
	}
	if l.reads.dropped > 0 {
		parts = append(parts, "oldest dropped: the newest "+thousands(mostReads)+" are kept")
	}
	return parts
}

func (l *Live) readsCount() string {
	n := len(l.reads.rows)
	switch {
	case n == 0:
		return ""
	case l.reads.filtered():
		return thousands(len(l.reads.shown)) + " of " + thousands(n)
	case l.list.Above() > 0 && l.unseen == 0:
		return fmt.Sprintf("%s, %s %d newer", thousands(n), l.theme.Glyphs.Up, l.list.Above())
	default:
		return thousands(n)
	}
}

// narrowed says which reads are shown, "" where it is all of them.
func (l *Live) narrowed() string {
	var parts []string
	if l.reads.odd {
		parts = append(parts, "unexpected only")
	}
	if l.span > 0 {
		parts = append(parts, "last "+spanWord(l.span))
		if from := l.now.Add(-l.span); from.Before(l.heldSince()) {
			parts = append(parts, l.lacking())
		}
	}
	return strings.Join(parts, ", ")
}

// lacking says that the list does not reach as far back as is wanted.
func (l *Live) lacking() string {
	text := "only since " + l.when(l.heldSince(), 12)
	if l.feed.Past != nil && l.reads.back.IsZero() && l.reads.dropped == 0 {
		text += " (H: more)"
	}
	return text
}

// heldSince is from when on every read that could be seen is in the list.
func (l *Live) heldSince() time.Time {
	if l.reads.dropped > 0 {
		return l.reads.rows[0].Time
	}
	back := l.feed.Back
	if back <= 0 {
		back = time.Hour
	}
	since := l.reads.since.Add(-back)
	if past := l.reads.back; !past.IsZero() && past.Before(since) {
		return past
	}
	return since
}

// spans are the presets of time; 0 is all that is held.
var spans = []time.Duration{
	0, 15 * time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour, 7 * 24 * time.Hour, 30 * 24 * time.Hour, 90 * 24 * time.Hour,
}

func spanWord(d time.Duration) string {
	switch {
	case d < time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d <= 24*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours())/24)
	}
}

// thousands writes a number as a person reads it: 100,000.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
