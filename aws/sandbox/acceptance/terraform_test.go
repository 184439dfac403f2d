//go:build acceptance

package acceptance

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// terraform runs one configuration in a folder of its own.
type terraform struct {
	*stand
	t       *testing.T
	program string
	dir     string
	env     []string
}

// newTerraform copies the configuration and gets the provider: from a mirror
// where the machine has one, else from the registry.
func newTerraform(t *testing.T, files ...string) *terraform {
	t.Helper()
	tf := &terraform{program: need(t, "terraform"), stand: start(t), t: t, dir: t.TempDir()}
	for _, name := range files {
		text, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(tf.dir, name), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// A configuration of its own keeps what the machine's asks for out.
	rc := filepath.Join(tf.dir, "rc")
	if err := os.WriteFile(rc, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	tf.env = append(tf.environment(t), "TF_CLI_CONFIG_FILE="+rc, "TF_IN_AUTOMATION=1", "CHECKPOINT_DISABLE=1",
		"TF_VAR_endpoint="+tf.url, "TF_VAR_email=reader@example.com")
	args := []string{"init", "-input=false", "-no-color"}
	if mirror := providerMirror(t); mirror != "" {
		args = append(args, "-plugin-dir="+mirror)
	}
	tf.must(args...)
	return tf
}

// providerMirror is a folder in which the provider lies as Terraform mirrors
// it, or "". Where it is can be said with TERRAFORM_PLUGIN_DIR.
// https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
func providerMirror(t *testing.T) string {
	t.Helper()
	places := []string{os.Getenv("TERRAFORM_PLUGIN_DIR"), "/usr/local/share/terraform/plugins", "/usr/share/terraform/plugins", "/opt/*"}
	if home, err := os.UserHomeDir(); err == nil {
		places = append(places, filepath.Join(home, ".terraform.d", "plugins"))
	}
	for _, place := range places {
		if place == "" {
			continue
		}
		found, err := filepath.Glob(filepath.Join(place, "registry.terraform.io", "hashicorp", "aws", "5.100.0"))
		if err != nil {
			t.Fatal(err)
		}
		for _, provider := range found {
			return filepath.Join(provider, "..", "..", "..", "..")
		}
	}
	return ""
}

// try runs terraform and gives its exit code and what it wrote.
func (tf *terraform) try(args ...string) (int, string) {
	tf.t.Helper()
	stdout, stderr, err := tf.run(tf.t, tf.dir, tf.env, tf.program, args...)
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, stdout + stderr
	case errors.As(err, &exit):
		return exit.ExitCode(), stdout + stderr
	default:
		tf.t.Fatalf("terraform %s: %v", args[0], err)
		return 0, ""
	}
}

func (tf *terraform) must(args ...string) string {
	tf.t.Helper()
	code, text := tf.try(args...)
	if code != 0 {
		tf.t.Fatalf("terraform %s ended with %d\n%s\nnot simulated: %v", strings.Join(args, " "), code, text, tf.unsimulated())
	}
	return text
}

func (tf *terraform) apply() string {
	tf.t.Helper()
	return tf.must("apply", "-auto-approve", "-input=false", "-no-color")
}

// unchanged asks for a plan that has nothing to do.
func (tf *terraform) unchanged() {
	tf.t.Helper()
	if code, text := tf.try("plan", "-detailed-exitcode", "-input=false", "-no-color"); code != 0 {
		tf.t.Errorf("a plan right after an apply ended with %d\n%s", code, text)
	}
}

func (tf *terraform) destroy() {
	tf.t.Helper()
	text := tf.must("destroy", "-auto-approve", "-input=false", "-no-color")
	if !regexp.MustCompile(`Destroy complete! Resources: [1-9]\d* destroyed`).MatchString(text) {
		tf.t.Errorf("destroy ended with\n%s", text)
	}
	if left := tf.must("state", "list"); strings.TrimSpace(left) != "" {
		tf.t.Errorf("the state still has\n%s", left)
	}
}

// TestTerraform builds the exercise's chain with idiomatic resources, reads the
// secret, and takes everything away again. Nobody confirms the subscription:
// that must not hinder the end.
func TestTerraform(t *testing.T) {
	tf := newTerraform(t, "main.tf", "keys.tf", "events.tf")
	tf.apply()
	tf.unchanged()
	if names := tf.unsimulated(); len(names) > 0 {
		t.Errorf("the provider asked for what is not simulated: %v", names)
	}
	tf.destroy()
	if left := tf.left(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestTerraformOfSomeoneElse has what the first configuration has not, in
// another region, with the endpoint in the provider: managed policies, a secret's
// own policy, a prefix, data events, metric math, a composite alarm, a filter
// policy, a permissions boundary. A change of one value changes what shows it alone.
func TestTerraformOfSomeoneElse(t *testing.T) {
	tf := newTerraform(t, "more.tf")
	tf.apply()
	tf.unchanged()
	tf.confirm(t)
	tf.env = append(tf.env, "TF_VAR_threshold=3")
	if text := tf.apply(); !strings.Contains(text, "0 added, 2 changed, 0 destroyed") {
		t.Errorf("one value changed\n%s", text)
	}
	tf.unchanged()
	if names := tf.unsimulated(); len(names) > 0 {
		t.Errorf("the provider asked for what is not simulated: %v", names)
	}
	tf.destroy()
	// The secret is there for as long as it can be restored.
	if left := tf.leftIn(t, "eu-west-2"); len(left) != 1 || !strings.HasPrefix(left[0], "secret prod/db-") {
		t.Errorf("left behind: %v", left)
	}
}
