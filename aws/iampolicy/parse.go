package iampolicy

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Policy is a parsed policy document. The zero value has no statement.
type Policy struct {
	version    string
	statements []statement
}

// statement is one Allow or Deny. Lists are as they were written.
type statement struct {
	sid                     string
	number                  int // from 1
	effect                  Effect
	principal, notPrincipal principals // nil: the element is absent
	actions, notActions     []string
	resources, notResources []string
	conditions              []condition
}

// principals are the members of a Principal element by kind: AWS, Service,
// Federated, CanonicalUser. "*" alone is kept as AWS "*": AWS takes both for
// everyone.
type principals map[string][]string

// condition is one operator with one key.
type condition struct {
	operator string
	key      string
	values   []string
}

// Parse reads a policy document. It accepts what AWS accepts, and ignores
// elements that it does not know.
func Parse(document string) (Policy, error) {
	var raw struct {
		Version   string
		Statement json.RawMessage
	}
	if err := json.Unmarshal([]byte(document), &raw); err != nil {
		return Policy{}, fmt.Errorf("reading the policy document: %w", err)
	}
	if len(raw.Statement) == 0 {
		return Policy{}, errors.New("the policy document has no Statement")
	}
	var list []json.RawMessage
	if raw.Statement[0] != '[' {
		list = []json.RawMessage{raw.Statement}
	} else if err := json.Unmarshal(raw.Statement, &list); err != nil {
		return Policy{}, fmt.Errorf("reading the policy's statements: %w", err)
	}
	p := Policy{version: raw.Version}
	for i, text := range list {
		s, err := parseStatement(text)
		if err != nil {
			return Policy{}, fmt.Errorf("reading the policy's statement %d: %w", i+1, err)
		}
		s.number = i + 1
		p.statements = append(p.statements, s)
	}
	return p, nil
}

func parseStatement(text []byte) (statement, error) {
	var raw struct {
		Sid                     string
		Effect                  Effect
		Principal, NotPrincipal principals
		Action, NotAction       values
		Resource, NotResource   values
		Condition               map[string]map[string]values
	}
	if err := json.Unmarshal(text, &raw); err != nil {
		return statement{}, err
	}
	switch {
	case raw.Effect != Allow && raw.Effect != Deny:
		return statement{}, fmt.Errorf("its Effect is %q, not Allow or Deny", raw.Effect)
	case (len(raw.Action) == 0) == (len(raw.NotAction) == 0):
		return statement{}, errors.New("it needs either Action or NotAction")
	case len(raw.Resource) > 0 && len(raw.NotResource) > 0:
		return statement{}, errors.New("it has both Resource and NotResource")
	case raw.Principal != nil && raw.NotPrincipal != nil:
		return statement{}, errors.New("it has both Principal and NotPrincipal")
	}
	s := statement{
		sid: raw.Sid, effect: raw.Effect, principal: raw.Principal, notPrincipal: raw.NotPrincipal,
		actions: raw.Action, notActions: raw.NotAction, resources: raw.Resource, notResources: raw.NotResource,
	}
	for operator, keys := range raw.Condition {
		for key, values := range keys {
			s.conditions = append(s.conditions, condition{operator: operator, key: key, values: values})
		}
	}
	// Maps have no order, answers must.
	slices.SortFunc(s.conditions, func(a, b condition) int {
		return strings.Compare(a.operator+" "+a.key, b.operator+" "+b.key)
	})
	return s, nil
}

// values is one value or a list of them; numbers and booleans are taken as
// text, as IAM does.
type values []string

func (v *values) UnmarshalJSON(b []byte) error {
	var decoded any
	if err := json.Unmarshal(b, &decoded); err != nil {
		return err
	}
	list, ok := decoded.([]any)
	if !ok {
		list = []any{decoded}
	}
	for _, item := range list {
		switch item := item.(type) {
		case string:
			*v = append(*v, item)
		case bool:
			*v = append(*v, strconv.FormatBool(item))
		case float64:
			*v = append(*v, strconv.FormatFloat(item, 'f', -1, 64))
		default:
			return fmt.Errorf("%s is not a text or a list of texts", b)
		}
	}
	return nil
}

func (p *principals) UnmarshalJSON(b []byte) error {
	var everyone string
	if json.Unmarshal(b, &everyone) == nil {
		if everyone != "*" {
			return fmt.Errorf("the principal %q is neither * nor an object", everyone)
		}
		*p = principals{"AWS": {"*"}}
		return nil
	}
	var kinds map[string]values
	if err := json.Unmarshal(b, &kinds); err != nil {
		return err
	}
	*p = principals{}
	for kind, members := range kinds {
		(*p)[kind] = members
	}
	return nil
}
