package cli_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"secretwatch/aws/account"
	"secretwatch/ui/cli"
)

// permissions are those of the calls that the last run made.
func (s *stage) permissions() []string {
	s.t.Helper()
	text, err := os.ReadFile(s.log)
	if err != nil {
		s.t.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(text)) {
		var c struct{ Service, Operation string }
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			s.t.Fatal(err)
		}
		if p := account.Permission(c.Service, c.Operation); !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return all
}

// as lets whoever has this access key make the calls, which no other test may
// do meanwhile.
func (s *stage) as(key string) {
	s.t.Setenv("AWS_ACCESS_KEY_ID", key)
	s.t.Setenv("AWS_SECRET_ACCESS_KEY", key)
}

// someone makes an IAM user who may do everything but this, and lets them make
// the calls.
func (s *stage) someone(not string) {
	s.t.Helper()
	config := s.box.Config("us-east-1")
	c := iam.NewFromConfig(config)
	name := aws.String("someone")
	_, err := c.CreateUser(s.t.Context(), &iam.CreateUserInput{UserName: name})
	if err != nil {
		s.t.Fatal(err)
	}
	_, err = c.PutUserPolicy(s.t.Context(), &iam.PutUserPolicyInput{
		UserName: name, PolicyName: aws.String("p"), PolicyDocument: aws.String(`{"Version":"2012-10-17","Statement":[
 {"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"` + not + `","Resource":"*"}]}`),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	key, err := c.CreateAccessKey(s.t.Context(), &iam.CreateAccessKeyInput{UserName: name})
	if err != nil {
		s.t.Fatal(err)
	}
	s.as(*key.AccessKey.AccessKeyId)
}

// A permission may be missing for any call. setup says which, or does without,
// and with the permission the next run finishes.
func TestEveryPermissionOfSetupDenied(t *testing.T) {
	first := newStage(t)
	if code, _, errs := first.run(setupArgs()...); code != cli.ExitWaiting {
		t.Fatalf("exit status %d: %s", code, errs)
	}
	for _, permission := range first.permissions() {
		t.Run(permission, func(t *testing.T) {
			s := newStage(t)
			s.someone(permission)
			code, _, errs := s.run(setupArgs()...)
			switch {
			case permission == "sts:GetCallerIdentity": // cannot be denied
				if code != cli.ExitWaiting {
					t.Errorf("exit status %d: %s", code, errs)
				}
			case code == cli.ExitWaiting: // done without it
			case code != cli.ExitRefused:
				t.Errorf("exit status %d, want %d", code, cli.ExitRefused)
				fallthrough
			default:
				explained(t, errs, permission)
			}
			s.as("test")
			s.finishes()
		})
	}
}

func TestEveryPermissionOfTheDoctorDenied(t *testing.T) {
	first := newStage(t)
	first.finishes()
	first.run("doctor", "--secret", "prod/db")
	for _, permission := range first.permissions() {
		t.Run(permission, func(t *testing.T) {
			s := newStage(t)
			s.finishes()
			s.someone(permission)
			code, out, errs := s.run("doctor", "--secret", "prod/db", "--json")
			var report struct {
				Verdict  struct{ Code, Status string }
				Findings []struct{ Code, Status, Summary string }
			}
			if err := json.Unmarshal([]byte(out), &report); err != nil {
				t.Fatalf("exit status %d: %v\n%s%s", code, err, out, errs)
			}
			for _, f := range report.Findings {
				if f.Status == "broken" {
					t.Errorf("without %s: %+v", permission, f)
				}
			}
		})
	}
}
