package healthy_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor"
	"secretwatch/aws/sandbox"
	"secretwatch/aws/survey"
)

// permissions are those that the calls take, but for asking who one is.
func permissions(calls []account.Call) []string {
	var list []string
	for _, c := range calls {
		if p := account.Permission(c.Service, c.Operation); !slices.Contains(list, p) && !strings.HasPrefix(p, "sts:") {
			list = append(list, p)
		}
	}
	return list
}

// Every permission is taken away once: what cannot be seen is unknown and says
// what is missing, and nothing is called broken.
func TestPermissionsTakenAway(t *testing.T) {
	for _, s := range []shape{
		{secret: "TopSecretInfo", Encrypted: true, Subscribers: true},
		{secret: "TopSecretInfo", ByHand: true, Text: true, Encrypted: true},
		{secret: "TopSecretInfo", Rule: true, RuleKey: true},
	} {
		synctest.Test(t, func(t *testing.T) { s.blind(t) })
	}
}

func (s shape) blind(t *testing.T) {
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
	c.read()
	c.wait(8 * time.Second)

	blind, key := c.blindUser()
	look := func() (doctor.Report, []account.Call) {
		a := c.open(key)
		before := a.Log.Total()
		snapshot, err := survey.Take(c.ctx, a, names, survey.Options{For: survey.Doctor, Email: reader})
		if err != nil {
			t.Fatal(err)
		}
		return doctor.Check(snapshot, doctor.Options{Email: reader, Fast: true}), a.Log.Newest(a.Log.Total() - before)
	}
	r, calls := look()
	if r.Verdict.Code != doctor.Healthy {
		t.Fatalf("with every permission: %s: %s", r.Verdict.Code, r.Verdict.Summary)
	}
	var unknown, rest []string
	for _, action := range permissions(calls) {
		c.deny(blind, action)
		r, _ := look()
		switch r.Verdict.Status {
		case doctor.OK: // it was not needed to tell
			rest = append(rest, action)
		case doctor.Unknown:
			unknown = append(unknown, action)
			if !strings.Contains(strings.ToLower(r.Verdict.Summary), strings.ToLower(action)) {
				t.Errorf("without %s: %s", action, r.Verdict.Summary)
			}
		default:
			t.Errorf("without %s: %s (%s): %s", action, r.Verdict.Code, r.Verdict.Status, r.Verdict.Summary)
		}
		if i := slices.IndexFunc(r.Findings, func(f doctor.Finding) bool { return f.Status == doctor.Broken }); i >= 0 {
			t.Errorf("without %s, %s is called broken: %s", action, r.Findings[i].Code, r.Findings[i].Summary)
		}
	}
	if len(unknown) < 15 {
		t.Errorf("only %q matter, and not %q", unknown, rest)
	}
	t.Logf("unknown without %q, healthy without %q", unknown, rest)
}

// blindUser is a user who may do everything, until something is denied.
func (c *chain) blindUser() (name, key string) {
	c.t.Helper()
	name = "auditor"
	ask(c, c.IAM.CreateUser, &iam.CreateUserInput{UserName: aws.String(name)})
	c.deny(name, "none:Such")
	return name, *ask(c, c.IAM.CreateAccessKey, &iam.CreateAccessKeyInput{UserName: aws.String(name)}).AccessKey.AccessKeyId
}

func (c *chain) deny(user, action string) {
	c.t.Helper()
	ask(c, c.IAM.PutUserPolicy, &iam.PutUserPolicyInput{UserName: aws.String(user), PolicyName: aws.String("all"), PolicyDocument: aws.String(fmt.Sprintf(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":%q,"Resource":"*"}]}`, action))})
}
