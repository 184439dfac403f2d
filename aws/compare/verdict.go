package compare

import (
	"fmt"
	"strings"
	"time"
)

// Verdict is the result in three sentences: how fast, what each way tells and
// how much beside it, and what to keep. They say "sent": that a mail arrived
// only an inbox can show.
func Verdict(r Result) []string {
	if len(r.Reads) == 0 {
		return []string{"Nothing was measured: the secret was not read."}
	}
	if r.Cut() {
		return []string{"The comparison was stopped before every way had told of every read, so there is nothing to judge."}
	}
	return []string{speed(r), content(r), advice(r)}
}

// Mean is how long a way took on average, over the reads that it told of.
func (r Result) Mean(w Way) (mean time.Duration, told int) {
	o := r.Way(w)
	for i := range r.Reads {
		if after, ok := r.After(o, i); ok {
			mean += after
			told++
		}
	}
	if told > 0 {
		mean /= time.Duration(told)
	}
	return mean, told
}

// average is no finer than the reads' times that it is of.
func (r Result) average(w Way, mean time.Duration) string {
	if mean%time.Second == 0 || mean >= time.Minute {
		return took(mean)
	}
	o := r.Way(w)
	for i := range r.Reads {
		if after, ok := r.After(o, i); ok && after%time.Second != 0 {
			return took(mean)
		}
	}
	return fmt.Sprintf("about %d s", int(mean.Round(time.Second).Seconds()))
}

func speed(r Result) string {
	var parts []string
	fastest, best := Way(""), time.Duration(0)
	for _, w := range Ways() {
		if r.Way(w).Skipped != "" {
			parts = append(parts, w.Word()+" was left out")
			continue
		}
		mean, told := r.Mean(w)
		if told == 0 {
			parts = append(parts, w.Word()+" told of none")
			continue
		}
		most := ""
		if !r.Way(w).Exact() {
			most = "at most "
		}
		text := fmt.Sprintf("%s told of %d after %s%s", w.Word(), told, most, r.average(w, mean))
		if told > 1 {
			text += " on average"
		}
		parts = append(parts, text)
		if fastest == "" || mean < best {
			fastest, best = w, mean
		}
	}
	where := ""
	if r.Inbox {
		where = " on the sandbox, whose times are not AWS's"
	}
	text := fmt.Sprintf("Of %s%s, %s", counted(len(r.Reads), "read"), where, strings.Join(parts, ", "))
	if fastest == "" {
		return text + "."
	}
	return text + "; " + fastest.Word() + " was the fastest."
}

func content(r Result) string {
	var parts []string
	for _, w := range Ways() {
		o := r.Way(w)
		if o.Skipped != "" {
			continue
		}
		text := fmt.Sprintf("%s sent %s", w.Word(), counted(o.Count(), "mail"))
		if n := o.Of(AboutOther); n > 0 {
			text += fmt.Sprintf(", %d of them about something else", n) + o.daily(n)
		}
		if n := o.Of(AboutUnknown); n > 0 {
			text += fmt.Sprintf(", %d about nobody knows what", n)
		}
		parts = append(parts, text+" ("+tells[w]+")")
	}
	text := strings.Join(parts, "; ")
	if text == "" {
		return "No way was measured."
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

// daily divides the mails about something else into those that come in daily
// life too and those that only the measuring has caused.
func (o Outcome) daily(other int) string {
	switch own := o.OwnCalls(); own {
	case 0:
		return ""
	case other:
		return ": all only because of this program's own calls, none as in daily life"
	default:
		return fmt.Sprintf(": %d as in daily life, %d only because of this program's own calls", other-own, own)
	}
}

// tells is what a mail of each way says of a read.
var tells = map[Way]string{
	WayTrail: "which file came, not what is in it",
	WayAlarm: "that there was a read, not by whom",
	WayRule:  "who read which secret, when, from where and how",
}

func advice(r Result) string {
	rule, alarm := r.reliable(WayRule), r.reliable(WayAlarm)
	var text string
	switch {
	case rule && alarm && r.Kept:
		text = "Keep the alarm, which also counts and shows a state; EventBridge, which is part of the monitor, tells who it was"
	case rule && alarm:
		text = "Keep the alarm, which also counts and shows a state, and take EventBridge beside it to be told who it was"
	case rule:
		text = "EventBridge told of every read and the alarm did not: find out why with secretwatch doctor"
	case alarm:
		text = "Keep the alarm: it told of every read"
		if r.Way(WayRule).Skipped == "" {
			text += ", and EventBridge did not"
		}
	default:
		return "No way but a log file's told of every read: find out why with secretwatch doctor."
	}
	switch {
	case r.Flood != nil && r.Flood.MailsADay >= 0:
		text += fmt.Sprintf("; take the trail's notifications off the alarm's topic, where they are about %s a day", counted(r.Flood.MailsADay, "mail"))
	case r.Flood != nil:
		text += "; take the trail's notifications off the alarm's topic, where they bury the alarm's mails"
	case r.Way(WayTrail).Skipped == "":
		text += "; leave CloudTrail's notifications to programs that fetch the files"
	}
	return text + "."
}

// reliable reports that a way told of every read.
func (r Result) reliable(w Way) bool {
	_, told := r.Mean(w)
	return r.Way(w).Skipped == "" && told == len(r.Reads)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func took(d time.Duration) string {
	if d < time.Minute {
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%d min %02d s", int(d.Minutes()), int(d.Seconds())%60)
}
