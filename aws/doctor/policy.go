package doctor

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"secretwatch/aws/iampolicy"
)

// Elements of a policy statement that a check can take away to find out what
// stopped a request.
const (
	conditionElement = "Condition"
	resourceElement  = "Resource"
)

// allows reports whether the document allows the request; a document that
// cannot be read allows nothing. The sentence says why.
func allows(document string, r iampolicy.Request) (bool, string) {
	p, err := iampolicy.Parse(document)
	if err != nil {
		return false, err.Error()
	}
	d := p.Decide(r)
	return d.Allowed(), d.Why
}

// allowsBut reports whether the document would allow the request if its Allow
// statements lacked one element: then that element is what stops it.
func allowsBut(document, element string, r iampolicy.Request) bool {
	relaxed, ok := without(document, element)
	if !ok {
		return false
	}
	allowed, _ := allows(relaxed, r)
	return allowed
}

// allowsUndenied reports whether the document would allow the request without
// its Deny statements: then one of them is what stops it.
func allowsUndenied(document string, r iampolicy.Request) bool {
	var doc map[string]any
	if json.Unmarshal([]byte(document), &doc) != nil {
		return false
	}
	doc["Statement"] = slices.DeleteFunc(statementsOf(doc), func(s any) bool { return forbids(s, r) })
	allowed, _ := allows(compact(doc), r)
	return allowed
}

// without takes an element out of every Allow statement. A resource becomes
// any resource, as a statement cannot do without.
func without(document, element string) (string, bool) {
	var doc map[string]any
	if json.Unmarshal([]byte(document), &doc) != nil {
		return "", false
	}
	for _, s := range statementsOf(doc) {
		statement, ok := s.(map[string]any)
		if !ok {
			return "", false
		}
		if statement["Effect"] != string(iampolicy.Allow) {
			continue
		}
		if element == resourceElement {
			delete(statement, "NotResource")
			statement[resourceElement] = "*"
		} else {
			delete(statement, element)
		}
	}
	return compact(doc), true
}

// added is the document with the statements of want put beside its own; one
// with the same Sid is replaced. A document that cannot be read is too.
func added(document, want string) string {
	var have, more map[string]any
	if json.Unmarshal([]byte(want), &more) != nil {
		return document
	}
	if json.Unmarshal([]byte(document), &have) != nil || have["Statement"] == nil {
		return want
	}
	statements := statementsOf(have)
	taken := map[string]int{}
	for i, s := range statements {
		taken[sidOf(s)] = i
	}
	for _, s := range statementsOf(more) {
		if i, ok := taken[sidOf(s)]; ok && sidOf(s) != "" {
			statements[i] = s
			continue
		}
		statements = append(statements, s)
	}
	have["Statement"] = statements
	return compact(have)
}

func statementsOf(doc map[string]any) []any {
	if many, ok := doc["Statement"].([]any); ok {
		return many
	}
	return []any{doc["Statement"]}
}

func sidOf(statement any) string {
	m, _ := statement.(map[string]any)
	sid, _ := m["Sid"].(string)
	return sid
}

// compact is a value as JSON on one line, with & and < as they are.
func compact(value any) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(value) != nil {
		return "" // cannot happen: what was unmarshalled is marshalled again
	}
	return strings.TrimSuffix(b.String(), "\n")
}
