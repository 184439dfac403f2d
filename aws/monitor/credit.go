package monitor

import (
	"cmp"
	"slices"
	"time"
)

// Arrived is a read that an alarm may have gone off for.
type Arrived struct {
	Read   time.Time // UTC, in whole seconds as CloudTrail has it
	Logged time.Time // when its record came to the log group; zero where that is not known
}

// Fired is an alarm's going off.
type Fired struct {
	At time.Time // UTC
	// From and To bound what the alarm looked at; zero where that is not known.
	From, To time.Time
}

// How long CloudTrail takes to bring a read's record to the log group, where
// that is not known of the read itself. AWS says "about five minutes on average"
// and promises nothing: both are reckoned.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/how-cloudtrail-works.html
const (
	soonest  = 2 * time.Minute
	latest   = 15 * time.Minute
	evaluate = 10 * time.Minute // from a record to its ALARM at most, where the alarm does not tell its points
)

// Soonest is within how little time a record usually does not come: on an
// endpoint that is faster than AWS, the least that was measured there.
func Soonest(reads []Arrived) time.Duration {
	least := soonest
	for _, r := range reads {
		if !r.Logged.IsZero() {
			least = min(least, max(r.Logged.Sub(r.Read), 0))
		}
	}
	return least
}

// Credited are the places in reads of the one that the alarm went off for: the
// earliest whose record had come by then. Where the times of delivery leave
// several, it was one of these, oldest first; nil is none. What comes less than
// soonest after its read, or later than usual, is taken only where nothing else
// fits, and is not likely then.
func Credited(reads []Arrived, fired Fired, soonest time.Duration) (of []int, likely bool) {
	came := -1
	var usual, unusual []int
	for i, r := range reads {
		age := fired.At.Sub(r.Read)
		switch {
		case age < 0:
		case !r.Logged.IsZero():
			if fired.counted(r.Logged) && (came < 0 || r.Logged.Before(reads[came].Logged)) {
				came = i
			}
		case age < soonest.Truncate(time.Second), age > latest:
			unusual = append(unusual, i)
		default:
			usual = append(usual, i)
		}
	}
	if came >= 0 {
		// What was read later has hardly overtaken it.
		usual = slices.DeleteFunc(usual, func(i int) bool { return !reads[i].Read.Before(reads[came].Read) })
		usual = append(usual, came)
	}
	oldestFirst := func(a, b int) int { return cmp.Or(reads[a].Read.Compare(reads[b].Read), cmp.Compare(a, b)) }
	if len(usual) > 0 {
		slices.SortFunc(usual, oldestFirst)
		return usual, true
	}
	slices.SortFunc(unusual, oldestFirst)
	return unusual, false
}

// counted reports that a record that came at t may be what the alarm went off for.
func (f Fired) counted(t time.Time) bool {
	switch {
	case t.After(f.At):
		return false
	case f.From.IsZero() || !f.To.After(f.From):
		return f.At.Sub(t) <= evaluate
	default:
		return !t.Before(f.From) && t.Before(f.To)
	}
}
