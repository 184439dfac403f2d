package alarm

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Schedule is when an alarm mute rule is active: at one time, or again and
// again, each time for a while.
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-mute-rules.html
type Schedule struct {
	once   time.Time // zero where it recurs
	fields [5]uint64 // minutes, hours, days of the month, months, days of the week, a bit for each value
	length time.Duration
	zone   *time.Location
}

// How long a window may be.
const (
	minWindow = time.Minute
	maxWindow = 15 * 24 * time.Hour
)

// ParseSchedule reads at(2024-05-10T14:00) or cron(0 2 * * SUN), and a window's
// length as an ISO 8601 duration such as PT4H or P2DT12H.
func ParseSchedule(expression, duration string, zone *time.Location) (Schedule, error) {
	s := Schedule{zone: zone}
	var err error
	if s.length, err = parseDuration(duration); err != nil {
		return s, err
	}
	inner, found := between(expression, "at(")
	if found {
		s.once, err = time.ParseInLocation("2006-01-02T15:04", inner, zone)
		if err != nil {
			return s, fmt.Errorf("at(...) needs a time as yyyy-MM-ddThh:mm: %w", err)
		}
		return s, nil
	}
	if inner, found = between(expression, "cron("); !found {
		return s, errors.New("it is neither cron(...) nor at(...)")
	}
	return s, s.parseCron(inner)
}

func between(expression, open string) (string, bool) {
	inner, ok := strings.CutPrefix(strings.TrimSpace(expression), open)
	if !ok {
		return "", false
	}
	return strings.CutSuffix(inner, ")")
}

var isoDuration = regexp.MustCompile(`^P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?)?$`)

func parseDuration(text string) (time.Duration, error) {
	m := isoDuration.FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("%q is no ISO 8601 duration of days, hours and minutes", text)
	}
	var length time.Duration
	for i, unit := range []time.Duration{24 * time.Hour, time.Hour, time.Minute} {
		n, _ := strconv.Atoi("0" + m[i+1]) // digits only, or nothing
		length += time.Duration(n) * unit
	}
	if length < minWindow || length > maxWindow {
		return 0, fmt.Errorf("a duration is from PT1M to P15D, not %s", text)
	}
	return length, nil
}

// cronField is what one field of a cron expression may hold.
type cronField struct {
	name     string
	from, to int
	words    string // the names of its values, from the first on
}

// The days of the week are 0 to 6 from Sunday on, and 7 is Sunday too.
var cronFields = [5]cronField{
	{"minutes", 0, 59, ""},
	{"hours", 0, 23, ""},
	{"day-of-month", 1, 31, ""},
	{"month", 1, 12, "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC"},
	{"day-of-week", 0, 7, "SUN MON TUE WED THU FRI SAT"},
}

func (s *Schedule) parseCron(text string) error {
	parts := strings.Fields(text)
	if len(parts) != len(cronFields) {
		return fmt.Errorf("cron(...) has %d fields, not %d", len(cronFields), len(parts))
	}
	for i, part := range parts {
		bits, err := cronFields[i].bits(part)
		if err != nil {
			return err
		}
		s.fields[i] = bits
	}
	const sunday = 1 | 1<<7
	if s.fields[4]&sunday != 0 {
		s.fields[4] |= sunday
	}
	return nil
}

func (f cronField) bits(text string) (uint64, error) {
	var bits uint64
	for part := range strings.SplitSeq(text, ",") {
		low, high := f.from, f.to
		if part != "*" {
			first, last, ranged := strings.Cut(part, "-")
			var err error
			if low, err = f.value(first); err != nil {
				return 0, err
			}
			high = low
			if ranged {
				if high, err = f.value(last); err != nil {
					return 0, err
				}
			}
			if high < low {
				return 0, fmt.Errorf("%s: %s goes backwards", f.name, part)
			}
		}
		for n := low; n <= high; n++ {
			bits |= 1 << n
		}
	}
	return bits, nil
}

func (f cronField) value(text string) (int, error) {
	for i, word := range strings.Fields(f.words) {
		if strings.EqualFold(word, text) {
			return f.from + i, nil
		}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < f.from || n > f.to {
		return 0, fmt.Errorf("%s: %q is not from %d to %d", f.name, text, f.from, f.to)
	}
	return n, nil
}

// Recurring reports whether the schedule is a cron expression.
func (s Schedule) Recurring() bool { return s.once.IsZero() }

// Window is the window that at lies in, or else the next one. The start is
// zero where none comes any more.
func (s Schedule) Window(at time.Time) (start, end time.Time) {
	if !s.Recurring() {
		if end = s.once.Add(s.length); at.Before(end) {
			return s.once, end
		}
		return time.Time{}, time.Time{}
	}
	if start = s.startNear(at, -1); !start.IsZero() && at.Before(start.Add(s.length)) {
		return start, start.Add(s.length)
	}
	if start = s.startNear(at, 1); start.IsZero() {
		return start, start
	}
	return start, start.Add(s.length)
}

// How many days to look back, a window's longest, and ahead: the 29th of
// February may be eight years off.
const (
	lookBack  = 16
	lookAhead = 8*366 + 1
)

// startNear is the last start that is not after at (step -1), or the first
// one after it (step 1).
func (s Schedule) startNear(at time.Time, step int) time.Time {
	local := at.In(s.zone)
	year, month, day := local.Date()
	days := lookBack
	if step > 0 {
		days = lookAhead
	}
	for i := range days {
		date := time.Date(year, month, day+i*step, 0, 0, 0, 0, s.zone)
		if !s.onDay(date) {
			continue
		}
		for n := range 24 * 60 {
			minute := n
			if step < 0 {
				minute = 24*60 - 1 - n
			}
			if s.fields[1]>>(minute/60)&1 == 0 || s.fields[0]>>(minute%60)&1 == 0 {
				continue
			}
			start := time.Date(date.Year(), date.Month(), date.Day(), minute/60, minute%60, 0, 0, s.zone)
			if start.After(at) == (step > 0) {
				return start
			}
		}
	}
	return time.Time{}
}

// onDay is cron's rule: where both kinds of day are restricted, either will do.
func (s Schedule) onDay(date time.Time) bool {
	if s.fields[3]>>int(date.Month())&1 == 0 {
		return false
	}
	inMonth := s.fields[2]>>date.Day()&1 == 1
	inWeek := s.fields[4]>>int(date.Weekday())&1 == 1
	everyDate, _ := cronFields[2].bits("*")
	everyDay, _ := cronFields[4].bits("*")
	if s.fields[2] != everyDate && s.fields[4] != everyDay {
		return inMonth || inWeek
	}
	return inMonth && inWeek
}
