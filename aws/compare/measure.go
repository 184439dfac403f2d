package compare

import (
	"context"
	"fmt"
	"time"

	"secretwatch/aws/trace"
	"secretwatch/aws/watch"
)

// pace is how long the parts of a round take: on AWS minutes, on the sandbox's
// fast pace seconds.
type pace struct {
	look  time.Duration // between two looks
	quiet time.Duration // after a read, before AWS is asked about the alarm
	last  time.Duration // the same after the last read, for what comes late
	late  time.Duration // from when on a mail is not waited for any more
	check time.Duration // between two looks whether what is compared is still there
}

func (e *experiment) pace() pace {
	switch {
	case e.o.Fast:
		// There a breaching point counts for ten seconds, and every question to
		// AWS makes a record, hence another file.
		return pace{250 * time.Millisecond, 11 * time.Second, 3 * time.Second, 40 * time.Second, 6 * time.Second}
	default:
		return pace{20 * time.Second, time.Minute, time.Minute, 25 * time.Minute, time.Minute}
	}
}

// measure makes the reads, each when the alarm is back to OK, and waits for
// what each way sends.
func (e *experiment) measure(ctx context.Context) error {
	for i := range e.o.Reads {
		if err := e.settle(ctx); err != nil {
			return err
		}
		read, err := trace.Read(ctx, e.Account, e.names.Secret)
		if err != nil {
			return err
		}
		e.result.Reads = append(e.result.Reads, Read{RequestID: read.RequestID, At: read.At})
		e.tell(EventRead, fmt.Sprintf("read %d of %d; its value was thrown away unread, request id %s", i+1, e.o.Reads, read.RequestID))
		if err := e.follow(ctx, i); err != nil {
			return err
		}
	}
	return nil
}

// settle waits until the alarm is OK: in ALARM it would not mail again.
func (e *experiment) settle(ctx context.Context) error {
	if !e.takes(WayAlarm) {
		return nil
	}
	p := e.pace()
	e.enter(PhaseSettle, p.late)
	begun, said, every := time.Now(), time.Time{}, max(p.look, time.Second)
	for {
		state, err := watch.State(ctx, e.Account, e.alarmName())
		switch {
		case err != nil:
			if ctx.Err() != nil {
				return ctx.Err()
			}
			e.warn(err)
		case state == nil:
			if err := e.standing(ctx); err != nil {
				return err
			}
		case state.State != "ALARM":
			return nil
		}
		if time.Since(begun) > p.late {
			e.tell(EventWarning, "the alarm does not come back to OK: it will not mail this read")
			return nil
		}
		if time.Since(said) >= remind {
			said = time.Now()
			e.waiting("the alarm has to be OK again before the next read")
		}
		if err := pause(ctx, every); err != nil {
			return err
		}
		if err := e.look(ctx); err != nil {
			return err
		}
	}
}

// follow waits until every way has told of a read, or is late.
func (e *experiment) follow(ctx context.Context, read int) error {
	p, begun, said := e.pace(), time.Now(), time.Now()
	checked := check{last: begun}
	e.enter(PhaseFollow, p.late)
	quiet := p.quiet
	if read == e.o.Reads-1 {
		quiet = p.last
	}
	for {
		if err := pause(ctx, p.look); err != nil {
			return err
		}
		if err := e.look(ctx); err != nil {
			return err
		}
		missing := e.missing(read)
		gone := time.Since(begun)
		switch {
		case len(missing) == 0 && gone >= quiet:
			return nil
		case gone >= p.late:
			for _, w := range missing {
				e.late[w] = true
				e.tell(EventWarning, fmt.Sprintf("no mail of %s for read %d within %s; it is not waited for any more", w.Word(), read+1, took(p.late)))
			}
			return nil
		}
		if len(missing) == 0 {
			continue
		}
		if checked.due(p.check) {
			if err := e.standing(ctx); err != nil {
				return err
			}
		}
		if time.Since(said) >= remind {
			said = time.Now()
			e.waiting(fmt.Sprintf("%s has not told of read %d yet", missing[0].Word(), read+1))
		}
	}
}

// missing are the ways that are waited for and have not told of a read yet.
func (e *experiment) missing(read int) []Way {
	var list []Way
	for _, w := range Ways() {
		if !e.takes(w) || e.late[w] {
			continue
		}
		if _, ok := e.result.After(e.result.Way(w), read); !ok {
			list = append(list, w)
		}
	}
	return list
}

// look finds out anew what every way has sent, and tells of what is new.
func (e *experiment) look(ctx context.Context) error {
	var byWay map[Way][]Mail
	published := map[Way]int{}
	if e.o.Inbox != nil {
		var err error
		if byWay, err = e.arrived(ctx); err != nil {
			return err
		}
	} else {
		byWay = e.sent(ctx, published)
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	e.result.Ways = nil
	for _, w := range Ways() {
		o := e.outcome(w)
		o.Mails = byWay[w]
		if n, ok := published[w]; ok {
			o.Published = n
		}
		e.result.Ways = append(e.result.Ways, o)
		for _, m := range o.Mails[min(e.told[w], len(o.Mails)):] {
			e.tell(EventMail, e.mailText(w, m))
		}
		e.told[w] = len(o.Mails)
	}
	e.show()
	return nil
}

func (e *experiment) mailText(w Way, m Mail) string {
	what := "about something else"
	switch {
	case len(m.Reads) > 0:
		i := m.Reads[0]
		most := ""
		if m.Grain > 0 {
			most = "at most "
		}
		what = fmt.Sprintf("of read %d, %s%s after it", i+1, most, took(max(0, m.At.Sub(e.result.Reads[i].At))))
	case m.About == AboutSecret:
		what = "about this secret, and none of these reads"
	case m.About == AboutOther && m.OwnCalls:
		what = "about nothing but this program's own calls"
	case m.About == AboutUnknown:
		what = "about nobody knows what"
	}
	return fmt.Sprintf("mail by %s: %s", w.Word(), what)
}
