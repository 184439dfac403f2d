package doctor

import (
	"slices"
	"strings"

	"secretwatch/aws/eventpattern"
	"secretwatch/aws/monitor"
)

// byRule asks about the second way to be told, where the monitor has it: an
// EventBridge rule. It needs a trail that logs the read, and none of the log
// group, the metric filter and the alarm.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
func (j *judge) byRule() {
	if !j.s.ByRule() {
		return
	}
	j.ruleFrom = len(j.findings)
	switch r := j.s.Rule.Value; {
	case unseen(j, monitor.HopAlarm, "the EventBridge rule "+j.s.Names.Rule, j.s.Rule):
	case r == nil:
		j.noRule()
	default:
		j.eventsOf(*r)
		j.ruleState(*r)
		j.targets(*r)
	}
	j.ruleTopic()
	j.ruleSubscribers()
	j.otherWay()
}

// rulePasses adds what is well about the rule at a hop, unless something about
// the rule is not.
func (j *judge) rulePasses(hop monitor.Hop, format string, args ...any) *Finding {
	at := len(j.findings)
	f := j.note(string(hop), OK, format, args...)
	f.Hop = hop
	for _, have := range j.findings[j.ruleFrom:at] {
		if have.Hop == hop && have.Status != Warning && have.Status != OK {
			j.findings = j.findings[:at]
			break
		}
	}
	return f
}

// noRule says where the rule is, if it is anywhere.
func (j *judge) noRule() {
	name := j.s.Names.Rule
	missing(j, monitor.HopAlarm, "the EventBridge rules of other regions", j.s.AwayRules)
	var f *Finding
	if away, ok := j.awayRule(); ok {
		f = j.broken(codeRuleAway, "EventBridge rule %s is in %s, and gets no event of a read in %s", name, away.Region, j.s.Region).
			seen("rule", "%s", away.ARN).seen("rule in "+j.s.Region, "none").
			seen("note", "the rule in %s is left as it is", away.Region)
	} else {
		f = j.broken(codeRuleMissing, "EventBridge rule %s is not there, so it tells nobody of a read", name).
			seen("rule", "%s", j.ruleARN())
	}
	f.seen("ways to be told", "%s", j.waysTold())
	f.mend("make the rule in "+j.s.Region+", with its topic as target", j.makeRule()...)
	j.withARN(f)
}

// withARN leaves a remedy that writes the pattern to a person where the
// secret's ARN, which stands in it, is not known.
func (j *judge) withARN(f *Finding) {
	if j.arnOrEmpty() == "" {
		f.Remedy = &Remedy{Kind: Person, Summary: "the pattern needs the secret's ARN: look again once the secret can be seen"}
	}
}

// waysTold is what the alarm's tag remembers, "" where the rule's own tags say
// that it belongs to the monitor.
func (j *judge) waysTold() string {
	if a := j.s.Alarm.Value; a != nil && monitor.NotifiesByRule(a.Tags) {
		return "alarm tag " + monitor.TagNotify + ": " + a.Tags[monitor.TagNotify]
	}
	return ""
}

// awayRule is the rule of another region that was meant for this one: its
// pattern asks for reads of this region's secret. One of the same name may
// belong to a monitor there.
func (j *judge) awayRule() (monitor.Rule, bool) {
	if !j.s.AwayRules.There() {
		return monitor.Rule{}, false
	}
	list := *j.s.AwayRules.Value
	i := slices.IndexFunc(list, func(r monitor.Rule) bool {
		p, err := eventpattern.Parse(r.Pattern.Raw())
		return r.Region != j.s.Region && (j.namesHere(r.Pattern.Raw()) || err == nil && j.takesAny(p, j.byARN()))
	})
	if i < 0 {
		return monitor.Rule{}, false
	}
	return list[i], true
}

// namesHere reports that a pattern has the ARN of this region's secret, with its
// last characters or, as people write it by hand, without them.
func (j *judge) namesHere(pattern string) bool {
	arn := j.arnOrEmpty()
	i := strings.LastIndexByte(arn, '-')
	return i > 0 && (strings.Contains(pattern, `"`+arn[:i]+`"`) || strings.Contains(pattern, `"`+arn[:i]+`-`))
}

// ruleState asks whether the rule gets the event of a read.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail-management.html
func (j *judge) ruleState(r monitor.Rule) {
	good := func() string { return j.putRule(func(r *monitor.Rule) { r.State = monitor.RuleStateAll }) }
	switch r.State {
	case "DISABLED":
		j.broken(codeRuleDisabled, "EventBridge rule %s is switched off: it looks at no event", r.Name).
			seen("state", "%s", r.State).seen("rule", "%s", r.ARN).
			seen("note", "EnableRule takes no state: that it brings back the one that sees reads is documented nowhere").
			mend("switch it on with state "+monitor.RuleStateAll+"; everything else of it is kept", good())
	case "ENABLED":
		j.broken(codeRuleBlind, "EventBridge rule %s is ENABLED only, and a rule in that state gets no event of a Get call such as a read", r.Name).
			seen("state", "%s", r.State).seen("needed", "%s", monitor.RuleStateAll).seen("rule", "%s", r.ARN).
			mend("put the rule with state "+monitor.RuleStateAll+"; everything else of it is kept", good())
	}
	f := j.rulePasses(monitor.HopAlarm, "EventBridge rule %s looks at every management event", r.Name).
		seen("state", "%s", r.State).seen("arn", "%s", r.ARN)
	if c := j.s.RuleCounts.Value; c != nil {
		f.seen("in the last day", "%s matched, %s sent, %s failed", number(c.Matched), number(c.Invoked), number(c.Failed))
	}
}

