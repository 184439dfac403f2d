package pages_test

import (
	"context"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"secretwatch/aws/doctor/pages"
)

// operations are the AWS CLI's operations that pages name, each with the
// options that they give it; checked against the models of botocore 1.43.
func operations(t *testing.T) map[string][]string {
	t.Helper()
	known := map[string][]string{}
	for _, line := range lines(t, "testdata/operations.txt") {
		f := strings.Fields(line)
		known[f[0]+" "+f[1]] = f[2:]
	}
	return known
}

// common are options that every operation takes.
var common = []string{"--region", "--profile", "--query", "--output", "--max-items", "--debug"}

var quoted = regexp.MustCompile(`'[^']*'`)

func TestCommandsExist(t *testing.T) {
	known, used := operations(t), map[string]bool{}
	ours := []string{"secretwatch doctor", "secretwatch setup", "secretwatch watch", "secretwatch compare", "date -u"}
	for _, p := range pages.All() {
		for _, s := range p.Sections {
			for _, b := range s.Blocks {
				if b.Kind != pages.Command {
					continue
				}
				words := strings.Fields(quoted.ReplaceAllString(b.Text, "'"))
				if strings.Count(b.Text, "'")%2 != 0 || len(words) < 2 {
					t.Errorf("%s: %q is no command", p.Code, b.Text)
					continue
				}
				if words[0] != "aws" {
					if !slices.Contains(ours, words[0]+" "+words[1]) {
						t.Errorf("%s: nothing is known of %q", p.Code, b.Text)
					}
					continue
				}
				operation := words[1] + " " + words[2]
				options, ok := known[operation]
				if !ok {
					t.Errorf("%s: no operation %q", p.Code, operation)
				}
				for _, w := range words[3:] {
					used[operation+" "+w] = true
					if strings.HasPrefix(w, "--") && !slices.Contains(options, w) && !slices.Contains(common, w) {
						t.Errorf("%s: %s has no option %s", p.Code, operation, w)
					}
				}
			}
		}
	}
	for operation, options := range known {
		for _, o := range options {
			if !used[operation+" "+o] {
				t.Errorf("operations.txt: no page gives %s the option %s", operation, o)
			}
		}
	}
}

// The AWS CLI names its operations when it is asked for one that it does not
// have. That needs neither a network nor credentials, but half a second of a
// processor for each service: the four that most pages are about are asked.
func TestOperationsByTheAWSCLI(t *testing.T) {
	aws, err := exec.LookPath("aws")
	if err != nil {
		t.Skip("SKIPPED: the AWS CLI is not on the PATH, so the operations that pages name were not checked against it")
	}
	if testing.Short() {
		t.Skip("SKIPPED: the AWS CLI takes seconds to start, so the operations that pages name were not checked against it")
	}
	services := map[string][]string{"cloudtrail": nil, "logs": nil, "cloudwatch": nil, "sns": nil}
	for operation := range operations(t) {
		service, name, _ := strings.Cut(operation, " ")
		if _, asked := services[service]; asked {
			services[service] = append(services[service], name)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	for service, names := range services {
		wg.Go(func() {
			out, _ := exec.CommandContext(ctx, aws, service, "no-such-operation").CombinedOutput()
			has := strings.FieldsFunc(string(out), func(r rune) bool { return r == ' ' || r == '|' || r == '\n' })
			if !slices.ContainsFunc(names, func(n string) bool { return slices.Contains(has, n) }) {
				t.Logf("SKIPPED: this AWS CLI does not name its operations of %s: %.200s", service, out)
				return
			}
			for _, n := range names {
				if !slices.Contains(has, n) {
					t.Errorf("aws %s has no operation %s", service, n)
				}
			}
		})
	}
	wg.Wait()
}
