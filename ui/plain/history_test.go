package plain_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/foreign"
	"secretwatch/aws/history"
	"secretwatch/aws/record"
	"secretwatch/ui/plain"
)

func readBy(kind record.WhoKind, name string, how record.How, result record.Result, n, minutes int) history.Reader {
	return history.Reader{
		Who: record.Who{Kind: kind, Name: foreign.New(name)}, How: how, From: foreign.New("203.0.113.7"), Result: result,
		Count: n, First: at.AddDate(0, 0, -3), Last: after(60 * minutes),
	}
}

// answer is of three readers on two of five days.
func answer() history.Summary {
	role := readBy(record.WhoRole, "app", record.HowLambda, record.ResultOK, 40, 2)
	role.Several = true
	test := readBy(record.WhoUser, "ann", record.HowSecretwatch, record.ResultOK, 1, 0)
	test.Test = true
	eve := readBy(record.WhoUser, "eve\x1b[2J", record.HowCLI, record.ResultDenied, 2, 1)
	eve.InMessage = true
	s := history.Summary{
		Secret: history.Secret{Name: "prod/db"}, From: at.AddDate(0, 0, -4), To: at, Known: at.AddDate(0, 0, -4),
		Source: history.EventHistory, Complete: true, Reads: 43, Readers: []history.Reader{role, eve, test},
	}
	for i, n := range []int{0, 3, 0, 0, 40} {
		s.Days = append(s.Days, history.Day{Day: at.Truncate(24*time.Hour).AddDate(0, 0, i-4), Count: n})
	}
	return s
}

func TestHistory(t *testing.T) {
	const days = `
Tries a day (UTC)
2026-11-18  0
2026-11-19   3  #####
2026-11-21  0, and so on the 1 day before
2026-11-22  40  ########################################################################
`
	for _, c := range []struct {
		width int
		want  string
	}{
		{120, `41 reads of prod/db and 2 tries that failed from 2026-11-18 13:00 to 2026-11-22 13:00, in Event history

READER                       HOW          FROM         RESULT    READS  FIRST             LAST
role app (several sessions)  lambda       203.0.113.7  ok           40  2026-11-19 13:00  2026-11-22 13:02
user eve·[2J                 aws-cli      203.0.113.7  denied *      2  2026-11-19 13:00  2026-11-22 13:01
user ann                     secretwatch  203.0.113.7  ok +          1  2026-11-19 13:00  2026-11-22 13:00
+ test reads that secretwatch made
* the record does not name the secret, only the message of the refusal does
` + days},
		{80, `41 reads of prod/db and 2 tries that failed from 2026-11-18 13:00 to 2026-11-22 13:00, in Event history

READER                   HOW          FROM         RESULT    READS  FIRST  LAST
role app (several sess~  lambda       203.0.113.7  ok           40  11-19  11-22
user eve·[2J             aws-cli      203.0.113.7  denied *      2  11-19  11-22
user ann                 secretwatch  203.0.113.7  ok +          1  11-19  11-22
+ test reads that secretwatch made
* the record does not name the secret, only the message of the refusal does

Tries a day (UTC)
2026-11-18  0
2026-11-19   3  ####
2026-11-21  0, and so on the 1 day before
2026-11-22  40  ################################################################
`},
		{40, `41 reads of prod/db and 2 tries that failed from 2026-11-18 13:00 to 2026-11-22 13:00, in Event history

role app (several sessions)
  40 reads, ok
  lambda from 203.0.113.7
  first 2026-11-19 13:00
  last  2026-11-22 13:02
user eve·[2J
  2 reads, denied *
  aws-cli from 203.0.113.7
  first 2026-11-19 13:00
  last  2026-11-22 13:01
user ann
  1 read, ok +
  secretwatch from 203.0.113.7
  first 2026-11-19 13:00
  last  2026-11-22 13:00
+ test reads that secretwatch made
* the record does not name the secret, only the message of the refusal does

Tries a day (UTC)
2026-11-18  0
2026-11-19   3  #
2026-11-21  0, and so on the 1 day before
2026-11-22  40  ########################
`},
	} {
		if got := printed(func(p plain.Printer) { p.History(answer(), c.width, true) }); got != c.want {
			t.Errorf("width %d:\n%s\nwant\n%s", c.width, got, c.want)
		}
	}
}

func TestHistoryThatIsNotAll(t *testing.T) {
	s := answer()
	s.Complete, s.Why = false, "it was stopped"
	got := printed(func(p plain.Printer) { p.History(s, 80, false) })
	for _, want := range []string{"not complete: it was stopped\n", "what follows is known from 2026-11-18 13:00 on\n", "█████"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	s.Reads, s.Readers = 0, nil
	if got := printed(func(p plain.Printer) { p.History(s, 80, false) }); !strings.HasSuffix(got, "No read of it is known so far.\n") {
		t.Error(got)
	}
	s.Complete = true
	if got := printed(func(p plain.Printer) { p.History(s, 80, false) }); !strings.HasSuffix(got, "No read of it is recorded in this time.\n") {
		t.Error(got)
	}
}

// Without a width the names are whole, one reader a line.
func TestHistoryWhole(t *testing.T) {
	s := answer()
	name := strings.Repeat("long", 60)
	s.Readers[0].Who.Name, s.Readers[1].From = foreign.New(name), foreign.New("2001:db8:85a3:8d3:1319:8a2e:370:7348")
	got := printed(func(p plain.Printer) { p.History(s, 0, true) })
	for _, want := range []string{
		"\nrole " + name + " (several sessions)  lambda ", "  aws-cli      2001:db8:85a3:8d3:1319:8a2e:370:7348  denied *      2  2026-11-19 13:00  2026-11-22 13:01\n",
		"\n2026-11-22  40  " + strings.Repeat("#", 72) + "\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "~") {
		t.Errorf("something is cut:\n%s", got)
	}
}

// No line of the table and of the days is wider than asked for.
func TestHistoryKeepsToItsWidth(t *testing.T) {
	s := answer()
	for i := range 30 {
		s.Readers = append(s.Readers, readBy(record.WhoRole, fmt.Sprintf("%s日本語", strings.Repeat("x", 3*i)), record.HowOther, record.ResultNotFound, i, i))
	}
	for width := 20; width < 140; width++ {
		_, body, _ := strings.Cut(printed(func(p plain.Printer) { p.History(s, width, false) }), "\n\n")
		for line := range strings.Lines(body) {
			line = strings.TrimSuffix(line, "\n")
			if strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "+ ") || strings.Contains(line, "and so on") {
				continue // sentences wrap where the terminal has them wrap
			}
			if w := ansi.StringWidth(line); w > width {
				t.Fatalf("width %d: %q has %d", width, line, w)
			}
		}
	}
}
