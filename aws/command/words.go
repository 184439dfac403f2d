package command

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var harmless = regexp.MustCompile(`^[A-Za-z0-9_./:=,@%+-]+$`)

// quote makes s one word of a POSIX shell. What a terminal would obey or hide is
// written in octal, so that the line can be shown as it is and still means s.
// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html#tag_19_02_04
func quote(s string) string {
	if harmless.MatchString(s) {
		return s
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unseen) {
		return octal(s)
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// unseen reports a character that steers a terminal, or that it does not show.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)
}

func octal(s string) string {
	var b strings.Builder
	b.WriteString("$'")
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == '\'' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == utf8.RuneError && n == 1 || unseen(r):
			for _, c := range []byte(s[i : i+n]) {
				fmt.Fprintf(&b, `\%03o`, c)
			}
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String() + "'"
}

// special are the characters at which a shell does more than split words.
// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/V3_chap02.html
const special = "|&;<>()$`*?[]#~{}!\n"

// splitter cuts a line into words.
type splitter struct {
	words []string
	word  strings.Builder
	began bool // also by an empty pair of quotes
}

func (s *splitter) end() {
	if s.began {
		s.words = append(s.words, s.word.String())
	}
	s.word.Reset()
	s.began = false
}

// split cuts a line into words as a POSIX shell does.
func split(line string) ([]string, error) {
	var s splitter
	for line != "" {
		var err error
		if line, err = s.next(line); err != nil {
			return nil, err
		}
	}
	s.end()
	return s.words, nil
}

// next takes one character or one quoted part, and returns what is left.
func (s *splitter) next(line string) (rest string, err error) {
	switch c := line[0]; {
	case c == ' ' || c == '\t':
		s.end()
		return line[1:], nil
	case c == '\'':
		text, rest, ok := strings.Cut(line[1:], "'")
		if !ok {
			return "", errors.New("a single quote is not closed")
		}
		s.add(text)
		return rest, nil
	case c == '"':
		return s.doubleQuoted(line[1:])
	case strings.HasPrefix(line, "$'"):
		return s.dollarQuoted(line[2:])
	case c == '\\':
		if len(line) == 1 {
			return "", errors.New("it ends in a backslash")
		}
		if line[1] != '\n' { // which joins two lines
			s.add(line[1:2])
		}
		return line[2:], nil
	case strings.IndexByte(special, c) >= 0:
		return "", fmt.Errorf("%q outside of quotes means more to a shell than itself", c)
	default:
		s.add(line[:1])
		return line[1:], nil
	}
}

func (s *splitter) doubleQuoted(line string) (rest string, err error) {
	s.began = true
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"':
			return line[i+1:], nil
		case c == '$' || c == '`':
			return "", fmt.Errorf("%q within double quotes means more to a shell than itself", c)
		case c == '\\' && i+1 < len(line) && strings.IndexByte("$`\"\\\n", line[i+1]) >= 0:
			i++
			if line[i] != '\n' {
				s.word.WriteByte(line[i])
			}
		default:
			s.word.WriteByte(c)
		}
	}
	return "", errors.New("a double quote is not closed")
}

// dollarQuoted takes the escapes that quote writes, and no others.
func (s *splitter) dollarQuoted(line string) (rest string, err error) {
	s.began = true
	for i := 0; i < len(line); i++ {
		if line[i] == '\'' {
			return line[i+1:], nil
		}
		if line[i] != '\\' {
			s.word.WriteByte(line[i])
			continue
		}
		if i+1 < len(line) && (line[i+1] == '\'' || line[i+1] == '\\') {
			i++
			s.word.WriteByte(line[i])
			continue
		}
		n, err := strconv.ParseUint(line[i+1:min(i+4, len(line))], 8, 8)
		if err != nil || i+4 > len(line) {
			return "", errors.New("an escape within $'...' is not known here")
		}
		s.word.WriteByte(byte(n))
		i += 3
	}
	return "", errors.New("a single quote is not closed")
}

func (s *splitter) add(text string) {
	s.word.WriteString(text)
	s.began = true
}
