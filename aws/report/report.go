// Package report writes the exercise's write-up, as Markdown in its own
// headings, out of what AWS still tells of a monitor. What is not known stays a
// question to the person. It only thinks: no I/O, no clock. It may import arnpart,
// monitor, record, foreign, doctor, trace, alarm and iampolicy.
package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/trace"
)

// Facts are all that the report is made of.
type Facts struct {
	Snapshot monitor.Snapshot // taken for the doctor, with Changes
	Report   doctor.Report
	Judging  doctor.Options // with which Report was made
	Trace    *Trace         // the way of one read; nil where none was followed
	// Untraced is why no read was followed, "" where there was none to follow.
	Untraced string
	Notices  Notices
	// Comparison is what an experiment measured; nil where none is at hand.
	Comparison *Comparison
	Zone       *time.Location // of the report's times, nil for UTC
	Unmasked   bool           // ids of accounts, addresses and names of people stay
}

// Trace is the way of one read.
type Trace struct {
	Path    trace.Path
	Verdict doctor.Finding
	At      time.Time // AWS's clock when it was looked at last
}

// Events are the names of the changes in Event history that the report speaks
// of. The list is short because a question takes a second.
func Events() []string {
	return []string{
		"CreateSecret", "CreateBucket", "CreateRole", callCreateTrail, callStart, callStop, callUpdateTrail, callSelectors,
		callPutFilter, callCreateTopic, callSetTopic, callSubscribe, callConfirm, callUnsubscribe, callPutAlarm, callActionsOn, callActionsOff, callSetState,
	}
}

// Calls that change the chain, as CloudTrail names them.
const (
	callStart       = "StartLogging"
	callStop        = "StopLogging"
	callCreateTrail = "CreateTrail"
	callUpdateTrail = "UpdateTrail"
	callSelectors   = "PutEventSelectors"
	callPutFilter   = "PutMetricFilter"
	callPutAlarm    = "PutMetricAlarm"
	callCreateTopic = "CreateTopic"
	callSetTopic    = "SetTopicAttributes"
	callSubscribe   = "Subscribe"
	callConfirm     = "ConfirmSubscription"
	callSetState    = "SetAlarmState"
	callUnsubscribe = "Unsubscribe"
	callActionsOn   = "EnableAlarmActions"
	callActionsOff  = "DisableAlarmActions"
)

// page is a report being written.
type page struct {
	writer
	Facts
	reads   []readOutcome     // of this secret, oldest first
	mended  []mended          // oldest first
	deaf    []deaf            // oldest first
	changes []monitor.Changed // of this monitor's way by the alarm, oldest first
	// ruleChanges are those of the rule's way.
	ruleChanges []monitor.Changed
	edits       []edit   // of the alarm, oldest first
	notices     []notice // oldest first
}

// Markdown is the whole report.
func Markdown(f Facts) string {
	m := newMask(f)
	text := write(f, m)
	if m != nil { // who somebody is may stand below the first place that has the name
		text = write(f, m)
	}
	return text
}

func write(f Facts, m *mask) string {
	p := &page{Facts: f}
	p.mask, p.zone = m, f.Zone
	if p.zone == nil {
		p.zone = time.UTC
	}
	p.changes, p.ruleChanges = concerning(f.Snapshot), concerningRule(f.Snapshot)
	p.edits = editsOf(valueOf(f.Snapshot.AlarmHistory))
	p.notices = noticesOf(valueOf(f.Notices.Records), f.Snapshot)
	p.outcomes(p.readsOfSecret())
	p.tooEarly()
	p.lost()
	p.mended = mendings(f, p.edits)
	p.deaf = p.otherFilters()
	p.b.WriteString("# A monitor for " + p.code(f.Snapshot.Names.Secret) + "\n\n")
	p.line("Written by secretwatch from what AWS told at %s about account %s, region %s.", p.when(f.Snapshot.At), p.code(f.Snapshot.Account), p.code(f.Snapshot.Region))
	p.aboutMask()
	p.aboutTimes()
	for _, section := range []struct {
		heading string
		write   func()
	}{
		{"Introducing Today's Project", p.introduction},
		{"Tools and concepts", p.tools},
		{"Project reflection", p.reflection},
		{"Create a Secret", p.secret},
		{"Set Up CloudTrail", p.trail},
		{"Read vs Write Activity", p.readOrWrite},
		{"Verifying CloudTrail", p.verifying},
		{"CloudWatch Metrics", p.metrics},
		{"CloudWatch Alarm", p.alarm},
		{"Troubleshooting Notification Errors", p.troubleshooting},
		{"Success!", p.success},
		{"Comparing CloudWatch with CloudTrail Notifications", p.comparing},
	} {
		p.heading(section.heading)
		section.write()
	}
	return strings.TrimRight(p.b.String(), "\n") + "\n"
}

