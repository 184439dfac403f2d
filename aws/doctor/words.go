package doctor

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/arnpart"
)

// when is a moment and how long ago it was, "" for the zero time.
func (j *judge) when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s (%s)", t.UTC().Format(time.RFC3339), j.ago(t))
}

// clock is a moment of the last day by its time, an older one with its date.
func (j *judge) clock(t time.Time) string {
	if j.s.At.Sub(t) < 24*time.Hour {
		return t.UTC().Format("15:04:05 UTC")
	}
	return t.UTC().Format("2006-01-02 15:04 UTC")
}

// at is a moment for a sentence that stands on a screen for minutes, where "12 s
// ago" would soon be wrong.
func (j *judge) at(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return "at " + j.clock(t)
}

// ago is how long ago something was by AWS's clock, such as "12 s ago".
func (j *judge) ago(t time.Time) string {
	d := j.s.At.Sub(t)
	switch {
	case t.IsZero():
		return "never"
	case d < 0:
		return "in " + span(-d)
	default:
		return span(d) + " ago"
	}
}

// span is a duration in its largest fitting unit.
func span(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", int(d.Seconds()))
	case d < 2*time.Hour:
		return fmt.Sprintf("%d min", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d h", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days", int(d.Hours()/24))
	}
}

// seconds is a period in words.
func seconds(n int32) string {
	if n%60 == 0 && n > 60 {
		return fmt.Sprintf("%d minutes", n/60)
	}
	return fmt.Sprintf("%d seconds", n)
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', 6, 64) }

// list joins names for a sentence; "none" where there are none.
func list(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func to(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " to " + strings.Join(names, ", ")
}

// plural is a count with its noun.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func isTopic(arn string) bool { return arnpart.Service(arn) == "sns" }

func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }
