package watch

import "hash/maphash"

// eventKey stands for an event id: 128 bits of hash with seeds of this watcher's
// own, so that two ids have the same one neither by accident nor by design.
type eventKey [2]uint64

type eventKeys [2]maphash.Seed

func newEventKeys() eventKeys { return eventKeys{maphash.MakeSeed(), maphash.MakeSeed()} }

func (k eventKeys) of(id string) eventKey {
	return eventKey{maphash.String(k[0], id), maphash.String(k[1], id)}
}
