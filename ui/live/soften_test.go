package live

import (
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/doctor"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
)

// secondRead reads again while the alarm is still on from the first read.
func secondRead(s *stage) {
	alarmWithMail(s)
	r := readOf("second", 8*time.Second)
	r.InHistory, r.InLogs, r.Matched = noon.Add(9*time.Second), noon.Add(10*time.Second), true
	s.report = stillInAlarm()
	s.at(10500 * time.Millisecond)
	s.send(batchesMsg{{At: s.now, Reads: []watch.Read{r}, Next: s.now.Add(time.Second), Datapoints: []watch.Datapoint{{At: noon, Value: 2, Count: 6}}}})
	s.tick()
	s.keys("r")
}

// stillInAlarm is what the doctor says meanwhile.
func stillInAlarm() doctor.Report {
	r := healthy()
	r.Findings[3] = finding(monitor.HopAlarm, doctor.Broken, doctor.CodeAlreadyInAlarm,
		"no second mail: alarm "+alarmName+" was still in ALARM since 12:00:03 UTC; mail goes out on a change of state only",
		doctor.Evidence{Name: doctor.EvidenceCovered, Value: "handed to SNS 2026-11-22T12:00:03Z (7 s ago)"})
	r.Findings[3].Remedy = &doctor.Remedy{Kind: doctor.Auto, Summary: "wait: the alarm goes back to OK by itself"}
	r.Verdict = r.Findings[3]
	return r
}

func unconfirmed() doctor.Report {
	r := healthy()
	r.Findings[5] = finding(monitor.HopSubscription, doctor.Waiting, doctor.CodePending, "you@example.com has not confirmed the subscription yet, so no mail is sent there")
	r.Verdict = r.Findings[5]
	return r
}

func tooSoon() doctor.Report {
	r := healthy()
	r.Findings = append(r.Findings, finding(monitor.HopMail, doctor.Waiting, doctor.CodeTooSoon, "the newest read was 0 s ago, and a mail usually takes 3 s here: it is too soon to judge"))
	r.Verdict = r.Findings[len(r.Findings)-1]
	return r
}

func (s *stage) expect(t *testing.T, when string, wants ...string) {
	t.Helper()
	got := s.text()
	for _, want := range wants {
		if no, found := strings.CutPrefix(want, "not "); found == strings.Contains(got, no) && found || !found && !strings.Contains(got, want) {
			t.Errorf("%s: want %q in\n%s", when, want, got)
		}
	}
}

func TestSecondReadInOneALARMIsNoFault(t *testing.T) {
	s := newStage(120, 40, true)
	secondRead(s)
	s.expect(t, "in ALARM", "no second mail: already in ALARM from the read at 12:00:00, whose mail came; it goes back to OK by itself",
		"- no second mail: alarm "+alarmName+" was still in ALARM", "- alarm ", "not BROKEN")
	s.keys("c")
	s.expect(t, "on the checklist", "The alarm goes", "not REMEDY")
	lines, _, _ := s.live.checklistLines(checkDraw{w: 100}, allOfIt)
	if all := ansi.Strip(strings.Join(lines, "\n")); !strings.Contains(all, "- covered") || strings.Contains(all, "BROKEN") {
		t.Errorf("the checklist:\n%s", all)
	}
	s.keys("1")
	s.report = healthy()
	s.at(70 * time.Second)
	s.send(batchesMsg{{
		At: s.now, Alarm: &watch.AlarmState{Name: alarmName, State: "OK", Since: s.now},
		Transitions: []watch.Transition{{At: s.now, Alarm: alarmName, From: "ALARM", To: "OK"}},
	}})
	s.tick()
	s.expect(t, "OK again", "whose mail came; it is OK again", "✓ healthy", "not BROKEN")

	s = newStage(80, 24, true)
	secondRead(s)
	s.expect(t, "at 80 columns", "- no second mail: in ALARM since 12:00:03; it goes back to OK by itself")
}

