// Package clock is the sandbox's time: the real clock, or a test bubble's, plus
// what /_sandbox/advance added to it, and the work that waits for it.
package clock

import "time"

// Clock is what the services of the sandbox see of time. Work given to At is
// run with the sandbox's lock held, in the order of its times, and never from
// within the call that gave it.
type Clock interface {
	Now() time.Time
	At(t time.Time, work func())
}
