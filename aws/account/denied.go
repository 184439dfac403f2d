package account

import (
	"fmt"
	"os"
	"regexp"
	"strings"

	"secretwatch/aws/foreign"
)

// AWS's sentence, with its variants:
//
//	User: ARN is not authorized to perform: ACTION on resource: ARN because no identity-based policy allows the ACTION action
//	User: ARN is not authorized to perform: ACTION with an explicit deny in a service control policy
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
var (
	deniedAction   = regexp.MustCompile(`not authorized to perform:? ([A-Za-z0-9-]+:[A-Za-z]+)`)
	deniedResource = regexp.MustCompile(`on resource:? "?([^\s"]+)`)
	deniedUser     = regexp.MustCompile(`User:? (arn:\S+)`)
	deniedBy       = regexp.MustCompile(`explicit deny in an? ([a-z -]+policy|permissions boundary|[a-z -]+)`)
)

// explainDenied names the permission and the resource. Where AWS's message does
// not name the action, it is the one of the operation.
func explainDenied(f facts) Problem {
	p := f.problem(Denied, "", "")
	message := foreign.Safe(f.message)
	if m := deniedAction.FindStringSubmatch(message); m != nil {
		service, action, _ := strings.Cut(m[1], ":")
		p.Permission = strings.ToLower(service) + ":" + action
	}
	if m := deniedResource.FindStringSubmatch(message); m != nil {
		p.Resource = short(strings.TrimRight(m[1], ".,"))
	}
	who := "this identity"
	if m := deniedUser.FindStringSubmatch(message); m != nil {
		who = short(m[1])
	}
	p.Summary = fmt.Sprintf("%s may not call %s", who, p.Permission)
	if p.Resource != "" {
		p.Summary += " on " + p.Resource
	}
	if m := deniedBy.FindStringSubmatch(message); m != nil {
		p.Hint = fmt.Sprintf("the denial is explicit, in the %s: whoever looks after it has to change it", strings.TrimSpace(m[1]))
		return p
	}
	p.Hint = "ask whoever looks after the account to allow " + p.Permission
	return p
}

func badCredentialsHint(f facts) string {
	switch {
	case f.code == "RequestTimeTooSkewed", f.code == "RequestExpired",
		strings.Contains(f.message, "Signature expired"), strings.Contains(f.message, "Signature not yet current"):
		return "the clock of this machine is off: set it, then try again"
	case f.code == "SignatureDoesNotMatch", f.code == "InvalidSignatureException":
		return "the secret access key does not belong to the access key id: check " + origin(f.profile)
	case f.code == "OptInRequired":
		return "the account has not signed up for this service or region"
	}
	return "the access key is unknown, deleted or switched off, or the region is not enabled in the account: check " + origin(f.profile)
}

func origin(profile string) string {
	if profile == "" && os.Getenv("AWS_ACCESS_KEY_ID") != "" {
		return "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment"
	}
	return profileWord(profile) + " in " + credentialsFile()
}

// reopen says how to get a new session where the error does not tell which
// kind of session it was.
func reopen(profile string) string {
	if profile == "" && os.Getenv("AWS_SESSION_TOKEN") != "" {
		return "AWS_SESSION_TOKEN in the environment has run out: put in new credentials, or unset the AWS_* variables and use a profile"
	}
	flag := profileFlag(profile)
	return "open it again: aws sso login" + flag + " (IAM Identity Center) or aws login" + flag
}
