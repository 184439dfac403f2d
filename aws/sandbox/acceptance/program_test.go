//go:build acceptance

package acceptance

import (
	"encoding/json"
	"errors"
	"net/http"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// program is this repository's own, which talks to AWS through aws-sdk-go-v2.
type program struct {
	*stand
	t    *testing.T
	path string
	env  []string
}

func newProgram(t *testing.T) *program {
	t.Helper()
	p := &program{stand: start(t), t: t, path: filepath.Join(t.TempDir(), "secretwatch")}
	if _, stderr, err := p.run(t, filepath.Join("..", "..", ".."), nil, need(t, "go"), "build", "-o", p.path, "."); err != nil {
		t.Fatalf("building the program: %v\n%s", err, stderr)
	}
	p.env = append(p.environment(t), "NO_COLOR=1")
	return p
}

// answers runs a command that must end with this code, and gives its JSON.
func (p *program) answers(code int, args ...string) answer {
	p.t.Helper()
	stdout, stderr, err := p.run(p.t, "", p.env, p.path, append(args, "--json", "--no-input")...)
	got := 0
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		p.t.Fatal(err)
	}
	if got != code {
		p.t.Fatalf("secretwatch %v ended with %d, want %d\n%s%s", args, got, code, stdout, stderr)
	}
	a := answer{t: p.t, command: args[0]}
	if err := json.Unmarshal([]byte(stdout), &a.value); err != nil {
		p.t.Fatalf("secretwatch %v printed %s", args, stdout)
	}
	return a
}

// TestProgram has the program itself build the chain over the port, find it
// healthy once a read has been mailed, and remove it.
func TestProgram(t *testing.T) {
	p := newProgram(t)
	p.answers(3, "setup", "--yes", "--secret", "prod/db", "--generate", "--email", "reader@example.com")
	p.confirm(t)
	before := len(p.mails(t))
	client := secretsmanager.NewFromConfig(p.box.Config(region), func(o *secretsmanager.Options) {
		o.BaseEndpoint, o.HTTPClient = &p.url, http.DefaultClient
	})
	if _, err := client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: aws.String("prod/db")}); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the alarm's mail", func() bool { return len(p.mails(t)) > before })
	p.answers(0, "doctor").has("verdict.code", "healthy", "verdict.status", "ok")
	p.answers(0, "plan", "--secret", "prod/db", "--email", "reader@example.com").has("changes.0.action", "none")
	p.answers(0, "destroy", "--yes")
	if names := p.unsimulated(); len(names) > 0 {
		t.Errorf("the program asked for what is not simulated: %v", names)
	}
	for _, name := range p.left(t) {
		if name != "secret prod/db" { // which can be restored for a while
			t.Errorf("left behind: %s", name)
		}
	}
}
