package identity

import (
	"fmt"
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// verdict is what each kind of policy says to one request.
type verdict struct {
	granted  iampolicy.Effect // the caller's own policies
	bound    iampolicy.Effect // its permissions boundary
	session  iampolicy.Effect // the policies of its session
	resource iampolicy.Effect // the resource's own policy
}

// refusal says why a request is not allowed; "" where it is. A resource's policy
// that names the caller is not held back by a boundary that is silent.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
func (v verdict) refusal(action string) string {
	for _, kind := range []struct {
		effect iampolicy.Effect
		name   string
	}{{v.granted, "an identity-based policy"}, {v.bound, "a permissions boundary"}, {v.session, "a session policy"}, {v.resource, "a resource-based policy"}} {
		if kind.effect == iampolicy.Deny {
			return "with an explicit deny in " + kind.name
		}
	}
	var missing string
	switch {
	case v.resource == iampolicy.Allow:
		return ""
	case v.granted != iampolicy.Allow:
		missing = "identity-based policy"
	case v.bound != iampolicy.Allow:
		missing = "permissions boundary"
	case v.session != iampolicy.Allow:
		missing = "session policy"
	default:
		return ""
	}
	return fmt.Sprintf("because no %s allows the %s action", missing, action)
}

// denial is the sentence that the caller gets. STS gives no reason.
func denial(c *wire.Call, action, shown, why string) *wire.Error {
	text := "User: " + c.Caller.ARN + " is not authorized to perform: " + action
	if shown != "" {
		text += " on resource: " + shown
	}
	if c.Service != "sts" {
		text += " " + why
	}
	return denied(c.Service, text)
}

// shownOf is a resource as the service's denials show it, "" where they name
// none. The forms are those that people quote from AWS.
func shownOf(c *wire.Call, resource string) string {
	switch c.Service {
	case "s3":
		if resource == "*" {
			return ""
		}
		return `"` + resource + `"`
	case "secretsmanager", "cloudtrail", "monitoring":
		if resource == "*" {
			return ""
		}
	case "iam":
		return shownByIAM(c, resource)
	}
	return resource
}

// shownByIAM: a role or user that exists is called by its name.
func shownByIAM(c *wire.Call, resource string) string {
	if c.Operation == "ListPolicies" {
		return "policy path /"
	}
	if strings.HasPrefix(c.Operation, "Create") && c.Operation != "CreateAccessKey" || c.Operation == "SimulatePrincipalPolicy" {
		return resource
	}
	for _, kind := range []string{"role", "user"} {
		if _, path, ok := strings.Cut(resource, ":"+kind+"/"); ok {
			if name := path[strings.LastIndexByte(path, '/')+1:]; name != "" {
				return kind + " " + name
			}
		}
	}
	return resource
}
