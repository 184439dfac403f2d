package account

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"
)

// marked is a credentials provider whose errors can be told from those of the
// call that needed the credentials.
type marked struct{ aws.CredentialsProvider }

// Retrieve implements aws.CredentialsProvider.
func (m marked) Retrieve(ctx context.Context) (aws.Credentials, error) {
	c, err := m.CredentialsProvider.Retrieve(ctx)
	if err != nil {
		return c, &credentialsError{err}
	}
	return c, nil
}

type credentialsError struct{ err error }

func (e *credentialsError) Error() string { return e.err.Error() }
func (e *credentialsError) Unwrap() error { return e.err }

// explainCredentials explains why there are no credentials to sign with. The
// SDK has no types for most of its reasons, only words.
func explainCredentials(err error, f facts) (Problem, bool) {
	var failed *credentialsError
	if !errors.As(err, &failed) {
		return Problem{}, false
	}
	words := failed.Error()
	var sso *ssocreds.InvalidTokenError
	var process *processcreds.ProviderError
	switch {
	case f.code == "" && isNetwork(err) && f.service != imds && !strings.Contains(words, "failed to load credentials"):
		// Nobody answered where the session would be renewed or the role
		// assumed: that is explained as for any other call. A machine without
		// instance or container credentials has nobody there either.
		return Problem{}, false
	case errors.As(err, &sso), strings.Contains(words, "SSO token"), f.service == "sso" && f.code == "UnauthorizedException":
		return expired(f, "the IAM Identity Center (SSO) session has expired", "aws sso login"+profileFlag(f.profile)), true
	case strings.Contains(words, "please reauthenticate"):
		return expired(f, "the session of aws login has expired", "aws login"+profileFlag(f.profile)), true
	case strings.Contains(words, "TokenProvider is not set"):
		return f.problem(NoCredentials, profileWord(f.profile)+" assumes a role that wants an MFA code, and nobody can be asked for it here",
			"run it in a terminal, or get a session first and put it into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN"), true
	case errors.As(err, &process):
		return f.problem(NoCredentials, "the credential_process of "+profileWord(f.profile)+" failed: "+short(process.Error()),
			"run that command by hand to see what it says"), true
	}
	if f.code != "" {
		// AWS refused what the profile asked of it, such as assuming a role.
		return Problem{}, false
	}
	return f.problem(NoCredentials, "no AWS credentials were found", lookedFor(f.profile)), true
}

// imds is the service id of the SDK's client for instance metadata.
const imds = "ec2imds"

func expired(f facts, summary, command string) Problem {
	return f.problem(Expired, summary, "open it again: "+command)
}

// lookedFor names the places in which the SDK looks, in its order, and what is
// there.
// https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
func lookedFor(profile string) string {
	env := "not set"
	switch id, key := os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"); {
	case id != "" && key == "":
		env = "AWS_ACCESS_KEY_ID is set, AWS_SECRET_ACCESS_KEY is not"
	case id == "" && key != "":
		env = "AWS_SECRET_ACCESS_KEY is set, AWS_ACCESS_KEY_ID is not"
	}
	container := "not set"
	for _, name := range []string{"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "AWS_CONTAINER_CREDENTIALS_FULL_URI"} {
		if os.Getenv(name) != "" {
			container = name + " is set, but gave none"
		}
	}
	lines := []string{
		"looked for:",
		"- environment: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (" + env + ")",
		fmt.Sprintf("- shared files: %s in %s (%s) and %s (%s)", profileWord(profile),
			configFile(), presence(configFile()), credentialsFile(), presence(credentialsFile())),
		"- IAM Identity Center (SSO), aws login or web identity: none in that profile",
		"- container: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI (" + container + ")",
		"- EC2 instance: no role from the metadata service",
		"set them up with: aws configure sso, aws login, or aws configure" + profileFlag(profile),
		"or try everything without an account: secretwatch demo",
	}
	return strings.Join(lines, "\n")
}

func configFile() string {
	if f := os.Getenv("AWS_CONFIG_FILE"); f != "" {
		return short(f)
	}
	return short(config.DefaultSharedConfigFilename())
}

func credentialsFile() string {
	if f := os.Getenv("AWS_SHARED_CREDENTIALS_FILE"); f != "" {
		return short(f)
	}
	return short(config.DefaultSharedCredentialsFilename())
}

func presence(file string) string {
	if _, err := os.Stat(file); err != nil {
		return "not there"
	}
	return "no credentials for it"
}

func profileWord(profile string) string {
	if profile == "" {
		return "the default profile"
	}
	return fmt.Sprintf("profile %q", short(profile))
}

func profileFlag(profile string) string {
	if profile == "" {
		return ""
	}
	return " --profile " + short(profile)
}

// innermostOperation is the call that failed in the end: the one that assumed
// the role, say, rather than the one that needed its credentials.
func innermostOperation(err error) *smithy.OperationError {
	var found *smithy.OperationError
	for {
		var o *smithy.OperationError
		if !errors.As(err, &o) {
			return found
		}
		found, err = o, o.Err
	}
}
