package live

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/ui/widget"
)

// readerName is a reader as short as it is still clear: role/deploy, user/sam.
func readerName(r expected.Reader) string {
	parts := strings.SplitN(foreign.Safe(string(r)), ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return foreign.Safe(string(r))
	}
	return parts[5]
}

// stranger is a reader whom nobody has called expected yet.
type stranger struct {
	reader expected.Reader
	reads  int
}

// strangers are those who have read the secret and may be expected, those who
// read most first. Root is never among them, and neither is who was always
// refused: both are worth a mail each time.
func (l *Live) strangers() (list []stranger, left int) {
	read, refused := map[expected.Reader]int{}, map[expected.Reader]bool{}
	for _, r := range l.reads.rows {
		switch {
		case r.waiting, r.Test, r.reader == "", l.reads.expected[r.reader]:
		case r.Who.Kind == record.WhoRoot, r.Result != record.ResultOK:
			refused[r.reader] = true
		default:
			read[r.reader]++
		}
	}
	for r, n := range read {
		list = append(list, stranger{r, n})
		delete(refused, r)
	}
	slices.SortFunc(list, func(a, b stranger) int {
		return cmp.Or(cmp.Compare(b.reads, a.reads), cmp.Compare(a.reader, b.reader))
	})
	return list, len(refused)
}

// askEveryone asks whether all who have read the secret so far are expected.
func (l *Live) askEveryone() tea.Cmd {
	list, left := l.strangers()
	if len(list) == 0 {
		return widget.Notice("No reader here is left to mark as expected.")
	}
	all := make([]expected.Reader, 0, len(list))
	for _, s := range list {
		all = append(all, s.reader)
	}
	l.over = &question{
		title: "expect all of these?", no: "Nothing was marked. x at a read marks one reader.",
		lines: func(w int) []string { return l.everyoneLines(list, left, w) },
		yes:   func() tea.Cmd { return l.expect(expected.Delta{Add: all}) },
	}
	return nil
}

func (l *Live) everyoneLines(list []stranger, left, w int) []string {
	since := "since " + l.when(l.heldSince(), 12)
	if !l.reads.back.IsZero() {
		since = fmt.Sprintf("in the last %d days", historyDays)
	}
	lines := widget.Wrap("These readers have read a secret "+since+". Once they are expected, no bell rings for them. Their reads are still shown, and the alarm still mails: it does not know who reads.", w)
	lines = append(lines, "")
	for _, s := range list {
		lines = append(lines, widget.FitLine(fmt.Sprintf("%7s %s", thousands(s.reads), map[bool]string{true: "read", false: "reads"}[s.reads == 1]), 15)+l.theme.Bold.Render(widget.FitTail(readerName(s.reader), max(w-15, 1))))
	}
	if l.reads.back.IsZero() && l.feed.Past != nil {
		lines = append(append(lines, ""), widget.Wrap("Press H first to ask Event history for 90 days: then nobody is left out who reads once a month.", w)...)
	}
	if left > 0 {
		lines = append(append(lines, ""), widget.Wrap(fmt.Sprintf("Left out: %s (root, or denied every time).", widget.Plural(left, "reader", "readers")), w)...)
	}
	return lines
}

// everyoneNote says after the look at 90 days that all of them may be expected.
func (l *Live) everyoneNote() string {
	if list, _ := l.strangers(); len(list) > 0 {
		return " Press X to mark " + widget.Plural(len(list), "reader", "readers") + " as expected."
	}
	return ""
}
