package live

import (
	"fmt"
	"image/color"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/ui/widget/framecheck"
)

// rowStories are states of the list of reads and of the alarm.
var rowStories = []struct {
	name    string
	sandbox bool
	play    func(*stage)
}{
	{"repeating", false, func(s *stage) { s.send(quiet(repeating()...)) }},
	{"unfolded", false, func(s *stage) {
		s.send(quiet(repeating()...))
		s.keys("down", "enter", "down")
	}},
	{"narrowed", false, func(s *stage) {
		s.send(quiet(repeating()...))
		s.keys("p", "f")
	}},
	{"scrolled", false, func(s *stage) {
		s.send(quiet(repeating()...))
		s.keys("down", "down")
		var more []watch.Read
		for i := range 42 {
			r := readOf(fmt.Sprintf("more%d", i), time.Duration(i+1)*time.Second)
			r.From = foreign.New(fmt.Sprintf("203.0.113.%d", i%2))
			more = append(more, r)
		}
		s.at(time.Minute)
		s.send(quiet(more...))
	}},
	{"many secrets", false, func(s *stage) {
		reads := repeating()
		reads[2].Secret = foreign.New("arn:aws:secretsmanager:us-east-1:111122223333:secret:prod/db-AbCdEf")
		s.send(quiet(reads...))
	}},
	{"odd names", false, func(s *stage) { s.send(quiet(oddNames()...)) }},
	{"alarm history", false, func(s *stage) {
		alarmHistory(s)
		s.keys("3")
	}},
	{"alarm over 5 minutes", false, func(s *stage) {
		s.send(quiet())
		averageOver5(s)
		s.keys("3")
	}},
	{"aws is late", false, func(s *stage) {
		s.send(quiet())
		s.keys("t")
		s.at(17 * time.Minute)
		s.tick()
	}},
}

// repeating are reads of which many are alike.
func repeating() []watch.Read {
	var reads []watch.Read
	add := func(id string, after time.Duration, change func(*watch.Read)) {
		r := readOf(id, after)
		r.InLogs, r.Matched = r.Time.Add(2*time.Minute+5*time.Second), true
		change(&r)
		reads = append(reads, r)
	}
	deploy := func(r *watch.Read) {
		r.Who = record.Who{Kind: record.WhoRole, Name: foreign.New("deploy"), Session: foreign.New("i-0ab12cd34")}
		r.How, r.From = record.HowSDK, foreign.New("10.0.4.17")
	}
	for i := range 12 {
		add(fmt.Sprint("d", i), time.Duration(i-50)*time.Minute, deploy)
	}
	add("kim", -30*time.Minute, func(r *watch.Read) {
		r.Who.Name, r.Result, r.Error = foreign.New("kim"), record.ResultDenied, foreign.New("AccessDenied: no")
	})
	add("root", -20*time.Minute, func(r *watch.Read) {
		r.Who = record.Who{Kind: record.WhoRoot}
		r.How = record.HowConsole
	})
	for i := range 3 {
		add(fmt.Sprint("e", i), time.Duration(i-10)*time.Minute, deploy)
	}
	add("sam", -time.Minute, func(r *watch.Read) { r.How, r.MFA = record.HowConsole, true })
	return reads
}

// oddNames are reads by people whose names are hard to line up.
func oddNames() []watch.Read {
	var reads []watch.Read
	for i, name := range []string{
		"秘密の読者のとても長い名前です", "מישהו", "e\u0301le\u0300ve\u0323\u0323\u0323", "a\tb\r\x1b[31mc", "\u202egnp.exe", "\u200b", "👩‍👩‍👧 家族",
		"🇬🇧🇯🇵", "ﷺﷺ", "x" + strings.Repeat("\u0300", 40), strings.Repeat("長", 90), "", "\u0300",
	} {
		r := readOf(fmt.Sprint(i), time.Duration(i-60)*time.Second)
		r.Who.Name, r.From, r.Error = foreign.New(name), foreign.New(name), foreign.New(name)
		if i%2 == 0 {
			r.Who = record.Who{Kind: record.WhoRole, Name: foreign.New("r"), Session: foreign.New(name)}
		}
		r.Secret = foreign.New("s" + name)
		reads = append(reads, r)
	}
	return reads
}

