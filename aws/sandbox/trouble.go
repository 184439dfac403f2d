package sandbox

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/sandbox/identity"
	"secretwatch/aws/sandbox/wire"
)

// Kinds of trouble.
const (
	Throttle     = "throttle"
	ServerError  = "5xx"
	Latency      = "latency"
	ExpiredToken = "expired-token"
	DropDelivery = "drop-delivery"
)

const (
	// latency is how long an answer takes where the trouble does not say.
	latency = 2 * time.Second
	// maxTroubles is how many of them may lie ahead.
	maxTroubles = 1000
)

// Trouble is what no API call can cause, for the next Count calls that it fits.
// An empty Service or Operation fits every one. DropDelivery loses deliveries
// of CloudTrail to a log group; with an Operation those that hold a record of it.
type Trouble struct {
	Service      string `json:"service"`   // signing name, such as secretsmanager
	Operation    string `json:"operation"` // such as GetSecretValue
	Kind         string `json:"kind"`
	Count        int    `json:"count"`        // 0 means once
	Milliseconds int    `json:"milliseconds"` // of latency; 0 means two seconds
}

// The answers to a kind that does not exist, and to one trouble too many.
var (
	ErrTrouble         = errors.New("kind must be throttle, 5xx, latency, expired-token or drop-delivery")
	ErrTooManyTroubles = errors.New("a thousand troubles lie ahead already: let some come, or reset")
)

// Trouble makes trouble.
func (s *Sandbox) Trouble(t Trouble) error {
	if !slices.Contains([]string{Throttle, ServerError, Latency, ExpiredToken, DropDelivery}, t.Kind) {
		return ErrTrouble
	}
	t.Count = max(1, t.Count)
	// People call CloudWatch by its name, its signature does not.
	if t.Service == "cloudwatch" {
		t.Service = "monitoring"
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	if len(s.account.trouble) >= maxTroubles {
		return ErrTooManyTroubles
	}
	s.account.trouble = append(s.account.trouble, &t)
	return nil
}

// troubles are those that still lie ahead.
type troubles []*Trouble

// take uses up the first trouble that fits.
func (all *troubles) take(fits func(*Trouble) bool) *Trouble {
	i := slices.IndexFunc(*all, fits)
	if i < 0 {
		return nil
	}
	t := (*all)[i]
	if t.Count--; t.Count == 0 {
		*all = slices.Delete(*all, i, i+1)
	}
	return t
}

// dropped reports that a delivery gets lost: any, or one with a record of the
// operation.
func (all *troubles) dropped(records []string) bool {
	return all.take(func(t *Trouble) bool {
		return t.Kind == DropDelivery && slices.ContainsFunc(records, func(record string) bool {
			return t.Operation == "" || strings.Contains(record, `"eventName":"`+t.Operation+`"`)
		})
	}) != nil
}

// of is the trouble of one call: how long its answer takes, and the error
// instead of it.
func (all *troubles) of(service, operation string) (time.Duration, *wire.Error) {
	t := all.take(func(t *Trouble) bool {
		return t.Kind != DropDelivery && (t.Service == "" || t.Service == service) && (t.Operation == "" || t.Operation == operation)
	})
	if t == nil {
		return 0, nil
	}
	switch t.Kind {
	case Latency:
		if t.Milliseconds > 0 {
			return time.Duration(t.Milliseconds) * time.Millisecond, nil
		}
		return latency, nil
	case Throttle:
		if service == "s3" {
			return 0, &wire.Error{Code: "SlowDown", Message: "Please reduce your request rate.", Status: http.StatusServiceUnavailable}
		}
		return 0, &wire.Error{Code: "ThrottlingException", Query: "Throttling", Message: "Rate exceeded", Status: http.StatusBadRequest}
	case ExpiredToken:
		return 0, identity.Expired(service)
	default:
		if service == "s3" {
			return 0, &wire.Error{Code: "InternalError", Message: "We encountered an internal error. Please try again.", Status: http.StatusInternalServerError}
		}
		return 0, &wire.Error{Code: "InternalFailure", Message: "The request processing has failed because of an unknown error, exception or failure.", Status: http.StatusInternalServerError}
	}
}
