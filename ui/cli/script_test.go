package cli_test

import (
	"context"
	"flag"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/serve"
	"secretwatch/ui/cli"
)

// TestMain lets the scripts run this very program as "secretwatch".
func TestMain(m *testing.M) {
	// Most of the time is waiting for mails and for Event history's next answer,
	// which needs no processor.
	if err := flag.Set("test.parallel", "20"); err != nil {
		panic(err)
	}
	testscript.Main(alone{m}, map[string]func(){
		"secretwatch": func() {
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			code := cli.Main(ctx, os.Args[1:], cli.OSStreams(), cli.Build{Version: "test"})
			stop()
			os.Exit(code)
		},
	})
}

// longest waits for some twenty answers of Event history, one a second, and
// begins first, so that the others run meanwhile.
const longest = "export.txtar"

// TestScripts runs testdata/script/*.txtar, each against a sandbox of its own, at
// the pace that its file "pace" names, or fast.
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/script/*.txtar")
	first := slices.IndexFunc(files, func(name string) bool { return filepath.Base(name) == longest })
	if err != nil || first < 0 {
		t.Fatalf("%s is not among %q: %v", longest, files, err)
	}
	files[0], files[first] = files[first], files[0]
	testscript.Run(t, testscript.Params{
		Files: files,
		Setup: func(env *testscript.Env) error {
			pace := sandbox.Fast
			if named, err := os.ReadFile(filepath.Join(env.WorkDir, "pace")); err == nil {
				pace = sandbox.Pace(strings.TrimSpace(string(named)))
			}
			sb, err := sandbox.New(sandbox.Options{Pace: pace})
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
			env.Setenv("AWS_ENDPOINT_URL", server.URL())
			env.Setenv("AWS_ACCESS_KEY_ID", "test")
			env.Setenv("AWS_SECRET_ACCESS_KEY", "test")
			env.Setenv("AWS_REGION", "us-east-1")
			env.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			env.Setenv("AWS_CONFIG_FILE", "/nonexistent")
			env.Setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":   exits,
			"confirm": confirm,
		},
	})
}

// exits CODE COMMAND... runs the program and wants that exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	err := ts.Exec(args[1], args[2:]...)
	got := "0"
	if err != nil {
		got = strings.TrimPrefix(err.Error(), "exit status ")
	}
	if got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}
