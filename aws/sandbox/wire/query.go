package wire

import (
	"bytes"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// queryProtocol is AWS query: a form in, XML out.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
type queryProtocol struct {
	service *Service
	form    url.Values
}

// What a form may hold: enough for PutMetricData's thousand metrics, and no
// more than can be built into a tree cheaply.
const (
	maxParameters = 100_000
	maxDepth      = 24
)

func (p queryProtocol) decode(_ []byte, input reflect.Value) *Error {
	root, err := treeOf(p.form)
	if err != nil {
		return err
	}
	if len(root.sub) == 0 {
		return nil
	}
	return shapes{}.fill(input, root)
}

func (p queryProtocol) encode(c *Call, output any) Answer {
	plain := plainer{shapes: shapes{}, lowerCamel: p.service.LowerCamel, time: timeXML}
	var body bytes.Buffer
	x := xmlWriter{&body}
	x.open(c.Operation+"Response", p.service.Namespace)
	x.element(c.Operation+"Result", plain.outputOf(output))
	x.element("ResponseMetadata", object{"RequestId": c.RequestID})
	x.close(c.Operation + "Response")
	return newAnswer(http.StatusOK, "text/xml", body.Bytes())
}

func (p queryProtocol) fail(c *Call, err *Error) Answer {
	var body bytes.Buffer
	x := xmlWriter{&body}
	namespace := ""
	if p.service != nil {
		namespace = p.service.Namespace
	}
	x.open("ErrorResponse", namespace)
	x.open("Error", "")
	x.element("Type", err.fault())
	x.element("Code", err.queryCode())
	if err.Message != "" {
		x.element("Message", err.Message)
	}
	x.close("Error")
	x.element("RequestId", c.RequestID)
	x.close("ErrorResponse")
	return newAnswer(err.status(), "text/xml", body.Bytes())
}

// branch is one level of a query's dotted names: Tags.member.1.Key.
type branch struct {
	text string
	sub  map[string]*branch
}

func treeOf(form url.Values) (*branch, *Error) {
	if len(form) > maxParameters {
		return nil, malformed("more than %d parameters", maxParameters)
	}
	root := &branch{}
	for name, values := range form {
		if name == "Action" || name == "Version" || len(values) == 0 {
			continue
		}
		parts := strings.Split(name, ".")
		if len(parts) > maxDepth {
			return nil, malformed("a parameter's name has more than %d parts", maxDepth)
		}
		at := root
		for _, part := range parts {
			next := at.sub[part]
			if next == nil {
				next = &branch{}
				if at.sub == nil {
					at.sub = map[string]*branch{}
				}
				at.sub[part] = next
			}
			at = next
		}
		at.text = values[0]
	}
	return root, nil
}

// list gives the items of X.member.N, or of X.N, in the order of their numbers.
func (b *branch) list() []any {
	if member := b.sub["member"]; member != nil {
		b = member
	}
	return b.numbered()
}

func (b *branch) numbered() []any {
	numbers := make([]int, 0, len(b.sub))
	for name := range b.sub {
		if n, err := strconv.Atoi(name); err == nil && n > 0 && strconv.Itoa(n) == name {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	items := make([]any, 0, len(numbers))
	for _, n := range numbers {
		items = append(items, b.sub[strconv.Itoa(n)])
	}
	return items
}

// entries gives the pairs of X.entry.N.key and .value; SNS's message attributes
// say Name and Value.
func (b *branch) entries() map[string]any {
	if entry := b.sub["entry"]; entry != nil {
		b = entry
	}
	pairs := map[string]any{}
	for _, item := range b.numbered() {
		pair := item.(*branch)
		key := pair.first("key", "Key", "Name")
		value := pair.first("value", "Value")
		if key != nil && value != nil {
			pairs[key.text] = value
		}
	}
	return pairs
}

func (b *branch) first(names ...string) *branch {
	for _, name := range names {
		if found := b.sub[name]; found != nil {
			return found
		}
	}
	return nil
}
