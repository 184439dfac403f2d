package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/serve"
	"secretwatch/ui/cli"
)

// patience is for a loaded machine; what is awaited is usually there at once.
const patience = 30 * time.Second

// alone is a run of tests that knows nothing of the AWS configuration of the
// machine. A test tells the program its endpoint by a flag, and not by the
// environment that all tests share, so that tests can wait side by side.
type alone struct{ *testing.M }

func (m alone) Run() int {
	for _, kv := range os.Environ() {
		if name, _, _ := strings.Cut(kv, "="); strings.HasPrefix(name, "AWS_") {
			_ = os.Unsetenv(name)
		}
	}
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nonexistent", "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
		"AWS_ENDPOINT_URL": "http://127.0.0.1:9", // the discard port: who names no endpoint reaches nobody
	} {
		if err := os.Setenv(name, value); err != nil {
			panic(err)
		}
	}
	return m.M.Run()
}

// program is the program in this process, and the endpoint that it is told of;
// "" for none.
type program string

// onSandbox is the program on a sandbox of its own, served on loopback.
func onSandbox(t *testing.T) program {
	t.Helper()
	sb, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
	if err != nil {
		t.Fatal(err)
	}
	server, err := serve.Listen(t.Context(), "127.0.0.1:0", sb.Handler())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Close()
		sb.Close()
	})
	sb.SetBase(server.URL())
	return program(server.URL())
}

// config lets the SDK's own clients call the program's endpoint.
func (p program) config() aws.Config {
	return aws.Config{Region: "us-east-1", BaseEndpoint: aws.String(string(p)), Credentials: credentials.NewStaticCredentialsProvider("test", "test", "")}
}

// run runs the program and returns what it printed.
func (p program) run(t *testing.T, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return p.main(t, cli.Streams{In: strings.NewReader("")}, args)
}

// answering runs the program as on a terminal on which a person types this.
func (p program) answering(t *testing.T, typed string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	return p.main(t, cli.Streams{In: strings.NewReader(typed), Terminal: true}, args)
}

func (p program) main(t *testing.T, s cli.Streams, args []string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	s.Out, s.Err, s.Env = &out, &errs, os.Environ()
	if p != "" {
		args = append(args[:len(args):len(args)], "--endpoint-url", string(p))
	}
	code = cli.Main(t.Context(), args, s, cli.Build{Version: "test"})
	return code, out.String(), errs.String()
}

// runJSON runs the program, wants this exit status, and reads what it printed.
func runJSON[T any](t *testing.T, p program, want int, args ...string) T {
	t.Helper()
	code, out, errs := p.run(t, args...)
	if code != want {
		t.Fatalf("%v: exit status %d, want %d\nstdout: %s\nstderr: %s", args, code, want, out, errs)
	}
	var v T
	if err := json.Unmarshal([]byte(out), &v); err != nil {
		t.Fatalf("%v: %v in %q", args, err, out)
	}
	return v
}
