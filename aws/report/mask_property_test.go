package report_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/report"
	"secretwatch/aws/trace"
)

// hidden draws who people are, and remembers all of it.
type hidden struct {
	t    *rapid.T
	seen []string
}

func (h *hidden) draw(g *rapid.Generator[string], name string) string {
	s := g.Draw(h.t, name)
	h.seen = append(h.seen, s)
	return s
}

func (h *hidden) account() string { return h.draw(rapid.StringMatching(`[1-9][0-9]{11}`), "account") }

// Names begin with letters that the report's own words do not have in a row.
func (h *hidden) name() string { return h.draw(rapid.StringMatching(`[xX]q[a-zA-Z]{1,9}`), "name") }

func (h *hidden) mail() string {
	return h.draw(rapid.StringMatching(`[a-z]{2,8}(\.[a-z]{2,5})?(\+[a-z]{1,3})?@[a-z]{3,8}\.(com|co\.uk|org)`), "mail")
}

func (h *hidden) address() string {
	return h.draw(rapid.OneOf(
		rapid.StringMatching(`(2[0-4]|1[0-9])[0-9]\.[1-9][0-9]?\.[1-9][0-9]?\.(1[0-9]{2}|[1-9][0-9])`),
		rapid.StringMatching(`2001:db8:[1-9a-f][0-9a-f]{0,3}::[1-9a-f][0-9a-f]{1,3}`),
	), "address")
}

func (h *hidden) person() string {
	if rapid.Bool().Draw(h.t, "mail as a name") {
		return h.mail()
	}
	return h.name()
}

func (h *hidden) arn() string {
	switch rapid.IntRange(0, 2).Draw(h.t, "arn") {
	case 0:
		return fmt.Sprintf("arn:aws:iam::%s:user/staff/%s", h.account(), h.person())
	case 1:
		return fmt.Sprintf("arn:aws:sts::%s:assumed-role/Reader/%s", h.account(), h.person())
	default:
		return fmt.Sprintf("arn:aws:sts::%s:federated-user/%s", h.account(), h.person())
	}
}

// any is some of what was drawn before, as texts have it in their middle.
func (h *hidden) any() string {
	return fmt.Sprintf("%s: User: %s (%s) from %s on arn:aws:sns:us-east-1:%s:t; see %s|`%s`",
		rapid.SampledFrom([]string{"AccessDenied", "Threshold Crossed", "note"}).Draw(h.t, "kind"), h.arn(), h.mail(), h.address(), h.account(),
		rapid.SampledFrom(h.seen).Draw(h.t, "again"), rapid.SampledFrom(h.seen).Draw(h.t, "again"))
}

func (h *hidden) read(at time.Time) record.Read {
	kind := rapid.SampledFrom([]record.WhoKind{record.WhoUser, record.WhoRole, record.WhoAccount}).Draw(h.t, "who")
	r := record.Read{
		Time: at, Secret: foreign.New("s"), How: rapid.SampledFrom([]record.How{record.HowCLI, record.HowConsole, record.HowOther}).Draw(h.t, "how"),
		From: foreign.New(h.address()), Result: record.ResultOK, Who: record.Who{Kind: kind, ARN: foreign.New(h.arn()), Account: h.account()},
	}
	switch kind {
	case record.WhoUser:
		r.Who.Name = foreign.New(h.person())
	case record.WhoRole:
		r.Who.Name, r.Who.Session = foreign.New("Reader"), foreign.New(h.person())
	default:
		r.Who.Name = foreign.New(h.account())
	}
	r.Agent = foreign.New("aws-cli/2.31.0 app/" + rapid.SampledFrom(h.seen).Draw(h.t, "app") + " md/host#" + h.address())
	if rapid.Bool().Draw(h.t, "denied") {
		r.Result, r.Error = record.ResultDenied, foreign.New(h.any())
	}
	return r
}

