package live

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
	"pgregory.net/rapid"

	"secretwatch/aws/foreign"
	"secretwatch/aws/watch"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

func TestFramesAreExactAtEverySize(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		story := rapid.SampledFrom(stories).Draw(t, "story")
		s := newStage(80, 24, story.sandbox)
		story.play(s)
		for range rapid.IntRange(1, 5).Draw(t, "times") {
			s.keys(rapid.SampledFrom([]string{"1", "2", "3", "4", "5", "tab", "enter", "esc", "down", "end", "/", "z", "c", "l", "i"}).Draw(t, "key"))
			w, h := rapid.IntRange(1, 220).Draw(t, "w"), rapid.IntRange(1, 70).Draw(t, "h")
			s.send(tea.WindowSizeMsg{Width: w, Height: h})
			for _, block := range []string{s.View().Content, s.live.View(w, h)} {
				lines := strings.Split(block, "\n")
				if len(lines) != h {
					t.Fatalf("%d lines at %dx%d", len(lines), w, h)
				}
				for i, l := range lines {
					if got := lipgloss.Width(l); got != w {
						t.Fatalf("line %d has %d cells at %dx%d: %q", i, got, w, h, l)
					}
				}
			}
		}
	})
}

func TestForeignTextIsInertOnEveryScreen(t *testing.T) {
	t.Parallel()
	evil := foreign.New("evil\rALL OK\x1b]52;c;aGk=\x07\x1b[8m\u202e\x00\xff" + strings.Repeat("x", 200_000))
	s := newStage(100, 30, true)
	r := readOf("evil", -time.Second)
	r.Who.Name, r.Who.ARN, r.From, r.Agent, r.Error, r.Secret, r.JSON = evil, evil, evil, evil, evil, evil, evil
	s.send(batchesMsg{{
		At: noon, Reads: []watch.Read{r}, Trouble: map[watch.Source]foreign.String{watch.SourceHistory: evil},
		Alarm: &watch.AlarmState{State: evil.Safe(), Since: noon, Reason: evil},
		Transitions: []watch.Transition{{
			At: noon, From: "OK", To: "ALARM", Reason: evil, Actions: []watch.ActionResult{{Error: evil}},
		}},
	}}, reportMsg{err: errors.New(evil.Safe())})
	for _, k := range []string{"1", "enter", "2", "3", "4", "5", "?"} {
		s.keys(k)
		for _, c := range ansi.Strip(s.View().Content) {
			if c != '\n' && (unicode.IsControl(c) || unicode.Is(unicode.Cf, c)) {
				t.Fatalf("after %s the frame holds %U", k, c)
			}
		}
		if strings.Contains(s.View().Content, "\x1b]") || strings.Contains(s.View().Content, "\x1b[8m") {
			t.Fatalf("after %s a sequence of the record is in the frame", k)
		}
		if strings.ContainsAny(s.View().WindowTitle, "\x1b\r\x07") {
			t.Fatalf("title %q", s.View().WindowTitle)
		}
	}
}

func TestFilterByText(t *testing.T) {
	s := newStage(80, 24, true)
	s.send(quiet(earlier()...))
	s.keys("/", "D", "e", "p", "l")
	if got := s.text(); strings.Contains(got, "user/sam") || !strings.Contains(got, "role/deploy") {
		t.Errorf("filtered by Depl:\n%s", got)
	}
	s.keys("q") // a letter, while typing
	if got := s.text(); !strings.Contains(got, "No read matches") {
		t.Errorf("filtered by Deplq:\n%s", got)
	}
	s.keys("esc")
	if got := s.text(); !strings.Contains(got, "user/sam") || s.live.Typing() {
		t.Errorf("not filtered:\n%s", got)
	}
	s.keys("/")
	s.send(tea.PasteMsg{Content: strings.Repeat("denied", 2000)})
	if n := len(s.live.search.Value()); n != 200 {
		t.Errorf("the paste made a filter of %d characters", n)
	}
}

func TestTheChosenReadStaysChosenWhileOthersComeIn(t *testing.T) {
	s := newStage(80, 24, true)
	s.send(quiet(earlier()...))
	s.keys("down")
	chosen := s.live.reads.newest(s.live.list.Selected)
	s.send(quiet(readOf("new", time.Second), readOf("newer", 2*time.Second)))
	if got := s.live.reads.newest(s.live.list.Selected); got != chosen {
		t.Errorf("chosen is %s, was %s", got.EventID, chosen.EventID)
	}
	s.keys("home")
	s.send(quiet(readOf("newest", 3*time.Second)))
	if got := s.live.reads.newest(s.live.list.Selected); got.EventID != "event-newest" {
		t.Errorf("at the top the list does not follow: %s", got.EventID)
	}
}

func TestConfirmingFromTheInbox(t *testing.T) {
	s := newStage(80, 24, true)
	s.mails = mails()[:1]
	s.send(quiet())
	s.keys("i", "enter", "enter")
	if len(s.opened) != 1 || !strings.Contains(s.opened[0], "confirmation.html") {
		t.Fatalf("opened %v", s.opened)
	}
	if got := s.text(); !strings.Contains(got, "Subscription confirmed") {
		t.Errorf("does not say so:\n%s", got)
	}
	s.keys("esc", "esc")
	if s.live.focus != paneReads {
		t.Error("esc does not lead back")
	}
}

func TestUnsubscribingAsksTwice(t *testing.T) {
	s := newStage(80, 24, true)
	s.mails = mails()
	s.send(quiet())
	s.keys("i", "enter", "enter") // the console's link leads nowhere
	s.send(tea.KeyPressMsg{Code: tea.KeyRight})
	s.keys("enter")
	if len(s.opened) != 0 {
		t.Fatalf("opened %v", s.opened)
	}
	s.keys("enter")
	if len(s.opened) != 1 || !strings.Contains(s.opened[0], "unsubscribe") {
		t.Fatalf("opened %v", s.opened)
	}
}

func TestMailOnAWSIsNeverClaimed(t *testing.T) {
	s := newStage(160, 50, false)
	s.send(quiet())
	s.keys("t")
	s.readSeen(true)
	s.alarmed()
	s.keys("5")
	s.at(10 * time.Second)
	s.tick()
	got := s.text()
	if !strings.Contains(got, "sent; look in your inbox") || strings.Contains(got, "arrived 3") {
		t.Errorf("says\n%s", got)
	}
	if s.live.pending() {
		t.Error("still waits for a mail that cannot be seen")
	}
}

func TestChecksAreFew(t *testing.T) {
	s := newStage(80, 24, false)
	if s.checks != 1 {
		t.Fatalf("%d checks at the start", s.checks)
	}
	s.send(quiet())
	s.alarmed() // at 3.5 s: a transition, too soon after the last check
	if s.checks != 1 || !s.live.pending() {
		t.Errorf("%d checks at once, pending %v", s.checks, s.live.pending())
	}
	s.at(6 * time.Second)
	s.tick()
	if s.checks != 2 {
		t.Errorf("%d checks after a transition", s.checks)
	}
	for m := range 20 {
		s.at(time.Duration(m) * time.Minute)
		s.tick()
	}
	if s.checks != 3 {
		t.Errorf("%d checks after 19 minutes at rest, want one more", s.checks)
	}
	s.keys("r")
	if s.checks != 4 {
		t.Error("r does not check")
	}
}

func TestTheClockIsLeftAloneAtRest(t *testing.T) {
	s := newStage(80, 24, true)
	s.send(quiet())
	if s.live.pending() {
		t.Error("something is awaited at rest")
	}
	s.keys("t")
	if !s.live.pending() || !s.live.quick {
		t.Error("nothing is awaited after a test read")
	}
	s.readSeen(true)
	s.mails = mails()
	s.alarmed()
	s.at(10 * time.Second)
	s.tick()
	s.tick()
	if s.live.pending() || s.live.quick {
		t.Errorf("still waiting: %+v", s.live.path.Hops)
	}
	stale := tickMsg{generation: s.live.generation - 1}
	before := s.live.generation
	s.send(stale)
	if s.live.generation != before {
		t.Error("an old tick starts another one")
	}
}

func TestGivingUp(t *testing.T) {
	s := newStage(80, 24, false)
	s.send(quiet())
	s.keys("t")
	s.at(giveUp + time.Minute)
	s.tick()
	s.tick()
	if s.live.pending() {
		t.Error("waits for ever")
	}
}

