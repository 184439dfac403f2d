package events

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"secretwatch/aws/sandbox/wire"
)

// The variables that every template has.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html#eb-transform-input-predefined
const (
	varRuleARN   = "aws.events.rule-arn"
	varRuleName  = "aws.events.rule-name"
	varTime      = "aws.events.event.ingestion-time"
	varEvent     = "aws.events.event"
	varEventJSON = "aws.events.event.json"
)

var (
	placeholder = regexp.MustCompile(`<([A-Za-z0-9_.\-]+)>`)
	predefined  = map[string]bool{varRuleARN: true, varRuleName: true, varTime: true, varEvent: true, varEventJSON: true}
)

// checkTransformer refuses a template with variables that nothing sets, and one
// that no event could make JSON of.
func checkTransformer(id string, t *types.InputTransformer) error {
	template := aws.ToString(t.InputTemplate)
	if template == "" {
		return invalid("1 validation error detected: Value null at 'targets.1.member.inputTransformer.inputTemplate' failed to satisfy constraint: Member must not be null")
	}
	for name, path := range t.InputPathsMap {
		if !validPath(path) {
			return invalid("Invalid JSON path %s for %s in the InputPathsMap of target %s.", path, name, id)
		}
	}
	for _, m := range placeholder.FindAllStringSubmatch(template, -1) {
		if _, ok := t.InputPathsMap[m[1]]; !ok && !predefined[m[1]] {
			return invalid("InputTemplate for target %s contains invalid placeholder %s.", id, m[1])
		}
	}
	if !manyValues(fill(template, func(string) (any, bool) { return "", true })) {
		return invalid("Invalid InputTemplate for target %s : the template is not valid JSON.", id)
	}
	return nil
}

// manyValues reports whether a text is one JSON value or several, one behind
// the other, as a template of several lines makes them.
func manyValues(text string) bool {
	decoder := json.NewDecoder(strings.NewReader(text))
	for n := 0; ; n++ {
		var v any
		if err := decoder.Decode(&v); err != nil {
			return n > 0 && errors.Is(err, io.EOF)
		}
	}
}

// transform fills a template from an event. It gives "" where the outcome is
// no JSON: EventBridge then sends nothing.
func transform(t *types.InputTransformer, e event, r *rule) string {
	filled := fill(aws.ToString(t.InputTemplate), func(name string) (any, bool) {
		switch name {
		case varRuleARN:
			return r.arn, true
		case varRuleName:
			return r.name, true
		case varTime:
			return e.arrived, true
		case varEventJSON:
			return e.tree, true
		case varEvent:
			return e.envelope(), true
		}
		return lookup(e.tree, t.InputPathsMap[name])
	})
	if !manyValues(filled) {
		return ""
	}
	return filled
}

// fill puts values in the place of the variables. Within quotes a value stands
// as it is, an object in a text without its quotes; outside it is JSON.
func fill(template string, value func(name string) (any, bool)) string {
	isText := strings.HasPrefix(strings.TrimSpace(template), `"`)
	var b strings.Builder
	quoted := false
	for i := 0; i < len(template); i++ {
		if m := placeholder.FindStringSubmatchIndex(template[i:]); template[i] == '<' && m != nil && m[0] == 0 {
			v, ok := value(template[i+m[2] : i+m[3]])
			if !ok {
				v = ""
			}
			b.WriteString(written(v, quoted, isText))
			i += m[1] - 1
			continue
		}
		switch {
		case template[i] == '\\' && quoted && i+1 < len(template):
			b.WriteByte(template[i])
			i++
		case template[i] == '"':
			quoted = !quoted
		}
		b.WriteByte(template[i])
	}
	return b.String()
}

func written(v any, quoted, isText bool) string {
	text := compact(v)
	if !quoted {
		return text
	}
	if _, isString := v.(string); isString {
		return text[1 : len(text)-1]
	}
	if isText {
		return strings.ReplaceAll(text, `"`, "")
	}
	return text
}

// compact is JSON without blanks, with <, > and & as they are.
func compact(v any) string {
	text, err := wire.JSON(v)
	if err != nil {
		return "null" // cannot happen: what was JSON can be written
	}
	var b bytes.Buffer
	if json.Compact(&b, []byte(text)) != nil {
		return text
	}
	return b.String()
}
