// Package survey finds a monitor in AWS, ours or one built by other hands, and
// reads it into a snapshot. It only asks, it never changes anything. It may
// import account, lookup, monitor, record, filter, alarm, iampolicy, eventpattern, arnpart and foreign.
package survey

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"secretwatch/aws/account"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// Purpose says what a snapshot is for, and so how much is looked at.
type Purpose int

const (
	// Plan looks at what setup makes.
	Plan Purpose = iota
	// Doctor also looks at the reads and the alarm's history, and where a part
	// is not found under its name follows the wires from its neighbours.
	Doctor
	// Destroy also looks at who else uses what setup made.
	Destroy
)

// Options say how to look.
type Options struct {
	For   Purpose
	Email string // the subscriber that matters, where the list is long; may be ""
	// EventBridge says that the second way to be told is wanted, whatever the
	// alarm's tag remembers.
	EventBridge bool
	// Free leaves out the metrics' numbers, the one look that costs money: ten
	// metrics, thirteen with a second way to be told, at $0.01 for a thousand. It is for whoever looks again and again.
	// https://aws.amazon.com/cloudwatch/pricing/
	Free bool
	// Seen is what a look a moment ago saw of the reads in Event history; zero
	// where nobody has looked.
	Seen monitor.Seen[[]record.Read]
	// Filters are the metric filters of the monitor's log group as a look a moment
	// ago saw them; zero where nobody has looked. With them the reads can be asked
	// for at once, so that no filter counts the asking.
	Filters monitor.Seen[[]monitor.MetricFilter]
}

// RolePolicyName is the inline policy that setup gives the role.
const RolePolicyName = "secretwatch-delivery"

// callTimeout bounds one call with its retries, so that one service that hangs
// leaves a gap in the snapshot and not the whole snapshot.
const callTimeout = 10 * time.Second

// taker fills one snapshot. Looks that run together write different fields.
type taker struct {
	*account.Account
	options Options
	names   monitor.Names // as asked for; follow replaces what is wired differently
	s       *monitor.Snapshot

	bucketForbidden   bool            // S3 refused; the next wave finds out why
	moved             []monitor.Kind  // found by following a wire
	onMetric, similar []monitor.Alarm // found by what they are on
	alarmChanged      bool            // the alarm was found by its metric
	asked             asked
	way               way
	tagged            string             // the alarm whose tags were asked for
	earlyARN          string             // of the alarm with the name that was asked for
	earlyTags         map[string]string  // and its tags
	unread            [2]*monitor.Unseen // why the role's inline and attached policies could not be listed
	inventory         *inventory         // of everybody's parts, where none has the monitor's names
	late              []look             // for the wave of details
	filtersOf         string             // the log group whose filters were asked for before the reads
	readsLater        bool               // than the filters
	stopped           error              // no further wave makes sense
	regions           map[string]*account.Account
}

// Take reads the monitor with these names in at most four waves of parallel
// calls, two more where it has to be found first. What cannot be seen says so in the snapshot; an error comes only when
// nothing can be said at all: no identity, credentials that AWS refuses (also
// halfway), or ctx is done.
func Take(ctx context.Context, a *account.Account, n monitor.Names, o Options) (monitor.Snapshot, error) {
	t, err := newTaker(a, n, o)
	if err != nil {
		return monitor.Snapshot{}, err
	}
	return t.through(ctx, append([]wave{t.byName}, t.beyondNames()...))
}

func newTaker(a *account.Account, n monitor.Names, o Options) (*taker, error) {
	if a.Account == "" {
		return nil, errors.New("look at the monitor: the account is not known yet")
	}
	n = plainNames(n, a.Place)
	s := &monitor.Snapshot{Place: a.Place, Names: n, Caller: a.Caller, Reads: o.Seen}
	return &taker{Account: a, options: o, names: n, s: s}, nil
}

// wave says what can be looked at together, after the waves before it.
type wave func() []look

// beyondNames are the waves after the one that has only names to go by.
func (t *taker) beyondNames() []wave {
	return []wave{t.lists, t.again, t.details, t.wired, t.lastLooks, t.rest}
}

