//go:build linux || darwin

package cli_test

import (
	"context"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/serve"
	"secretwatch/ui/terminal"
)

// pasted is what a clipboard may hold.
const pasted = "pasted\r\n\x1b[31mtext\a "

// TestTerminalScripts runs testdata/terminal/*.txtar, each against a sandbox of
// its own: the program on a terminal, with a person's keys.
func TestTerminalScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/terminal",
		Setup: func(env *testscript.Env) error {
			sb, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
			if err != nil {
				return err
			}
			server, err := serve.Listen(context.Background(), "127.0.0.1:0", sb.Handler())
			if err != nil {
				return err
			}
			sb.SetBase(server.URL())
			env.Defer(func() {
				_ = server.Close()
				sb.Close()
			})
			for name, value := range map[string]string{
				"AWS_ENDPOINT_URL": server.URL(), "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1",
				"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
				"TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8",
			} {
				env.Setenv(name, value)
			}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"terminal": onTerminal},
	})
}

// onTerminal runs "terminal WIDTHxHEIGHT STEPS COMMAND...": the command on a
// terminal of that size, and the steps of a file, one a line:
//
//	until TEXT   waits for a screen that holds the text
//	gone TEXT    waits for one that does not
//	not TEXT     the screen does not hold it
//	press KEYS   presses keys by their names
//	type TEXT    types it
//	paste N      pastes N bytes, line breaks and escape sequences among them
//	drag WxH     changes the size
//	plain        no cell has a colour
//	exits N      waits for the end, with that exit status
func onTerminal(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: terminal WIDTHxHEIGHT STEPS COMMAND...")
	}
	width, height := sizeOf(ts, args[0])
	cmd := exec.Command(args[2], args[3:]...)
	for _, name := range []string{
		"PATH", "HOME", "TMPDIR", "TERM", "COLORTERM", "LANG", "NO_COLOR", "SECRETWATCH_THEME", "ACCESSIBLE", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
		"AWS_REGION", "AWS_EC2_METADATA_DISABLED", "AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE",
	} {
		if value := ts.Getenv(name); value != "" {
			cmd.Env = append(cmd.Env, name+"="+value)
		}
	}
	s, err := terminal.Start(cmd, width, height, false)
	ts.Check(err)
	defer s.Close()
	for _, line := range strings.Split(strings.TrimSpace(ts.ReadFile(args[1])), "\n") {
		do, what, _ := strings.Cut(line, " ")
		step(ts, s, do, what)
	}
}

func step(ts *testscript.TestScript, s *terminal.Session, do, what string) {
	holds := func(text string) bool { return strings.Contains(strings.Join(strings.Fields(text), " "), what) }
	var err error
	switch do {
	case "until":
		err = s.Until(holds, patience)
	case "gone":
		err = s.Until(func(text string) bool { return !holds(text) }, patience)
	case "not":
		if holds(s.Text()) {
			ts.Fatalf("the screen holds %q:\n%s", what, s.Text())
		}
	case "press":
		err = s.Press(strings.Fields(what)...)
	case "type":
		err = s.Type(what)
	case "paste":
		n, _ := strconv.Atoi(what)
		err = s.Paste(strings.Repeat(pasted, n/len(pasted)+1)[:n])
	case "drag":
		err = s.Drag(sizeOf(ts, what))
	case "plain":
		for _, row := range s.Cells() {
			for _, c := range row {
				if c.Fg != "" || c.Bg != "" {
					ts.Fatalf("%q is coloured: %+v", c.Text, c.Style)
				}
			}
		}
	case "exits":
		var code int
		if code, err = s.Wait(patience); err == nil && strconv.Itoa(code) != what {
			ts.Fatalf("exit status %d, want %s:\n%s", code, what, s.Text())
		}
	default:
		ts.Fatalf("no step %q", do)
	}
	if err != nil {
		ts.Fatalf("%s %s: %v\n%s", do, what, err, s.Text())
	}
}

func sizeOf(ts *testscript.TestScript, text string) (width, height int) {
	w, h, _ := strings.Cut(text, "x")
	width, err := strconv.Atoi(w)
	ts.Check(err)
	height, err = strconv.Atoi(h)
	ts.Check(err)
	return width, height
}
