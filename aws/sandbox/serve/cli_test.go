package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"secretwatch/aws/sandbox/buckets"
	"secretwatch/aws/sandbox/identity"
	"secretwatch/aws/sandbox/secrets"
	"secretwatch/aws/sandbox/serve"
	"secretwatch/aws/sandbox/wire"
)

// commandLine is the AWS CLI pointed at a listener, with nothing of the
// machine's own configuration.
type commandLine struct {
	endpoint string
	mu       sync.Mutex
	seen     []*wire.Call
}

func newCommandLine(t *testing.T) *commandLine {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: the AWS CLI takes seconds to start, and -short was asked for")
	}
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("SKIPPED: the AWS CLI is not on the PATH, so nothing here proves that it can talk to the sandbox")
	}
	cli := &commandLine{}
	ids := identity.New("111122223333")
	values, store := secrets.New("111122223333"), buckets.New("111122223333")
	d, err := wire.NewDispatcher(append(ids.Service(), values.Service()), []wire.Rest{store.Service()}, wire.Options{
		Lock: &cli.mu, Now: time.Now, Region: "us-east-1", Caller: ids.CallerFor,
		Authorize: func(c *wire.Call) error { return ids.AuthorizeCall(c, values.ARN) },
		Finished:  func(c *wire.Call, _, _ any, _ error) { cli.seen = append(cli.seen, c) },
	})
	if err != nil {
		t.Fatal(err)
	}
	server, err := serve.Listen(t.Context(), "127.0.0.1:0", d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	cli.endpoint = server.URL()
	return cli
}

func (cli *commandLine) run(t *testing.T, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, "aws", append([]string{"--endpoint-url", cli.endpoint, "--output", "json"}, args...)...)
	none := filepath.Join(t.TempDir(), "none")
	command.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=ANY", "AWS_SECRET_ACCESS_KEY=x", "AWS_DEFAULT_REGION=us-east-1", "AWS_REGION=us-east-1",
		"AWS_CONFIG_FILE="+none, "AWS_SHARED_CREDENTIALS_FILE="+none, "AWS_EC2_METADATA_DISABLED=true", "AWS_MAX_ATTEMPTS=1", "NO_PROXY=127.0.0.1")
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	err = command.Run()
	return out.String(), strings.TrimSpace(errs.String()), err
}

func (cli *commandLine) must(t *testing.T, args ...string) map[string]any {
	t.Helper()
	out, errs, err := cli.run(t, args...)
	if err != nil {
		t.Fatalf("aws %s: %v\n%s", strings.Join(args, " "), err, errs)
	}
	answer := map[string]any{}
	if strings.TrimSpace(out) != "" {
		if err := json.Unmarshal([]byte(out), &answer); err != nil {
			t.Fatalf("aws %s printed %s", strings.Join(args, " "), out)
		}
	}
	return answer
}

func TestAWSCommandLine(t *testing.T) {
	cli := newCommandLine(t)
	// Most of the time goes into starting the CLI, so the three run at once.
	t.Run("at once", func(t *testing.T) {
		t.Run("secret", func(t *testing.T) { t.Parallel(); cli.secret(t) })
		t.Run("bucket", func(t *testing.T) { t.Parallel(); cli.bucket(t) })
		t.Run("role", func(t *testing.T) { t.Parallel(); cli.role(t) })
	})
	cli.mu.Lock()
	defer cli.mu.Unlock()
	var operations []string
	for _, c := range cli.seen {
		operations = append(operations, c.Operation)
		if !strings.HasPrefix(c.Agent, "aws-cli/") || c.Source != "127.0.0.1" || c.Caller.UserName != "admin" {
			t.Errorf("%s came as %s from %s by %s", c.Operation, c.Agent, c.Source, c.Caller.ARN)
		}
	}
	slices.Sort(operations)
	if got := strings.Join(operations, " "); got != "CreateBucket CreateRole CreateSecret GetBucketPolicy GetSecretValue GetSecretValue PutBucketPolicy" {
		t.Errorf("the calls were %s", got)
	}
}

func (cli *commandLine) secret(t *testing.T) {
	t.Helper()
	made := cli.must(t, "secretsmanager", "create-secret", "--name", "prod/db", "--secret-string", "hush", "--tags", "Key=a,Value=b")
	read := cli.must(t, "secretsmanager", "get-secret-value", "--secret-id", "prod/db")
	if read["SecretString"] != "hush" || read["ARN"] != made["ARN"] {
		t.Errorf("get-secret-value printed %v", read)
	}
	_, errs, err := cli.run(t, "secretsmanager", "get-secret-value", "--secret-id", "none")
	want := "An error occurred (ResourceNotFoundException) when calling the GetSecretValue operation: Secrets Manager can't find the specified secret."
	if err == nil || !strings.Contains(errs, want) {
		t.Errorf("a secret that is not there: %v, %s", err, errs)
	}
}

func (cli *commandLine) bucket(t *testing.T) {
	t.Helper()
	cli.must(t, "s3api", "create-bucket", "--bucket", "a-bucket")
	policy := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetBucketAcl","Resource":"arn:aws:s3:::a-bucket"}]}`
	cli.must(t, "s3api", "put-bucket-policy", "--bucket", "a-bucket", "--policy", policy)
	if got := cli.must(t, "s3api", "get-bucket-policy", "--bucket", "a-bucket"); got["Policy"] != policy {
		t.Errorf("get-bucket-policy printed %v", got)
	}
}

func (cli *commandLine) role(t *testing.T) {
	t.Helper()
	role := cli.must(t, "iam", "create-role", "--role-name", "r", "--assume-role-policy-document",
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)
	if details, _ := role["Role"].(map[string]any); details["Arn"] != "arn:aws:iam::111122223333:role/r" {
		t.Errorf("create-role printed %v", role)
	}
}
