package cli

import (
	"fmt"
	"io"
	"os"

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

// colored gives w's colours the form that its end understands: none into a
// pipe or file.
func (s Streams) colored(w io.Writer, mode string) io.Writer {
	cw := colorprofile.NewWriter(w, s.Env)
	switch mode {
	case "always":
		cw.Profile = colorprofile.ANSI256
	case "never":
		cw.Profile = colorprofile.NoTTY
	}
	return cw
}

func (s Streams) errorf(format string, args ...any) {
	_, _ = fmt.Fprintf(s.Err, format, args...)
}
