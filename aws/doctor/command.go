package doctor

import cmd "secretwatch/aws/command"

// command is one command on its way to a line.
type command struct{ cmd.Command }

// cli begins a command of the AWS CLI in the monitor's region.
func (j *judge) cli(service, operation string) *command {
	return j.cliIn(j.s.Region, service, operation)
}

// cliIn begins a command of the AWS CLI in a region, for the endpoint and with
// the profile that the monitor was looked at with.
func (j *judge) cliIn(region, service, operation string) *command {
	c := &command{cmd.Command{Program: cmd.AWS, Service: service, Operation: operation}}
	if service != "iam" {
		c.with("--region", region)
	}
	return j.same(c)
}

// own begins a command of this program about the same secret.
func (j *judge) own(name string) *command {
	c := &command{cmd.Command{Program: "secretwatch", Operation: name}}
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
	c.With(option, values...)
	return c
}

// flag adds options that take no value.
func (c *command) flag(options ...string) *command {
	for _, o := range options {
		c.With(o)
	}
	return c
}

// json adds an option whose value is a JSON document.
func (c *command) json(option string, value any) *command {
	c.JSON(option, value)
	return c
}
