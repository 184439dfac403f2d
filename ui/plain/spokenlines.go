package plain

import (
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/foreign"
)

// Sentences are the lines of a text that is heard, one for each of its
// sentences: who listens goes from line to line. A single letter before a full
// stop ends none, as in N. Virginia. It is for our own words only: with it a
// stranger's text could pass for a line of ours.
func Sentences(text string) string {
	var b strings.Builder
	for {
		i := sentenceEnd(text)
		if i < 0 {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(text[:i])
		b.WriteByte('\n')
		text = text[i+1:]
	}
}

// sentenceEnd is where the blank behind the first sentence is; -1 where there is
// only one sentence.
func sentenceEnd(text string) int {
	for i := 1; i < len(text)-1; i++ {
		if text[i] != ' ' || !strings.ContainsRune(".?!", rune(text[i-1])) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(text[i+1:])
		word := text[strings.LastIndexByte(text[:i], ' ')+1 : i]
		if next != '"' && !unicode.IsUpper(next) || len(strings.Trim(word, `(".`)) < 2 {
			continue
		}
		return i
	}
	return -1
}

// Wrapped is a terminal as it is written to for those who listen: what is longer
// than its lines is broken at blanks. Left to the terminal a line ends anywhere
// in a word, and each half of it is heard for itself.
type Wrapped struct {
	W io.Writer
	// Width is how many columns there are now; 0 breaks nothing.
	Width func() int
}

// Write takes whole lines, or a prompt at the beginning of one.
func (w Wrapped) Write(p []byte) (int, error) {
	// A terminal may move to the next line as soon as the last column is written.
	room := w.Width() - 1
	if room < 1 {
		return w.W.Write(p)
	}
	lines := strings.Split(string(p), "\n")
	for i, l := range lines {
		lines[i] = broken(l, room)
	}
	if _, err := io.WriteString(w.W, strings.Join(lines, "\n")); err != nil {
		return 0, err
	}
	return len(p), nil
}

// broken is a line with line ends in place of the blanks where it gets longer
// than room. A word that is longer stands alone.
func broken(line string, room int) string {
	if ansi.StringWidth(line) <= room {
		return line
	}
	var b strings.Builder
	at := 0
	for i, word := range strings.Split(line, " ") {
		wide := ansi.StringWidth(word)
		switch {
		case i == 0:
		case word != "" && at+1+wide > room:
			b.WriteByte('\n')
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += wide
	}
	return b.String()
}

// Whole prints a line for copying, such as a command: it is broken nowhere, or a
// shell would take its pieces for commands.
func (p Printer) Whole(text string) {
	to := p.W
	if w, ok := to.(Wrapped); ok {
		to = w.W
	}
	_, _ = io.WriteString(to, Heard(foreign.Safe(text))+"\n")
}
