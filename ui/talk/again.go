package talk

import (
	"bytes"
	"io"
)

// mostAgain is how many lines can be heard again.
const mostAgain = 12

// memory writes what is said, and remembers the newest lines of it: what comes
// unasked is easily missed.
type memory struct {
	to    io.Writer
	lines []string // oldest first
	open  []byte   // the line that has no end yet
	deaf  bool     // what is said now is said again
}

func (m *memory) Write(b []byte) (int, error) {
	n, err := m.to.Write(b)
	if m.deaf {
		return n, err
	}
	m.open = append(m.open, b...)
	for {
		line, rest, ended := bytes.Cut(m.open, []byte("\n"))
		if !ended {
			return n, err
		}
		if len(line) > 0 {
			m.lines = append(m.lines, string(line))
		}
		m.lines = m.lines[max(len(m.lines)-mostAgain, 0):]
		m.open = append([]byte(nil), rest...)
	}
}

// again says the newest lines once more.
func (w *watching) again() {
	if len(w.memory.lines) == 0 {
		w.say("Nothing was said so far.")
		return
	}
	w.memory.deaf = true
	defer func() { w.memory.deaf = false }()
	for _, l := range w.memory.lines {
		_, _ = io.WriteString(w.out.W, l+"\n")
	}
}
