package cli

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"

	"secretwatch/ui/plain"
)

// silentWidth is taken for the width of a terminal that does not say its own.
const silentWidth = 80

// aloud is a stream as sentences are written to it: on a terminal no line is
// left to be broken in the middle of a word.
func (p *program) aloud(w io.Writer) io.Writer {
	if !p.speaks() || p.flags.json {
		return w
	}
	return plain.Wrapped{W: w, Width: func() int { return p.streams.columns(w) }}
}

// heard are the streams with what is said beside the results, as sentences.
func (p *program) heard() Streams {
	s := p.streams
	s.Err = p.aloud(s.Err)
	return s
}

// columns is how wide a terminal is at this moment: what COLUMNS says, or the
// terminal itself. 0 where w is none, whose lines are nobody's to break.
func (s Streams) columns(w io.Writer) int {
	f, file := w.(*os.File)
	if file && !term.IsTerminal(int(f.Fd())) || !file && !s.Terminal {
		return 0
	}
	if n, err := strconv.Atoi(s.env("COLUMNS")); err == nil && n > 0 {
		return n
	}
	if !file {
		return 0
	}
	if n, _, err := term.GetSize(int(f.Fd())); err == nil && n > 0 {
		return n
	}
	return silentWidth
}
