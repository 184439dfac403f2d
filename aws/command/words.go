package command

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

var harmless = regexp.MustCompile(`^[A-Za-z0-9_./:=,@%+-]+$`)

// quote makes s one word of a POSIX shell.
func quote(s string) string {
	if harmless.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
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

func (s *splitter) add(text string) {
	s.word.WriteString(text)
	s.began = true
}
