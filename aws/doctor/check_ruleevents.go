package doctor

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"secretwatch/aws/eventpattern"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
)

// eventPattern is the event pattern as setup writes it.
func (j *judge) eventPattern() foreign.String {
	return foreign.New(monitor.EventPattern(j.s.Names.Secret, j.secretARN()))
}

// eventOf is the event that a record of CloudTrail becomes.
// https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
func (j *judge) eventOf(text string) string {
	var doc struct{ EventTime, AWSRegion, EventSource string }
	if json.Unmarshal([]byte(text), &doc) != nil {
		return ""
	}
	service, _, _ := strings.Cut(doc.EventSource, ".")
	return compact(map[string]any{
		"version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "AWS API Call via CloudTrail", "source": "aws." + service,
		"account": j.s.Account, "time": doc.EventTime, "region": cmp.Or(doc.AWSRegion, j.s.Region), "resources": []string{},
		"detail": json.RawMessage(text),
	})
}

// RuleTakes reports that the pattern of a monitor's rule takes a read, by its
// record; false where either is not known.
func RuleTakes(s monitor.Snapshot, record string) bool {
	if record == "" || s.Rule.Value == nil {
		return false
	}
	p, err := eventpattern.Parse(s.Rule.Value.Pattern.Raw())
	return err == nil && (&judge{s: s}).takes(p, record)
}

func (j *judge) takes(p *eventpattern.Pattern, record string) bool {
	taken, err := p.Match(j.eventOf(record))
	return err == nil && taken
}

func (j *judge) takesAny(p *eventpattern.Pattern, records []string) bool {
	return slices.ContainsFunc(records, func(r string) bool { return j.takes(p, r) })
}

// eventsOf asks whether the rule's pattern takes a read, however the reader
// named the secret, and the newest one that there was.
func (j *judge) eventsOf(r monitor.Rule) {
	p, err := eventpattern.Parse(r.Pattern.Raw())
	if err != nil {
		j.unreadablePattern(r, err)
		return
	}
	secret := j.s.Names.Secret
	named, arned := j.takesAny(p, j.byName()), j.takesAny(p, j.byARN())
	if j.arnOrEmpty() == "" {
		arned = named // the ARN's last characters are not known, and a pattern lists them
	}
	switch {
	case !named && !arned:
		j.mismatch(r, p, "the pattern of EventBridge rule %s takes no read of %s", r.Name, secret)
	case !arned:
		j.mismatch(r, p, "the pattern of EventBridge rule %s takes reads that name %s, but not those that give its ARN, as the console does", r.Name, secret)
	case !named:
		j.mismatch(r, p, "the pattern of EventBridge rule %s takes reads that give the ARN of %s, but not those that name it, as the AWS CLI may", r.Name, secret)
	default:
		j.leftOut(r, p)
		j.ruleTooWide(r, p)
	}
	j.rulePasses(monitor.HopFilter, "the pattern of EventBridge rule %s takes a read of %s, by name and by ARN", r.Name, secret).
		seen("event pattern", "%s", r.Pattern.Safe())
}

func (j *judge) unreadablePattern(r monitor.Rule, err error) {
	f := j.note(codeCannotSee, Unknown, "cannot judge the pattern of EventBridge rule %s: it is not understood here", r.Name)
	f.Hop = monitor.HopFilter
	f.seen("event pattern", "%s", r.Pattern.Safe()).seen("error", "%s", err).
		mend("let AWS test the pattern", j.cli("events", "test-event-pattern").with("--event-pattern", r.Pattern.Raw()).
			with("--event", j.eventOf(j.byARN()[0])).String())
}

// mismatch is the finding about a pattern that takes no read. It is shown on
// the newest real read that it leaves out, else on one as readers make them.
func (j *judge) mismatch(r monitor.Rule, p *eventpattern.Pattern, format string, args ...any) *Finding {
	f := j.broken(codeRulePattern, format, args...)
	var text string
	of := "a read"
	if i := slices.IndexFunc(j.reads, func(have record.Read) bool { return !j.takes(p, j.recordOf(have)) }); i >= 0 {
		text, of = j.recordOf(j.reads[i]), "the read "+j.clock(j.reads[i].Time)
	} else {
		all := slices.Concat(j.byName(), j.byARN())
		text = all[max(0, slices.IndexFunc(all, func(text string) bool { return !j.takes(p, text) }))]
	}
	j.missed(f, p, text, of)
	f.seen("event pattern", "%s", r.Pattern.Safe())
	j.putPattern(f, r, j.widened(r.Pattern), "give the rule a pattern that takes reads by name and by ARN")
	return f
}

// missed says which part of the pattern fails on which value.
func (j *judge) missed(f *Finding, p *eventpattern.Pattern, text, of string) {
	misses, err := p.WhyNot(j.eventOf(text))
	if err != nil {
		return
	}
	for _, m := range misses {
		f.seen(m.Path, "asks for %s; %s has %s", m.Wanted, of, cmp.Or(short(m.Found), "nothing there"))
	}
}

// short keeps an object of a record from filling the screen.
func short(text string) string {
	const most = 200
	if runes := []rune(text); len(runes) > most {
		return fmt.Sprintf("%s... (%d characters)", string(runes[:most]), len(runes))
	}
	return text
}

// leftOut finds that a pattern which takes reads leaves out the newest one that
// there was, by what is known of it for certain. One that leaves out certain
// callers may be meant so.
func (j *judge) leftOut(r monitor.Rule, p *eventpattern.Pattern) {
	if len(j.reads) == 0 {
		return
	}
	newest := j.reads[0]
	text := j.recordOf(newest)
	misses, err := p.WhyNot(j.eventOf(text))
	if err != nil || len(misses) == 0 {
		return
	}
	_, known := j.logged[newest.EventID]
	caller := slices.ContainsFunc(misses, func(m eventpattern.Miss) bool { return isCaller(m.Path) })
	switch {
	case caller && slices.ContainsFunc(misses, purposely):
		return
	case caller && !known && slices.ContainsFunc(misses, func(m eventpattern.Miss) bool { return m.Found == "" }):
		return // what is written down of the read lacks it, and its record may not
	}
	f := j.mismatch(r, p, "the pattern of EventBridge rule %s leaves out the newest read of %s, so no mail of the rule comes for it", r.Name, j.s.Names.Secret)
	if caller {
		f.Status, f.Remedy.Kind = Warning, Person
	}
}

// isCaller reports a path that is about who reads, and from where.
func isCaller(path string) bool {
	return strings.HasPrefix(path, "detail.userIdentity") || path == "detail.sourceIPAddress" || path == "detail.userAgent"
}

// purposely reports a part of a pattern that names whom it leaves out.
func purposely(m eventpattern.Miss) bool {
	return isCaller(m.Path) && m.Found != "" && strings.Contains(m.Wanted, `"anything-but"`)
}
