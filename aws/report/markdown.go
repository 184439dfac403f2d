package report

import (
	"fmt"
	"strings"
	"time"

	"secretwatch/aws/foreign"
)

// writer writes Markdown. Whatever did not come from this package goes through
// text or code, which mask it and keep it from being markup.
type writer struct {
	b    strings.Builder
	mask *mask
	zone *time.Location
}

func (w *writer) heading(text string) { fmt.Fprintf(&w.b, "## %s\n\n", text) }

// line writes a paragraph.
func (w *writer) line(format string, args ...any) { fmt.Fprintf(&w.b, format+"\n\n", args...) }

// item writes one item of a list; end ends the list.
func (w *writer) item(format string, args ...any) { fmt.Fprintf(&w.b, "- "+format+"\n", args...) }

func (w *writer) end() { w.b.WriteByte('\n') }

// ask leaves a question to the person.
func (w *writer) ask(format string, args ...any) {
	fmt.Fprintf(&w.b, "> To fill in: "+format+"\n\n", args...)
}

// unseen says what could not be looked at.
func (w *writer) unseen(what, why string) {
	w.line("%s could not be seen: %s.", what, w.text(why))
}

// table writes a table; cells come from text and code.
func (w *writer) table(head []string, rows [][]string) {
	rule := make([]string, len(head))
	for i := range rule {
		rule[i] = "---"
	}
	for _, row := range append([][]string{head, rule}, rows...) {
		cells := make([]string, len(row))
		for i, c := range row {
			// A bar ends a cell, within code too.
			cells[i] = strings.ReplaceAll(strings.ReplaceAll(c, `\|`, "|"), "|", `\|`)
		}
		w.b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
	}
	w.b.WriteByte('\n')
}

// block writes lines as they are. They are drawn by this package.
func (w *writer) block(lines []string) {
	w.b.WriteString("```text\n")
	for _, l := range lines {
		w.b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	w.b.WriteString("```\n\n")
}

var markup = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "&", `\&`, "|", `\|`, "~", `\~`, "$", `\$`,
)

// text is prose that others wrote, or that quotes them. It may stand at the
// beginning of a line.
func (w *writer) text(s string) string {
	s = strings.TrimLeft(markup.Replace(w.mask.text(foreign.Safe(s))), " ")
	digits := len(s) - len(strings.TrimLeft(s, "0123456789"))
	switch {
	case s == "":
	case digits == 0 && strings.ContainsRune("#+-=", rune(s[0])):
		return `\` + s // a heading, a list, a line below a heading
	case digits > 0 && digits < len(s) && (s[digits] == '.' || s[digits] == ')'):
		return s[:digits] + `\` + s[digits:] // a list with numbers
	}
	return s
}

// code is a name or a value, in a fence longer than any within it.
func (w *writer) code(s string) string {
	s = w.mask.text(foreign.Safe(s))
	if s == "" {
		return "(empty)"
	}
	fence, run := "`", 0
	for _, r := range s {
		run++
		if r != '`' {
			run = 0
		}
		if run >= len(fence) {
			fence = strings.Repeat("`", run+1)
		}
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// codes are several names.
func (w *writer) codes(list []string) string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = w.code(s)
	}
	return strings.Join(out, ", ")
}

func (w *writer) when(t time.Time) string {
	if t.IsZero() {
		return "?"
	}
	return t.In(w.zone).Format("2006-01-02 15:04:05 MST")
}

// plural is a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func number(f float64) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%.4f", f), "0"), ".")
}
