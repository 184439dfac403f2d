package talk

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"secretwatch/aws/expected"
	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// narrowing is which of the reads are heard.
type narrowing struct {
	query string        // words in small letters, each of which a read has to have; "" for all
	odd   bool          // neither tests nor by readers who are expected
	span  time.Duration // up to now; 0 for all
}

// passes reports that a read is to be heard.
func (w *watching) passes(r watch.Read) bool {
	n := w.only
	switch {
	case n.odd && (r.Test || w.expected[expected.Of(r.Who)]):
		return false
	case n.span > 0 && r.Time.Before(w.now.Add(-n.span)):
		return false
	case n.query == "":
		return true
	}
	test := ""
	if r.Test {
		test = "test"
	}
	texts := strings.ToLower(strings.Join([]string{
		plain.WhoText(r), r.Who.ARN.Safe(), string(r.How), r.Agent.Safe(), r.Secret.Safe(), r.From.Safe(), string(r.Result), r.Error.Safe(), r.EventID, r.RequestID, w.out.Clock(r.Time), test,
	}, "\n"))
	for word := range strings.FieldsSeq(n.query) {
		if !strings.Contains(texts, word) {
			return false
		}
	}
	return true
}

// shown are the reads that are heard, oldest first.
func (w *watching) shown() []watch.Read {
	if w.only == (narrowing{}) {
		return w.reads
	}
	var list []watch.Read
	for _, r := range w.reads {
		if w.passes(r) {
			list = append(list, r)
		}
	}
	return list
}

// filter hears only the reads that have a text in them.
func (w *watching) filter(text string) {
	switch text {
	case "":
		if w.only.query == "" {
			w.say("No filter is set. Type filter and a text, such as filter denied or filter alice.")
			return
		}
	case "off", "all", "none":
		w.only.query = ""
	default:
		w.only.query = text
	}
	w.sayNarrowed()
}

// unexpected hears only the reads that nobody expects, or all again.
func (w *watching) unexpected(text string) {
	if w.feed.Unexpected {
		w.say("This watch was begun with --unexpected: it has no other reads.")
		return
	}
	w.only.odd = text != "off" && (text == "on" || !w.only.odd)
	w.sayNarrowed()
}

// span hears only the reads of the newest time.
func (w *watching) span(text string) {
	switch d, err := spanOf(text); {
	case text == "" && w.only.span == 0:
		w.say("All reads that are here are heard. Type span and a time, such as span 15m, span 6h or span 7d.")
		return
	case text == "":
	case text == "off" || text == "all":
		w.only.span = 0
	case err != nil:
		w.say("%s", plain.Sentence(err.Error()))
		return
	default:
		w.only.span = d
	}
	w.sayNarrowed()
	if from := w.now.Add(-w.only.span); w.only.span > 0 && w.feed.Past != nil && !w.past.read && from.Before(w.held()) {
		w.say("The reads here begin at %s. Type history to ask Event history for those before.", w.out.Clock(w.held()))
	}
}

// longestSpan is how far back Event history goes.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/view-cloudtrail-events.html
const longestSpan = 90 * 24 * time.Hour

// spanOf is a time of minutes, hours or days, such as 15m, 6h or 7 days.
func spanOf(text string) (time.Duration, error) {
	text = strings.TrimSpace(text)
	digits := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	n, err := strconv.Atoi(digits)
	unit := map[string]time.Duration{
		"m": time.Minute, "min": time.Minute, "minute": time.Minute, "h": time.Hour, "hour": time.Hour, "d": 24 * time.Hour, "day": 24 * time.Hour,
	}[strings.TrimSuffix(strings.TrimSpace(text[len(digits):]), "s")]
	if err != nil || n < 1 || unit == 0 || n > int(longestSpan/unit) {
		return 0, fmt.Errorf("%q is no time such as 15m, 6h or 7d, up to 90d", foreign.Safe(text))
	}
	return time.Duration(n) * unit, nil
}

// sayNarrowed says which reads are heard, and how many of those that are here
// they are.
func (w *watching) sayNarrowed() {
	n := w.only
	if n == (narrowing{}) {
		w.say("All reads are heard: %d are here.", len(w.reads))
		return
	}
	var which []string
	if n.query != "" {
		which = append(which, fmt.Sprintf("that have %q in them", foreign.Safe(n.query)))
	}
	if n.odd {
		which = append(which, "that nobody expects, with all tests left out")
	}
	if n.span > 0 {
		which = append(which, "of the last "+spanWords(n.span))
	}
	w.say("Heard are only the reads %s: %d of %d that are here.", strings.Join(which, ", and "), len(w.shown()), len(w.reads))
	w.say("%s", everything(n))
}

// everything says how to hear all again.
func everything(n narrowing) string {
	var words []string
	if n.query != "" {
		words = append(words, "filter off")
	}
	if n.odd {
		words = append(words, "unexpected off")
	}
	if n.span > 0 {
		words = append(words, "span off")
	}
	return "To hear the others too, type " + strings.Join(words, ", and ") + "."
}

// spanWords is a span in its greatest whole unit.
func spanWords(d time.Duration) string {
	switch {
	case d%(24*time.Hour) == 0:
		return count(int(d/(24*time.Hour)), "day")
	case d%time.Hour == 0:
		return count(int(d/time.Hour), "hour")
	default:
		return count(int(d/time.Minute), "minute")
	}
}

// held is the time of the oldest read that can be here.
func (w *watching) held() time.Time {
	from := w.since.Add(-w.feed.Back)
	if len(w.reads) > 0 && (w.dropped || w.reads[0].Time.Before(from)) {
		return w.reads[0].Time
	}
	return from
}
