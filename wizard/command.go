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

// Shell is the command ready to paste.
func (c Command) Shell() string { return strings.Join(c.lay(pasted, false), "\n") }

// Cut stands in Lines for what a document holds.
const Cut = "..."

// Lines is the command for reading, in lines of about w cells: an option stays
// with its value, and long documents are cut. Paste Shell.
func (c Command) Lines(w int) []string { return c.lay(w, true) }

func (c Command) lay(w int, short bool) []string {
	var lines []string
	line := ""
	for _, part := range c.parts(short) {
		switch {
		case line == "":
			line = part
		case len(line)+1+len(part)+2 > w:
			lines = append(lines, line+" \\")
			line = "  " + part
			if option, value, two := strings.Cut(part, " "); short && two && len(line)+2 > w {
				lines = append(lines, "  "+option+" \\")
				line = "    " + value
			}
		default:
			line += " " + part
		}
	}
	return append(lines, line)
}

// parts are the command's name, then every option with its value.
func (c Command) parts(short bool) []string {
	var parts []string
	for i, word := range c.Words {
		switch {
		case short && strings.HasPrefix(word, "{") && (strings.Contains(word, "Statement") || strings.Contains(word, "detail-type")):
			word = "{ " + Cut + " }"
		case short && strings.HasPrefix(word, "[{") && strings.Contains(word, "InputTemplate"):
			word = "[ " + Cut + " ]"
		}
		word = ShellQuote(word)
		if i == 0 || i > 2 && strings.HasPrefix(word, "--") {
			parts = append(parts, word)
		} else {
			parts[len(parts)-1] += " " + word
		}
	}
	return parts
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
