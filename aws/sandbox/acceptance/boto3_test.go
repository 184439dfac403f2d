//go:build acceptance

package acceptance

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestBoto3 does the whole chain with boto3, its paginators, waiters and Live
// Tail, and with nothing but what the start line exports.
func TestBoto3(t *testing.T) {
	python := need(t, "python3")
	s := start(t)
	env := s.environment(t)
	if _, stderr, err := s.run(t, "", env, python, "-c", "import boto3"); err != nil {
		text := fmt.Sprintf("SKIPPED %s: python3 cannot import boto3, so nothing here proves that it works with the sandbox: %s", t.Name(), stderr)
		fmt.Fprintln(os.Stderr, text)
		t.Skip(text)
	}
	stdout, stderr, err := s.run(t, "", env, python, "-X", "utf8", "testdata/boto3_chain.py")
	t.Log(stdout)
	if err != nil {
		t.Fatalf("boto3 ended with %v\n%s", err, stderr)
	}
	for _, part := range []string{
		"build", "confirm", "look", "errors", "live tail", "history and log", "mail, history and metric", "files", "paginators", "others", "rule", "key", "remove",
	} {
		if !strings.Contains(stdout, "ok "+part+"\n") {
			t.Errorf("the part %q did not run", part)
		}
	}
	if names := s.left(t); len(names) > 0 {
		t.Errorf("after the removal there is still %v", names)
	}
	if names := s.unsimulated(); len(names) > 0 {
		t.Errorf("boto3 asked for what is not simulated: %v", names)
	}
}
