package faults

import "secretwatch/aws/command"

// line is a call's input as a line of the AWS CLI, "" for the region that a
// line says nothing of.
func line(in any, region string) string {
	c := command.From(in)
	if region != "" {
		c.Options = append([]command.Option{{Name: "--region", Values: []string{region}}}, c.Options...)
	}
	return c.String()
}
