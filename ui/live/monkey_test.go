package live

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"secretwatch/aws/account"
	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
	"secretwatch/ui/widget/framecheck"
)

// presses is how many keys the monkeys press in all.
const presses = 10_000

// Monkeys press keys and drag the window while reads, alarms, mails and troubles
// come: no frame is ever higher, wider or less than the terminal, and none holds
// what others wrote as it came.
func TestMonkey(t *testing.T) {
	if testing.Short() {
		t.Skip("SKIPPED: ten thousand keys take seconds")
	}
	t.Parallel()
	const monkeys = 2 // side by side
	for seed := range uint64(monkeys) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			t.Parallel()
			monkey(t, rand.New(rand.NewPCG(seed, 2)), presses/monkeys)
		})
	}
}

func monkey(t *testing.T, r *rand.Rand, steps int) {
	t.Helper()
	s := fullStage(100, 30)
	s.send(quiet(earlier()...))
	names := []string{"enter", "esc", "tab", "up", "down", "end", "home", "pgdown"}
	for c := '!'; c <= '~'; c++ {
		names = append(names, string(c))
	}
	w, h := 100, 30
	for i := range steps {
		switch n := r.IntN(100); {
		case n < 10:
			w, h = 1+r.IntN(160), 1+r.IntN(50)
			if n < 8 { // mostly sizes at which there is something to see
				w, h = max(w, 40), max(h, 12)
			}
			s.send(tea.WindowSizeMsg{Width: w, Height: h})
		case n < 14:
			s.now = s.now.Add(time.Duration(r.IntN(20_000)) * time.Millisecond)
			s.tick()
		case n < 18:
			s.now = s.now.Add(time.Second)
			s.send(s.something(r, i))
		case n < 20:
			s.send(tea.PasteMsg{Content: "pasted\x1b[31m text\n" + fmt.Sprint(i)})
		case n < 22:
			s.send(tea.KeyPressMsg{Code: 'p', Mod: tea.ModCtrl})
		default:
			name := names[r.IntN(len(names))]
			if name == "q" && !s.live.Typing() {
				continue // it leaves
			}
			s.keys(name)
		}
		s.wellDrawn(t, fmt.Sprintf("after %d steps", i+1), w, h)
		if t.Failed() {
			return
		}
	}
}

// something is what may come to the pane without a key.
func (s *stage) something(r *rand.Rand, i int) tea.Msg {
	evil := foreign.New("evil\r\x1b]52;c;aGk=\x07\u202e秘密" + strings.Repeat("x", r.IntN(400)))
	switch r.IntN(7) {
	case 0:
		return tea.BlurMsg{}
	case 1:
		return tea.FocusMsg{}
	case 2:
		s.failing = append(s.failing, watch.Failing{
			Source: watch.SourceHistory, Again: s.now.Add(12 * time.Second),
			Problem: account.Problem{Kind: account.Expired, Summary: evil.Safe(), Hint: "open it again: aws sso login"},
		})
	case 3:
		s.failing = nil
	case 4:
		s.report = averaging()
		return reportMsg{report: s.report}
	case 5:
		s.report = healthy()
		return reportMsg{report: s.report}
	}
	read := readOf(fmt.Sprint("monkey-", i), s.now.Sub(noon))
	read.Agent, read.From, read.Who.Name = evil, evil, evil
	read.InLogs, read.Matched = s.now, r.IntN(2) == 0
	return batchesMsg{{At: s.now, Next: s.now.Add(time.Second), Reads: []watch.Read{read}}}
}

// wellDrawn checks that the frame has exactly the terminal's size and nothing
// that a terminal would obey but colours, and that its columns stand in line.
func (s *stage) wellDrawn(tb testing.TB, when string, w, h int) {
	tb.Helper()
	frame := s.View().Content
	if err := framecheck.Frame(frame, w, h); err != nil {
		tb.Errorf("%s: %v\n%s", when, err, ansi.Strip(frame))
		return
	}
	checkColumns(tb, strings.Split(frame, "\n"))
}

// The boxes over the pane have their hints also where there is only ASCII.
func TestBoxesInASCII(t *testing.T) {
	s := fullStage(80, 24)
	brokenChecklist(s)
	s.send(widget.ThemeMsg{Theme: theme.New(true, true)})
	s.keys("enter")
	view := s.live.View(80, 21)
	for _, r := range ansi.Strip(view) {
		if r > unicode.MaxASCII {
			t.Fatalf("the view holds %q:\n%s", r, ansi.Strip(view))
		}
	}
	if !strings.Contains(ansi.Strip(view), "^/v scroll") {
		t.Errorf("no hint:\n%s", ansi.Strip(view))
	}
}
