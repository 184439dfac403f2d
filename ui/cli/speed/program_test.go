// Package speed_test times the program as whole processes: the real binary
// against a server on loopback. It has benchmarks only; docs/benchmarks.md says
// how to run them and what was seen.
package speed_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// binary builds the program as a release is built, once for all benchmarks.
var binary = sync.OnceValues(func() (string, error) {
	built = true
	dir, err := os.MkdirTemp("", "secretwatch-speed")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "secretwatch")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", path, "secretwatch")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	out, err := build.CombinedOutput()
	if err != nil {
		return "", errors.Join(err, errors.New(string(out)))
	}
	return path, nil
})

// built says that there is something to tidy up.
var built bool

// playing says which part this very binary plays when it is started again as a
// process of its own.
const playing = "SPEED_TEST_PLAYS"

func TestMain(m *testing.M) {
	switch os.Getenv(playing) {
	case "log-group":
		serveLogGroup()
	case "sdk-counts":
		countOnly()
	case "tokens-only":
		followOnly()
	}
	code := m.Run()
	if built {
		if path, err := binary(); err == nil {
			_ = os.RemoveAll(filepath.Dir(path))
		}
	}
	os.Exit(code)
}

// program is the binary's command line with an environment of its own.
func program(b *testing.B, endpoint string, args ...string) *exec.Cmd {
	b.Helper()
	path, err := binary()
	if err != nil {
		b.Fatal(err)
	}
	cmd := exec.CommandContext(b.Context(), path, args...)
	cmd.Env = []string{
		"AWS_ENDPOINT_URL=" + endpoint, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test",
		"AWS_EC2_METADATA_DISABLED=true", "AWS_CONFIG_FILE=/nonexistent", "AWS_SHARED_CREDENTIALS_FILE=/nonexistent",
		"HOME=" + filepath.Dir(path), "TERM=xterm-256color",
	}
	return cmd
}

// run runs the program to its end, wants one of the exit codes, and gives the
// most memory that it held, in bytes.
func run(b *testing.B, cmd *exec.Cmd, codes ...int) (peak float64) {
	b.Helper()
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	ended, peaks := make(chan struct{}), make(chan float64)
	go func() { peaks <- highWater(cmd.Process.Pid, ended) }()
	_ = cmd.Wait() // the exit code says it
	close(ended)
	peak = <-peaks
	if code := cmd.ProcessState.ExitCode(); !slices.Contains(codes, code) {
		b.Fatalf("%v ended with %d, want one of %v: %s", cmd.Args[1:], code, codes, errs.String())
	}
	return peak
}

// highWater looks at the most memory that a process held until it ends, in
// bytes. The kernel's account after the end would count what this process
// holds too: the two share it until the program is loaded.
func highWater(pid int, ended <-chan struct{}) (peak float64) {
	for {
		select {
		case <-ended:
			return peak
		case <-time.After(5 * time.Millisecond):
		}
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
		if err != nil {
			continue // it has just ended, or this system has no such file
		}
		if _, after, ok := strings.Cut(string(text), "VmHWM:"); ok {
			if fields := strings.Fields(after); len(fields) > 0 {
				kib, _ := strconv.ParseFloat(fields[0], 64)
				peak = max(peak, kib*1024)
			}
		}
	}
}

const mebi = 1 << 20
