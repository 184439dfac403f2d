package wire

import "net/http"

// Rest is a service whose operations are told apart by method and path, and
// whose answers it writes itself: S3.
type Rest struct {
	SigningName string
	EventSource string
	// Route names the operation of a request and gives what runs it. It runs
	// without the lock, so it reads the request and no state.
	Route func(r *http.Request, body []byte) Routed
	// Fail is the service's answer for an error.
	Fail func(c *Call, r *http.Request, err *Error) Answer
}

// Routed is a request to a Rest service, understood.
type Routed struct {
	Operation string
	ReadOnly  bool
	Data      bool           // a data event, see Call.Data
	Params    map[string]any // as the record shows them
	// Unknown marks what the service has and the sandbox has not.
	Unknown bool
	Do      func(c *Call) (Answer, error)
}