// targets asks whether the rule tells its topic.
func (j *judge) targets(r monitor.Rule) {
	if unseen(j, monitor.HopAction, "the targets of EventBridge rule "+r.Name, r.Targets) || !r.Targets.There() {
		return
	}
	topic := j.ruleTopicARN()
	var told []string
	for _, t := range *r.Targets.Value {
		told = append(told, t.ARN)
	}
	switch {
	case len(told) == 0:
		j.broken(codeRuleNoTarget, "EventBridge rule %s has no target, so it matches a read and tells nobody", r.Name).
			seen("targets", "none").mend("add topic "+topic+" as target", j.putTarget())
	case !slices.Contains(told, topic):
		j.broken(codeRuleOtherTarget, "EventBridge rule %s tells %s, and not its topic %s", r.Name, list(names(told)), lastPart(topic)).
			seen("targets", "%s", list(told)).seen("the rule's topic", "%s", topic).
			mend("add topic "+topic+" as target; a target with another id than "+j.targetID()+" stays", j.putTarget())
	}
	j.rulePasses(monitor.HopAction, "EventBridge rule %s tells topic %s of a read", r.Name, lastPart(topic)).seen("targets", "%s", list(told))
}

func names(arns []string) []string {
	var short []string
	for _, arn := range arns {
		short = append(short, lastPart(arn))
	}
	return short
}

// otherWay says of what is broken of one way alone that the other one still
// tells.
func (j *judge) otherWay() {
	var alarm, rule []*Finding
	both, perhaps := false, false
	for i, f := range j.findings {
		switch {
		case rank(f.Status) <= rank(Warning):
		case i >= j.ruleFrom:
			rule = append(rule, f)
		case f.Code == codeWriteOnly:
			alarm = append(alarm, f)
			perhaps = true
		case aboutAlarm(*f):
			alarm = append(alarm, f)
		default:
			both = true
		}
	}
	say := func(found []*Finding, text string) {
		for _, f := range found {
			if f.Status == Broken && f.BecauseOf == "" {
				f.Summary += "; " + text
			}
		}
	}
	switch {
	case both:
	case len(rule) == 0 && perhaps:
		// AWS documents only that a trail with logging is needed.
		say(alarm, "the mail of the EventBridge rule may still come")
	case len(rule) == 0:
		say(alarm, "the mail of the EventBridge rule still comes")
		j.mailedEach()
	case len(alarm) == 0:
		say(rule, "the alarm's mail still comes")
	}
}

// mailedEach says of one mail of the alarm's for several reads that it is the
// alarm's alone: the rule, which is well, mails each read.
func (j *judge) mailedEach() {
	if !j.s.Rule.There() {
		return
	}
	for _, f := range j.findings[:j.ruleFrom] {
		switch rest, second := strings.CutPrefix(f.Summary, "no second mail: "); {
		case f.Code == CodeMailEarlier:
			f.Summary = "of the alarm, " + f.Summary + "; EventBridge rule " + j.s.Rule.Value.Name + " mails each read"
		case f.Code == codeNewer:
			f.Summary = strings.Replace(f.Summary, "no mail comes for that read", "no mail of the alarm comes for that read", 1) +
				"; EventBridge rule " + j.s.Rule.Value.Name + " mails each read since it is there"
		case f.Code == CodeAlreadyInAlarm && f.Status == Warning && second:
			f.Summary = "no second mail by the alarm: " + rest + "; EventBridge rule " + j.s.Rule.Value.Name + " mails each read"
		default:
			continue
		}
		for i := range f.Evidence {
			if f.Evidence[i].Name == noOwnMail {
				f.Evidence[i].Name = "reads without a mail of the alarm's own"
			}
		}
	}
}

// noOwnMail names the evidence of the reads that share another one's mail.
const noOwnMail = "reads without a mail of their own"

// aboutAlarm reports that something is about the way by the alarm only: all
// behind the trail, and of the trail that it has no log group. Whether a broken
// bucket matters to EventBridge is documented nowhere.
func aboutAlarm(f Finding) bool {
	switch f.Hop {
	case monitor.HopAccount, monitor.HopRead, monitor.HopHistory:
		return false
	case monitor.HopTrail:
		return f.Code == codeNoLogGroup
	default:
		return true
	}
}
