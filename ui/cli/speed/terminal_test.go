//go:build linux

package speed_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"secretwatch/aws/sandbox"
)

// BenchmarkFirstFrame starts the program on a terminal of 120x40 and waits for
// its first frame.
func BenchmarkFirstFrame(b *testing.B) {
	for name, args := range map[string][]string{"start": nil, "demo": {"demo"}} {
		b.Run(name, func(b *testing.B) {
			url := near(b, sandbox.Fast)
			var took []time.Duration
			var resident []float64
			for b.Loop() {
				began := time.Now()
				s := start(b, program(b, url, args...))
				s.until("secretwatch")
				took = append(took, time.Since(began))
				resident = append(resident, s.resident())
				s.end()
			}
			slices.Sort(took)
			slices.Sort(resident)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
			b.ReportMetric(float64(took[len(took)*9/10].Microseconds())/1000, "ms-p90")
			b.ReportMetric(resident[len(resident)/2]/mebi, "MiB-median")
			b.ReportMetric(resident[len(resident)-1]/mebi, "MiB-most")
		})
	}
}

// BenchmarkAtRest leaves the live pane of a monitor alone, at AWS's pace, and
// looks at what a minute costs once nothing has happened for a minute.
func BenchmarkAtRest(b *testing.B) {
	const settle, rest = 70 * time.Second, time.Minute
	for b.Loop() {
		url := near(b, sandbox.Real)
		run(b, program(b, url, setup...), exitWaiting)
		s := start(b, program(b, url, "watch", "--secret", "prod/db"))
		s.until("prod/db")
		time.Sleep(settle)
		before := s.processor()
		time.Sleep(rest)
		b.ReportMetric(100*float64(s.processor()-before)/float64(rest), "%-of-a-core")
		b.ReportMetric(s.resident()/mebi, "MiB")
		s.end()
	}
}

// near is a sandbox without delay.
func near(b *testing.B, pace sandbox.Pace) string {
	b.Helper()
	box, err := sandbox.New(sandbox.Options{Pace: pace})
	if err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(box.Handler())
	box.SetBase(server.URL)
	b.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
		box.Close()
	})
	return server.URL
}

// session is the program on a pseudo-terminal.
type session struct {
	b        *testing.B
	cmd      *exec.Cmd
	terminal *os.File
	shown    chan []byte
}

func start(b *testing.B, cmd *exec.Cmd) *session {
	b.Helper()
	terminal, line := pseudoTerminal(b)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = line, line, line
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	_ = line.Close()
	s := &session{b: b, cmd: cmd, terminal: terminal, shown: make(chan []byte, 1024)}
	go func() {
		defer close(s.shown)
		for {
			p := make([]byte, 1<<16)
			n, err := terminal.Read(p)
			if err != nil {
				return
			}
			s.shown <- p[:n]
		}
	}()
	return s
}

func (s *session) until(text string) {
	s.b.Helper()
	var all bytes.Buffer
	late := time.After(30 * time.Second)
	for !strings.Contains(all.String(), text) {
		select {
		case p, ok := <-s.shown:
			if !ok {
				s.b.Fatalf("it ended without %q:\n%s", text, all.String())
			}
			all.Write(p)
		case <-late:
			s.b.Fatalf("no %q:\n%s", text, all.String())
		}
	}
	go func() { // the rest is only kept from filling up
		for p := range s.shown {
			_ = p
		}
	}()
}

func (s *session) end() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = s.terminal.Close()
}

// resident is the memory that the process holds, in bytes.
func (s *session) resident() float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", s.cmd.Process.Pid))
	fields := strings.Fields(string(text))
	if err != nil || len(fields) < 2 {
		s.b.Fatalf("statm %q: %v", text, err)
	}
	pages, err := strconv.ParseFloat(fields[1], 64)
	if err != nil {
		s.b.Fatal(err)
	}
	return pages * float64(os.Getpagesize())
}

// processor is the time that the process spent on a processor.
func (s *session) processor() time.Duration {
	if _, err := os.Stat(fmt.Sprintf("/proc/%d/schedstat", s.cmd.Process.Pid)); err != nil {
		s.b.Skip("the kernel does not say: ", err)
	}
	var sum time.Duration
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", s.cmd.Process.Pid))
	if err != nil {
		s.b.Fatal(err)
	}
	for _, t := range tasks {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/schedstat", s.cmd.Process.Pid, t.Name()))
		if err != nil {
			continue // the thread has ended
		}
		nanoseconds, _, _ := strings.Cut(string(text), " ")
		n, err := strconv.ParseInt(nanoseconds, 10, 64)
		if err != nil {
			s.b.Fatal(err)
		}
		sum += time.Duration(n)
	}
	return sum
}

// pseudoTerminal opens a terminal of 120x40: the side of whoever looks at it,
// and the program's.
func pseudoTerminal(b *testing.B) (terminal, line *os.File) {
	b.Helper()
	terminal, err := os.OpenFile("/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY, 0)
	if errors.Is(err, os.ErrNotExist) {
		b.Skip("there are no pseudo-terminals here")
	}
	if err != nil {
		b.Fatal(err)
	}
	var unlocked, number int32
	size := [4]uint16{40, 120}
	for request, argument := range map[uintptr]unsafe.Pointer{
		syscall.TIOCSPTLCK: unsafe.Pointer(&unlocked), syscall.TIOCGPTN: unsafe.Pointer(&number), syscall.TIOCSWINSZ: unsafe.Pointer(&size),
	} {
		if _, _, no := syscall.Syscall(syscall.SYS_IOCTL, terminal.Fd(), request, uintptr(argument)); no != 0 {
			b.Fatal(no)
		}
	}
	line, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		b.Fatal(err)
	}
	return terminal, line
}
