package contract_test

import (
	"bytes"
	"testing"
	"time"

	"secretwatch/aws/compare"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/ui/contract"
)

// Foreign text stays as it is, a mail that did not come is null, and reads are
// counted from 1.
func TestCompareJSON(t *testing.T) {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	r := compare.Result{
		Secret: "prod/db", Email: "ana@example.com", Started: noon, Ended: noon.Add(time.Minute), Interrupted: true, Inbox: true, Kept: true,
		Reads: []compare.Read{{RequestID: "r-1", EventID: "e-1", At: noon.Add(time.Second)}, {RequestID: "r-2", At: noon.Add(20 * time.Second)}},
		Ways: []compare.Outcome{
			{Way: compare.WayTrail, Topic: "arn:t", Skipped: "not ours", Published: -1},
			{Way: compare.WayRule, Topic: "arn:r", OnAlready: true, Note: "n", Published: -1, CostWhy: "free", Mails: []compare.Mail{{
				At: noon.Add(21 * time.Second), Source: compare.FromInbox, About: compare.AboutSecret, Reads: []int{1},
				Subject: foreign.New("a\x1b[31mb"), Lines: []foreign.String{foreign.New("<who>")},
			}}},
		},
		Flood:   &compare.Flood{Trail: "audit", Topic: "arn:a", MailsADay: -1},
		Removed: []compare.Thing{{Kind: compare.ThingRule, Name: "reads"}},
		Left:    []compare.Left{{Thing: compare.Thing{Kind: compare.ThingTopic, Name: "files"}, Why: "denied"}},
	}
	var b bytes.Buffer
	c := contract.NewCompare("db", r)
	c.Verdict = nil // has its own test
	if err := contract.Write(&b, c); err != nil {
		t.Fatal(err)
	}
	const want = `{"schemaVersion":1,"monitor":"db","secret":"prod/db","email":"ana@example.com","ended":"interrupted",` +
		`"startedAt":"2026-11-22T12:00:00.000Z","endedAt":"2026-11-22T12:01:00.000Z","inbox":true,` +
		`"reads":[{"requestId":"r-1","eventId":"e-1","at":"2026-11-22T12:00:01.000Z"},{"requestId":"r-2","eventId":"","at":"2026-11-22T12:00:20.000Z"}],` +
		`"ways":[{"way":"trail","topic":"arn:t","skipped":"not ours","onAlready":false,"sent":0,"aboutSecret":0,"noise":0,"noiseOwn":0,"unknown":0,"afterMs":[null,null],"monthlyUSD":0,"costWhy":"","mails":[]},` +
		`{"way":"eventbridge","topic":"arn:r","onAlready":true,"note":"n","sent":1,"aboutSecret":1,"noise":0,"noiseOwn":0,"unknown":0,"afterMs":[null,1000],"monthlyUSD":0,"costWhy":"free",` +
		`"mails":[{"at":"2026-11-22T12:00:21.000Z","grainMs":0,"source":"inbox","subject":"a\u001b[31mb","lines":["<who>"],"about":"secret","reads":[2]}]}],` +
		`"flood":{"trail":"audit","topic":"arn:a","mailsADay":null,"from":""},"pricesAsOf":"2026-11-22","verdict":null,` +
		`"kept":["eventbridge"],"removed":[{"kind":"rule","name":"reads"}],"left":[{"kind":"topic","name":"files","why":"denied"}]}` + "\n"
	if got := b.String(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// An experiment that ended early says why, and one that could not begin what the
// doctor says and what mends it.
func TestCompareJSONOfAFailure(t *testing.T) {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	r := compare.Result{Secret: "prod/db", Started: noon, Ended: noon, Failed: "not well"}
	verdict := doctor.Finding{
		Code: "alarm-average", Hop: "alarm", Status: doctor.Broken, Summary: "it averages",
		Remedy: &doctor.Remedy{Kind: doctor.Auto, Summary: "sum", Commands: []string{"aws x"}},
	}
	const head = `{"schemaVersion":1,"monitor":"db","secret":"prod/db","email":"","ended":"failed","error":"not well",`
	const tail = `"startedAt":"2026-11-22T12:00:00.000Z","endedAt":"2026-11-22T12:00:00.000Z","inbox":false,"reads":[],"ways":[],"pricesAsOf":"2026-11-22",` +
		`"verdict":["Nothing was measured: the secret was not read."],"kept":[],"removed":[],"left":[]}` + "\n"
	const why = `"doctor":{"code":"alarm-average","hop":"alarm","status":"broken","summary":"it averages"},"remedy":{"kind":"auto","summary":"sum","commands":["aws x"]},`
	for want, c := range map[string]contract.Compare{
		head + tail: contract.NewCompare("db", r), head + why + tail: contract.NewCompareUnfit("db", r, verdict),
	} {
		var b bytes.Buffer
		if err := contract.Write(&b, c); err != nil || b.String() != want {
			t.Errorf("got  %s\nwant %s\nerror %v", b.String(), want, err)
		}
	}
}

// Noise that only this program's own calls have caused is counted apart.
func TestCompareJSONOfOwnCalls(t *testing.T) {
	noise := compare.Mail{About: compare.AboutOther}
	own := compare.Mail{About: compare.AboutOther, OwnCalls: true}
	read := compare.Mail{About: compare.AboutSecret, OwnCalls: true}
	c := contract.NewCompare("db", compare.Result{Ways: []compare.Outcome{{Way: compare.WayTrail, Published: 5, Mails: []compare.Mail{noise, own, read, own}}}})
	w := c.Ways[0]
	if w.Sent != 5 || w.AboutSecret != 1 || w.Noise != 3 || w.NoiseOwn != 2 || w.Unknown != 1 {
		t.Errorf("%+v", w)
	}
	for i, want := range []bool{false, true, true, true} {
		if w.Mails[i].OwnCalls != want {
			t.Errorf("mail %d: %v", i, w.Mails[i].OwnCalls)
		}
	}
}
