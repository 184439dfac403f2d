package logs

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one word of an Insights query, with its place in it.
type word struct {
	kind       wordKind
	text       string // of a string or a regular expression what stands between its marks
	start, end int    // bytes
}

type wordKind int

const (
	wordEnd wordKind = iota
	wordName
	wordString
	wordNumber
	wordRegex
	wordSign
)

// malformed is what is wrong with a query, and where.
type malformed struct {
	what       string
	start, end int
}

func (m *malformed) Error() string { return m.what }

// words cuts a query. Comments run from # to the end of the line.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
func words(query string) ([]word, error) {
	var all []word
	for at := 0; at < len(query); {
		r, size := utf8.DecodeRuneInString(query[at:])
		switch {
		case unicode.IsSpace(r):
			at += size
			continue
		case r == '#':
			line := strings.IndexByte(query[at:], '\n')
			if line < 0 {
				line = len(query) - at
			}
			at += line
			continue
		}
		w, err := oneWord(query, at, all)
		if err != nil {
			return nil, err
		}
		all = append(all, w)
		at = w.end
	}
	return append(all, word{kind: wordEnd, start: len(query), end: len(query)}), nil
}

func oneWord(query string, at int, before []word) (word, error) {
	c := query[at]
	switch {
	case c == '"' || c == '\'':
		return quotedWord(query, at, wordString)
	case c == '`':
		return quotedWord(query, at, wordName)
	case c == '/' && len(before) > 0 && mayMatch(before[len(before)-1]):
		return quotedWord(query, at, wordRegex)
	case isNamed(c):
		end := at + 1
		for end < len(query) && isNamed(query[end]) {
			end++
		}
		kind := wordName
		if c >= '0' && c <= '9' {
			kind = wordNumber
		}
		return word{kind: kind, text: query[at:end], start: at, end: end}, nil
	}
	for _, sign := range []string{"!=", "<=", ">=", "=~"} {
		if strings.HasPrefix(query[at:], sign) {
			return word{kind: wordSign, text: sign, start: at, end: at + len(sign)}, nil
		}
	}
	_, size := utf8.DecodeRuneInString(query[at:])
	return word{kind: wordSign, text: query[at : at+size], start: at, end: at + size}, nil
}

// mayMatch: a slash begins a regular expression only where one can stand.
func mayMatch(w word) bool {
	return w.text == "=~" || w.kind == wordName && strings.EqualFold(w.text, "like")
}

// quotedWord reads to the same mark again. A backslash keeps the mark from
// ending it; in a regular expression the backslash stays.
func quotedWord(query string, at int, kind wordKind) (word, error) {
	var text strings.Builder
	for i := at + 1; i < len(query); i++ {
		switch c := query[i]; {
		case c == query[at]:
			return word{kind: kind, text: text.String(), start: at, end: i + 1}, nil
		case c == '\\' && i+1 < len(query):
			if kind == wordRegex {
				text.WriteByte(c)
			}
			i++
			text.WriteByte(query[i])
		default:
			text.WriteByte(c)
		}
	}
	return word{}, &malformed{"unexpected end of the query: what begins with " + query[at:at+1] + " does not end", at, len(query)}
}

// isNamed: names of fields have letters, digits, @, _ and the dots between the
// levels of JSON; others stand in backticks.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_AnalyzeLogData-discoverable-fields.html
func isNamed(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '@' || c == '.'
}
