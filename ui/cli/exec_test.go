package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

func shell(t *testing.T) string {
	t.Helper()
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("SKIPPED: there is no sh on the PATH to run as the command of --exec")
	}
	return sh
}

func aRead() watch.Read {
	return watch.Read{Read: record.Read{Time: time.Now(), EventID: "event-1", Secret: foreign.New("db"), Agent: foreign.New("a\x1b[2J"), Result: record.ResultOK}}
}

func TestExecGetsTheReadsLine(t *testing.T) {
	shell(t)
	file := filepath.Join(t.TempDir(), "got")
	h, err := newHook(`sh -c 'cat > "` + file + `"; echo this is not shown'`)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.run(t.Context(), &account.Account{Clock: &account.Clock{}}, aRead()); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if s := string(got); !strings.HasPrefix(s, `{"type":"read",`) || strings.Count(s, "\n") != 1 || !strings.Contains(s, `"eventId":"event-1"`) || !strings.Contains(s, `"agent":"a\u001b[2J"`) {
		t.Errorf("got %q", s)
	}
}

func TestExecSaysWhyItFailed(t *testing.T) {
	shell(t)
	h, err := newHook(`sh -c 'echo "no such\033channel" >&2; exit 3'`)
	if err != nil {
		t.Fatal(err)
	}
	err = h.run(t.Context(), &account.Account{Clock: &account.Clock{}}, aRead())
	if err == nil || !strings.Contains(err.Error(), "exit status 3: no such") || strings.Contains(err.Error(), "\x1b") {
		t.Errorf("error %q", err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := h.run(ended, &account.Account{Clock: &account.Clock{}}, aRead()); err != nil {
		t.Errorf("at the program's end: %v", err)
	}
}

func TestExecIsNoShell(t *testing.T) {
	for line, want := range map[string]string{
		"sh -c a | b":              `'|' outside of quotes`,
		"   ":                      "--exec is empty",
		"no-such-program-anywhere": "is no program that can be run",
		`sh "unclosed`:             "is not closed",
	} {
		_, err := newHook(line)
		var f *failure
		if !errors.As(err, &f) || f.code != ExitUsage || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
	}
	if h, err := newHook(""); h != nil || err != nil {
		t.Errorf("none: %v, %v", h, err)
	}
}

// What waits for the command is bounded, and printing never waits for it.
func TestTellerNeverWaits(t *testing.T) {
	tell := newTeller(hook{"never-run"}, nil)
	for range mostTold + 5 {
		tell.tell(aRead())
	}
	if err := <-tell.failed; err == nil || !strings.Contains(err.Error(), "1000 reads wait for never-run") {
		t.Errorf("said %v", err)
	}
	newTeller(nil, nil).tell(aRead()) // nothing to tell
}

func TestBrowser(t *testing.T) {
	for _, c := range []struct {
		system string
		env    map[string]string
		there  bool
		want   string
	}{
		{"linux", map[string]string{"DISPLAY": ":0"}, true, "xdg-open"},
		{"linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, true, "xdg-open"},
		{"linux", nil, true, ""},
		{"linux", map[string]string{"DISPLAY": ":0"}, false, ""},
		{"linux", map[string]string{"DISPLAY": ":10", "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22"}, true, ""},
		{"darwin", nil, true, "open"},
		{"windows", nil, true, "rundll32 url.dll,FileProtocolHandler"},
	} {
		got := strings.Join(browser(c.system, func(n string) string { return c.env[n] }, func(string) bool { return c.there }), " ")
		if got != c.want {
			t.Errorf("%s %v: %q, want %q", c.system, c.env, got, c.want)
		}
	}
}

func TestEventLinks(t *testing.T) {
	a := &account.Account{Profile: "dev"}
	a.Region, a.Partition = "us-east-1", "aws"
	r := record.Read{EventID: "06e83132-44aa", Region: "eu-west-1"}
	if got, want := eventURL(a, r), "https://eu-west-1.console.aws.amazon.com/cloudtrailv2/home?region=eu-west-1#/events/06e83132-44aa"; got != want {
		t.Errorf("link %s", got)
	}
	if got, want := eventCommand(a, r), "aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventId,AttributeValue=06e83132-44aa --region eu-west-1 --profile dev"; got != want {
		t.Errorf("command %s", got)
	}
	a.Partition = "aws-cn"
	evil := record.Read{EventID: "x\x1b]8;;http://evil\a/../", Region: "cn-north-1"}
	if got := eventURL(a, evil); !strings.HasPrefix(got, "https://cn-north-1.console.amazonaws.cn/cloudtrailv2/home?region=cn-north-1#/events/x%1B") || strings.ContainsAny(got, "\x1b\a") {
		t.Errorf("link %q", got)
	}
}

// Reads are told one after the other, and a failure of one does not stop the
// next.
func TestTellerTellsEveryRead(t *testing.T) {
	shell(t)
	file := filepath.Join(t.TempDir(), "got")
	h, err := newHook(`sh -c 'cat >> "` + file + `"; exit 4'`)
	if err != nil {
		t.Fatal(err)
	}
	tell := newTeller(h, &account.Account{Clock: &account.Clock{}})
	wait := tell.work(t.Context())
	defer wait()
	for range 3 {
		tell.tell(aRead())
		select {
		case err := <-tell.failed:
			if !strings.Contains(err.Error(), "exit status 4") {
				t.Errorf("said %v", err)
			}
		case <-time.After(5 * time.Second):
			t.Fatal("nothing was said of the failure")
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || strings.Count(string(got), "\n") != 3 {
		t.Errorf("told %q, %v", got, err)
	}
}
