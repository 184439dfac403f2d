package wire

import (
	"maps"
	"net/http"
	"reflect"
)

// protocol is one of AWS's wire forms, chosen for one request.
type protocol interface {
	// decode fills an SDK input from the request's body.
	decode(body []byte, input reflect.Value) *Error
	// encode makes an SDK output an answer. It runs with the lock held: an
	// output may point into a service's state.
	encode(c *Call, output any) Answer
	// fail makes an error an answer. c.Operation may be unknown to the service.
	fail(c *Call, err *Error) Answer
}

// request is what the headers and the form of a request say about it.
type request struct {
	protocol  protocol
	service   *Service
	operation string
}

// errorType is the namespaced name of an error in the JSON and CBOR protocols.
// Where a service has a namespace of its own, the errors that AWS's framework
// gives before the service is asked keep the framework's.
func errorType(s *Service, err *Error) string {
	if s == nil || s.ErrorPrefix == "" {
		return err.Code
	}
	switch err.Code {
	case "ValidationException":
		return "com.amazon.coral.validate#" + err.Code
	case "SerializationException", "UnknownOperationException", "AccessDeniedException",
		"MissingAuthenticationTokenException", "ThrottlingException":
		return "com.amazon.coral.service#" + err.Code
	default:
		return s.ErrorPrefix + "#" + err.Code
	}
}

// errorBody is what the JSON and CBOR protocols send of an error. An error
// without a message, such as CloudWatch's ResourceNotFound, has no such member.
func errorBody(name string, err *Error) map[string]any {
	body := map[string]any{"__type": name}
	maps.Copy(body, err.Members)
	if err.Message != "" {
		body["message"] = err.Message
	}
	return body
}

// markQueryError tells clients of a service that once spoke query which code
// that protocol has for the error.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#aws-protocols-awsquerycompatible-trait
func markQueryError(h http.Header, s *Service, err *Error) {
	if s != nil && s.Version != "" {
		h.Set("x-amzn-query-error", err.queryCode()+";"+err.fault())
	}
}
