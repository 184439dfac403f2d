package identity

import (
	"net/http"

	"secretwatch/aws/sandbox/wire"
)

// The errors of IAM, in its words.
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html

func missing(format string, args ...any) *wire.Error {
	return withStatus(http.StatusNotFound, wire.Errorf("NoSuchEntity", format, args...))
}

func noRole(name string) *wire.Error {
	return missing("The role with name %s cannot be found.", name)
}

func noUser(name string) *wire.Error {
	return missing("The user with name %s cannot be found.", name)
}

func exists(format string, args ...any) *wire.Error {
	return withStatus(http.StatusConflict, wire.Errorf("EntityAlreadyExists", format, args...))
}

func conflict(text string) *wire.Error {
	return withStatus(http.StatusConflict, wire.Errorf("DeleteConflict", "%s", text))
}

func quota(limit int, name string) *wire.Error {
	return withStatus(http.StatusConflict, wire.Errorf("LimitExceeded", "Cannot exceed quota for %s: %d", name, limit))
}

func invalid(format string, args ...any) *wire.Error {
	return wire.Errorf("ValidationError", format, args...)
}

func malformedPolicy(text string) *wire.Error {
	return wire.Errorf("MalformedPolicyDocument", "%s", text)
}

func withStatus(status int, e *wire.Error) *wire.Error {
	e.Status = status
	return e
}