func TestSecondReadOnABrokenAlarmStaysBroken(t *testing.T) {
	s := newStage(120, 40, true)
	secondRead(s)
	s.report.Findings = append(s.report.Findings, finding(monitor.HopAlarm, doctor.Broken, "alarm-missing-data", "Missing data keep the alarm in ALARM."))
	s.report.Findings[3].BecauseOf = "alarm-missing-data"
	s.report.Verdict = s.report.Findings[3]
	s.at(20 * time.Second)
	s.keys("r")
	s.expect(t, "with a stuck alarm", "alarm: BROKEN", "BROKEN alarm-already-in-alarm")
}

func TestMailOfAnUnconfirmedAddressIsLost(t *testing.T) {
	s := newStage(80, 24, true)
	s.report = unconfirmed()
	s.send(quiet())
	s.keys("t")
	s.readSeen(true)
	s.alarmed()
	s.at(5 * time.Second)
	s.tick()
	s.expect(t, "unconfirmed", "! lost: the address is not confirmed; press i and open the link", "not late")
	if _, awaited := s.live.awaited(); awaited {
		t.Error("still waits for the mail")
	}
	s.report, s.mails = healthy(), mails()[:1]
	s.at(20 * time.Second)
	checks := s.checks
	s.keys("i", "enter", "enter", "esc", "esc")
	if s.checks != checks+1 {
		t.Errorf("%d checks after the link was opened, want one", s.checks-checks)
	}
	s.expect(t, "confirmed", "lost: the address was not confirmed then; the next mail will come", "✓ healthy")

	aws := newStage(80, 24, false)
	aws.report = unconfirmed()
	aws.send(quiet())
	aws.keys("t")
	aws.readSeen(true)
	aws.alarmed()
	aws.at(time.Minute)
	aws.tick()
	aws.expect(t, "on AWS", "! lost: the address is not confirmed; open the link in the mail", "not sent;")
}

func TestTooSoonIsJudgedAgainWhenTheMailCame(t *testing.T) {
	s := newStage(80, 24, true)
	s.send(quiet())
	s.report = tooSoon()
	s.keys("t")
	s.at(600 * time.Millisecond)
	s.tick()
	s.readSeen(true)
	s.expect(t, "under way", "under way  the verdict comes once the newest read's mail is there", "not too soon")
	s.report, s.mails = healthy(), mails()
	s.alarmed()
	s.expect(t, "the mail is there", "the mail arrived", "✓ healthy", "not under way")

	// Nothing is followed, and still the verdict does not freeze.
	s = newStage(80, 24, true)
	s.report = tooSoon()
	s.keys("r")
	s.expect(t, "at rest", "waiting too-soon")
	s.report = healthy()
	s.at(6 * time.Second)
	s.tick()
	s.expect(t, "six seconds later", "✓ healthy")
}

func TestStripKeepsTheNewestReadWhileTheFilterShowsNone(t *testing.T) {
	s := newStage(80, 24, true)
	alarmWithMail(s)
	s.keys("/", "x", "y", "z")
	s.expect(t, "filtered", "No read matches", "the mail arrived", "not no read yet")
}

func TestConfirmationIsNoNewsOnceConfirmed(t *testing.T) {
	s := newStage(80, 24, true)
	s.mails = mails()
	s.send(quiet(earlier()...))
	s.expect(t, "confirmed", "5 inbox 1 new")
	s.report = unconfirmed()
	s.keys("r")
	s.expect(t, "unsubscribed since", "5 inbox 1 new")
}

func TestLongVerdictHasTwoLinesWhereThereIsRoom(t *testing.T) {
	s := newStage(80, 24, true)
	s.report = unconfirmed()
	s.keys("r")
	s.expect(t, "80x24", "so no mail is sent", "\n   subscription yet, so no mail is sent there\n")
	s.send(tea.WindowSizeMsg{Width: 80, Height: 19})
	s.expect(t, "80x19", "not \n   subscription yet")
	s.report = healthy()
	s.report.Verdict.Summary = "a read of TopSecretInfo ends in an e-mail to you@example.com: every hop is well"
	s.keys("r")
	s.expect(t, "healthy", "✓ healthy  every hop is well")
}

func TestRemediesNameOnlyWhatThereIs(t *testing.T) {
	s := newStage(100, 30, true)
	s.report = averaging()
	s.keys("r", "c")
	s.expect(t, "remedy", "REMEDY  run this command", "aws cloudwatch put-metric-alarm", "not --fix")
}
