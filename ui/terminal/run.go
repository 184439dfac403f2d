//go:build linux || darwin

package terminal

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// Session is a program on a terminal.
type Session struct {
	*Screen
	cmd   *exec.Cmd
	far   *os.File
	light atomic.Bool // what the terminal answers when it is asked
	ended chan error
}

// Start runs a command on a terminal of that size. Its standard streams are the
// terminal; a light one says so when it is asked for its background.
func Start(cmd *exec.Cmd, width, height int, light bool) (*Session, error) {
	far, near, err := open()
	if err != nil {
		return nil, fmt.Errorf("opening a pseudo-terminal: %w", err)
	}
	s := &Session{cmd: cmd, far: far, ended: make(chan error, 1)}
	s.light.Store(light)
	s.Screen = NewScreen(width, height, func(question string) {
		if strings.HasPrefix(question, "\x1b]11;") {
			_ = s.Background(s.light.Load())
		}
	})
	cmd.Stdin, cmd.Stdout, cmd.Stderr = near, near, near
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err = s.size(width, height); err == nil {
		err = cmd.Start()
	}
	_ = near.Close()
	if err != nil {
		_ = far.Close()
		return nil, fmt.Errorf("starting %s: %w", cmd.Path, err)
	}
	go func() {
		p := make([]byte, 1<<16)
		for {
			n, err := far.Read(p)
			_, _ = s.Write(p[:n])
			if err != nil { // the program has closed it
				s.ended <- cmd.Wait()
				return
			}
		}
	}()
	return s, nil
}

func ioctl(f *os.File, request uintptr, arg unsafe.Pointer) error {
	if _, _, no := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), request, uintptr(arg)); no != 0 {
		return no
	}
	return nil
}

func (s *Session) size(width, height int) error {
	size := [4]uint16{uint16(height), uint16(width)}               //nolint:gosec // a terminal's
	return ioctl(s.far, syscall.TIOCSWINSZ, unsafe.Pointer(&size)) //nolint:gosec // the system's call takes an address
}

// Drag changes the terminal's size; the system tells the program.
func (s *Session) Drag(width, height int) error {
	s.Resize(width, height)
	return s.size(width, height)
}

// Background tells the program that the terminal is light, or dark.
func (s *Session) Background(light bool) error {
	if s.light.Store(light); light {
		return s.Type("\x1b]11;rgb:ffff/ffff/ffff\x1b\\")
	}
	return s.Type("\x1b]11;rgb:1010/1414/1818\x1b\\")
}

// Press presses keys by their names: enter, esc, tab, space, up, down, left,
// right, pgup, pgdown, home, end, backspace, ctrl+x. Any other is typed.
func (s *Session) Press(names ...string) error {
	for _, name := range names {
		if err := s.Type(keySequence(name)); err != nil {
			return err
		}
	}
	return nil
}

// Paste pastes a text, bracketed as terminals do.
func (s *Session) Paste(text string) error { return s.Type("\x1b[200~" + text + "\x1b[201~") }

// Type sends a text as it is.
func (s *Session) Type(text string) error {
	_, err := s.far.WriteString(text)
	return err
}

func keySequence(name string) string {
	if rest, ok := strings.CutPrefix(name, "ctrl+"); ok && len(rest) == 1 {
		return string(rune(rest[0] & 0x1f))
	}
	known := map[string]string{
		"enter": "\r", "esc": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f", "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C",
		"left": "\x1b[D", "home": "\x1b[H", "end": "\x1b[F", "pgup": "\x1b[5~", "pgdown": "\x1b[6~", "f1": "\x1bOP", "f2": "\x1bOQ", "shift+tab": "\x1b[Z",
	}
	if seq, ok := known[name]; ok {
		return seq
	}
	return name
}

// ErrLate says that what was awaited did not come.
var ErrLate = errors.New("it did not come in time")

// Until waits for a screen of which good is true.
func (s *Session) Until(good func(text string) bool, most time.Duration) error {
	for late := time.Now().Add(most); ; time.Sleep(5 * time.Millisecond) {
		switch {
		case good(s.Text()):
			return nil
		case time.Now().After(late):
			return ErrLate
		}
	}
}

// Wait waits for the program's end and gives its exit status.
func (s *Session) Wait(most time.Duration) (int, error) {
	select {
	case err := <-s.ended:
		s.ended <- err
		if _, failed := errors.AsType[*exec.ExitError](err); err != nil && !failed {
			return 0, err
		}
		return s.cmd.ProcessState.ExitCode(), nil
	case <-time.After(most):
		return 0, ErrLate
	}
}

// Close ends the program where it has not ended.
func (s *Session) Close() {
	_ = s.cmd.Process.Kill()
	_, _ = s.Wait(5 * time.Second)
	_ = s.far.Close()
}
