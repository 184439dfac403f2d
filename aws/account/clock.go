package account

import (
	"sync/atomic"
	"time"
)

// Clock tells AWS's time: the local clock, corrected by what the Date header
// of AWS's last answer said, so that a wrong local clock misleads nobody. The
// zero value is the local clock. It is safe for concurrent use.
type Clock struct{ offset atomic.Int64 }

// Now is AWS's time, UTC, good to about a second (the Date header's grain).
func (c *Clock) Now() time.Time {
	return time.Now().Add(time.Duration(c.offset.Load())).UTC()
}

// Offset is how far AWS's clock is ahead of the local one.
func (c *Clock) Offset() time.Duration { return time.Duration(c.offset.Load()) }

// Saw takes a Date header that arrived at local time at. Differences below two
// seconds are the header's grain and the network, not a wrong clock.
func (c *Clock) Saw(date, at time.Time) {
	offset := date.Sub(at)
	if offset.Abs() < 2*time.Second {
		offset = 0
	}
	c.offset.Store(int64(offset))
}
