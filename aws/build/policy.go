package build

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/iampolicy"
)

// statements is a policy document taken apart as far as merging needs; what
// else stands in it is kept as it is.
type statements struct {
	rest map[string]json.RawMessage
	list []json.RawMessage
}

func takeApart(document string) (statements, bool) {
	var s statements
	if json.Unmarshal([]byte(document), &s.rest) != nil || s.rest == nil {
		return s, false
	}
	raw := s.rest["Statement"]
	if bytes.HasPrefix(bytes.TrimSpace(raw), []byte("{")) {
		s.list = []json.RawMessage{raw} // one statement may stand without a list
		return s, true
	}
	return s, json.Unmarshal(raw, &s.list) == nil
}

// forServices leaves of a new topic's policy the statements that let services
// in. The other one is SNS's own for the owner, whose people may do as much by
// their own policies: a topic that is there does without it where somebody took
// it out.
func forServices(document string) string {
	s, ok := takeApart(document)
	if !ok {
		return document
	}
	s.list = slices.DeleteFunc(s.list, func(statement json.RawMessage) bool {
		var who struct{ Principal struct{ Service string } }
		return json.Unmarshal(statement, &who) != nil || who.Principal.Service == ""
	})
	text, ok := s.text()
	if !ok {
		return document
	}
	return text
}

// mergePolicy adds to the policy have what want says and have lacks; what
// others put there stays. A statement with one of our Sids that says something
// else is replaced only in a policy of ours: elsewhere it may serve another
// trail, and ours goes beside it under a Sid of its own.
func mergePolicy(have, want string, ours bool) (merged string, changed bool) {
	h, ok := takeApart(have)
	if !ok {
		return want, true
	}
	w, ok := takeApart(want)
	if !ok {
		return have, false
	}
	for _, statement := range w.list {
		changed = h.add(statement, ours) || changed
	}
	if !changed {
		return have, false
	}
	text, ok := h.text()
	if !ok {
		return want, true
	}
	return text, true
}

// text is the document put together again.
func (s statements) text() (string, bool) {
	list, err := json.Marshal(s.list)
	if err != nil {
		return "", false
	}
	s.rest["Statement"] = list
	text, err := json.Marshal(s.rest)
	return string(text), err == nil
}

func (s *statements) add(statement json.RawMessage, ours bool) bool {
	taken := map[string]int{}
	for i, x := range s.list {
		if sameStatement(x, statement) {
			return false
		}
		if id := sidOf(x); id != "" {
			taken[id] = i
		}
	}
	sid := sidOf(statement)
	if i, ok := taken[sid]; ok {
		if ours {
			s.list[i] = statement
			return true
		}
		statement = withSid(statement, free(sid, taken))
	}
	s.list = append(s.list, statement)
	return true
}

// free is the first of sid2, sid3 and so on that is not taken.
func free(sid string, taken map[string]int) string {
	for n := 2; ; n++ {
		name := sid + strconv.Itoa(n)
		if _, ok := taken[name]; !ok {
			return name
		}
	}
}

func sameStatement(a, b json.RawMessage) bool {
	document := func(s json.RawMessage) string {
		return `{"Version":"2012-10-17","Statement":[` + string(s) + `]}`
	}
	return iampolicy.Equal(document(a), document(b))
}

func sidOf(statement json.RawMessage) string {
	var s struct{ Sid string }
	if json.Unmarshal(statement, &s) != nil {
		return ""
	}
	return s.Sid
}

func withSid(statement json.RawMessage, sid string) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(statement, &fields) != nil {
		return statement
	}
	fields["Sid"] = json.RawMessage(strconv.Quote(sid))
	text, err := json.Marshal(fields)
	if err != nil {
		return statement
	}
	return text
}

// allows reports whether the policy have grants everything that the statements
// of want grant: each is put to it as a request that meets want's conditions.
func allows(have, want string) bool {
	parsed, err := iampolicy.Parse(have)
	if err != nil {
		return false
	}
	w, ok := takeApart(want)
	if !ok {
		return false
	}
	for _, statement := range w.list {
		for _, r := range requests(statement) {
			if parsed.Decide(r).Effect != iampolicy.Allow {
				return false
			}
		}
	}
	return true
}

// requests are the questions that one statement of ours answers with yes. The
// documents are our own, so their shape is known: service principals, one
// resource, conditions of one value.
func requests(statement json.RawMessage) []iampolicy.Request {
	var s struct {
		Principal struct{ Service string }
		Action    json.RawMessage
		Resource  string
		Condition map[string]map[string]string
	}
	if json.Unmarshal(statement, &s) != nil {
		return nil
	}
	var actions []string
	if json.Unmarshal(s.Action, &actions) != nil {
		var one string
		if json.Unmarshal(s.Action, &one) != nil {
			return nil
		}
		actions = []string{one}
	}
	context := map[string]string{"aws:SecureTransport": "true"}
	for _, keys := range s.Condition {
		for key, value := range keys {
			context[key] = value
			if key == "aws:SourceArn" {
				context["aws:SourceAccount"] = arnpart.Account(value)
			}
		}
	}
	list := make([]iampolicy.Request, 0, len(actions))
	for _, action := range actions {
		list = append(list, iampolicy.Request{
			Principal: iampolicy.Principal{Service: s.Principal.Service},
			Action:    action, Resource: s.Resource, Context: context,
		})
	}
	return list
}
