package doctor

import (
	"regexp"
	"strings"
)

// command is one AWS CLI command on its way to a line.
type command struct{ words []string }

// cli begins a command of the AWS CLI in the monitor's region.
func (j *judge) cli(service, operation string) *command {
	return j.cliIn(j.s.Region, service, operation)
}

// cliIn begins a command of the AWS CLI in a region, for the endpoint and with
// the profile that the monitor was looked at with.
func (j *judge) cliIn(region, service, operation string) *command {
	c := &command{words: []string{"aws", service, operation}}
	if region != "" && service != "iam" {
		c.with("--region", region)
	}
	return j.same(c)
}

// own begins a command of this program about the same secret.
func (j *judge) own(name string) *command {
	c := &command{words: []string{"secretwatch", name}}
	return j.same(c.with("--secret", j.s.Names.Secret))
}

// same adds where and as whom, unless that is AWS itself and the default
// profile.
func (j *judge) same(c *command) *command {
	return c.with("--endpoint-url", j.o.Endpoint).with("--profile", j.o.Profile)
}

// with adds an option and its values; an option without a value that is not
// empty is left out.
func (c *command) with(option string, values ...string) *command {
	if len(values) == 0 || len(values) == 1 && values[0] == "" {
		return c
	}
	if len(values) == 1 && strings.HasPrefix(values[0], "-") {
		// Otherwise the value would pass for an option.
		c.words = append(c.words, option+"="+values[0])
		return c
	}
	c.words = append(append(c.words, option), values...)
	return c
}

// flag adds options that take no value.
func (c *command) flag(options ...string) *command {
	c.words = append(c.words, options...)
	return c
}

// json adds an option whose value is a JSON document.
func (c *command) json(option string, value any) *command {
	return c.with(option, compact(value))
}

// String is the command as a line to paste into a shell.
func (c *command) String() string {
	quoted := make([]string, len(c.words))
	for i, w := range c.words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, " ")
}

var harmless = regexp.MustCompile(`^[A-Za-z0-9_./:=,@%+-]+$`)

// quote makes s one word of a POSIX shell.
func quote(s string) string {
	if harmless.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
