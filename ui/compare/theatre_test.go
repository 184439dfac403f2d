package compare

import (
	"context"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
)

var noon = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

func at(seconds float64) time.Time { return noon.Add(time.Duration(seconds * float64(time.Second))) }

// under is a screen below the comparison.
type under struct{ widgetScreen }

// theatre is the comparison in the program's frame.
type theatre struct {
	*app.Model
	c   *Compare
	now time.Time
}

func planned() []compare.Thing {
	return []compare.Thing{
		{Kind: compare.ThingTopic, Name: "secretwatch-prod-db-96e5a5_files", Way: compare.WayTrail},
		{Kind: compare.ThingTopic, Name: "secretwatch-prod-db-96e5a5_reads", Way: compare.WayRule},
		{Kind: compare.ThingRule, Name: "secretwatch-prod-db-96e5a5_reads", Way: compare.WayRule},
		{Kind: compare.ThingNotification, Name: "secretwatch-prod-db-96e5a5", Way: compare.WayTrail},
	}
}

func newTheatre(w, h int, sandbox bool) *theatre {
	s := &theatre{now: noon}
	lab := Lab{
		Secret: foreign.New("prod/db"), Now: func() time.Time { return s.now },
		Before:  func(context.Context) (_, left []compare.Thing, err error) { return planned(), nil, nil },
		Explain: func(err error) (string, string) { return err.Error(), "aws sso login --profile dev" },
	}
	banner := ""
	if sandbox {
		banner = "Not AWS: the sandbox at http://127.0.0.1:4566, pace fast"
		lab.Fast = true
		lab.Inbox = func(context.Context) ([]inbox.Mail, error) {
			return []inbox.Mail{{To: "ana@example.com", Subject: "AWS Notification - Subscription Confirmation", Body: "You have chosen", At: noon}}, nil
		}
	}
	over, end := context.WithCancel(context.Background())
	end() // so that no command waits
	th := theme.New(true, false)
	s.c = New(over, th, lab)
	f := Before(under{}, s.c)
	s.Model = app.New(app.Options{Theme: th, Start: f, Banner: banner, Place: "111122223333 us-east-1 profile:dev"})
	s.run(s.Init())
	s.send(tea.WindowSizeMsg{Width: w, Height: h}, OpenMsg{})
	return s
}

func (s *theatre) send(msgs ...tea.Msg) {
	for _, m := range msgs {
		_, cmd := s.Update(m)
		s.run(cmd)
	}
}

func (s *theatre) run(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			s.run(c)
		}
	default:
		s.send(msg)
	}
}

func (s *theatre) keys(names ...string) {
	codes := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "left": tea.KeyLeft, "right": tea.KeyRight, "pgdown": tea.KeyPgDown, "end": tea.KeyEnd}
	for _, n := range names {
		if c, ok := codes[n]; ok {
			s.send(tea.KeyPressMsg{Code: c})
			continue
		}
		s.send(tea.KeyPressMsg{Code: []rune(n)[0], Text: n})
	}
}

// text is the frame without colours and without blanks at the ends of lines.
func (s *theatre) text() string {
	lines := strings.Split(ansi.Strip(s.View().Content), "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n") + "\n"
}

// wellDrawn checks that the frame has exactly the terminal's size, and nothing
// that a terminal would obey but colours.
func (s *theatre) wellDrawn(t *testing.T, w, h int) {
	t.Helper()
	frame := s.View().Content
	lines := strings.Split(frame, "\n")
	if len(lines) != h {
		t.Fatalf("%d lines at %dx%d", len(lines), w, h)
	}
	var columns []int
	for i, line := range lines {
		if got := lipgloss.Width(line); got != w {
			t.Fatalf("line %d has %d cells at %dx%d: %q", i, got, w, h, ansi.Strip(line))
		}
		columns = aligned(t, ansi.Strip(line), columns)
	}
	for _, c := range ansi.Strip(frame) {
		if c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c)) {
			t.Fatalf("the frame holds %U", c)
		}
	}
	if strings.TrimSpace(ansi.Strip(lines[h-1])) == "" {
		t.Error("no footer")
	}
}

// rowOfTable is a row that has something in every column.
var rowOfTable = regexp.MustCompile(`^ (state|costs a month|read \d+  \d\d:\d\d:\d\d) `)

// aligned wants a blank before each way's column in every row of the table.
func aligned(t *testing.T, line string, columns []int) []int {
	t.Helper()
	if i := strings.Index(line, "CloudTrail  "); i > 0 && strings.Contains(line, "  EventBridge ") {
		return []int{i, strings.Index(line, "the alarm"), strings.Index(line, "EventBridge")}
	}
	if len(columns) == 0 || !rowOfTable.MatchString(line) || strings.ContainsAny(line, "│╭╰") {
		return columns
	}
	cells := []rune(line)
	for _, at := range columns {
		if cells[at-1] != ' ' || cells[at] == ' ' {
			t.Errorf("no column begins at %d: %q", at, line)
		}
	}
	return columns
}
