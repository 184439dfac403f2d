package topics

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sns/types"

	"secretwatch/aws/sandbox/wire"
)

var (
	attributeType = regexp.MustCompile(`^(String|Number|Binary)(\..+)?$|^String\.Array$`)
	nameRune      = regexp.MustCompile(`[^A-Za-z0-9_.-]`)
)

// checkAttributes knows SNS's rules for message attributes.
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
func checkAttributes(attributes map[string]types.MessageAttributeValue) error {
	refused := func(format string, args ...any) error { return wire.Errorf("ParameterValueInvalid", format, args...) }
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		if why := wrongName(name); why != "" {
			return refused("%s", why)
		}
		a := attributes[name]
		kind := aws.ToString(a.DataType)
		if a.DataType == nil {
			return wire.Errorf("ValidationError", "1 validation error detected: Value null at 'messageAttributes.%s.member.dataType' failed to satisfy constraint: Member must not be null", name)
		}
		if !attributeType.MatchString(kind) {
			return refused("The message attribute '%s' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.", name)
		}
		prefix, _, _ := strings.Cut(kind, ".")
		text, binary := aws.ToString(a.StringValue) != "", len(a.BinaryValue) > 0
		field, given, other := "String", text, binary
		if prefix == "Binary" {
			field, given, other = "Binary", binary, text
		}
		switch {
		case !given && other:
			return refused("The message attribute '%s' with type '%s' must use field '%s'.", name, prefix, field)
		case !given:
			return refused("The message attribute '%s' must contain non-empty message attribute value for message attribute type '%s'.", name, kind)
		}
	}
	return nil
}

func wrongName(name string) string {
	bad := nameRune.FindString(name)
	switch {
	case len(name) > 256:
		return "Length of message attribute name must be less than 256 bytes."
	case bad != "":
		return fmt.Sprintf("Invalid non-alphanumeric character '#x%X' was found in the message attribute name. "+
			"Can only include alphanumeric characters, hyphens, underscores, or dots.", []rune(bad)[0])
	case strings.HasPrefix(name, "."):
		return "Invalid message attribute name starting with character '.' was found."
	case strings.HasSuffix(name, "."):
		return "Invalid message attribute name ending with character '.' was found."
	case strings.Contains(name, ".."):
		return "Message attribute name can not have successive '.' character."
	}
	return ""
}
