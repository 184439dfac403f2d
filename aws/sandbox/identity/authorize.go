package identity

import (
	"maps"
	"net/http"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// Authorize is nil where the caller's own policies let it perform the action,
// such as secretsmanager:GetSecretValue, on the resource. Root and the
// administrator may do everything.
func (s *State) Authorize(c *wire.Call, action, resource string) *wire.Error {
	return s.authorize(c, action, resource, resource)
}

// AuthorizeCall asks the same of a whole call: it knows the action's name and
// finds the resource in the parameters. secretARN gives the ARN of a secret
// that is called by name, "" where there is none.
func (s *State) AuthorizeCall(c *wire.Call, secretARN func(region, id string) string) error {
	if s.revoked[c.Caller.AccessKeyID] {
		return invalidKey(c.Service)
	}
	if until := c.Caller.Until; !until.IsZero() && !c.At.Before(until) {
		return Expired(c.Service)
	}
	if c.Anonymous() || c.Service == "sts" && c.Operation == "GetCallerIdentity" {
		return nil
	}
	resource, shown := s.resourceOf(c, secretARN)
	if err := s.authorize(c, actionOf(c), resource, shown); err != nil {
		return err
	}
	if err := s.passes(c); err != nil {
		return err
	}
	return nil
}

// authorize shows the resource as the caller named it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
func (s *State) authorize(c *wire.Call, action, resource, shown string) *wire.Error {
	return s.authorizeWith(c, action, resource, shown, nil)
}

// authorizeWith is authorize with condition keys of the action's own. Within an
// account, the caller's policies or the resource's have to allow, and none may
// deny.
func (s *State) authorizeWith(c *wire.Call, action, resource, shown string, own map[string]string) *wire.Error {
	if c.Caller.Type == "Root" || c.Caller.Type == "IAMUser" && c.Caller.UserName == adminName {
		return nil
	}
	asked := iampolicy.Request{
		Principal: iampolicy.Principal{AWS: c.Caller.ARN, Account: c.Caller.AccountID},
		Action:    action, Resource: resource, Context: s.contextOf(c, resource, shown),
	}
	maps.Copy(asked.Context, own)
	v := verdict{
		bound: iampolicy.Allow, session: s.sessionLimit(c.Caller.AccessKeyID, asked),
		resource: byResource(s.resourcePolicy(c, resource), trusting(c, asked)),
	}
	if g := s.callersGrants(c.Caller); g != nil {
		v.granted, v.bound = s.granted(g, asked), s.bound(g, asked)
	}
	if why := v.refusal(action); why != "" {
		return denial(c, action, shown, why)
	}
	return nil
}

// trusting asks a role's trust policy without a resource: it has none.
func trusting(c *wire.Call, asked iampolicy.Request) iampolicy.Request {
	if c.Service == "sts" {
		asked.Resource = ""
	}
	return asked
}

func (s *State) callersGrants(caller wire.Caller) *grants {
	if caller.Type == "AssumedRole" {
		return s.grantsOf(caller.RoleARN)
	}
	return s.grantsOf(caller.ARN)
}

// denied is each service's own word for it. The record says AccessDenied.
func denied(service, text string) *wire.Error {
	e := &wire.Error{Code: "AccessDeniedException", Message: text, Status: http.StatusBadRequest, RecordCode: "AccessDenied"}
	switch service {
	case "sns":
		e.Code, e.Status = "AuthorizationError", http.StatusForbidden
	case "iam", "sts", "s3", "monitoring":
		e.Code, e.Status = "AccessDenied", http.StatusForbidden
	}
	return e
}

// invalidKey is the answer to a key that was issued and deleted.
func invalidKey(service string) *wire.Error {
	e := &wire.Error{
		Code: "UnrecognizedClientException", Query: "InvalidClientTokenId",
		Message: "The security token included in the request is invalid.", Status: http.StatusForbidden,
	}
	if service == "s3" {
		e.Code, e.Message = "InvalidAccessKeyId", "The AWS Access Key Id you provided does not exist in our records."
	}
	return e
}

// Expired is the answer to a session that is over, in the service's own words.
func Expired(service string) *wire.Error {
	e := &wire.Error{
		Code: "ExpiredTokenException", Query: "ExpiredToken", Status: http.StatusForbidden,
		Message: "The security token included in the request is expired",
	}
	if service == "s3" {
		e.Code, e.Message, e.Status = "ExpiredToken", "The provided token has expired.", http.StatusBadRequest
	}
	return e
}
