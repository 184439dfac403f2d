package wire

import (
	"sync"
	"time"
)

// MaxBody is how large a request body may be, in bytes: 10 MiB.
const MaxBody = 10 << 20

// Options are what the dispatcher needs to know of the sandbox. Every function
// is called with Lock held, except Now, which must be safe at any time, and
// Unknown.
type Options struct {
	Lock   sync.Locker
	Now    func() time.Time // the sandbox's clock, for the Date header too
	Region string           // of a request whose credential scope names none

	// Caller is the identity behind an access key.
	Caller func(accessKeyID string) Caller
	// Authorize refuses a call; nil refuses none.
	Authorize func(c *Call) error
	// Trouble is what no API call can cause: how long the answer takes, and an
	// error instead of it. Such an error makes no record. Nil means no trouble.
	Trouble func(service, operation string) (time.Duration, *Error)
	// Finished sees every management call that reached its service or was
	// denied, whatever came of it. Calls without credentials, and requests that
	// could not be understood, are not among them: CloudTrail has no record of
	// those either.
	Finished func(c *Call, input, output any, err error)
	// Unknown hears of a request to what the services do not have: the
	// service as the client signs it, and the operation, or the method and path
	// where a request does not name one. Unlike the others it is called without
	// Lock.
	Unknown func(service, operation string)
}

// unknown tells of a request that nothing here answers.
func (o Options) unknown(service, operation string) {
	if o.Unknown != nil {
		o.Unknown(service, operation)
	}
}
