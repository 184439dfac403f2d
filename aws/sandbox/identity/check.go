package identity

import (
	"encoding/json"
	"net/url"
	"regexp"
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/sandbox/wire"
)

var nameForm = regexp.MustCompile(`^[\w+=,.@-]+$`)

// checkName checks a name that callers choose. The parameter's name is as in
// the API, in lowerCamel.
func checkName(parameter string, name *string, longest int) *wire.Error {
	switch {
	case name == nil:
		return invalid("1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", parameter)
	case *name == "":
		return invalid("1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length greater than or equal to 1", parameter)
	case len(*name) > longest:
		return invalid("1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must have length less than or equal to %d", *name, parameter, longest)
	case !nameForm.MatchString(*name):
		return invalid("The specified value for %s is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-", parameter)
	}
	return nil
}

func checkPath(path *string) (string, *wire.Error) {
	if path == nil || *path == "" {
		return "/", nil
	}
	p := *path
	if !strings.HasPrefix(p, "/") || !strings.HasSuffix(p, "/") || len(p) > 512 {
		return "", invalid("The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
	}
	return p, nil
}

// statementShape is what the check of a document needs of a statement.
type statementShape struct {
	Principal, NotPrincipal json.RawMessage
	Resource, NotResource   json.RawMessage
	Action, NotAction       json.RawMessage
}

// identityDocument reads a policy for a role or user: no principal, but
// resources and actions.
func identityDocument(text *string) (document, *wire.Error) {
	return readDocument(text, func(s statementShape) string {
		switch {
		case s.Principal != nil || s.NotPrincipal != nil:
			return "Policy document should not specify a principal."
		case s.Action == nil && s.NotAction == nil:
			return "Policy statement must contain actions."
		case s.Resource == nil && s.NotResource == nil:
			return "Policy statement must contain resources."
		}
		return ""
	})
}

// trustDocument reads a role's trust policy: principals, but no resources.
func trustDocument(text *string) (document, *wire.Error) {
	return readDocument(text, func(s statementShape) string {
		switch {
		case s.Resource != nil || s.NotResource != nil:
			return "Has prohibited field Resource"
		case s.Principal == nil && s.NotPrincipal == nil:
			return "Missing required field Principal"
		case s.Action == nil && s.NotAction == nil:
			return "Missing required field Action"
		}
		return ""
	})
}

func readDocument(text *string, wrong func(statementShape) string) (document, *wire.Error) {
	if text == nil || *text == "" {
		return document{}, invalid("1 validation error detected: Value null at 'policyDocument' failed to satisfy constraint: Member must not be null")
	}
	if !json.Valid([]byte(*text)) {
		return document{}, malformedPolicy("This policy contains invalid Json")
	}
	parsed, err := iampolicy.Parse(*text)
	if err != nil {
		return document{}, malformedPolicy("Syntax errors in policy.")
	}
	for _, s := range statementsOf(*text) {
		if fault := wrong(s); fault != "" {
			return document{}, malformedPolicy(fault)
		}
	}
	return document{text: *text, policy: parsed}, nil
}

// statementsOf is one statement or a list of them; the document is valid.
func statementsOf(text string) []statementShape {
	var many struct{ Statement []statementShape }
	if json.Unmarshal([]byte(text), &many) == nil {
		return many.Statement
	}
	var one struct{ Statement statementShape }
	if json.Unmarshal([]byte(text), &one) == nil {
		return []statementShape{one.Statement}
	}
	return nil
}

// encoded is a document as IAM hands it out: URL-encoded after RFC 3986.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRolePolicy.html
func (d document) encoded() *string {
	text := strings.ReplaceAll(url.QueryEscape(d.text), "+", "%20")
	return &text
}
