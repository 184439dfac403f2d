package live

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/ui/widget"
)

// reader shows the open read, in words or as JSON, and searches in it.
type reader struct {
	text    widget.Scroll
	json    bool // else in words
	find    widget.Input
	query   string // in lower case
	hits    []span // the lines, as broken for the screen, that hold it
	hit     int    // which of them is shown
	drawnAt int    // the width for which the text was broken; 0 draws anew
	nearAt  int    // the line at which the neighbours begin
	toNear  bool   // they have just come
	toHit   bool   // the search has just changed
}

// span is from which line to which a field reaches that the screen's width has cut.
type span struct{ first, last int }

// openRecord shows a read's record from its beginning.
func (l *Live) openRecord(r *row) {
	if r == nil {
		return
	}
	l.detail = r
	l.record.text.Home()
	l.record.setQuery("")
	l.near = nearby{}
}

// anew has the text made again, for another width, colour or content.
func (d *reader) anew() { d.drawnAt = 0 }

func (d *reader) setQuery(text string) {
	d.query, d.hit = strings.ToLower(text), 0
	d.anew()
}

// step goes to another hit, round and round.
func (d *reader) step(by int) {
	if n := len(d.hits); n > 0 {
		d.hit = (d.hit + by + n) % n
		d.show()
	}
}

func (d *reader) show() {
	if d.hit < len(d.hits) {
		d.text.Reveal(d.hits[d.hit].first, d.hits[d.hit].last)
	}
}

// note says where one is, for the title.
func (d *reader) note() string {
	where := d.text.Where()
	switch {
	case d.query == "":
		return where
	case len(d.hits) == 0:
		return strings.TrimSpace("not found  " + where)
	default:
		return strings.TrimSpace(fmt.Sprintf("match %d of %d  %s", d.hit+1, len(d.hits), where))
	}
}

// pressFind edits what is searched for.
func (l *Live) pressFind(k tea.KeyPressMsg) {
	d := &l.record
	switch k.String() {
	case "enter":
		d.find.Blur()
	case "esc":
		d.find.Blur()
		d.find.SetValue("")
		d.setQuery("")
	default:
		if d.find.Update(k) {
			d.setQuery(d.find.Value())
		}
	}
}

// startFind begins a search in the open record.
func (l *Live) startFind() {
	l.record.find.SetValue("")
	l.record.setQuery("")
	l.record.find.Focus()
}

// recordView is the open read, scrolling, with the search above it, which says
// how often it was found where no title does.
func (l *Live) recordView(w, h int, untitled bool) string {
	d := &l.record
	top := ""
	l.layRecord(w)
	if (d.find.Focused() || d.query != "") && h > 1 {
		top = l.findLine(w, untitled)
		h--
	}
	draw := func() string { return d.text.View(w, h) }
	if untitled { // nothing else says that there is more
		draw = func() string { return d.text.Marked(l.theme, w, h) }
	}
	if d.toHit || d.toNear {
		draw() // so that it knows its height
		if d.toHit {
			d.show()
		}
		if d.toNear {
			d.text.Reveal(d.nearAt, d.text.Len()-1)
		}
		d.toHit, d.toNear = false, false
	}
	return widget.Stack(top, draw())
}

// findLine is what is searched for, and how often it was found where that is
// wanted.
func (l *Live) findLine(w int, count bool) string {
	d, found := &l.record, ""
	switch {
	case d.query == "", !count:
	case len(d.hits) == 0:
		found = " not found"
	default:
		found = fmt.Sprintf(" %d of %d", d.hit+1, len(d.hits))
	}
	room := max(w-lipgloss.Width(found), 0)
	return widget.FitLine(widget.FitLine(l.theme.Key.Render("/ ")+d.find.View(max(room-2, 0)), room)+l.theme.Dim.Render(found), w)
}

// layRecord breaks the record into lines for w cells, where that is not done.
func (l *Live) layRecord(w int) {
	d := &l.record
	if d.drawnAt == w {
		return
	}
	d.drawnAt, d.toHit = w, d.query != ""
	d.text.SetLines(l.recordLines(w))
}

// recordLines breaks the record for w cells, and notes where the search hits.
func (l *Live) recordLines(w int) []string {
	var lines []string
	d := &l.record
	d.hits = nil
	texts := l.wordLines()
	if d.json {
		texts = l.jsonLines()
	}
	for _, text := range texts {
		if text.head == nearTitle {
			d.nearAt = len(lines)
		}
		hit := d.query != "" && strings.Contains(strings.ToLower(text.plain()), d.query)
		parts := text.wrap(w)
		if hit {
			d.hits = append(d.hits, span{len(lines), len(lines) + len(parts) - 1})
		}
		for _, part := range parts {
			if hit {
				part = l.marked(ansiPlain(part), d.query)
			}
			lines = append(lines, part)
		}
	}
	d.hit = max(min(d.hit, len(d.hits)-1), 0)
	return lines
}

// marked draws a line in which what is searched for stands out. Where a line
// break has cut it, the whole line does.
func (l *Live) marked(text, query string) string {
	t := l.theme
	low := strings.ToLower(text)
	at := strings.Index(low, query)
	if at < 0 || len(low) != len(text) { // case may change a text's length
		return t.Accent.Render(text)
	}
	return text[:at] + t.Accent.Reverse(true).Render(text[at:at+len(query)]) + text[at+len(query):]
}

// field is one line of text with its name in another colour.
type field struct {
	style       lipgloss.Style
	head, value string
}

func (f field) plain() string { return f.head + f.value }

// wrap breaks the field into lines of w cells.
func (f field) wrap(w int) []string {
	if f.value == "" {
		return styled(f.style, widget.Wrap(f.head, w))
	}
	room := w - lipgloss.Width(f.head)
	if room < 12 {
		return widget.Wrap(f.plain(), w)
	}
	return widget.Indent(f.style.Render(f.head), widget.Wrap(f.value, room))
}

func styled(s lipgloss.Style, lines []string) []string {
	for i, line := range lines {
		lines[i] = s.Render(line)
	}
	return lines
}

// jsonLines are the record as JSON, a field a line.
func (l *Live) jsonLines() []field {
	var lines []field
	for _, text := range recordText(l.detail) {
		name, value, isField := strings.Cut(text, `": `)
		if !isField {
			lines = append(lines, field{style: l.theme.Text, head: text})
			continue
		}
		lines = append(lines, field{style: l.theme.Title, head: name + `": `, value: value})
	}
	return lines
}

// recordText is a read's record as JSON, a field a line. The text is made safe
// first, which leaves JSON what it is, and set out afterwards.
func recordText(r *row) []string {
	if r.JSON.Empty() {
		text := []string{"The record itself is not kept for this read. What is known of it:"}
		return append(text, fmt.Sprintf("event %s, request %s, %s, %s, %s", foreign.Safe(r.EventID), foreign.Safe(r.RequestID), r.who, r.from, r.Result))
	}
	safe := r.JSON.Safe()
	var out bytes.Buffer
	if json.Indent(&out, []byte(safe), "", "  ") != nil {
		return []string{safe}
	}
	return split(out.String())
}
