package live

import (
	"fmt"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"secretwatch/aws/foreign"
)

// stories are the states whose frames are kept as text.
var stories = []struct {
	name    string
	sandbox bool
	play    func(*stage)
}{
	{"empty", true, func(s *stage) { s.send(quiet()) }},
	{"read under way", true, func(s *stage) {
		s.send(quiet(earlier()...))
		s.keys("t")
		s.readSeen(false)
	}},
	{"alarm with mail", true, alarmWithMail},
	{"second read", true, secondRead},
	{"broken checklist", true, func(s *stage) {
		s.report = averaging()
		s.send(quiet(earlier()...))
		s.keys("r", "c")
	}},
	{"inbox open", true, func(s *stage) {
		s.mails = mails()
		s.send(quiet(earlier()...))
		s.keys("i", "enter")
	}},
	{"record", true, func(s *stage) {
		r := readOf("odd", -time.Minute)
		r.Agent = foreign.New("evil\rALL OK\x1b]52;c;aGk=\x07\u202e" + string(make([]byte, 300)))
		r.JSON = foreign.New("{\"userAgent\":\"evil\\rALL OK\x1b]52;c;aGk=\x07\u202e\",\"eventName\":\"GetSecretValue\"}")
		s.send(quiet(r))
		s.keys("enter")
	}},
	{"aws awaits delivery", false, func(s *stage) {
		s.send(quiet())
		s.keys("t")
		s.at(72 * time.Second)
		s.tick()
	}},
	{"aws has sent", false, func(s *stage) {
		s.send(quiet())
		s.keys("t")
		s.readSeen(true)
		s.alarmed()
	}},
}

func alarmWithMail(s *stage) {
	s.send(quiet(earlier()...))
	s.keys("t")
	s.readSeen(true)
	s.mails = mails()
	s.alarmed()
}

func TestFrames(t *testing.T) {
	t.Parallel()
	for _, story := range stories {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s %dx%d", story.name, size[0], size[1]), func(t *testing.T) {
				s := newStage(size[0], size[1], story.sandbox)
				story.play(s)
				checkFrame(t, s, size[0], size[1])
				golden.RequireEqual(t, s.text())
			})
		}
	}
	t.Run("too small 30x8", func(t *testing.T) {
		s := newStage(30, 8, true)
		s.send(quiet())
		golden.RequireEqual(t, s.text())
	})
	t.Run("plain 44x14", func(t *testing.T) {
		s := newStage(44, 14, true)
		alarmWithMail(s)
		checkFrame(t, s, 44, 14)
		golden.RequireEqual(t, s.text())
	})
	for _, size := range sizes {
		t.Run(fmt.Sprintf("help %dx%d", size[0], size[1]), func(t *testing.T) {
			s := newStage(size[0], size[1], true)
			s.send(quiet())
			s.keys("?")
			s.wellDrawn(t, "help", size[0], size[1])
			golden.RequireEqual(t, s.text())
		})
	}
}
