package cli

import (
	"bytes"
	"io"
	"sync"
)

// held keeps what is written to it, safe for use by several at once: notes and
// warnings that come while the screens have the terminal would tear their
// frames.
type held struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (h *held) Write(p []byte) (int, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.b.Write(p)
}

// to writes what was kept.
func (h *held) to(w io.Writer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	_, _ = h.b.WriteTo(w) // nobody is left to be told
}

// hold keeps what comes on the error stream until release, which writes it where
// that is wanted.
func (p *program) hold() (release func(wanted bool)) {
	err, kept := p.streams.Err, &held{}
	p.streams.Err = kept
	return func(wanted bool) {
		p.streams.Err = err
		if wanted {
			kept.to(err)
		}
	}
}
