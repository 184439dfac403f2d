package compare

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"secretwatch/aws/account"
)

// tagRun is on the experiment's topics and says which run made them: when it
// began, when it is over at the latest, a digest of the machine's name, and the
// process there. Values of tags take letters, digits, blanks and _.:/=+-@.
const tagRun = "secretwatch:run"

// A read is waited for 25 minutes at most, and what comes after the last one
// takes a few.
const (
	longestRead = 30 * time.Minute
	longestEnd  = 10 * time.Minute
)

// Other is a run whose process may still be at work.
type Other struct {
	Began, Over time.Time // UTC, over at the latest
	Here        bool      // its process is alive on this machine
	Ago         time.Duration
}

// Where says where it is, for a sentence.
func (o Other) Where() string {
	if o.Here {
		return "in another terminal of this machine"
	}
	return "on another machine"
}

// Running is the run that made these things, where it may still be going on;
// false where its process is gone, or its longest time is over.
func Running(ctx context.Context, a *account.Account, things []Thing) (Other, bool) {
	if ctx.Err() != nil {
		return Other{}, false
	}
	for _, t := range things {
		if o, ok := mayRun(t.run, machine(), a.Clock.Now(), os.Getpid(), alive); ok {
			return o, true
		}
	}
	return Other{}, false
}

// mayRun judges a tag's value. This process knows that it runs none itself.
func mayRun(value, here string, now time.Time, self int, lives func(pid int) bool) (Other, bool) {
	part := strings.Fields(value)
	if len(part) != 4 {
		return Other{}, false
	}
	began, err1 := time.Parse(time.RFC3339, part[0])
	over, err2 := time.Parse(time.RFC3339, part[1])
	pid, err3 := strconv.Atoi(part[3])
	if errors.Join(err1, err2, err3) != nil || pid <= 0 || !now.Before(over) {
		return Other{}, false
	}
	same := part[2] == here
	if same && (pid == self || !lives(pid)) {
		return Other{}, false
	}
	return Other{Began: began, Over: over, Here: same, Ago: max(0, now.Sub(began)).Truncate(time.Second)}, true
}

// runTag is the tag's value for this run.
func (e *experiment) runTag() string {
	confirm := e.o.ConfirmWithin
	if confirm == 0 {
		confirm = confirmWithin
	}
	began := e.result.Started.UTC()
	over := began.Add(confirm + time.Duration(e.o.Reads)*longestRead + longestEnd)
	return fmt.Sprintf("%s %s %s %d", began.Format(time.RFC3339), over.Format(time.RFC3339), machine(), os.Getpid())
}

// machine tells this machine from others without its name.
func machine() string {
	name, err := os.Hostname()
	if err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%x", sha256.Sum256([]byte("secretwatch "+name)))[:12]
}

// alive reports that a process is there, or that nobody can tell.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	err = p.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}
