package plain_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/build"
	"secretwatch/aws/doctor"
	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/watch"
	"secretwatch/ui/plain"
)

// Colours add nothing that the words do not say, and without them no escape
// sequence is written.
func TestColorsOnlyColor(t *testing.T) {
	writes := map[string]func(plain.Printer){
		"plan": func(p plain.Printer) {
			var changes []monitor.Change
			for _, a := range []monitor.Action{
				monitor.ActionCreate, monitor.ActionUpdate, monitor.ActionDelete, monitor.ActionAdopt, monitor.ActionBlocked, monitor.ActionNone,
			} {
				changes = append(changes, monitor.Change{Kind: monitor.KindTrail, Name: "reads", Action: a})
			}
			p.Plan(changes, build.Cost{})
		},
		"progress": func(p plain.Printer) {
			p.Progress(build.Progress{Change: monitor.Change{Kind: monitor.KindAlarm, Name: "reads"}, State: build.Failed, Note: "no"})
		},
		"report": func(p plain.Printer) {
			var r doctor.Report
			for _, s := range []doctor.Status{doctor.OK, doctor.Broken, doctor.Warning, doctor.Waiting, doctor.Unknown, doctor.Skipped} {
				r.Findings = append(r.Findings, doctor.Finding{Hop: monitor.HopAlarm, Code: "code", Status: s, Summary: "so it is"})
			}
			p.Report(r)
		},
		"transition": func(p plain.Printer) {
			p.Transition(watch.Transition{Alarm: "reads", From: "OK", To: "ALARM", Actions: []watch.ActionResult{
				{At: time.Unix(0, 0), Target: "arn:aws:sns:us-east-1:123456789012:reads", Error: foreign.New("no such topic")},
			}})
		},
	}
	for name, write := range writes {
		t.Run(name, func(t *testing.T) {
			var bare, colored strings.Builder
			write(plain.Printer{W: &bare})
			write(plain.Printer{W: &colored, Styles: plain.Colors()})
			if strings.Contains(bare.String(), "\x1b") {
				t.Errorf("escape sequences without colours: %q", bare.String())
			}
			if !strings.Contains(colored.String(), "\x1b[") {
				t.Errorf("no colours: %q", colored.String())
			}
			if got := ansi.Strip(colored.String()); got != bare.String() {
				t.Errorf("with colours it says\n%s\nwithout\n%s", got, bare.String())
			}
		})
	}
}
