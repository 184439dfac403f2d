package hunt

import (
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// Binding is the key that begins a hunt, or ends one.
func (h *Hunt) Binding() key.Binding {
	b := widget.Binding("break it", "B")
	switch h.stage {
	case hunting:
		b = widget.Binding("give up", "B")
	case asking:
		b = widget.Binding("show the answer", "B")
	case showing:
		b = widget.Binding("break another", "B")
	default:
	}
	b.SetEnabled(h.do != nil && h.stage != breaking)
	return b
}

// Keys are those of the question or the answer that lies over the screen.
func (h *Hunt) Keys() []key.Binding {
	word := "back to the pane"
	if h.stage == asking {
		word = "go on hunting"
	}
	return []key.Binding{h.Binding(), widget.Binding(word, "esc")}
}

// Asking reports that only the answer to the hunt's question matters now.
func (h *Hunt) Asking() bool { return h.stage == asking }

// Lines say in at most so many lines of w cells how the hunt stands, nil where
// there is none.
func (h *Hunt) Lines(t theme.Theme, now time.Time, w, most int) []string {
	style, text := t.Warn, ""
	var head string
	switch h.stage {
	case breaking:
		style, head = t.Wait, t.Glyphs.Wait+" breaking something: usually 1 to 3 s"+t.Glyphs.Ellipsis
	case hunting:
		if h.repaired() {
			head, text = t.Glyphs.OK+" mended, it seems:", "t makes a read, and its mail ends the hunt"
			if h.now.Code == doctor.CodePending {
				text = "i: confirm the address; then t makes a read, and its mail ends the hunt"
			}
			if style = t.Good; len(widget.Wrap(head+" "+text, w-2)) > most {
				head, text = t.Glyphs.OK+" mended?", "t, and its mail ends the hunt"
			}
			break
		}
		head = t.Glyphs.Warn + " something was broken " + widget.Span(now.Sub(h.began)) + " ago:"
		text = "find it. t reads the secret, c is the checklist, B gives up"
		if len(widget.Wrap(head+" "+text, w-2)) > most {
			text = "t, c; B gives up"
		}
		if len(widget.Wrap(head+" "+text, w-2)) > most {
			head = t.Glyphs.Warn + " broken " + widget.Span(now.Sub(h.began)) + " ago:"
		}
	case asking:
		head = t.Glyphs.Unknown + " give up after " + widget.Span(now.Sub(h.began)) + "?"
		text = "B shows the answer, esc goes on hunting"
	default:
		if h.failed == "" {
			return nil
		}
		style, head, text = t.Bad, t.Glyphs.Bad+" nothing was broken:", h.failed
	}
	lines := widget.Wrap(head+" "+text, w-2)
	lines = lines[:min(len(lines), most)]
	for i, l := range lines {
		lines[i] = widget.FitLine(" "+style.Render(l), w)
	}
	return lines
}

// CoveredLines stand in the checklist's place until the person asks for it.
func CoveredLines(t theme.Theme, w int) []string {
	return append([]string{t.Bold.Render("covered while you hunt")},
		widget.Wrap("See first how far a read gets: t makes one. c uncovers the checklist.", w)...)
}

// Over draws the answer over a block of w by h cells; a long one scrolls.
func (h *Hunt) Over(t theme.Theme, under string, w, rows int) string {
	title := "given up after " + widget.Span(h.took)
	if h.mended {
		title = "mended in " + widget.Span(h.took)
	}
	inside := min(76, w-6)
	h.card.SetLines(h.lines(t, inside))
	text := h.card.View(inside, min(h.card.Len(), rows-2))
	if where := h.card.Where(); where != "" {
		title += "  " + where + "  ↑/↓ scroll"
	}
	return widget.Modal(t, under, title, strings.Split(text, "\n"), w, rows)
}

// lines are the answer in lines of w cells.
func (h *Hunt) lines(t theme.Theme, w int) []string {
	var lines []string
	add := func(heading string, texts ...string) {
		lines = append(lines, "", t.Heading.Render(heading))
		for _, text := range texts {
			lines = append(lines, widget.Wrap(text, w)...)
		}
	}
	lines = append(widget.Wrap(h.answer.Title+".", w), t.Accent.Render(h.answer.Code))
	add("WHAT WAS DONE", h.answer.Commands...)
	add("WHAT THE DOCTOR SAYS", h.verdict()...)
	if r := h.says.Remedy; h.asked && !h.mended && r != nil {
		add("WHAT MENDS IT", foreign.Safe(r.Summary))
	}
	return lines
}

func (h *Hunt) verdict() []string {
	if !h.asked {
		return []string{"It has not been asked since then: r in the pane asks it."}
	}
	says := foreign.Safe(h.says.Code + ": " + h.says.Summary)
	if !slices.Contains(h.answer.Verdicts, h.says.Code) {
		return []string{says, "It does not name what was done."}
	}
	return []string{says}
}
