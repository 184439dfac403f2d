//go:build acceptance

// Package acceptance has clients that others wrote build the whole chain in the
// sandbox, read it back and remove it. The sandbox is what the command serves,
// on a port of its own; nothing else is in between, and no client gets a special
// flag. A client that is on the PATH has to pass; one that is not is said to be
// missing.
//
// It may import the sandbox and the program's own packages.
package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/serve"
)

const (
	account = sandbox.DefaultAccount
	region  = sandbox.DefaultRegion
)

// stand is a sandbox that listens on loopback, and what it said in its log.
type stand struct {
	box *sandbox.Sandbox
	url string

	mu     sync.Mutex
	logged []string
}

// start serves a fresh sandbox until the test ends.
func start(t *testing.T) *stand {
	t.Helper()
	s := &stand{}
	box, err := sandbox.New(sandbox.Options{Log: s.log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(box.Close)
	server, err := serve.Listen(context.Background(), "127.0.0.1:0", box.Handler())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	s.box, s.url = box, server.URL()
	box.SetBase(s.url)
	return s
}

func (s *stand) log(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logged = append(s.logged, line)
}

// unsimulated is what the sandbox's log names so far.
func (s *stand) unsimulated() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.logged)
}

func (s *stand) inbox() inbox.Client {
	return inbox.Client{Base: s.url, HTTP: http.DefaultClient}
}

// need gives the path of a client. A test without its client proves nothing,
// and says so where everyone sees it.
func need(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		text := fmt.Sprintf("SKIPPED %s: %s is not on the PATH, so nothing here proves that it works with the sandbox", t.Name(), program)
		fmt.Fprintln(os.Stderr, text)
		t.Skip(text)
	}
	return path
}

// environment is this process's, with no AWS in it but the sandbox: what its
// start line exports, and nothing that the machine has configured.
func (s *stand) environment(t *testing.T) []string {
	t.Helper()
	env := slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return strings.HasPrefix(name, "AWS_") || strings.HasPrefix(name, "TF_") || strings.HasSuffix(strings.ToLower(name), "_proxy")
	})
	env = append(env, strings.Fields(strings.TrimPrefix(s.box.StartLine(), "export "))...)
	none := filepath.Join(t.TempDir(), "none")
	return append(env, "AWS_CONFIG_FILE="+none, "AWS_SHARED_CREDENTIALS_FILE="+none, "AWS_EC2_METADATA_DISABLED=true", "AWS_PAGER=")
}

// run runs a client and gives what it wrote.
func (s *stand) run(t *testing.T, dir string, env []string, program string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Dir, command.Env = dir, env // no environment is this process's
	var out, errs bytes.Buffer
	command.Stdout, command.Stderr = &out, &errs
	err = command.Run()
	return out.String(), errs.String(), err
}

// eventually waits for what the sandbox does in its own time, which is seconds.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(45 * time.Second); time.Now().Before(end); time.Sleep(200 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("%s did not come", what)
}

// mails gives the subjects and the texts of the mails so far.
func (s *stand) mails(t *testing.T) []inbox.Mail {
	t.Helper()
	mails, err := s.inbox().List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return mails
}

// confirm opens the link of the last confirmation mail, as its reader does.
func (s *stand) confirm(t *testing.T) {
	t.Helper()
	mails := s.mails(t)
	for _, m := range slices.Backward(mails) {
		for _, link := range m.Links {
			if link.Kind != inbox.Confirm {
				continue
			}
			if err := s.inbox().Open(t.Context(), link.URL); err != nil {
				t.Fatal(err)
			}
			return
		}
	}
	t.Fatalf("there is no confirmation mail among %d", len(mails))
}

// document is a JSON document on one line.
func document(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
