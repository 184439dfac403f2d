package logs

import (
	"fmt"
	"sort"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Limits of a page of events.
const (
	maxPage      = 10_000   // events
	maxPageBytes = 1 << 20  // of messages
	maxSearch    = 10 << 20 // of messages looked at; the rest is for the next page
)

// id is an event's id: its time and its place in the order of arrival, as many
// digits as AWS's ids have.
func (e event) id() string { return fmt.Sprintf("3%015d%040d", e.at, e.serial) }

// after reports whether e comes after the place that id names.
func (e event) after(at int64, serial uint64) bool {
	return e.at > at || e.at == at && e.serial > serial
}

func parseID(id string) (at int64, serial uint64, err error) {
	if len(id) != 56 || id[0] != '3' {
		return 0, 0, badToken()
	}
	at, err1 := strconv.ParseInt(id[1:16], 10, 64)
	serial, err2 := strconv.ParseUint(id[16:], 10, 64)
	if err1 != nil || err2 != nil {
		return 0, 0, badToken()
	}
	return at, serial, nil
}

// window is the events from start to end, both included and in milliseconds.
func (g *group) window(start, end *int64) ([]event, error) {
	if err := checkTime("startTime", start); err != nil {
		return nil, err
	}
	if err := checkTime("endTime", end); err != nil {
		return nil, err
	}
	from := sort.Search(len(g.events), func(i int) bool { return g.events[i].at >= aws.ToInt64(start) })
	to := len(g.events)
	if end != nil {
		to = sort.Search(len(g.events), func(i int) bool { return g.events[i].at > *end })
	}
	return g.events[from:max(from, to)], nil
}

func checkTime(member string, at *int64) error {
	if at != nil && *at < 0 {
		return invalid("1 validation error detected: Value '%d' at '%s' failed to satisfy constraint: Member must have value greater than or equal to 0", *at, member)
	}
	return nil
}

func pageLimit(asked *int32) (int, error) {
	if asked == nil {
		return maxPage, nil
	}
	return checkLimit(*asked, maxPage)
}
