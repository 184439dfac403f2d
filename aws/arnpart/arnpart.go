// Package arnpart takes Amazon Resource Names apart. It imports the standard library
// only, so that the parts that only think can use it too; and it asks less than
// the SDK's parser, whose errors nobody here needs: of what is no ARN every part
// is "".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
package arnpart

import "strings"

// The places of the parts between the colons; the last one may hold more colons.
const (
	service = iota + 2
	region
	account
	resource
	parts
)

func part(arn string, i int) string {
	if p := strings.SplitN(arn, ":", parts); len(p) == parts {
		return p[i]
	}
	return ""
}

// Service is the service's name in an ARN, such as sns.
func Service(arn string) string { return part(arn, service) }

// Region is the region in an ARN; global services' have none.
func Region(arn string) string { return part(arn, region) }

// Account is the account's number in an ARN; a bucket's has none.
func Account(arn string) string { return part(arn, account) }

// Resource is all that follows the account, with the kind of resource where the
// service writes it: alarm:NAME, role/PATH/NAME, or a topic's name alone.
func Resource(arn string) string { return part(arn, resource) }

// LogGroup is the name in a log group's ARN, with or without :* at its end.
func LogGroup(arn string) string {
	_, name, _ := strings.Cut(strings.TrimSuffix(arn, ":*"), ":log-group:")
	return name
}

// Role is the name in a role's ARN, without the path.
func Role(arn string) string {
	_, name, ok := strings.Cut(arn, ":role/")
	if !ok {
		return ""
	}
	return name[strings.LastIndexByte(name, '/')+1:]
}
