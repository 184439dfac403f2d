package identity

import (
	"errors"
	"fmt"
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// Why a role cannot be assumed.
var (
	ErrNoRole     = errors.New("the role does not exist")
	ErrNotTrusted = errors.New("the role's trust policy does not let it be assumed")
)

// CallerFor is the identity behind an access key id: root for ROOT, whoever the
// key was issued to, and the administrator for any other key.
func (s *State) CallerFor(accessKeyID string) wire.Caller {
	if accessKeyID == RootKey {
		return wire.Caller{
			Type: "Root", AccountID: s.account, PrincipalID: s.account,
			ARN: "arn:aws:iam::" + s.account + ":root", AccessKeyID: accessKeyID,
		}
	}
	if caller, ok := s.keys[accessKeyID]; ok {
		return caller
	}
	return wire.Caller{
		Type: "IAMUser", AccountID: s.account, PrincipalID: adminID,
		ARN: s.arn("user", "/", adminName), UserName: adminName, AccessKeyID: accessKeyID,
	}
}

// issue makes a key its caller's. A key is never forgotten, even when it is
// revoked: a key that was not issued is the administrator's.
func (s *State) issue(caller wire.Caller) *wire.Error {
	if len(s.keys) >= maxKeys {
		return quota(maxKeys, "KeysOfTheSandbox")
	}
	s.keys[caller.AccessKeyID] = caller
	return nil
}

// revoke makes keys invalid.
func (s *State) revoke(of func(wire.Caller) bool) {
	for id, caller := range s.keys {
		if of(caller) {
			s.revoked[id] = true
		}
	}
}

func (s *State) userCaller(u *user, accessKeyID string) wire.Caller {
	return wire.Caller{
		Type: "IAMUser", AccountID: s.account, PrincipalID: u.id, ARN: u.arn, UserName: u.name, AccessKeyID: accessKeyID,
	}
}

// sessionCaller is the identity of an assumed role.
func (s *State) sessionCaller(r *role, session, accessKeyID string) wire.Caller {
	return wire.Caller{
		Type: "AssumedRole", AccountID: s.account, PrincipalID: r.id + ":" + session,
		ARN:      "arn:aws:sts::" + s.account + ":assumed-role/" + r.name + "/" + session,
		UserName: r.name, SessionName: session, RoleARN: r.arn, AccessKeyID: accessKeyID,
	}
}

// AssumeAs is nil where the role's trust policy lets a service assume it.
// Otherwise the error is ErrNoRole or ErrNotTrusted, with the reason.
func (s *State) AssumeAs(roleARN, servicePrincipal string, context map[string]string) error {
	return s.assume(roleARN, iampolicy.Principal{Service: servicePrincipal}, context)
}

func (s *State) assume(roleARN string, who iampolicy.Principal, context map[string]string) error {
	r := s.roleByARN(roleARN)
	if r == nil {
		return fmt.Errorf("assuming %s: %w", roleARN, ErrNoRole)
	}
	d := r.trust.policy.Decide(iampolicy.Request{Principal: who, Action: "sts:AssumeRole", Context: context})
	if !d.Allowed() {
		return fmt.Errorf("assuming %s: %w: %s", roleARN, ErrNotTrusted, d.Why)
	}
	return nil
}

// RoleAllows reports whether the role's own policies, inline and attached, let
// it do something. A role that does not exist may do nothing.
func (s *State) RoleAllows(roleARN, action, resource string, context map[string]string) bool {
	r := s.roleByARN(roleARN)
	return r != nil && s.decide(&r.grants, iampolicy.Request{
		Principal: iampolicy.Principal{AWS: roleARN, Account: s.account},
		Action:    action, Resource: resource, Context: context,
	}) == iampolicy.Allow
}

func (s *State) roleByARN(arn string) *role {
	r := s.roles[arn[strings.LastIndexByte(arn, '/')+1:]]
	if r == nil || r.arn != arn {
		return nil
	}
	return r
}
