package talk

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// mostHeard is more than any answer may have; the rest of a longer line is not
// kept.
const mostHeard = 128 << 10

// lines reads what is typed, a line at a time and only when one is wanted, so
// that a hidden line can be read past it.
type lines struct {
	from *bufio.Reader
	come chan line
	out  bool // one is being read
}

type line struct {
	text string
	err  error
}

func newLines(r io.Reader) *lines {
	return &lines{from: bufio.NewReader(r), come: make(chan line, 1)}
}

// next brings the next line. It is to be given to take.
func (l *lines) next() <-chan line {
	if !l.out {
		l.out = true
		go func() { l.come <- read(l.from) }()
	}
	return l.come
}

func (l *lines) take(got line) (string, error) {
	l.out = false
	return got.text, got.err
}

// read reads up to the end of the line. A last line without one counts.
func read(r *bufio.Reader) line {
	var b strings.Builder
	for {
		part, err := r.ReadSlice('\n')
		if room := mostHeard - b.Len(); room > 0 {
			b.Write(part[:min(len(part), room)])
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case err != nil && b.Len() == 0:
			return line{err: io.EOF} // whatever the error: nobody can answer any more
		default:
			return line{text: strings.TrimRight(b.String(), "\r\n")}
		}
	}
}

// meant is a line as a command is compared with.
func meant(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }

// literal takes away the backslash that keeps an answer from being a command.
func literal(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > 1 && text[0] == '\\' {
		return text[1:]
	}
	return text
}