// alarmHistory is an alarm that went off twice: one mail went out, one did not,
// and two reads came while it was on.
func alarmHistory(s *stage) {
	reads := repeating()[:3]
	for i := range reads {
		reads[i].Time = noon.Add(time.Duration(i*2-40) * time.Minute)
		reads[i].InLogs = reads[i].Time.Add(90 * time.Second)
	}
	crossed := foreign.New("Threshold Crossed: 1 out of the last 1 datapoints [1.0 (22/11/26 11:21:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).")
	on := watch.Transition{
		At: noon.Add(-38 * time.Minute), Alarm: alarmName, From: "OK", To: "ALARM", Reason: crossed,
		Actions: []watch.ActionResult{{At: noon.Add(-38*time.Minute + time.Second), Target: "arn:aws:sns:us-east-1:111122223333:secretwatch-topsecretinfo", OK: true}},
	}
	off := watch.Transition{
		At: noon.Add(-30 * time.Minute), Alarm: alarmName, From: "ALARM", To: "OK",
		Reason: foreign.New("Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching]."),
	}
	again := on
	again.At = noon.Add(-2 * time.Minute)
	again.Actions = []watch.ActionResult{{
		At: again.At, Target: "arn:aws:sns:us-east-1:111122223333:secretwatch-topsecretinfo",
		Error: foreign.New("CloudWatch Alarms is not authorized to perform: SNS:Publish on resource:arn:aws:sns:us-east-1:111122223333:secretwatch-topsecretinfo"),
	}}
	b := quiet(reads...)
	b[0].Transitions = []watch.Transition{on, off, again}
	b[0].Alarm.State, b[0].Alarm.Since, b[0].Alarm.Reason = "ALARM", again.At, crossed
	for i, v := range []float64{1, 0, 1, 1, 0, 2} {
		b[0].Datapoints = append(b[0].Datapoints, watch.Datapoint{At: noon.Add(time.Duration(i*7-39) * time.Minute), Value: v, Count: 9})
	}
	s.send(b)
}

// averageOver5 is the alarm that the tutorials begin with.
func averageOver5(s *stage) {
	b := quiet()
	b[0].Alarm.Rule = monitor.AlarmRule{
		Statistic: "Average", Period: 300, EvaluationPeriods: 3, DatapointsToAlarm: 2, Threshold: 1,
		ComparisonOperator: "GreaterThanOrEqualToThreshold", TreatMissingData: "missing",
	}
	b[0].Alarm.Actions = 0
	b[0].Alarm.Reason = foreign.New("Manually triggered for testing")
	for i := range 40 {
		b[0].Datapoints = append(b[0].Datapoints, watch.Datapoint{At: noon.Add(time.Duration(i-40) * time.Minute), Value: float64(i % 5 / 4), Count: 8})
	}
	s.send(b)
}

// sizes are those at which every state is kept.
var sizes = [][2]int{{40, 12}, {60, 20}, {80, 24}, {100, 30}, {120, 40}, {160, 50}}

// checkFrame says what is wrong with the frame on the stage: its size, signs that
// harm, boxes and columns that do not stand in line, in this look and in every
// other.
func checkFrame(tb testing.TB, s *stage, w, h int) {
	tb.Helper()
	s.wellDrawn(tb, "as it is", w, h)
	checkLooks(tb, s, w, h)
}

// checkLooks goes through every look: none changes a word, nor the size of what
// it changes, which is the footer that names it. In ASCII every sign keeps its
// cell. The look is in the end the one that it was.
func checkLooks(tb testing.TB, s *stage, w, h int) {
	tb.Helper()
	split := func() (words, footer string) {
		frame := s.View().Content
		at := strings.LastIndex(frame, "\n")
		return frame[:at], frame[at+1:]
	}
	f2 := tea.KeyPressMsg{Code: tea.KeyF2}
	before, _ := split()
	for _, turns := range [][]tea.Msg{
		{f2},     // light
		{f2, f2}, // dark, which it was, and high contrast
		{tea.BackgroundColorMsg{Color: color.White}}, // high contrast on white
	} {
		s.send(turns...)
		words, footer := split()
		if err := framecheck.SameWords(before, words); err != nil {
			tb.Errorf("%s: %v", ansi.Strip(footer), err)
		}
		if got := lipgloss.Width(footer); got != w {
			tb.Errorf("the footer has %d cells at %dx%d: %q", got, w, h, ansi.Strip(footer))
		}
	}
	s.send(f2, tea.BackgroundColorMsg{Color: color.Black})
	s.send(tea.KeyPressMsg{Code: tea.KeyF15}) // takes the notice away
	if s.live == nil {
		return
	}
	usual := s.live.View(w, h)
	s.live.Update(widget.ThemeMsg{Theme: theme.New(true, true)})
	if err := framecheck.SameCells(usual, s.live.View(w, h)); err != nil {
		tb.Errorf("in ASCII: %v", err)
	}
	s.live.Update(widget.ThemeMsg{Theme: theme.New(true, false)})
}

