// Package wire turns AWS's protocols into calls of Go functions and back: AWS
// JSON 1.0 and 1.1, query with XML answers, and RPC v2 CBOR. Inputs and outputs
// are the SDK's own types, filled and read by reflection, so that the shapes
// are AWS's and not ours. A service with a protocol of its own (S3) joins as a
// Rest.
//
// It knows no service and holds no state. It may import the SDK's runtime and
// the CBOR codec.
package wire

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// Call is one request, whichever protocol it came in.
type Call struct {
	Service   string // the signing name: secretsmanager, cloudtrail, logs, monitoring, sns, iam, sts, s3
	Operation string
	Region    string
	RequestID string
	Agent     string // user agent as sent
	Source    string // source address without the port
	Host      string // the Host header
	At        time.Time
	Caller    Caller
	// Params are what the record shows as requestParameters. The dispatcher
	// fills them from the input (names in lowerCamel, as CloudTrail writes
	// them); an operation may replace them, for example to leave a value out.
	Params map[string]any
	// Response is what the record shows as responseElements; nil for null.
	Response any

	EventSource string // as in the record, such as s3.amazonaws.com
	ReadOnly    bool   // as in the record
	// Data marks a data event, such as a PutObject: it makes no record in a
	// trail that logs management events, and Options.Finished never sees it.
	Data bool
	// Also are calls that AWS records beside this one: a BatchGetSecretValue
	// makes a GetSecretValue for each secret.
	Also []*Call
	// Err is what came of a call in Also; nil means success.
	Err *Error
	// InvokedBy is the service that makes a call for its caller, such as
	// secretsmanager.amazonaws.com; "" where the caller made it.
	InvokedBy string
}

// Anonymous reports whether the request carried no credentials.
func (c *Call) Anonymous() bool { return c.Caller.AccessKeyID == "" }

// Caller is the identity behind an access key.
type Caller struct {
	Type        string // Root, IAMUser, AssumedRole
	AccountID   string
	PrincipalID string
	ARN         string
	UserName    string // of an IAMUser; the role's name of an AssumedRole
	SessionName string // of an AssumedRole
	RoleARN     string // of an AssumedRole
	AccessKeyID string
	// Since and Until are when an AssumedRole's session began and when it
	// ends, UTC.
	Since, Until time.Time
}

// Error is an AWS error: a code, a message and an HTTP status.
type Error struct {
	Code    string
	Message string
	Status  int // 400 where it is zero
	// RecordCode is the errorCode in the CloudTrail record where it differs
	// from the wire's (AccessDenied for AccessDeniedException).
	RecordCode string
	// Query is the code on the query protocol where it differs
	// (ValidationError for ValidationException).
	Query string
	// Header are further headers of the answer of a Rest service.
	Header http.Header
	// Members are further members of the error on the JSON and CBOR protocols.
	Members map[string]any
	// Unsimulated says what of the operation the sandbox does not have, where
	// that is why it failed: Options.Unknown hears of it.
	Unsimulated string
}

func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Errorf makes an error with status 400.
func Errorf(code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...), Status: http.StatusBadRequest}
}

// Operation is one API operation of a service.
type Operation struct {
	Name string
	// NewInput makes an empty input of the SDK's type.
	NewInput func() any
	// Do runs the operation. It is called with the sandbox's lock held, so
	// that services need no locks of their own.
	Do func(ctx context.Context, c *Call, input any) (any, error)
}

// Op makes an Operation of a typed function.
func Op[I, O any](name string, do func(*Call, *I) (*O, error)) Operation {
	return Operation{
		Name:     name,
		NewInput: func() any { return new(I) },
		Do: func(_ context.Context, c *Call, input any) (any, error) {
			out, err := do(c, input.(*I))
			if err != nil {
				return nil, err
			}
			return out, nil
		},
	}
}

// Service is one AWS service on the wire.
type Service struct {
	SigningName string   // as in the credential scope
	EventSource string   // as in CloudTrail records, such as sns.amazonaws.com
	Targets     []string // prefixes of X-Amz-Target and CBOR service names: Logs_20140328, GraniteServiceVersion20100801
	Version     string   // the query protocol's Version, such as 2010-03-31
	Namespace   string   // of query answers' XML, such as http://sns.amazonaws.com/doc/2010-03-31/
	LowerCamel  bool     // JSON members start in lower case (logs)
	// ErrorPrefix precedes the code in the JSON and CBOR __type.
	ErrorPrefix string
	Operations  []Operation
	// ReadOnly says which operations CloudTrail marks as read-only; nil means
	// those that start with Get, List, Describe, Lookup, Head, Filter or Test.
	ReadOnly func(operation string) bool
	// Unsigned names the operations that need no credentials, such as
	// ConfirmSubscription. The caller of such a call has an empty AccessKeyID.
	Unsigned []string
}

// Streamer is an output that writes its answer itself, such as Live Tail's
// event stream. Stream runs without the sandbox's lock and ends with ctx, which
// ends when the client leaves.
type Streamer interface {
	Stream(ctx context.Context, w http.ResponseWriter)
}
