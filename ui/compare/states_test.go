package compare

import (
	"errors"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
)

const address = "ana@example.com"

func mailAt(when float64, about compare.About, subject, line string, reads ...int) compare.Mail {
	return compare.Mail{
		At: at(when), Source: compare.FromInbox, About: about, Reads: reads,
		Subject: foreign.New(subject), Lines: []foreign.String{foreign.New(line), foreign.New("second line")},
	}
}

// ways are the outcomes after so many reads, each told of but the alarm's last
// where late is set.
func ways(reads int, late bool) []compare.Outcome {
	list := make([]compare.Outcome, 0, 3)
	for _, w := range compare.Ways() {
		o := compare.Outcome{Way: w, Published: -1}
		o.MonthlyUSD, o.CostWhy = compare.Price(w)
		list = append(list, o)
	}
	for i := range reads {
		began := float64(20 * (i + 1))
		list[0].Mails = append(list[0].Mails, mailAt(began+1, compare.AboutOther, "[Amazon CloudTrail] New log file", `{"s3Bucket":"b","s3ObjectKey":["AWSLogs/1"]}`),
			mailAt(began+1.96, compare.AboutSecret, "[Amazon CloudTrail] New log file", `{"s3Bucket":"secretwatch-prod-db-96e5a5-111122223333-us-east-1","s3ObjectKey":["AWSLogs/2"]}`, i))
		list[0].Mails[2*i].OwnCalls = i%2 == 1
		if !late || i < reads-1 {
			list[1].Mails = append(list[1].Mails, mailAt(began+12.4, compare.AboutSecret, `ALARM: "secretwatch-prod-db-96e5a5" in US East (N. Virginia)`, "You are receiving this email because", i))
		}
		list[2].Mails = append(list[2].Mails, mailAt(began+0.5, compare.AboutSecret, "AWS Notification Message", `"Someone read the secret prod/db."`, i))
	}
	return list
}

// runs puts a running experiment on the screen, so many seconds after noon.
func (s *theatre) runs(now float64, phase compare.Phase, reads int, change func(*compare.Progress)) {
	s.now = at(now)
	p := compare.Progress{Phase: phase, On: phase == compare.PhaseFollow || phase == compare.PhaseSettle, Until: at(now + 60)}
	p.Secret, p.Email, p.Started, p.Inbox = "prod/db", address, noon, s.c.lab.Inbox != nil
	p.Ways = ways(reads, phase == compare.PhaseFollow)
	for i := range reads {
		p.Reads = append(p.Reads, compare.Read{RequestID: "r", At: at(float64(20 * (i + 1)))})
	}
	if change != nil {
		change(&p)
	}
	s.c.stage = running
	s.c.seen = seen{Progress: p, events: []compare.Event{
		{At: at(1), Kind: compare.EventMade, Text: "made the topic secretwatch-prod-db-96e5a5_files"},
		{At: at(2), Kind: compare.EventWaiting, Text: `open the link in each of the 2 mails "AWS Notification - Subscription Confirmation" to ` + address},
	}}
	s.send(tickMsg{-1})
}

// ends ends it.
func (s *theatre) ends(reads int, err error, change func(*seen)) {
	s.runs(90, compare.PhaseCleaning, reads, nil)
	s.c.seen.Removed = planned()
	s.c.seen.over, s.c.seen.err = true, err
	if err != nil {
		s.c.fault = s.c.explained(err)
	}
	if change != nil {
		change(&s.c.seen)
	}
	s.c.stage = ended
}

var errExpired = errors.New("the IAM Identity Center (SSO) session has expired")

var errGone = errors.New("the monitor of the secret prod/db is gone, with its alarm, topic and trail: somebody removed what is compared, so the comparison cannot go on")