func TestCopying(t *testing.T) {
	s := newStage(80, 24, true)
	if what, text := s.live.chosen(); what != "command" || !strings.HasPrefix(text, "aws secretsmanager get-secret-value") {
		t.Errorf("with no read: %s %q", what, text)
	}
	r := readOf("a", 0)
	r.JSON = foreign.New("{\"userAgent\":\"a\x1b]52;c;aGk=\x07b\"}")
	s.send(quiet(r))
	s.keys("y", "j")
	if got := s.clipboard(); got != "{\n  \"userAgent\": \"a·]52;c;aGk=·b\"\n}" {
		t.Errorf("record: %q", got)
	}
	s.report = averaging()
	s.keys("r", "c")
	if what, text := s.live.chosen(); what != "command" || !strings.HasPrefix(text, "aws cloudwatch put-metric-alarm") {
		t.Errorf("remedy: %s %q", what, text)
	}
	s.keys("y")
	if got := s.text(); !strings.Contains(got, "command sent to the clipboard") {
		t.Errorf("no notice:\n%s", got)
	}
	s.keys("l", "y")
	if got := s.clipboard(); got != "aws logs filter-log-events --log-group-name /secretwatch/topsecretinfo --region us-east-1" {
		t.Errorf("call: %q", got)
	}
}

func TestTroubleIsShownUntilItIsOver(t *testing.T) {
	s := newStage(80, 24, true)
	s.send(batchesMsg{{Trouble: map[watch.Source]foreign.String{watch.SourceHistory: foreign.New("ThrottlingException: Rate exceeded")}}})
	if got := s.text(); !strings.Contains(got, "history: ThrottlingException") {
		t.Errorf("no trouble:\n%s", got)
	}
	s.send(batchesMsg{{Trouble: map[watch.Source]foreign.String{watch.SourceHistory: {}}}})
	if got := s.text(); strings.Contains(got, "Throttling") {
		t.Errorf("trouble stays:\n%s", got)
	}
	s.send(endedMsg{})
	if got := s.text(); !strings.Contains(got, "watching has ended") {
		t.Errorf("does not say that the watcher has ended:\n%s", got)
	}
}

func TestTestReadThatFails(t *testing.T) {
	s := newStage(80, 24, true)
	s.send(testMsg{err: errors.New("AccessDeniedException: no")})
	if got := s.text(); !strings.Contains(got, "The test read failed: AccessDeniedException") || len(s.live.reads.rows) != 0 {
		t.Errorf("shows\n%s", got)
	}
}

func TestLocalTimes(t *testing.T) {
	s := newStage(80, 24, true)
	s.live.zone = time.FixedZone("CET", 3600)
	s.send(quiet(earlier()...))
	if got := s.text(); !strings.Contains(got, "12:20:00") || !strings.Contains(got, "times CET") {
		t.Errorf("not in local time:\n%s", got)
	}
	s.keys("z")
	if got := s.text(); !strings.Contains(got, "11:20:00") || !strings.Contains(got, "times UTC") {
		t.Errorf("not in UTC:\n%s", got)
	}
}

func TestLightBackground(t *testing.T) {
	s := newStage(80, 24, true)
	s.send(quiet(earlier()...))
	dark := s.View().Content
	s.send(widget.ThemeMsg{Theme: theme.New(false, false)})
	light := s.View().Content
	if dark == light || ansi.Strip(dark) != ansi.Strip(light) {
		t.Error("a light background changes more, or less, than the colours")
	}
}

func TestASCIIOnly(t *testing.T) {
	s := newStage(100, 30, true)
	s.send(widget.ThemeMsg{Theme: theme.New(true, true)})
	alarmWithMail(s)
	s.keys("1")
	for _, c := range ansi.Strip(s.live.View(100, 27)) {
		if c > unicode.MaxASCII {
			t.Fatalf("holds %q:\n%s", c, ansi.Strip(s.live.View(100, 27)))
		}
	}
}

// BenchmarkFrame draws the newest of many reads, and the oldest ones with a
// group open in between.
func BenchmarkFrame(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(itoa(n), func(b *testing.B) {
			s := newStage(120, 40, true)
			s.send(quiet(mixedReads(0, n)...))
			for b.Loop() {
				_ = s.View()
			}
		})
		b.Run(itoa(n)+"-oldest-unfolded", func(b *testing.B) {
			s := newStage(120, 40, true)
			s.send(quiet(append(manyReads(n/2), mixedReads(0, n/2)...)...))
			s.keys("end", "enter", "end")
			for b.Loop() {
				_ = s.View()
			}
		})
	}
}

func BenchmarkBatchIntoManyReads(b *testing.B) {
	s := newStage(120, 40, true)
	s.send(quiet(manyReads(100_000)...))
	i := 0
	for b.Loop() {
		i++
		s.Update(quiet(readOf(itoa(i), time.Duration(i)*time.Second)))
	}
}

func BenchmarkFilterManyReads(b *testing.B) {
	s := newStore(noon)
	s.take(manyReads(100_000))
	for b.Loop() {
		s.filter("deploy")
	}
}
