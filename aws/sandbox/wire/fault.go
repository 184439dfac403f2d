package wire

import (
	"errors"
	"fmt"
	"net/http"
)

// The errors that every AWS service has in common.
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/CommonErrors.html

// malformed is a body that is not what the protocol asks for. AWS names it
// SerializationException, and MalformedInput on the query protocol.
func malformed(format string, args ...any) *Error {
	e := Errorf("SerializationException", format, args...)
	e.Query = "MalformedInput"
	return e
}

// unknownCode is the error of whatever the sandbox does not simulate.
const unknownCode = "UnknownOperationException"

func unknownOperation(operation, version string) *Error {
	e := Errorf(unknownCode, "The operation %s is not known here: the sandbox does not simulate it.", operation)
	e.Query = "InvalidAction"
	if version != "" {
		e.Message = fmt.Sprintf("Could not find operation %s for version %s", operation, version)
	}
	return e
}

func noCredentials() *Error {
	e := Errorf("MissingAuthenticationTokenException", "Missing Authentication Token")
	e.Query = "MissingAuthenticationToken"
	e.Status = http.StatusForbidden
	return e
}

func tooLarge() *Error {
	e := Errorf("RequestEntityTooLargeException", "The request body is larger than %d bytes", MaxBody)
	e.Query = "RequestEntityTooLarge"
	e.Status = http.StatusRequestEntityTooLarge
	return e
}

// AsError is err as AWS would answer it: itself where it is an *Error, and an
// internal failure otherwise.
func AsError(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return &Error{Code: "InternalFailure", Message: err.Error(), Status: http.StatusInternalServerError}
}

func (e *Error) status() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

func (e *Error) queryCode() string {
	if e.Query != "" {
		return e.Query
	}
	return e.Code
}

// fault is the query protocol's word for whose mistake it is.
func (e *Error) fault() string {
	if e.status() >= http.StatusInternalServerError {
		return "Receiver"
	}
	return "Sender"
}
