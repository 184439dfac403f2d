package cli_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"secretwatch/ui/contract"
)

// The AWS CLI is somebody else's program: what it reads on the sandbox has to
// arrive in the pane's stream with how it was read.
func TestReadByTheAWSCLIAppears(t *testing.T) {
	aws, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("SKIPPED: the AWS CLI is not on the PATH, so its read was not tried")
	}
	t.Parallel()
	at := onSandbox(t)
	runJSON[contract.Setup](t, at, 3, "setup", "--yes", "--json", "--secret", "TopSecretInfo", "--generate", "--email", "you@example.com")

	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Args = []string{"secretwatch", "watch", "--json", "--secret", "TopSecretInfo", "--endpoint-url", string(at)}
	cmd.Path = programPath(t)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})

	read := exec.CommandContext(t.Context(), aws, "secretsmanager", "get-secret-value", "--secret-id", "TopSecretInfo", "--endpoint-url", string(at))
	value, err := read.Output()
	if err != nil || !bytes.Contains(value, []byte(`"SecretString"`)) {
		var failed *exec.ExitError
		if errors.As(err, &failed) {
			t.Logf("it says: %s", failed.Stderr)
		}
		t.Fatalf("aws secretsmanager get-secret-value: %v", err)
	}
	timer := time.AfterFunc(30*time.Second, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		var r contract.Read
		if err := json.Unmarshal(lines.Bytes(), &struct {
			*contract.Read
			Time string `json:"time"`
		}{Read: &r}); err != nil || r.Type != "read" {
			continue
		}
		if r.How != "aws-cli" || r.Result != "ok" || r.Who.Name != "admin" || r.Secret != "TopSecretInfo" {
			t.Errorf("the read is %s", lines.Text())
		}
		return
	}
	t.Error("the read did not arrive within 30 s")
}

// programPath is the test binary under the name that makes it the program.
func programPath(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secretwatch")
	if err := os.Symlink(os.Args[0], path); err != nil {
		t.Fatal(err)
	}
	return path
}

// go-runewidth before v0.0.31 spends 30 to 70 ms of every start building
// tables; bubbles asks for such a version, so go.mod has to ask for more.
func TestRunewidthStartsQuickly(t *testing.T) {
	mod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(mod), "github.com/mattn/go-runewidth v0.0.31") {
		t.Error("go.mod no longer asks for go-runewidth v0.0.31; see the comment on this test")
	}
}
