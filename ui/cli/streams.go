package cli

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"golang.org/x/term"
)

// Streams are the only way in and out of a command. Results go to Out, as JSON
// or as lines; progress, warnings and errors go to Err.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	// Terminal says that In and Out are terminals, so that a person sits there.
	Terminal bool
	Env      []string
}

// OSStreams are the process's own.
func OSStreams() Streams {
	isTTY := func(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
	env := environ(os.Environ())
	return Streams{
		In:       os.Stdin,
		Out:      os.Stdout,
		Err:      os.Stderr,
		Terminal: isTTY(os.Stdin) && isTTY(os.Stdout),
		Env:      env,
	}
}

// environ turns a NO_COLOR of any non-empty value into the one that the colour
// library understands: it reads the variable as a boolean, https://no-color.org
// asks for any value.
func environ(env []string) []string {
	out := make([]string, 0, len(env))
	for _, kv := range env {
		if len(kv) > len("NO_COLOR=") && kv[:len("NO_COLOR=")] == "NO_COLOR=" {
			kv = "NO_COLOR=1"
		}
		out = append(out, kv)
	}
	return out
}

// The values of --color.
const (
	colorAuto   = "auto"
	colorAlways = "always"
	colorNever  = "never"
)

// colored says whether what is written to w has colours. Left to itself it has
// them on a terminal that can show them and where NO_COLOR is not set.
func (s Streams) colored(w io.Writer, mode string) bool {
	switch mode {
	case colorAlways:
		return true
	case colorNever:
		return false
	default:
		return colorprofile.Detect(w, s.Env) > colorprofile.ASCII
	}
}

// helpFile is the standard output as the help's colours see it: no terminal
// where colours are not wanted. The help is not told of --color, and takes
// NO_COLOR for a boolean.
type helpFile struct {
	*os.File
	p *program
}

// Fd is asked when the flags are known.
func (h helpFile) Fd() uintptr {
	if h.p.streams.colored(h.File, h.p.colorMode()) {
		return h.File.Fd()
	}
	return ^uintptr(0)
}

func (p *program) helpOut() io.Writer {
	if f, ok := p.streams.Out.(*os.File); ok {
		return helpFile{f, p}
	}
	return p.streams.Out
}

// env is the last value that the environment gives a variable; "" without one.
func (s Streams) env(name string) (value string) {
	for _, kv := range s.Env {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			value = v
		}
	}
	return value
}

func (s Streams) errorf(format string, args ...any) {
	_, _ = fmt.Fprintf(s.Err, format, args...)
}
