package secrets

import (
	"regexp"

	"secretwatch/aws/sandbox/wire"
)

// The errors of Secrets Manager, in its words.

func notFound() *wire.Error {
	return wire.Errorf("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

func markedForDeletion() *wire.Error {
	return wire.Errorf("InvalidRequestException", "You can't perform this operation on the secret because it was marked for deletion.")
}

func invalidParameter(text string) *wire.Error {
	return wire.Errorf("InvalidParameterException", "%s", text)
}

func tokenInUse(token, arn string) *wire.Error {
	return wire.Errorf("ResourceExistsException", "You can't use ClientRequestToken %s because that value is already in use for a version of secret %s.", token, arn)
}

// nameForm: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
var nameForm = regexp.MustCompile(`^[a-zA-Z0-9/_+=.@!-]+$`)

func checkName(name *string) *wire.Error {
	if name == nil || *name == "" {
		return invalidParameter("You must provide a value for the Name parameter.")
	}
	if err := checkLength("name", *name, 512); err != nil {
		return err
	}
	if !nameForm.MatchString(*name) {
		return wire.Errorf("ValidationException", "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!")
	}
	return nil
}

// checkLength never repeats the text: it may be long, or a value.
func checkLength(parameter, text string, longest int) *wire.Error {
	if len(text) > longest {
		return wire.Errorf("ValidationException", "1 validation error detected: Value at '%s' failed to satisfy constraint: Member must have length less than or equal to %d", parameter, longest)
	}
	return nil
}

func checkValue(text *string, binary []byte) *wire.Error {
	if text != nil && binary != nil {
		return invalidParameter("You can't specify both a binary secret value and a string secret value in the same secret.")
	}
	if text != nil {
		return checkLength("secretString", *text, maxValue)
	}
	return checkLength("secretBinary", string(binary), maxValue)
}
