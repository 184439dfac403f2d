package compare

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
)

// ErrGone means that what is compared was removed meanwhile.
var ErrGone = errors.New("the comparison cannot go on")

// check is when the parts of the ways were last looked for.
type check struct{ last time.Time }

// due reports that it is time to look again. While the mails come there is no
// need: every question makes a record, hence on a quick trail another file.
func (c *check) due(every time.Duration) bool {
	if time.Since(c.last) < every {
		return false
	}
	c.last = time.Now()
	return true
}

// standing looks whether all that the ways need is still there; the error is
// ErrGone. It looks twice before it says that something is not.
func (e *experiment) standing(ctx context.Context) error {
	if len(e.gone(ctx)) == 0 {
		return ctx.Err()
	}
	if err := pause(ctx, e.pace().look); err != nil {
		return err
	}
	gone := e.gone(ctx)
	if err := ctx.Err(); err != nil || len(gone) == 0 {
		return err
	}
	return fmt.Errorf("%s: somebody removed what is compared, so %w", e.goneText(gone), ErrGone)
}

// goneText names what is gone: the monitor, where all of it is.
func (e *experiment) goneText(gone []string) string {
	parts := e.monitorsOwn()
	whole := len(parts) > 0
	for _, p := range parts {
		whole = whole && slices.Contains(gone, p)
	}
	switch n := len(gone); {
	case whole:
		return "the monitor of the secret " + foreign.Safe(e.names.Secret) + " is gone, with its alarm, topic and trail"
	case n > 1:
		return strings.Join(gone[:n-1], ", ") + " and " + gone[n-1] + " are gone"
	default:
		return gone[0] + " is gone"
	}
}

// monitorsOwn are the texts of the parts that make the monitor, none where it
// was not whole from the beginning.
func (e *experiment) monitorsOwn() []string {
	t := e.chain.Trail.Value
	if !e.takes(WayAlarm) || t == nil {
		return nil
	}
	return []string{alarmText(e.alarmName()), topicText(e.topicOf(WayAlarm)), trailText(t.Name)}
}

func alarmText(name string) string { return "the alarm " + foreign.Safe(name) }
func topicText(arn string) string  { return "the topic " + foreign.Safe(lastOf(arn)) }
func trailText(name string) string { return "the trail " + foreign.Safe(name) }

// part is something that a way needs.
type part struct {
	text string // safe for a terminal
	gone func(context.Context) (bool, error)
}

// gone are the parts that are not there. What cannot be seen counts as there.
func (e *experiment) gone(ctx context.Context) []string {
	parts := e.needed()
	gone := make([]bool, len(parts))
	var wg sync.WaitGroup
	for i, p := range parts {
		wg.Go(func() {
			is, err := p.gone(ctx)
			gone[i] = is && err == nil
		})
	}
	wg.Wait()
	var list []string
	for i, p := range parts {
		if gone[i] {
			list = append(list, p.text)
		}
	}
	return list
}

// needed are the parts of the ways, those that the experiment makes as soon as
// all is on.
func (e *experiment) needed() []part {
	var parts []part
	topic := func(arn string) {
		parts = append(parts, part{topicText(arn), func(ctx context.Context) (bool, error) {
			tags, err := topicTags(ctx, e.Account, arn)
			return tags == nil, err
		}})
	}
	if e.takes(WayAlarm) {
		name := e.alarmName()
		parts = append(parts, part{alarmText(name), func(ctx context.Context) (bool, error) {
			state, err := watch.State(ctx, e.Account, name)
			return state == nil, err
		}})
		topic(e.topicOf(WayAlarm))
	}
	trail := func(name, arn string) {
		parts = append(parts, part{trailText(name), func(ctx context.Context) (bool, error) {
			t, err := trailOf(ctx, e.Account, arn)
			return t == nil, err
		}})
	}
	own := e.chain.Trail.Value
	if own != nil { // all ways begin with it
		trail(own.Name, own.ARN)
	}
	if e.takes(WayTrail) {
		if own == nil || own.ARN != e.sender.ARN {
			trail(e.sender.Name, e.sender.ARN)
		}
		if to := e.topicOf(WayTrail); (e.on || e.already[WayTrail]) && to != e.topicOf(WayAlarm) {
			topic(to)
		}
	}
	if e.takes(WayRule) && (e.on || e.already[WayRule]) {
		topic(e.reads)
		parts = append(parts, part{"the rule " + foreign.Safe(e.ruleName), func(ctx context.Context) (bool, error) {
			tags, err := ruleTags(ctx, e.Account, e.rule)
			return tags == nil, err
		}})
	}
	return parts
}

// orGone is err, or that what is compared is gone where that explains it.
func (e *experiment) orGone(ctx context.Context, err error) error {
	if err == nil || ctx.Err() != nil || errors.Is(err, ErrGone) {
		return err
	}
	if why := e.standing(ctx); errors.Is(why, ErrGone) {
		return why
	}
	return err
}

// alarmName is the monitor's alarm's.
func (e *experiment) alarmName() string {
	if a := e.chain.Alarm.Value; a != nil {
		return a.Name
	}
	return ""
}
