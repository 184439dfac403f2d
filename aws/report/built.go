package report

import (
	"cmp"
	"slices"
	"time"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/monitor"
)

func (p *page) introduction() {
	p.line("The secret %s is kept in AWS Secrets Manager. Whenever somebody reads it, an e-mail shall say so.", p.code(p.Snapshot.Names.Secret))
	p.line("The way of a read: Secrets Manager → CloudTrail → log group in CloudWatch Logs → metric filter → metric → alarm → SNS topic → e-mail.")
	v := p.Report.Verdict
	p.line("When this was written the checks said: %s (%s).", p.text(v.Summary), p.code(v.Code))
	p.ask("why did you do this project, and what did you expect of it?")
}

// concepts are what the tools are for, in a line each.
var concepts = []struct{ tool, does string }{
	{"AWS Secrets Manager", "keeps the value, and hands it out to whoever may call GetSecretValue"},
	{"AWS CloudTrail", "records every call to AWS: who, what, when, from where"},
	{"Amazon S3", "keeps the trail's log files"},
	{"Amazon CloudWatch", "counts records with a metric filter, and watches the count with an alarm"},
	{"Amazon SNS", "sends the alarm's message to whoever subscribed to the topic and confirmed it"},
	{"AWS IAM", "has the role with which CloudTrail may write to the log group"},
}

func (p *page) tools() {
	for _, c := range concepts {
		p.item("**%s** %s.", c.tool, c.does)
	}
	p.end()
	p.line("What was built, and when:")
	rows := [][]string{}
	for _, k := range monitor.Kinds() {
		if k != monitor.KindSubscription {
			rows = append(rows, p.part(k))
		}
	}
	for i, s := range valueOf(p.Snapshot.Subscribers) {
		rows = append(rows, []string{"subscription", p.code(s.Endpoint.Raw()) + " (" + p.text(s.Protocol) + ")", subscribed(s), p.subscribedAt(i)})
	}
	if u := cmp.Or(p.Snapshot.Subscribers.Unseen, p.Snapshot.Topic.Unseen); u != nil {
		rows = append(rows, []string{"subscription", "?", "not seen: " + p.text(why(u)), p.madeText(monitor.KindSubscription)})
	}
	rows = append(rows, p.ruleParts()...)
	p.table([]string{"Part", "Name", "State", "Made"}, rows)
	if u := p.Snapshot.Changes.Unseen; u != nil {
		p.unseen("Who made what, in Event history,", why(u))
	}
	p.line("Event history goes back 90 days; what was made before has no date here, but where AWS keeps one.")
}

func subscribed(s monitor.Subscription) string {
	switch {
	case s.Removed:
		return "unsubscribed"
	case s.Pending:
		return "waits for its confirmation"
	default:
		return "confirmed"
	}
}

// part is a row of the table of parts.
func (p *page) part(k monitor.Kind) []string {
	there, unseen := p.there(k)
	return p.row(k, p.Snapshot.Names.Of(k), there, unseen)
}

func (p *page) row(k monitor.Kind, called string, there bool, unseen *monitor.Unseen) []string {
	state := "there"
	switch {
	case unseen != nil:
		state = "not seen: " + p.text(why(unseen))
	case !there:
		state = "**not there**"
	}
	name := "?"
	if called != "" {
		name = p.code(called)
	}
	if !there && unseen == nil {
		return []string{k.Word(), name, state, ""}
	}
	return []string{k.Word(), name, state, p.madeText(k)}
}

func (p *page) there(k monitor.Kind) (bool, *monitor.Unseen) {
	s := p.Snapshot
	switch k {
	case monitor.KindSecret:
		return s.Secret.There(), s.Secret.Unseen
	case monitor.KindBucket:
		return s.Bucket.There(), s.Bucket.Unseen
	case monitor.KindTrail:
		return s.Trail.There(), cmp.Or(s.Trail.Unseen, s.Trails.Unseen)
	case monitor.KindLogGroup:
		return s.LogGroup.There(), s.LogGroup.Unseen
	case monitor.KindRole:
		return s.Role.There(), s.Role.Unseen
	case monitor.KindMetricFilter:
		return s.Filter.There(), p.unseenFilter()
	case monitor.KindTopic:
		return s.Topic.There(), s.Topic.Unseen
	default:
		return s.Alarm.There(), cmp.Or(s.Alarm.Unseen, s.Alarms.Unseen)
	}
}

// makes is the call that makes a part.
var makes = map[monitor.Kind]string{
	monitor.KindSecret: "CreateSecret", monitor.KindTrail: callCreateTrail, monitor.KindMetricFilter: callPutFilter,
	monitor.KindTopic: callCreateTopic, monitor.KindSubscription: callSubscribe, monitor.KindAlarm: callPutAlarm,
	monitor.KindBucket: "CreateBucket", monitor.KindRole: "CreateRole",
	monitor.KindRule: callPutRule, monitor.KindRuleTopic: callCreateTopic, monitor.KindRuleSubscription: callSubscribe,
}

// made is when a part was made, as far as that is known, and by whom.
func (p *page) made(k monitor.Kind) (time.Time, string) {
	changes := p.changes
	if slices.Contains(monitor.RuleKinds(), k) {
		changes = p.ruleChanges
	}
	for _, c := range changes {
		if call := makes[k]; call != "" && c.Event == call {
			return c.At, c.Who.Raw()
		}
	}
	s := p.Snapshot
	switch {
	case k == monitor.KindLogGroup && s.LogGroup.There():
		return s.LogGroup.Value.Created, ""
	case k == monitor.KindRole && s.Role.There():
		return s.Role.Value.Created, ""
	case k == monitor.KindMetricFilter && s.Filter.There():
		return s.Filter.Value.Created, ""
	case k == monitor.KindAlarm && len(p.edits) > 0 && p.edits[0].created:
		return p.edits[0].at, ""
	default:
		return time.Time{}, ""
	}
}

func (p *page) madeText(k monitor.Kind) string {
	at, who := p.made(k)
	switch {
	case at.IsZero():
		return "not known"
	case who == "":
		return p.when(at)
	default:
		return p.when(at) + " by " + p.who(who)
	}
}

// who is an identity by its shortest name: an ARN without its beginning.
func (p *page) who(identity string) string {
	if p.mask != nil {
		p.mask.caller(identity)
		identity = p.mask.identity(identity) // the name has the form of a person only within an ARN
	}
	if resource := arnpart.Resource(identity); resource != "" {
		identity = resource
	}
	return p.code(identity)
}

func (p *page) secret() {
	s := p.Snapshot
	switch {
	case s.Secret.Unseen != nil:
		p.unseen("The secret", why(s.Secret.Unseen))
	case !s.Secret.There():
		p.line("There is no secret %s in this account and region.", p.code(s.Names.Secret))
	default:
		v := s.Secret.Value
		key := "AWS's own key, " + p.code("aws/secretsmanager")
		if v.KeyID != "" {
			key = "the key " + p.code(v.KeyID)
		}
		p.line("The secret is called %s (%s) and is encrypted with %s. Made: %s.", p.code(v.Name.Raw()), p.code(v.ARN), key, p.madeText(monitor.KindSecret))
		if !v.DeleteAt.IsZero() {
			p.line("It is scheduled for deletion at %s.", p.when(v.DeleteAt))
		}
	}
	p.line("Its value is no part of this report: secretwatch throws away unread what a test read returns.")
	p.ask("what is it that the secret stands for? (not the value)")
}
