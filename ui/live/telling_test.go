package live

import (
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// A read is told in one sentence, however it ended.
func TestAReadInOneSentence(t *testing.T) {
	const how = " TopSecretInfo with the AWS CLI from 203.0.113.40 on 22 November 2026 at 12:00:00 UTC"
	for _, c := range []struct {
		result record.Result
		test   bool
		want   string
	}{
		{record.ResultOK, false, "user/sam read" + how + "."},
		{record.ResultOK, true, "user/sam read" + how + " (a test read by secretwatch)."},
		{record.ResultDenied, false, "user/sam tried to read" + how + ", and was denied."},
		{record.ResultNotFound, false, "user/sam tried to read" + how + ", and it was not found."},
		{record.ResultFailed, false, "user/sam tried to read" + how + ", and it failed."},
	} {
		s := newStage(100, 30, true)
		r := readOf("a", 0)
		r.Result, r.Test = c.result, c.test
		s.send(quiet(r))
		if got := s.live.sentence(s.live.reads.newest(0)); got != c.want {
			t.Errorf("%s: %q, want %q", c.result, got, c.want)
		}
	}
}

// The bell rings in every terminal; a notification goes only to one that knows a
// sequence for it, wrapped for tmux where tmux stands between. Nothing in a text
// ends the sequence, or begins another.
func TestNotificationSequences(t *testing.T) {
	for _, c := range []struct {
		name    string
		notes   Notes
		text    string
		desktop bool
		want    string
	}{
		{"bell only", Notes{Kind: BellOnly}, "sam read it", true, "\a"},
		{"bell only, in tmux", Notes{Kind: BellOnly, Tmux: true}, "sam read it", true, "\a"},
		{"somebody looks", Notes{Kind: OSC777, Tmux: true}, "sam read it", false, "\a"},
		{"iTerm2", Notes{Kind: OSC9}, "sam read it", true, "\a\x1b]9;secretwatch: sam read it\x1b\\"},
		{"iTerm2, in tmux", Notes{Kind: OSC9, Tmux: true}, "sam read it", true, "\a\x1bPtmux;\x1b\x1b]9;secretwatch: sam read it\x1b\x1b\\\x1b\\"},
		{"foot", Notes{Kind: OSC777}, "sam read it", true, "\a\x1b]777;notify;secretwatch;sam read it\x1b\\"},
		{"a field too many", Notes{Kind: OSC777}, "sam;rm -rf", true, "\a\x1b]777;notify;secretwatch;sam,rm -rf\x1b\\"},
		{"a sequence within", Notes{Kind: OSC9}, "sam\x1b\\\x1b]52;c;aGk=\a", true, "\a\x1b]9;secretwatch: sam·\\·]52,c,aGk=·\x1b\\"},
		{"a C1 terminator within", Notes{Kind: OSC9, Tmux: true}, "sam\u009cx", true, "\a\x1bPtmux;\x1b\x1b]9;secretwatch: sam·x\x1b\x1b\\\x1b\\"},
	} {
		if got := c.notes.sequence("secretwatch", c.text, c.desktop); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// A notification says who, what, from where and how it ended, in few words,
// whatever others wrote; a second one comes when the first is some seconds old.
func TestWhatANotificationSays(t *testing.T) {
	s := fullStage(100, 30)
	s.send(quiet(), tea.BlurMsg{})
	ring := func(id string, after time.Duration, change func(*watch.Read)) string {
		r := readOf(id, after)
		r.InHistory = r.Time.Add(time.Second)
		change(&r)
		s.at(after + time.Second)
		s.seen = nil
		s.send(batchesMsg{{At: s.now, Reads: []watch.Read{r}}})
		return s.raw()
	}
	denied := func(r *watch.Read) { r.Result = record.ResultDenied }
	if got, want := ring("a", time.Second, denied), "\a\x1b]9;secretwatch: user/sam tried to read TopSecretInfo from 203.0.113.40: denied\x1b\\"; got != want {
		t.Errorf("denied: %q, want %q", got, want)
	}
	if got := ring("b", 5*time.Second, denied); got != "" {
		t.Errorf("four seconds later: %q", got)
	}
	long := func(r *watch.Read) { r.Who.Name = foreign.New(strings.Repeat("秘", 500) + "\x1b]0;x\a") }
	got := ring("c", 15*time.Second, long)
	if inside := strings.TrimSuffix(strings.TrimPrefix(got, "\a\x1b]9;secretwatch: "), "\x1b\\"); len([]rune(inside)) != 120 || strings.ContainsAny(inside, "\x1b\a") {
		t.Errorf("a long name: %q", got)
	}
}

// glued is a time without its blanks, such as 39m57s.
var glued = regexp.MustCompile(`\b\d+(d\d+h|h\d+m|m\d+s)\b|[+-]\d+[smhd]\b`)

// Times that have passed have one form on every screen, and where that has no room
// their largest unit.
func TestTimesHaveOneForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d           time.Duration
		whole, part string
	}{
		{-time.Second, "0 s", "0 s"},
		{57 * time.Second, "57 s", "57 s"},
		{39*time.Minute + 57*time.Second, "39 m 57 s", "39 m"},
		{2*time.Hour + 5*time.Minute, "2 h 05 m", "2 h"},
		{76 * time.Hour, "3 d 4 h", "3 d"},
	} {
		if got := lasted("+", c.d); got[0] != "+"+c.whole || got[1] != "+"+c.part {
			t.Errorf("%s: %q", c.d, got)
		}
	}
	for _, story := range rowStories {
		for _, size := range sizes {
			s := newStage(size[0], size[1], story.sandbox)
			story.play(s)
			if found := glued.FindString(s.text()); found != "" {
				t.Errorf("%s at %v: %q in\n%s", story.name, size, found, s.text())
			}
		}
	}
}