func (t *taker) through(ctx context.Context, waves []wave) (monitor.Snapshot, error) {
	a := t.Account
	unsigned, _ := a.Log.Unsigned()
	for _, wave := range waves {
		looks := wave()
		if t.stopped != nil {
			return *t.s, t.stopped
		}
		together(ctx, looks)
		if err := ctx.Err(); err != nil {
			return *t.s, fmt.Errorf("look at the monitor: %w", err)
		}
		// Without good credentials nothing was seen that could be judged.
		if n, err := a.Log.Unsigned(); n > unsigned {
			return *t.s, fmt.Errorf("look at the monitor: %w", err)
		}
	}
	t.joinWay()
	t.s.Names = t.names
	t.s.At = a.Clock.Now()
	return *t.s, nil
}

// look asks AWS one thing and writes the answer into the snapshot.
type look func(context.Context)

// together runs looks at the same time and waits for all of them.
func together(ctx context.Context, looks []look) {
	var wg sync.WaitGroup
	for _, l := range looks {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(ctx, callTimeout)
			defer cancel()
			l(ctx)
		})
	}
	wg.Wait()
}

// byName needs nothing but names.
func (t *taker) byName() []look {
	looks := []look{t.secret, t.trails, t.bucketPolicy, t.logGroup, t.role, t.topic, t.alarm}
	if t.options.For != Plan { // for a plan there is often no alarm yet
		t.earlyARN = t.names.AlarmARN(t.Place)
		looks = append(looks, t.namedAlarmTags)
	}
	if t.options.For == Doctor {
		looks = append(looks, t.alarmHistory, t.mutes)
		if !t.options.Seen.There() {
			looks = append(looks, t.firstReads())
		}
	}
	if t.options.EventBridge {
		looks = append(looks, t.secondWay(true)...)
	}
	return looks
}

// details asks about what the first wave found, and follows the wires to what
// it did not find under its name.
func (t *taker) details() []look {
	t.takeAlarmTags()
	t.chooseTrail()
	moved := t.follow()
	var looks []look
	add := func(there bool, more ...look) {
		if there {
			looks = append(looks, more...)
		}
	}
	add(t.s.Trail.There(), t.trailStatus, t.selectors)
	add(t.s.Trail.There() && !t.plainlyForeign(), t.trailTags)
	add(t.bucketForbidden, t.bucketOwner)
	add(t.s.Bucket.There() && !t.bucketForbidden, t.bucketLooks()...)
	add(t.s.LogGroup.There() && t.filtersOf != t.names.LogGroup, t.filters)
	add(t.s.LogGroup.There() && !t.plainlyForeign(), t.logGroupTags)
	add(t.s.Role.There(), t.rolePolicies()...)
	add(t.s.Topic.There(), t.subscribers)
	add(t.s.Topic.There() && t.options.For != Doctor, t.topicTags)
	add(t.s.Topic.There() && t.options.For == Destroy, t.senders)
	add(t.s.Alarm.There() && t.s.Alarm.Value.Name != t.tagged, t.alarmTags)
	looks = append(looks, moved...)
	if t.options.For == Doctor {
		if t.readsLater {
			looks = append(looks, t.laterReads()...)
		} else {
			looks = append(looks, t.logged(t.deliveryGroup(), t.s.LogGroup.Value)...)
		}
		looks = append(looks, t.late...)
	}
	looks = append(looks, t.secondWay(false)...)
	return append(looks, t.evidence(false)...)
}

// wired looks at what only the second wave could find.
func (t *taker) wired() []look {
	t.chooseFilter()
	looks := t.roleRest()
	if t.options.For == Doctor {
		looks = append(looks, t.filterElsewhere()...)
		looks = append(looks, t.alarmOnMetric()...)
	}
	looks = append(looks, t.detailsOfMoved()...)
	looks = append(looks, t.lateTags()...)
	looks = append(looks, t.secondWay(false)...)
	return append(looks, t.evidence(!t.s.Alarm.Absent())...)
}

// lastLooks complete what the third wave found.
func (t *taker) lastLooks() []look {
	t.roleUnread()
	t.chooseAlarm()
	looks := append(t.afterAlarm(), t.secondWay(false)...)
	return append(looks, t.evidence(!t.alarmChanged)...)
}

// rest is for what the last looks found: nothing, where the monitor is whole.
func (t *taker) rest() []look { return append(t.secondWay(false), t.evidence(true)...) }
