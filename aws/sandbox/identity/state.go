// Package identity is the sandbox's IAM and STS: who an access key is, the
// roles and users of the account with their policies, and whether those let
// somebody do something. It may import wire, iampolicy and the SDK's types.
//
// State is a plain struct: the dispatcher's lock guards it.
package identity

import (
	"crypto/rand"
	"encoding/base32"
	"slices"
	"time"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

// Quotas, as AWS's defaults where it has them.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
const (
	maxRoles        = 1000
	maxUsers        = 5000
	maxPolicies     = 1500
	maxKeysPerUser  = 2
	maxInlinePerOne = 100    // AWS counts characters instead
	maxKeys         = 10_000 // issued in all: keys and sessions are never forgotten (func issue)
)

// State is the account's identities.
type State struct {
	account  string
	roles    map[string]*role
	users    map[string]*user
	policies map[string]*policy     // by ARN, the customer's own
	keys     map[string]wire.Caller // every key ever issued
	revoked  map[string]bool        // those of them that no longer work
	limits   map[string][]document  // the session policies of keys that have some

	resources Resources
}

// document is a policy document as it was given, and parsed.
type document struct {
	text   string
	policy iampolicy.Policy
}

// grants are what a role or user may do.
type grants struct {
	inline   map[string]document
	attached []string // ARNs
	boundary string   // the ARN of a managed policy, or ""
}

// tags keep the order in which they were set.
type tag struct{ key, value string }

type role struct {
	name, path, id, arn string
	description         string
	created             time.Time
	trust               document
	maxSession          int32
	tags                []tag
	grants
}

type user struct {
	name, path, id, arn string
	created             time.Time
	tags                []tag
	keys                []accessKey
	grants
}

type accessKey struct {
	id      string
	created time.Time
}

// The administrator, whose key is every key that the sandbox did not issue.
const (
	adminName = "admin"
	adminID   = "AIDAADMINISTRATOR0000"
	// RootKey is the access key id of the account's root.
	RootKey = "ROOT"
)

// New is an account with nobody in it but root and the administrator.
func New(account string) *State {
	s := &State{
		account:  account,
		roles:    map[string]*role{},
		users:    map[string]*user{},
		policies: map[string]*policy{},
		keys:     map[string]wire.Caller{},
		revoked:  map[string]bool{},
		limits:   map[string][]document{},
	}
	s.users[adminName] = &user{
		name: adminName, path: "/", id: adminID, arn: s.arn("user", "/", adminName),
		created: longAgo,
		grants:  grants{inline: map[string]document{}, attached: []string{administratorAccess}},
	}
	return s
}

// Service is IAM and STS on the wire.
func (s *State) Service() []wire.Service {
	return []wire.Service{
		{
			SigningName: "iam",
			EventSource: "iam.amazonaws.com",
			Version:     "2010-05-08",
			Namespace:   "https://iam.amazonaws.com/doc/2010-05-08/",
			Operations:  slices.Concat(s.roleOperations(), s.userOperations(), s.policyOperations(), s.emptyOperations()),
			ReadOnly:    iamReadOnly,
		},
		{
			SigningName: "sts",
			EventSource: "sts.amazonaws.com",
			Version:     "2011-06-15",
			Namespace:   "https://sts.amazonaws.com/doc/2011-06-15/",
			Operations:  s.tokenOperations(),
			// CloudTrail marks AssumeRole as read-only too.
			ReadOnly: func(string) bool { return true },
		},
	}
}

// arn is that of a role, user or policy of the account.
func (s *State) arn(kind, path, name string) string {
	return "arn:aws:iam::" + s.account + ":" + kind + path + name
}

// newID is an identifier such as AROA and 17 more letters and digits.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func newID(prefix string, length int) string {
	return prefix + randomText(length-len(prefix))
}

// randomText is n letters and digits.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails: the documentation of crypto/rand.Read
	return base32.StdEncoding.EncodeToString(b)[:n]
}