func (h *hidden) facts() report.Facts {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	place := monitor.Place{Account: h.account(), Region: "us-east-1"}
	n := monitor.NamesFor("s", place)
	// Somebody whom only an error far below tells to be a person.
	known := h.name()
	n.Bucket = "trail-" + h.account() + "-" + strings.ToLower(known)
	n.Topic = "alarms-" + known
	s := monitor.Snapshot{Place: place, Names: n, At: now, Caller: foreign.New(h.arn())}
	s.Secret = monitor.Found(monitor.Secret{Name: foreign.New("s"), ARN: place.ARN("secretsmanager", "us-east-1", "secret:s-AbCdEf"), KeyID: "arn:aws:kms:us-east-1:" + h.account() + ":key/1"})
	s.Topic = monitor.Found(monitor.Topic{ARN: "arn:aws:sns:us-east-1:" + h.account() + ":" + n.Topic})
	s.Subscribers = monitor.Found([]monitor.Subscription{
		{Protocol: "email", Endpoint: foreign.New(h.mail())},
		{Protocol: "sms", Endpoint: foreign.New("+" + h.draw(rapid.StringMatching(`49[1-9][0-9]{8}`), "phone")), Pending: true},
	})
	s.Alarm = monitor.Found(monitor.Alarm{Name: n.Alarm, AlarmActions: []string{"arn:aws:sns:us-east-1:" + h.account() + ":x"}, ActionsEnabled: true, Rule: monitor.DefaultRule(), State: "OK"})
	s.Filter = monitor.Found(monitor.MetricFilter{Name: n.Filter, LogGroup: n.LogGroup, Value: "1", Pattern: foreign.New(`{ $.userIdentity.arn != "` + h.arn() + `" }`)})
	s.Role = monitor.NotSeen[monitor.Role](monitor.Unseen{Operation: "GetRole", Reason: monitor.ReasonFailed, Message: foreign.New(h.any())})
	var reads []record.Read
	for i := range rapid.IntRange(0, 4).Draw(h.t, "reads") {
		reads = append(reads, h.read(now.Add(-time.Duration(i)*time.Hour)))
	}
	s.Reads = monitor.Found(reads)
	var changes []monitor.Changed
	for i := range rapid.IntRange(0, 4).Draw(h.t, "changes") {
		by := h.arn
		if rapid.Bool().Draw(h.t, "a name alone") {
			by = h.person
		}
		changes = append(changes, monitor.Changed{
			Event: rapid.SampledFrom(report.Events()).Draw(h.t, "event"), Who: foreign.New(by()),
			At: now.Add(-time.Duration(i) * time.Minute), Resources: []foreign.String{foreign.New(n.Trail)},
		})
	}
	s.Changes = monitor.Found(changes)
	finding := doctor.Finding{
		Code: "alarm-action-failed", Hop: monitor.HopAction, Status: doctor.Broken, Summary: h.any() + " arn:aws:iam::" + h.account() + ":user/" + known,
		Evidence: []doctor.Evidence{{Name: "error", Value: h.any()}, {Name: "arithmetic", Value: h.any()}}, Remedy: &doctor.Remedy{Summary: h.any()},
	}
	f := report.Facts{Snapshot: s, Report: doctor.Report{Findings: []doctor.Finding{finding}, Verdict: finding}, Judging: doctor.Options{Endpoint: "http://" + h.address() + ":4566"}}
	if rapid.Bool().Draw(h.t, "traced") {
		path := trace.Path{Hops: []trace.Hop{{Hop: monitor.HopRead, Status: trace.OK, At: now}}}
		path.Read.Read = h.read(now)
		f.Trace = &report.Trace{Path: path, Verdict: finding, At: now}
	} else {
		f.Untraced = h.any()
	}
	f.Comparison = h.comparison()
	return f
}

func (h *hidden) comparison() *report.Comparison {
	if rapid.Bool().Draw(h.t, "not compared") {
		return nil
	}
	return &report.Comparison{Verdict: []string{h.any()}, Ways: []report.Way{{Name: "the alarm", Trouble: h.any(), First: []string{h.any()}}}}
}

// TestMasked wants nothing of who people are in a masked report, wherever AWS
// told of it, and their names in the other.
func TestMasked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := &hidden{t: t}
		f := h.facts()
		text := strings.ToLower(report.Markdown(f))
		for _, secret := range h.seen {
			if strings.Contains(text, strings.ToLower(secret)) {
				t.Fatalf("%q is in the report:\n%s", secret, around(text, strings.ToLower(secret)))
			}
		}
		f.Unmasked = true
		if !strings.Contains(report.Markdown(f), f.Snapshot.Account) {
			t.Error("unmasked, and the account's id is not in it")
		}
	})
}

func around(text, part string) string {
	i := strings.Index(text, part)
	return text[max(0, i-120):min(len(text), i+len(part)+120)]
}
