package identity

import (
	"net/http"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

func (s *State) tokenOperations() []wire.Operation {
	return []wire.Operation{
		wire.Op("GetCallerIdentity", s.getCallerIdentity),
		wire.Op("AssumeRole", s.assumeRole),
	}
}

func (s *State) getCallerIdentity(c *wire.Call, _ *sts.GetCallerIdentityInput) (*sts.GetCallerIdentityOutput, error) {
	return &sts.GetCallerIdentityOutput{
		Account: aws.String(c.Caller.AccountID), Arn: aws.String(c.Caller.ARN), UserId: aws.String(c.Caller.PrincipalID),
	}, nil
}

var (
	sessionForm = regexp.MustCompile(`^[\w+=,.@-]{2,64}$`)
	roleForm    = regexp.MustCompile(`^arn:[\w-]+:iam::\d{12}:role/.+$`)
)

// assumeRole issues keys that are the role's session.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
func (s *State) assumeRole(c *wire.Call, in *sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) {
	arn, session := aws.ToString(in.RoleArn), aws.ToString(in.RoleSessionName)
	switch {
	case !roleForm.MatchString(arn):
		return nil, invalid("%s is invalid", arn)
	case !sessionForm.MatchString(session):
		return nil, invalid(`1 validation error detected: Value '%s' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=,.@-]*`, session)
	case c.Caller.Type == "Root":
		return nil, assumeDenied("Roles may not be assumed by root accounts.")
	}
	context := map[string]string{}
	if in.ExternalId != nil {
		context["sts:ExternalId"] = *in.ExternalId
	}
	who := iampolicy.Principal{AWS: c.Caller.ARN, Account: c.Caller.AccountID}
	if s.assume(arn, who, context) != nil {
		return nil, assumeDenied("User: " + c.Caller.ARN + " is not authorized to perform: sts:AssumeRole on resource: " + arn)
	}
	limits, err := s.sessionPolicies(in)
	if err != nil {
		return nil, err
	}
	r := s.roleByARN(arn)
	id := newID("ASIA", 20)
	lasts := time.Hour
	if in.DurationSeconds != nil {
		lasts = time.Duration(*in.DurationSeconds) * time.Second
		if lasts < shortest {
			return nil, invalid("1 validation error detected: Value '%d' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900", *in.DurationSeconds)
		}
		if lasts > time.Duration(r.maxSession)*time.Second {
			return nil, invalid("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
		}
	}
	issued := s.sessionCaller(r, session, id)
	issued.Since, issued.Until = c.At, c.At.Add(lasts)
	if err := s.issue(issued); err != nil {
		return nil, err
	}
	if limits != nil {
		s.limits[id] = limits
	}
	caller := s.keys[id]
	c.Response = map[string]any{
		"credentials":     map[string]any{"accessKeyId": id, "expiration": c.At.Add(lasts).UTC().Format("Jan 2, 2006, 3:04:05 PM")},
		"assumedRoleUser": map[string]any{"assumedRoleId": caller.PrincipalID, "arn": caller.ARN},
	}
	return &sts.AssumeRoleOutput{
		AssumedRoleUser: &types.AssumedRoleUser{Arn: aws.String(caller.ARN), AssumedRoleId: aws.String(caller.PrincipalID)},
		Credentials: &types.Credentials{
			AccessKeyId: aws.String(id), SecretAccessKey: aws.String(randomText(40)),
			SessionToken: aws.String(randomText(120)), Expiration: aws.Time(c.At.Add(lasts)),
		},
	}, nil
}

// shortest is how long a session lasts at least.
const shortest = 15 * time.Minute

func assumeDenied(text string) *wire.Error {
	return withStatus(http.StatusForbidden, wire.Errorf("AccessDenied", "%s", text))
}
