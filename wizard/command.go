package wizard

import (
	"regexp"
	"strings"

	"secretwatch/aws/command"
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

// options are the variables that are set for the command, the words of its name,
// then those of every option with its value.
func (c Command) options() [][]string {
	var list [][]string
	name := 0 // where it begins
	for name < len(c.Words) && assignment.MatchString(c.Words[name]) {
		name++
	}
	if name > 0 {
		list = append(list, c.Words[:name:name])
	}
	for i, word := range c.Words[name:] {
		if i == 0 || i > 2 && strings.HasPrefix(word, "--") {
			list = append(list, nil)
		}
		list[len(list)-1] = append(list[len(list)-1], word)
	}
	return list
}

// assignment is a variable that is set for one command.
var assignment = regexp.MustCompile(`^[A-Z_]+=`)

// Laid is a command, as it can be pasted, in lines of at most w bytes that a shell
// takes too; one line where it cannot be read.
func Laid(line string, w int) []string {
	words, err := command.Words(line)
	if err != nil {
		return []string{line}
	}
	return Command{Words: words}.Reading(w).Lines
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
