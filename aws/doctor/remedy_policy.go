package doctor

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

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
	p, err := iampolicy.Parse(alone(statement))
	return err == nil && p.Decide(r).Effect == iampolicy.Deny
}

// alone is a policy of one statement.
func alone(statement any) string {
	return compact(map[string]any{"Version": "2012-10-17", "Statement": []any{statement}})
}

// openPolicy is a topic's policy with the one statement of want that lets a
// service in, and in words what becomes of the rest: nobody should learn from
// the command alone what else it changes.
//
// The statement that want has for the topic's owner is SNS's own for a new
// topic. It lets the owner's account do what its people may do anyway by their
// own policies, and the service does not need it: to a policy that lacks it
// nobody asked to add it.
func openPolicy(have, want string, ours bool, r iampolicy.Request) (policy, words string) {
	statement := forService(want)
	whole := alone(statement)
	const replaced = "the policy that is there cannot be read, and all of it is replaced"
	var doc map[string]any
	if json.Unmarshal([]byte(have), &doc) != nil || doc["Statement"] == nil {
		return whole, replaced
	}
	list := statementsOf(doc)
	before := len(list)
	list = slices.DeleteFunc(list, func(s any) bool { return forbids(s, r) })
	gone := before - len(list)
	list, instead := beside(list, statement, ours)
	doc["Statement"] = list
	policy = compact(doc)
	if allowed, _ := allows(policy, r); !allowed {
		return whole, replaced
	}
	return policy, keptWords(gone, instead)
}

// keptWords says what becomes of a policy's other statements: so many that
// forbid the very thing are gone, and one is replaced or none.
func keptWords(gone int, instead string) string {
	const kept = "what else the policy says is kept"
	words := ""
	switch {
	case gone == 1:
		words = "the statement that forbids it is taken out, "
	case gone > 1:
		words = "the " + strconv.Itoa(gone) + " statements that forbid it are taken out, "
	}
	if instead != "" {
		words += "the statement " + instead + " is replaced, "
	}
	return words + kept
}

// forService is the statement of a topic's policy as setup writes it that lets
// a service in.
func forService(want string) map[string]any {
	var doc map[string]any
	if json.Unmarshal([]byte(want), &doc) != nil {
		return nil // cannot happen: the document is our own
	}
	for _, s := range statementsOf(doc) {
		statement, _ := s.(map[string]any)
		if who, _ := statement["Principal"].(map[string]any); who["Service"] != nil {
			return statement
		}
	}
	return nil
}

// beside puts a statement beside those of the list. One that has its Sid and
// says something else is replaced only in a policy of ours, and is then named:
// elsewhere it may serve another monitor's alarm, and ours takes a Sid of its
// own.
func beside(list []any, statement map[string]any, ours bool) (all []any, instead string) {
	taken := map[string]int{}
	for i, s := range list {
		if iampolicy.Equal(alone(s), alone(statement)) {
			return list, ""
		}
		taken[sidOf(s)] = i
	}
	sid := sidOf(statement)
	at, ok := taken[sid]
	if ok && ours {
		list[at] = statement
		return list, sid
	}
	if ok {
		statement = maps.Clone(statement)
		for n := 2; ok; n++ {
			statement["Sid"] = sid + strconv.Itoa(n)
			_, ok = taken[sid+strconv.Itoa(n)]
		}
	}
	return append(list, statement), ""
}

// keepTrails gives the statements of a bucket's policy that let other trails in Sids
// of their own: AWS's are the same for every trail, and the statement of one would be
// put in the place of another's, which may well be there and need it.
func keepTrails(policy, trailARN string) string {
	var doc map[string]any
	if json.Unmarshal([]byte(policy), &doc) != nil || doc["Statement"] == nil {
		return policy
	}
	list := statementsOf(doc)
	taken := map[string]bool{}
	for _, s := range list {
		taken[sidOf(s)] = true
	}
	for _, s := range list {
		sid := sidOf(s)
		if sid == "" || !forAnotherTrail(s, trailARN) {
			continue
		}
		free := sid
		for n := 2; taken[free]; n++ {
			free = sid + strconv.Itoa(n)
		}
		taken[free] = true
		s.(map[string]any)["Sid"] = free
	}
	doc["Statement"] = list
	return compact(doc)
}

// forAnotherTrail reports that a statement's condition names trails, and not this one.
func forAnotherTrail(statement any, trailARN string) bool {
	m, _ := statement.(map[string]any)
	conditions, _ := m[conditionElement].(map[string]any)
	for _, c := range conditions {
		keys, _ := c.(map[string]any)
		for key, value := range keys {
			if !strings.EqualFold(key, "aws:SourceArn") {
				continue
			}
			names := compact(value)
			return strings.Contains(names, ":trail/") && !strings.Contains(names, `"`+trailARN+`"`)
		}
	}
	return false
}