// checkColumns wants a blank before every column of the list, in every row.
func checkColumns(tb testing.TB, lines []string) {
	tb.Helper()
	if strings.Contains(strings.Join(lines, ""), "╭") {
		return // a box lies over them
	}
	var columns []int
	for _, l := range lines {
		text := ansi.Strip(l)
		if strings.HasPrefix(text, "  time ") {
			columns = nil
			for _, name := range []string{"who", "how", "secret", "from", "result", "lag", "note"} {
				if i := strings.Index(text, " "+name+" "); i > 0 {
					columns = append(columns, i+1)
				}
			}
			continue
		}
		row := strings.HasPrefix(text, "› ") || strings.HasPrefix(text, "  ") && len(text) > 4 && text[2] != ' ' && strings.Count(text[:10], ":") == 2
		for _, c := range columns {
			if row && ansi.Cut(text, c-1, c) != " " {
				tb.Fatalf("column %d does not begin where the others do: %q", c, text)
			}
		}
	}
}

func TestRowFrames(t *testing.T) {
	t.Parallel()
	for _, story := range rowStories {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s %dx%d", story.name, size[0], size[1]), func(t *testing.T) {
				s := newStage(size[0], size[1], story.sandbox)
				story.play(s)
				checkFrame(t, s, size[0], size[1])
				golden.RequireEqual(t, s.text())
			})
		}
	}
}

// TestThemesChangeColoursOnly compares a dark with a light background, and with
// no colour at all, where nothing but bold remains.
func TestThemesChangeColoursOnly(t *testing.T) {
	for _, story := range rowStories {
		t.Run(story.name, func(t *testing.T) {
			s := newStage(100, 30, story.sandbox)
			story.play(s)
			dark := s.View().Content
			s.send(widget.ThemeMsg{Theme: theme.New(false, false)})
			light := s.View().Content
			if dark == light || ansi.Strip(dark) != ansi.Strip(light) {
				t.Error("a light background changes more, or less, than the colours")
			}
			var plain strings.Builder
			w := colorprofile.Writer{Forward: &plain, Profile: colorprofile.ASCII}
			if _, err := w.WriteString(dark); err != nil {
				t.Fatal(err)
			}
			if ansi.Strip(plain.String()) != ansi.Strip(dark) || strings.Contains(plain.String(), "38;") || strings.Contains(plain.String(), "48;") {
				t.Error("without colour the text differs, or colours remain")
			}
			s.send(widget.ThemeMsg{Theme: theme.New(true, true)})
			for _, r := range ansi.Strip(s.live.View(100, 27)) {
				if r > 127 {
					t.Fatalf("%q where there is ASCII only", r)
				}
			}
		})
	}
	s := newStage(100, 30, false)
	rowStories[0].play(s)
	golden.RequireEqual(t, s.View().Content)
}

// The frame in high contrast is kept with its styles, for a dark and for a light
// background; the words are those of every other look.
func TestHighContrast(t *testing.T) {
	for _, dark := range []bool{true, false} {
		t.Run(fmt.Sprintf("dark %v", dark), func(t *testing.T) {
			s := newStage(100, 30, true)
			brokenChecklist(s)
			usual := ansi.Strip(s.live.View(100, 27))
			s.send(widget.ThemeMsg{Theme: theme.HighContrast.Theme(dark, false)})
			view := s.live.View(100, 27)
			if ansi.Strip(view) != usual {
				t.Errorf("more than the colours changes:\n%s", ansi.Strip(view))
			}
			golden.RequireEqual(t, view)
		})
	}
}
