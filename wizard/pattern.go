package wizard

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"secretwatch/aws/filter"
	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
)

// maxPattern is what PutMetricFilter takes, in characters.
const maxPattern = 1024

func checkPattern(a string) string {
	if n := utf8.RuneCountInString(a); n > maxPattern {
		return fmt.Sprintf("The pattern has %d characters; a metric filter takes at most %d.", n, maxPattern)
	}
	_, err := filter.Parse(a)
	if err == nil {
		return ""
	}
	text := strings.TrimSuffix(foreign.Safe(err.Error()), ".") + "."
	var wrong *filter.SyntaxError
	if errors.As(err, &wrong) && wrong.Vague { // then the hint is in it
		return "CloudWatch Logs would refuse this pattern: " + text
	}
	return "CloudWatch Logs would refuse this pattern: " + text + patternHint(a)
}

// patternHint says what is probably meant, where AWS only quotes a character.
func patternHint(a string) string {
	trimmed := strings.TrimSpace(a)
	switch {
	case strings.HasPrefix(trimmed, "$."):
		return ` A pattern that compares fields stands in braces, such as { $.eventName = "GetSecretValue" }.`
	case strings.Count(trimmed, `"`)%2 == 1:
		return " A double quote is not closed."
	case strings.HasPrefix(trimmed, "{") && hasSingle(trimmed, '&'):
		return " Conditions are joined with &&."
	case strings.HasPrefix(trimmed, "{") && hasSingle(trimmed, '|'):
		return " Alternatives are joined with ||."
	case strings.HasPrefix(trimmed, "{"):
		return " A value with anything but letters and digits stands in double quotes."
	default:
		return " A word with anything but letters and digits stands in double quotes."
	}
}

// hasSingle reports whether c stands alone somewhere.
func hasSingle(s string, c byte) bool {
	return strings.IndexByte(strings.ReplaceAll(s, string([]byte{c, c}), ""), c) >= 0
}

// Trial is one record held against the pattern.
type Trial struct {
	Label   string // what kind of record, safe for a terminal
	Own     bool   // from the account's own Event history
	Matches bool
	Wanted  bool   // a read that ought to count
	Clause  string // the first clause that keeps it from matching
	Why     string // and why, as a sentence without a full stop
	read    bool   // it is a read of this secret that worked
}

// SetReads gives the account's own last reads, newest first, to try patterns on.
func (w *Wizard) SetReads(reads []record.Record) { w.reads, w.tries = reads, tries{} }

// ownTrials is how many of the account's own reads are tried.
const ownTrials = 4

// tries are what the answers made of the records, kept because a screen is drawn
// for every key that is pressed.
type tries struct {
	answers [3]string // the pattern, whether every attempt counts, the secret
	list    []Trial
	done    bool
}

// Trials holds the pattern as answered against the sample records and the
// account's own last reads. There are none where it is not a pattern.
func (w *Wizard) Trials() []Trial {
	now := [...]string{w.Answer(QPattern), w.Answer(QAttempts), w.Answer(QSecret)}
	if !w.tries.done || w.tries.answers != now {
		w.tries = tries{now, w.try(), true}
	}
	return slices.Clone(w.tries.list)
}

func (w *Wizard) try() []Trial {
	p, err := filter.Parse(w.Answer(QPattern))
	if err != nil {
		return nil
	}
	all := w.Answer(QAttempts) == Yes
	var trials []Trial
	for _, s := range w.samples() {
		t := tried(p, s.message)
		t.Label, t.read = s.label, s.kind == workedRead
		t.Wanted = t.read || s.kind == deniedRead && all
		trials = append(trials, t)
	}
	for _, r := range w.reads[:min(len(w.reads), ownTrials)] {
		read, ok := r.Read()
		if !ok {
			continue
		}
		t := tried(p, r.Raw.Raw())
		ours := read.Of(w.Answer(QSecret), "")
		t.Own, t.Label = true, ownLabel(read, ours)
		t.read = ours && read.Result == record.ResultOK
		t.Wanted = t.read || ours && all
		trials = append(trials, t)
	}
	return trials
}

func tried(p *filter.Pattern, message string) Trial {
	t := Trial{Matches: p.Match(message)}
	if missing := p.WhyNot(message); len(missing) > 0 {
		t.Clause, t.Why = foreign.Safe(missing[0].Text), foreign.Safe(missing[0].Why)
	}
	return t
}

func ownLabel(read record.Read, ours bool) string {
	what := "read by "
	if !ours {
		what = "another secret, by "
	}
	if read.Result != record.ResultOK {
		what = string(read.Result) + ", " + what
	}
	return read.Time.UTC().Format(time.TimeOnly) + " " + what + read.Who.Name.Safe()
}

// Misses reports that the pattern as answered matches none of the reads that
// worked: no e-mail would ever come.
func (w *Wizard) Misses() bool {
	trials := w.Trials()
	for _, t := range trials {
		if t.read && t.Matches {
			return false
		}
	}
	return len(trials) > 0
}

// advisePattern says what a pattern of the person's own takes too much or too
// little of.
func (w *Wizard) advisePattern() string {
	if !w.Changed(QPattern) || checkPattern(w.Answer(QPattern)) != "" {
		return ""
	}
	if w.Misses() {
		return "This pattern matches none of these reads: no e-mail would ever come."
	}
	var missed, extra []string
	for _, t := range w.Trials() {
		switch {
		case t.Wanted && !t.Matches:
			missed = append(missed, t.Label)
		case !t.Wanted && t.Matches:
			extra = append(extra, t.Label)
		}
	}
	var faults []string
	if len(missed) > 0 {
		faults = append(faults, "This pattern misses: "+strings.Join(missed, "; ")+".")
	}
	if len(extra) > 0 {
		faults = append(faults, "This pattern also counts: "+strings.Join(extra, "; ")+".")
	}
	if len(faults) == 0 {
		return "This pattern of your own tells these records apart as the recommended one does."
	}
	return strings.Join(faults, " ")
}
