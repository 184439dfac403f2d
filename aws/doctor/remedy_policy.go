package doctor

import (
	"encoding/json"
	"slices"

	"secretwatch/aws/iampolicy"
)

// letIn is the document have with the statements of want beside its own. A
// statement that forbids the request is left out: nothing that is added could
// outweigh it. Everything else is kept.
func letIn(have, want string, r iampolicy.Request) string {
	merged := added(have, want)
	if allowed, _ := allows(merged, r); allowed {
		return merged
	}
	var doc map[string]any
	if json.Unmarshal([]byte(merged), &doc) != nil {
		return want
	}
	doc["Statement"] = slices.DeleteFunc(statementsOf(doc), func(s any) bool { return forbids(s, r) })
	merged = compact(doc)
	if allowed, _ := allows(merged, r); allowed {
		return merged
	}
	return want
}

// forbids reports whether a statement denies the request whatever the others
// say.
func forbids(statement any, r iampolicy.Request) bool {
	p, err := iampolicy.Parse(compact(map[string]any{"Version": "2012-10-17", "Statement": []any{statement}}))
	return err == nil && p.Decide(r).Effect == iampolicy.Deny
}
