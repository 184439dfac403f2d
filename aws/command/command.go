// Package command knows a command of the AWS CLI, or of this program, as a
// value: what is shown to a person and what is run is the same thing. It only
// thinks: no SDK, no I/O, no clock. It imports nothing of this program.
package command

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// AWS is the program that a Command with a Service is of.
const AWS = "aws"

// Option is one option, its dashes included, with its values; a switch has
// none.
type Option struct {
	Name   string
	Values []string
}

// Command is one command line.
type Command struct {
	Program   string // aws, or this program
	Service   string // as the AWS CLI names it; "" for another program
	Operation string // such as put-metric-filter
	Options   []Option
}

// With adds an option and its values.
func (c *Command) With(option string, values ...string) *Command {
	c.Options = append(c.Options, Option{option, values})
	return c
}

// JSON adds an option whose value is a JSON document.
func (c *Command) JSON(option string, value any) *Command {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // & and < stay as they are
	if e.Encode(value) != nil {
		return c // only what cannot be JSON at all, such as a function
	}
	return c.With(option, strings.TrimSuffix(b.String(), "\n"))
}

// Values are those of an option, nil where it is not there.
func (c Command) Values(option string) []string {
	for _, o := range c.Options {
		if o.Name == option {
			return o.Values
		}
	}
	return nil
}

// Value is the first value of an option, "" where there is none.
func (c Command) Value(option string) string {
	if values := c.Values(option); len(values) > 0 {
		return values[0]
	}
	return ""
}

// Call is the service and the operation, which say what the command does.
func (c Command) Call() string { return strings.TrimSpace(c.Service + " " + c.Operation) }

// String is the command as a line to paste into a POSIX shell.
func (c Command) String() string {
	line := []string{c.Program}
	if c.Service != "" {
		line = append(line, c.Service)
	}
	line = append(line, c.Operation)
	for _, o := range c.Options {
		if len(o.Values) == 1 && strings.HasPrefix(o.Values[0], "-") {
			// Otherwise the value would pass for an option.
			line = append(line, o.Name+"="+o.Values[0])
			continue
		}
		line = append(append(line, o.Name), o.Values...)
	}
	for i, w := range line {
		line[i] = quote(w)
	}
	return strings.Join(line, " ")
}

// Parse reads a line as a POSIX shell and the AWS CLI after it would. Lines in
// which a shell would do more than split words are refused.
func Parse(line string) (Command, error) {
	words, err := split(line)
	if err != nil {
		return Command{}, fmt.Errorf("read the command: %w", err)
	}
	if len(words) == 0 {
		return Command{}, errors.New("read the command: it is empty")
	}
	c := Command{Program: words[0]}
	words = words[1:]
	for _, part := range []struct {
		name   string
		to     *string
		needed bool
	}{{"service", &c.Service, c.Program == AWS}, {"operation", &c.Operation, true}} {
		if !part.needed {
			continue
		}
		if len(words) == 0 || isOption(words[0]) {
			return Command{}, fmt.Errorf("read the command: it names no %s", part.name)
		}
		*part.to, words = words[0], words[1:]
	}
	for len(words) > 0 {
		if !isOption(words[0]) {
			return Command{}, fmt.Errorf("read the command: %q belongs to no option", words[0])
		}
		end := slices.IndexFunc(words[1:], isOption) + 1
		if end == 0 {
			end = len(words)
		}
		o := Option{Name: words[0], Values: slices.Clone(words[1:end])}
		if name, value, ok := strings.Cut(words[0], "="); ok {
			o = Option{Name: name, Values: append([]string{value}, o.Values...)}
		}
		c.Options, words = append(c.Options, o), words[end:]
	}
	return c, nil
}

func isOption(word string) bool { return strings.HasPrefix(word, "--") && len(word) > 2 }
