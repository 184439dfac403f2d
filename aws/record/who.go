package record

import (
	"strings"

	"secretwatch/aws/arnpart"
)

// kind sorts the types of identity that CloudTrail knows.
func (i *Identity) kind() WhoKind {
	switch i.Type {
	case "Root":
		return WhoRoot
	case "IAMUser", "FederatedUser", "IdentityCenterUser", "SAMLUser", "WebIdentityUser", "Directory":
		return WhoUser
	case "AssumedRole", "Role":
		return WhoRole
	case "AWSService":
		return WhoService
	case "AWSAccount":
		return WhoAccount
	}
	if i.Type == "" && !i.InvokedBy.Empty() {
		return WhoService
	}
	return WhoAccount
}

// names are the identity's name and, of a session, the session's.
func (i *Identity) names() (name, session string) {
	name = i.UserName.Raw()
	switch i.kind() {
	case WhoRoot:
		return "root", "" // its userName is the account's alias, if anything
	case WhoRole:
		role, session := i.roleSession()
		if issuer := i.Issuer.Name.Raw(); issuer != "" {
			role = issuer
		}
		return first(role, name), session
	case WhoUser:
		return first(name, lastPart(i.ARN.Raw()), i.OnBehalfOf.Raw(), i.PrincipalID.Raw()), ""
	case WhoService:
		return first(i.InvokedBy.Raw(), name), ""
	default:
		return first(i.Account, name, lastPart(i.ARN.Raw()), i.PrincipalID.Raw(), i.InvokedBy.Raw()), ""
	}
}

// roleSession reads arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION. Where the
// ARN has no session the principal id has, behind its colon.
func (i *Identity) roleSession() (role, session string) {
	_, path, _ := strings.Cut(i.ARN.Raw(), ":assumed-role/")
	role, session, _ = strings.Cut(path, "/")
	if session == "" {
		_, session, _ = strings.Cut(i.PrincipalID.Raw(), ":")
	}
	if role == "" {
		role = first(lastPart(i.Issuer.ARN.Raw()), lastPart(i.ARN.Raw()))
	}
	return role, session
}

func (i *Identity) account() string {
	if account := first(i.Account, i.Issuer.Account); account != "" {
		return account
	}
	if account := arnpart.Account(i.ARN.Raw()); len(account) == 12 {
		return account
	}
	return ""
}

func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }

func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