// aboutTimes says once how fine the times are.
func (p *page) aboutTimes() {
	if len(p.reads) > 0 {
		p.line("CloudTrail writes when a call was made in whole seconds, so that what is counted from a read or a change is told no finer, and may be up to a second less.")
	}
}

func (p *page) aboutMask() {
	if p.Judging.Endpoint != "" {
		where := "another endpoint"
		if p.mask == nil {
			where = p.code(p.Judging.Endpoint)
		}
		p.line("This is not AWS but %s: its times are not those of AWS.", where)
	}
	if p.mask != nil {
		p.line("Ids of accounts, addresses and names of people are masked; the same pseudonym is the same person or address throughout.")
	}
}

// readsOfSecret are the reads of this secret, oldest first.
func (p *page) readsOfSecret() []record.Read {
	arn := ""
	if s := p.Snapshot.Secret.Value; s != nil {
		arn = s.ARN
	}
	var own []record.Read
	for _, r := range valueOf(p.Snapshot.Reads) {
		if r.Of(p.Snapshot.Names.Secret, arn) {
			own = append(own, r)
		}
	}
	slices.Reverse(own)
	return own
}

// worked are the reads that handed the value out.
func (p *page) worked() []readOutcome {
	var list []readOutcome
	for _, r := range p.reads {
		if r.Result == record.ResultOK {
			list = append(list, r)
		}
	}
	return list
}

// blind is why it cannot be told what came of the reads, nil where it can.
func (p *page) blind() *monitor.Unseen {
	return cmp.Or(p.Snapshot.Reads.Unseen, p.Snapshot.AlarmHistory.Unseen)
}

// why says why a look failed, "" where it did not.
func why(u *monitor.Unseen) string {
	switch {
	case u == nil:
		return ""
	case u.Reason == monitor.ReasonDenied:
		return "the permission " + u.Permission + " is missing"
	case u.Reason == monitor.ReasonUnsupported:
		return "this endpoint does not know " + u.Operation
	case u.Reason == monitor.ReasonThrottled:
		return "too many calls of " + u.Operation
	default:
		return u.Operation + " failed: " + u.Message.Safe()
	}
}

// Newest is the newest read of the monitor's secret that worked.
func Newest(s monitor.Snapshot) (record.Read, bool) {
	arn := ""
	if v := s.Secret.Value; v != nil {
		arn = v.ARN
	}
	for _, r := range valueOf(s.Reads) {
		if r.Result == record.ResultOK && r.Of(s.Names.Secret, arn) {
			return r, true
		}
	}
	return record.Read{}, false
}

// Join puts two lists of changes together, newest first. What could be seen
// stands although something else could not.
func Join(a, b monitor.Seen[[]monitor.Changed]) monitor.Seen[[]monitor.Changed] {
	if !a.There() {
		a, b = b, a
	}
	if !a.There() || !b.There() {
		return a
	}
	all := slices.Concat(*a.Value, *b.Value)
	slices.SortStableFunc(all, func(x, y monitor.Changed) int { return y.At.Compare(x.At) })
	return monitor.Found(slices.CompactFunc(all, func(x, y monitor.Changed) bool { return x.EventID == y.EventID && x.EventID != "" }))
}
