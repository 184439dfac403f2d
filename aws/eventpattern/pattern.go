// Package eventpattern is the language of EventBridge's event patterns: which JSON
// events a rule takes.
//
// It is a leaf: no I/O, no clock, no SDK. It may import the standard library
// only.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
package eventpattern

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// MaxLength is how long a pattern may be, in characters.
const MaxLength = 4096

// Error says why a text is no pattern, in EventBridge's words.
type Error struct{ Reason string }

func (e *Error) Error() string { return "Event pattern is not valid. Reason: " + e.Reason }

// ErrEvent is the answer to an event that is no JSON object.
var ErrEvent = errors.New("the event is not a JSON object")

// Pattern is an event pattern. It is safe for concurrent use.
type Pattern struct {
	branches [][]field // any branch will do, all of its fields are needed
}

// field is what one path of an event must be.
type field struct {
	path   string // names joined by dots: a dot in a name counts as well
	values []condition
	absent bool   // or there is nothing at the path
	wanted string // the list as the pattern has it
}

// condition is one of the alternatives for a value: a text, number, boolean or
// null.
type condition func(value any) bool

// Parse reads a pattern. The error is an *Error.
func Parse(text string) (*Pattern, error) {
	p := parser{scanner: scanner{text: text}}
	t, err := p.next()
	if err != nil {
		return nil, err
	}
	if t != objectStart {
		return nil, p.fail("Filter is not an object")
	}
	top, err := p.object("")
	if err != nil {
		return nil, err
	}
	branches, err := top.branches()
	if err != nil {
		return nil, err
	}
	return &Pattern{branches}, nil
}

// Match reports whether the pattern takes an event. The error is ErrEvent.
func (p *Pattern) Match(event string) (bool, error) {
	tree, err := decoded(event)
	if err != nil {
		return false, err
	}
	return p.Takes(tree), nil
}

// decoded keeps numbers as they are written: they are compared so, not as they
// fit.
func decoded(event string) (map[string]any, error) {
	decoder := json.NewDecoder(strings.NewReader(event))
	decoder.UseNumber()
	var tree map[string]any
	if err := decoder.Decode(&tree); err != nil || tree == nil {
		return nil, fmt.Errorf("%w", ErrEvent)
	}
	return tree, nil
}
