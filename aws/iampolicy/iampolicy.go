// Package iampolicy writes the policy documents of a monitor, compares them by
// meaning, and answers whether a document allows a request.
//
// It is a leaf: no I/O, no clock, no SDK. It may import arnpart and foreign.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html
package iampolicy

import (
	"net/url"
	"strings"
)

// Effect is the outcome of a decision.
type Effect string

// The effects. None means that no statement applies, which AWS takes for a
// denial unless another policy allows the request.
const (
	Allow Effect = "Allow"
	Deny  Effect = "Deny"
	None  Effect = "None"
)

// Principal is who asks: an AWS service, or an identity.
type Principal struct {
	Service string // such as cloudtrail.amazonaws.com
	AWS     string // ARN of a user, role, session or root
	Account string // 12 digits
}

// Request is one question to a policy.
type Request struct {
	Principal Principal
	Action    string // such as sns:Publish
	Resource  string // ARN; "" asked of a trust policy
	// Context are the condition keys, such as aws:SourceArn. Their case does
	// not matter. What follows from the principal (aws:PrincipalArn and its
	// like) need not be given.
	Context map[string]string
}

// Decision is a policy's answer. Its texts are safe for every screen.
type Decision struct {
	Effect Effect
	// Statement is the Sid of the statement that decided, or that came closest
	// where none did; where it has no Sid its number, such as #2; "" where no
	// statement is even about the action.
	Statement string
	Why       string // the same as a sentence without a capital or full stop
}

// Allowed reports whether the answer is yes.
func (d Decision) Allowed() bool { return d.Effect == Allow }

// Decode undoes the URL encoding in which IAM hands policy documents out. What
// is not encoded stays as it is.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
func Decode(document string) string {
	if strings.HasPrefix(strings.TrimSpace(document), "{") {
		return document
	}
	decoded, err := url.PathUnescape(document)
	if err != nil {
		return document
	}
	return decoded
}
