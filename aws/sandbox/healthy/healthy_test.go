// Package healthy holds the proof that the doctor raises no false alarm: on
// monitors that are well in many unusual ways, built on the simulated AWS, the
// secret is read, the mail comes, and the verdict has to be healthy. It holds
// tests only, and may import everything below aws.
package healthy_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/survey"
)

// chain is a sandbox, an account on it, and the monitor that is built there.
type chain struct {
	shape
	t   *testing.T
	ctx context.Context
	box *sandbox.Sandbox
	*account.Account
}

const (
	monitors = 200
	atLeast  = 20 // monitors with each trait, and without
)

func TestHealthyMonitors(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	count := map[string]int{}
	for i := range monitors {
		s := random(r)
		for _, trait := range s.traits() {
			count[trait]++
		}
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			t.Logf("seed %d: %s", seed, s) // shown where it fails
			synctest.Test(t, func(t *testing.T) { s.prove(t) })
		})
	}
	for _, trait := range (shape{}).traits() {
		name, _, _ := strings.Cut(trait, "=")
		if with, without := count[name+"=true"], count[name+"=false"]; with < atLeast || without < atLeast {
			t.Errorf("seed %d: %d monitors with %s and %d without", seed, with, name, without)
		}
	}
}

// prove builds the monitor, reads the secret, and asks the doctor before and
// after it.
func (s shape) prove(t *testing.T) {
	box, err := sandbox.New(sandbox.Options{Pace: sandbox.Fast})
	if err != nil {
		t.Fatal(err)
	}
	defer box.Close()
	c := &chain{shape: s, t: t, ctx: t.Context(), box: box}
	c.Account = c.open(sandbox.AccessKey)
	build := c.bySetup
	if s.ByHand {
		build = c.byHand
	}
	names := build()
	if s.Rule {
		names = c.addRule(names)
	}
	c.unusual(names)
	c.wait(2 * time.Minute)
	c.healthy(names, "never read")

	since := box.Now()
	var role *chain
	if s.Expected {
		role = c.deploy()
		role.read()
		c.wait(10 * time.Second)
		if n := c.mails(since); n != 0 {
			t.Errorf("%d mails came for an expected read", n)
		}
		c.healthy(names, "read as expected")
	}
	c.read()
	c.wait(8 * time.Second)
	if n := c.mails(since); n != 1 {
		t.Errorf("%d mails came, want 1", n)
	}
	if n, want := c.ruleMails(since), s.ruleTells(); n != want {
		t.Errorf("%d mails of the rule came, want %d", n, want)
	}
	c.healthy(names, "read")
	if s.Expected {
		c.wait(time.Minute)
		role.read()
		c.wait(8 * time.Second)
		c.healthy(names, "read as expected after that")
	}
}

func (c *chain) open(key string) *account.Account {
	config := c.box.ConfigFor("", key)
	a, err := account.Open(c.ctx, account.Options{Config: &config})
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

// healthy asks the doctor, closer where it wants that.
func (c *chain) healthy(n monitor.Names, when string) {
	o := survey.Options{For: survey.Doctor, Email: reader}
	s, err := survey.Take(c.ctx, c.Account, n, o)
	if err != nil {
		c.t.Fatal(err)
	}
	check := func(s monitor.Snapshot) doctor.Report {
		var r doctor.Report
		for _, fast := range []bool{true, false} { // as on the sandbox, and as on AWS
			r = doctor.Check(s, doctor.Options{Email: reader, Fast: fast})
			if v := r.Verdict; v.Code != doctor.Healthy || r.ExitCode() != 0 {
				c.t.Errorf("%s: %s (%s), exit %d: %s\n%+v", when, v.Code, v.Status, r.ExitCode(), v.Summary, v.Evidence)
			}
		}
		return r
	}
	if w := check(s).Wants(); !w.None() {
		if s, err = survey.Deepen(c.ctx, c.Account, s, o, survey.Wants(w)); err != nil {
			c.t.Fatal(err)
		}
		check(s)
	}
}

// wait lets time pass, and what is due happen.
func (c *chain) wait(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// read reads the secret, after a look at it as a person's console makes.
func (c *chain) read() {
	id := c.secret
	arn := ask(c, c.Secrets.DescribeSecret, &secretsmanager.DescribeSecretInput{SecretId: aws.String(id)}).ARN
	if c.ByARN {
		id = *arn
	}
	ask(c, c.Secrets.GetSecretValue, &secretsmanager.GetSecretValueInput{SecretId: aws.String(id)})
}

// confirm opens every link of a confirmation mail.
func (c *chain) confirm() {
	c.wait(time.Second)
	for _, m := range c.box.Mails() {
		for _, link := range m.Links {
			if link.Kind == inbox.Confirm {
				if err := c.box.Inbox().Open(c.ctx, link.URL); err != nil {
					c.t.Fatal(err)
				}
			}
		}
	}
}

// mails counts those to the reader, as text, that say ALARM.
func (c *chain) mails(since time.Time) int {
	return len(slices.DeleteFunc(c.box.Mails(), func(m inbox.Mail) bool {
		return m.To != reader || !strings.HasPrefix(m.Subject, "ALARM: ") || m.At.Before(since) || strings.HasPrefix(m.Body, "{")
	}))
}

// ask makes a call of the SDK's that has to work.
func ask[I, O, F any](c *chain, call func(context.Context, *I, ...func(*F)) (*O, error), in *I) *O {
	c.t.Helper()
	out, err := call(c.ctx, in)
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}
