package wizard

import (
	"regexp"
	"strings"
)

// Command is one AWS CLI command: the words as the shell would hand them over.
type Command struct{ Words []string }

func aws(words ...string) Command { return Command{Words: append([]string{"aws"}, words...)} }

// pasted is how wide a command is laid out for the clipboard.
const pasted = 78

// Shell is the command ready to paste: an option stays with its value.
func (c Command) Shell() string {
	var lines []string
	line := ""
	for _, words := range c.options() {
		option := quoted(words)
		switch {
		case line == "":
			line = option
		case len(line)+1+len(option)+len(goesOn) > pasted:
			lines = append(lines, line+goesOn)
			line = optionIndent + option
		default:
			line += " " + option
		}
	}
	return strings.Join(append(lines, line), "\n")
}

// options are the words of the command's name, then those of every option with
// its value.
func (c Command) options() [][]string {
	var list [][]string
	for i, word := range c.Words {
		if i == 0 || i > 2 && strings.HasPrefix(word, "--") {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], word)
	}
	return list
}

// quoted are words as a shell takes them.
func quoted(words []string) string {
	list := make([]string, len(words))
	for i, w := range words {
		list[i] = ShellQuote(w)
	}
	return strings.Join(list, " ")
}

// Script joins commands, ready to paste.
func Script(commands []Command) string {
	lines := make([]string, 0, len(commands))
	for _, c := range commands {
		lines = append(lines, c.Shell())
	}
	return strings.Join(lines, "\n")
}

// harmless needs no quotes in a shell.
var harmless = regexp.MustCompile(`^[A-Za-z0-9_./:=,@%+-]+$`)

// ShellQuote makes s one word of a POSIX shell.
func ShellQuote(s string) string {
	if harmless.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
