package eventpattern

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

type token int

const (
	objectStart token = iota
	objectEnd
	arrayStart
	arrayEnd
	name
	text
	number
	truth
	falsehood
	null
	nothing // the end of the text
)

// scanner reads JSON token by token. Its position is where EventBridge's own
// parser would stand, since the errors tell it: a text counts as read when it
// is asked for, and the value behind a name is looked at with the name.
type scanner struct {
	text    string
	at      int
	open    []frame
	named   string // the last name
	digits  string // the last number
	partial bool   // at stands behind the first quote of a text
	ahead   *token // the value behind a name
}

// frame is an object or list that is not closed yet.
type frame struct {
	object bool
	filled bool
}

const (
	expectsValue = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
	maxDepth     = 100
	maxSource    = 500 // characters of the pattern in an error
)

// fail is an error where the scanner stands.
func (s *scanner) fail(format string, args ...any) error {
	return &Error{fmt.Sprintf(format, args...) + s.place()}
}

// place says where the scanner stands.
func (s *scanner) place() string {
	before := s.text[:s.at]
	line := 1 + strings.Count(before, "\n")
	column := 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	shown, rest := s.text, ""
	if runes := []rune(s.text); len(runes) > maxSource {
		shown, rest = string(runes[:maxSource]), fmt.Sprintf("[truncated %d chars]", len(runes)-maxSource)
	}
	return fmt.Sprintf("\n at [Source: (String)\"%s\"%s; line: %d, column: %d]", shown, rest, line, column)
}

func (s *scanner) unexpected(expected string) error {
	r, _ := utf8.DecodeRuneInString(s.text[s.at:])
	return s.fail("Unexpected character ('%c' (code %d)): %s", r, r, expected)
}

func (s *scanner) blank() {
	for s.at < len(s.text) && strings.IndexByte(" \t\r\n", s.text[s.at]) >= 0 {
		s.at++
	}
}

// next gives the next token; texts are read by value.
func (s *scanner) next() (token, error) {
	if t := s.ahead; t != nil {
		s.ahead = nil
		return *t, nil
	}
	if s.partial {
		if _, err := s.value(); err != nil {
			return nothing, err
		}
	}
	s.blank()
	if len(s.open) == 0 {
		if s.at == len(s.text) {
			return nothing, nil
		}
		return s.scanValue()
	}
	in := &s.open[len(s.open)-1]
	if end, t := closing(in); s.at < len(s.text) && s.text[s.at] == end {
		s.at++
		s.open = s.open[:len(s.open)-1]
		return t, nil
	}
	if in.filled {
		if err := s.separator(in); err != nil {
			return nothing, err
		}
	}
	in.filled = true
	if in.object {
		return s.scanName()
	}
	return s.scanValue()
}

func closing(in *frame) (byte, token) {
	if in.object {
		return '}', objectEnd
	}
	return ']', arrayEnd
}

func (s *scanner) separator(in *frame) error {
	kind := "Array"
	if in.object {
		kind = "Object"
	}
	switch {
	case s.at == len(s.text):
		return s.fail("Unexpected end-of-input: expected close marker for %s", kind)
	case s.text[s.at] != ',':
		return s.unexpected("was expecting comma to separate " + kind + " entries")
	}
	s.at++
	s.blank()
	return nil
}

func (s *scanner) scanName() (token, error) {
	switch {
	case s.at == len(s.text):
		return nothing, s.fail("Unexpected end-of-input within/between Object entries")
	case s.text[s.at] != '"':
		return nothing, s.unexpected("was expecting double-quote to start field name")
	}
	s.at++
	read, err := s.value()
	if err != nil {
		return nothing, err
	}
	s.blank()
	if s.at == len(s.text) || s.text[s.at] != ':' {
		if s.at == len(s.text) {
			return nothing, s.fail("Unexpected end-of-input within/between Object entries")
		}
		return nothing, s.unexpected("was expecting a colon to separate field name and value")
	}
	s.at++
	s.blank()
	t, err := s.scanValue()
	if err != nil {
		return nothing, err
	}
	s.named, s.ahead = read, &t
	return name, nil
}

func (s *scanner) scanValue() (token, error) {
	if s.at == len(s.text) {
		return nothing, s.fail("Unexpected end-of-input: %s", expectsValue)
	}
	switch c := s.text[s.at]; {
	case c == '"':
		s.at++
		s.partial = true
		return text, nil
	case c == '{' || c == '[':
		if len(s.open) >= maxDepth {
			return nothing, s.fail("Document nesting depth (%d) exceeds the maximum allowed (%d)", len(s.open)+1, maxDepth)
		}
		s.at++
		s.open = append(s.open, frame{object: c == '{'})
		if c == '{' {
			return objectStart, nil
		}
		return arrayStart, nil
	case c == '-' || c >= '0' && c <= '9':
		return s.scanNumber()
	case isLetter(c):
		return s.scanWord()
	}
	return nothing, s.unexpected("expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')")
}

func isLetter(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$' || c >= utf8.RuneSelf
}

func (s *scanner) scanWord() (token, error) {
	start := s.at
	for s.at < len(s.text) && (isLetter(s.text[s.at]) || s.text[s.at] >= '0' && s.text[s.at] <= '9') {
		s.at++
	}
	switch word := s.text[start:s.at]; word {
	case "true":
		return truth, nil
	case "false":
		return falsehood, nil
	case "null":
		return null, nil
	default:
		return nothing, s.fail("Unrecognized token '%s': %s", word, expectsValue)
	}
}

func (s *scanner) scanNumber() (token, error) {
	start := s.at
	for s.at < len(s.text) && strings.IndexByte("+-.0123456789eE", s.text[s.at]) >= 0 {
		s.at++
	}
	literal := s.text[start:s.at]
	if !json.Valid([]byte(literal)) {
		return nothing, s.fail("Invalid numeric value: %s", literal)
	}
	s.digits = literal
	return number, nil
}

// value reads the text behind whose first quote the scanner stands.
func (s *scanner) value() (string, error) {
	s.partial = false
	start := s.at
	for s.at < len(s.text) && s.text[s.at] != '"' {
		if s.text[s.at] == '\\' {
			s.at++
		}
		s.at++
	}
	if s.at >= len(s.text) {
		s.at = len(s.text)
		return "", s.fail("Unexpected end-of-input in VALUE_STRING")
	}
	s.at++
	var read string
	if json.Unmarshal([]byte(s.text[start-1:s.at]), &read) != nil {
		return "", s.fail("Illegal character in VALUE_STRING")
	}
	return read, nil
}
