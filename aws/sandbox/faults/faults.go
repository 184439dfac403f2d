// Package faults breaks a healthy monitor, once for each known cause, by the
// API calls that would break it in AWS and by nothing else. Its tests are the
// fault matrix: for every cause that the doctor has to name, what becomes of
// the mail, and what AWS shows of it, is compared with what AWS says. It is no
// part of the sandbox's core and may import account, monitor, iampolicy, command
// and the SDK; its tests may import everything below aws.
package faults

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"secretwatch/aws/account"
	"secretwatch/aws/doctor/pages"
	"secretwatch/aws/monitor"
)

// Effect is what a fault does to the mail for a read.
type Effect string

// The effects.
const (
	NoMail    Effect = "no mail comes"
	MayCome   Effect = "whether a mail comes is left to chance"
	MailComes Effect = "the mail comes all the same"
)

// Fault is one cause of a missing mail that a person can bring about by API
// calls.
type Fault struct {
	Code  string // the doctor's, such as trail-not-logging
	Title string // what was done, as one sentence without its full stop
	// Verdict is the code of the doctor's verdict where that is another one,
	// and Code stands in its evidence.
	Verdict string
	Effect  Effect
	// ByARN says that only reads that name the secret by its ARN show it.
	ByARN bool

	cut func(*breaker)
}

// Names reports whether a verdict's code is the one for this fault.
func (f Fault) Names(verdict string) bool {
	return verdict == f.Code || f.Verdict != "" && verdict == f.Verdict
}

// Faults lists every fault, about in the order of the hops.
func Faults() []Fault {
	return slices.Concat(trailFaults(), deliveryFaults(), filterFaults(), alarmFaults(), regionFaults(), topicFaults(), subscriptionFaults())
}

// Find is the fault with this code.
func Find(code string) (Fault, bool) { return find(Faults(), code) }

func find(all []Fault, code string) (Fault, bool) {
	i := slices.IndexFunc(all, func(f Fault) bool { return f.Code == code })
	if i < 0 {
		return Fault{}, false
	}
	return all[i], true
}

// Random draws one of the faults that keep the mail from coming; r alone
// decides which.
func Random(r *rand.Rand) Fault {
	stopping := slices.DeleteFunc(Faults(), func(f Fault) bool { return f.Effect != NoMail })
	return stopping[r.IntN(len(stopping))]
}

// Target is the monitor to break.
type Target struct {
	monitor.Names
	Email string // the address whose mail matters
}

// Injected is what was done.
type Injected struct {
	Fault
	Commands []string // the calls as lines of the AWS CLI, in their order
}

// Inject breaks a healthy monitor with the fault of this code, of Faults or of
// RuleFaults. Where the error is not nil the commands are those that had been
// carried out before it.
func Inject(ctx context.Context, a *account.Account, t Target, code string) (Injected, error) {
	f, ok := find(append(Faults(), RuleFaults()...), code)
	if !ok {
		return Injected{}, fmt.Errorf("no fault is called %q", code)
	}
	b := &breaker{ctx: ctx, Account: a, Target: t, done: &[]string{}}
	f.cut(b)
	done := Injected{Fault: f, Commands: *b.done}
	if b.err != nil {
		return done, fmt.Errorf("breaking the monitor of %q: %w", t.Secret, b.err)
	}
	return done, nil
}

// Near lists the codes that a mistyped one may have meant, at most three.
func Near(code string) []string {
	var near []string
	for _, most := range []int{2, 4} {
		for _, f := range Faults() {
			meant := pages.Distance(code, f.Code) <= most || len(code) > 3 && strings.Contains(f.Code, code)
			if meant && !slices.Contains(near, f.Code) {
				near = append(near, f.Code)
			}
		}
		if len(near) > 0 {
			break
		}
	}
	return near[:min(len(near), 3)]
}