// states are those whose frames are kept.
var states = []struct {
	name    string
	sandbox bool
	play    func(*theatre)
}{
	{"read-only", true, func(s *theatre) { s.c.lab.ReadOnly = true }},
	{"looking", true, func(s *theatre) { s.c.stage = looking }},
	{"unseen", false, func(s *theatre) { s.c.stage = looking; s.send(lookedMsg{err: errExpired}) }},
	{"leftovers", true, func(s *theatre) { s.c.stage = looking; s.send(lookedMsg{things: planned()}) }},
	{"another runs", true, func(s *theatre) {
		s.c.stage = looking
		s.send(lookedMsg{things: planned(), other: &compare.Other{Began: at(-40), Over: at(3000), Here: true, Ago: 40 * time.Second}})
	}},
	{"leftovers stay", false, func(s *theatre) {
		s.c.stage, s.c.found = leftovers, planned()[:1]
		s.c.seen.left = []compare.Left{{Thing: planned()[0], Why: "access denied: sns:DeleteTopic"}}
	}},
	{"removing", true, func(s *theatre) {
		s.c.stage = removing
		s.c.seen.events = []compare.Event{{At: noon, Kind: compare.EventRemoved, Text: "removed the EventBridge rule secretwatch-prod-db-96e5a5_reads"}}
	}},
	{"offer", true, func(*theatre) {}},
	{"offer on AWS", false, func(s *theatre) { s.keys("right", "right", "k") }},
	{"looks first", true, func(s *theatre) {
		s.c.stage, s.c.seen = running, seen{events: []compare.Event{{At: noon, Kind: compare.EventWaiting, Text: "an earlier read is still on its way to its mail"}}}
	}},
	{"confirm", true, func(s *theatre) { s.runs(3, compare.PhaseConfirm, 0, confirming) }},
	{"confirm on AWS", false, func(s *theatre) { s.runs(3, compare.PhaseConfirm, 0, confirming) }},
	{"inbox", true, func(s *theatre) { s.runs(3, compare.PhaseConfirm, 0, confirming); s.keys("i", "enter") }},
	{"settle", true, func(s *theatre) { s.runs(38, compare.PhaseSettle, 1, nil) }},
	{"awaited", true, func(s *theatre) { s.runs(42, compare.PhaseFollow, 2, nil) }},
	{"late on AWS, no network", false, func(s *theatre) {
		s.runs(40+17*60, compare.PhaseFollow, 2, nil)
		s.c.seen.events = append(s.c.seen.events, compare.Event{At: at(40 + 17*60), Kind: compare.EventWarning, Text: "no network: sns.us-east-1.amazonaws.com cannot be resolved"})
	}},
	{"every mail", true, func(s *theatre) {
		s.runs(55, compare.PhaseFollow, 2, func(p *compare.Progress) { p.Ways = ways(2, false) })
	}},
	{"stop?", true, func(s *theatre) { s.runs(42, compare.PhaseFollow, 2, nil); s.keys("x") }},
	{"stopping", true, func(s *theatre) { s.runs(42, compare.PhaseFollow, 2, nil); s.c.stopping = true }},
	{"cleaning", true, func(s *theatre) { s.runs(90, compare.PhaseCleaning, 3, nil) }},
	{"ended", true, func(s *theatre) { s.ends(3, nil, nil) }},
	{"ended, scrolled", true, func(s *theatre) { s.ends(3, nil, nil); s.View(); s.keys("end") }},
	{"ended, kept", true, func(s *theatre) {
		s.ends(1, nil, func(e *seen) { e.Kept, e.Removed = true, []compare.Thing{planned()[3], planned()[0]} })
	}},
	{"ended, ten reads", true, func(s *theatre) { s.ends(10, nil, nil); s.View(); s.keys("pgdown") }},
	{"ended on AWS", false, func(s *theatre) { s.ends(2, nil, onAWS) }},
	{"ended, a shared topic", false, func(s *theatre) { s.ends(2, nil, sharing) }},
	{"gone", true, func(s *theatre) {
		s.ends(1, errGone, func(e *seen) { e.Failed, e.Removed, e.Ways = errGone.Error(), nil, ways(1, true) })
	}},
	{"stopped", true, func(s *theatre) { s.ends(1, nil, func(e *seen) { e.Interrupted = true }) }},
	{"unwell", true, func(s *theatre) {
		s.ends(0, errors.New("the monitor is not well enough to measure: the trail does not log (trail-not-logging)"), func(e *seen) { *e = seen{over: true, err: e.err} })
	}},
	{"expired", false, func(s *theatre) {
		s.ends(1, errExpired, func(e *seen) {
			e.Removed = nil
			e.events = append(e.events, compare.Event{At: at(80), Kind: compare.EventFailed, Text: "could not look for what has to be removed: " + errExpired.Error()})
		})
	}},
	{"left", false, func(s *theatre) {
		s.ends(1, nil, func(e *seen) {
			e.Removed, e.Left = planned()[1:], []compare.Left{{Thing: planned()[0], Why: "access denied: sns:DeleteTopic"}}
		})
	}},
}

// sharing is a trail that notified the alarm's own topic before.
func sharing(e *seen) {
	const topic = "arn:aws:sns:us-east-1:111122223333:secretwatch-prod-db-96e5a5"
	e.Flood = &compare.Flood{Trail: "audit", Topic: topic, MailsADay: 288, From: "the trail's files of the last day in us-east-1"}
	e.Ways[0].OnAlready, e.Ways[0].Topic = true, topic
	e.Ways[0].Note = "SNS counts all messages of the alarm's topic together: CloudTrail's are the files, and what SNS counted beside the alarm's own"
	e.Ways[1].OnAlready, e.Ways[1].Topic = true, topic
	e.Removed = planned()[1:3]
}

func confirming(p *compare.Progress) { p.Confirming = []compare.Way{compare.WayTrail, compare.WayRule} }

// onAWS is a way that is left out, mails that are known by the minute,
// and texts that would harm a terminal.
func onAWS(e *seen) {
	const evil = "evil\x1b]0;x\x07\rALL OK\u202e 漢字 \x1b[2J"
	e.Ways[0].Skipped, e.Ways[0].Mails = "the trail audit notifies the topic files already, which is left as it is, and ana@example.com gets none of its mails", nil
	e.Ways[1].Trouble = "an action failed: access denied"
	e.Ways[1].Published = 290
	for i := range e.Ways[2].Mails {
		e.Ways[2].Mails[i].Grain = time.Minute
		e.Ways[2].Mails[i].Subject = foreign.New(evil)
		e.Ways[2].Mails[i].Lines = []foreign.String{foreign.New(evil + evil + evil + evil)}
	}
}
