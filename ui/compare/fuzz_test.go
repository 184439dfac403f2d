package compare

import (
	"errors"
	"testing"

	"secretwatch/aws/compare"
	"secretwatch/aws/foreign"
	"secretwatch/ui/app"
)

// FuzzForeignText draws every state with the same text wherever others may write
// one, at any size.
func FuzzForeignText(f *testing.F) {
	for _, text := range []string{
		"plain", "evil\rALL OK\x1b]52;c;aGk=\x07", "\x1b[2J\x1b[8m", "秘密の読者", "\u202egnp.exe", "e\u0301", "\u0300\u0300", "👩‍👩‍👧", "\xff\xfe",
		"arn:aws:sns:::", "\u00ad\ufeff", "מישהו", "ﷺﷺ", "\u2028\u2029", "\x9b31m", "\x1b]0;", "a\tb\nc", "%s%d", "🇬🇧🇯🇵", "\u200d",
	} {
		f.Add(text, uint8(100), uint8(30))
		f.Add(text, uint8(130), uint8(40))
		f.Add(text, uint8(40), uint8(12))
	}
	f.Fuzz(func(t *testing.T, text string, w, h uint8) {
		if w < app.MinWidth || h < app.MinHeight || len(text) > 1000 {
			return
		}
		for _, st := range states {
			s := newTheatre(int(w), int(h), st.sandbox)
			st.play(s)
			s.spoil(text)
			s.wellDrawn(t, int(w), int(h))
			s.keys("end")
			s.wellDrawn(t, int(w), int(h))
		}
	})
}

// spoil puts a text wherever one of AWS or of a mail stands. What is called safe
// where it comes from is made so here.
func (s *theatre) spoil(text string) {
	evil, safe := foreign.New(text), foreign.Safe(text)
	c := s.c
	c.lab.Secret = evil
	e := &c.seen
	e.Secret, e.Email = safe, safe
	if e.err != nil {
		e.err = errors.New(text)
		c.fault = c.explained(e.err)
	}
	for i := range e.Ways {
		o := &e.Ways[i]
		o.Trouble = safe
		if o.Skipped != "" {
			o.Skipped = safe
		}
		for k := range o.Mails {
			o.Mails[k].Subject, o.Mails[k].Lines = evil, []foreign.String{evil, evil}
		}
	}
	for i := range e.events {
		e.events[i].Text = safe
	}
	for _, list := range [][]compare.Left{e.left, e.Left} {
		for i := range list {
			list[i].Name, list[i].Why = safe, safe
		}
	}
	for _, list := range [][]compare.Thing{c.found, e.Removed} {
		for i := range list {
			list[i].Name = safe
		}
	}
	if e.Flood != nil {
		e.Flood.Trail, e.Flood.From = text, safe
	}
}
