package live

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/record"
	"secretwatch/aws/watch"
)

// FuzzForeignText draws every pane with the same text wherever others may write
// one, at any size.
func FuzzForeignText(f *testing.F) {
	for _, text := range []string{
		"plain", "evil\rALL OK\x1b]52;c;aGk=\x07", "\x1b[2J\x1b[8m", "秘密の読者", "\u202egnp.exe", "e\u0301", "\u0300\u0300",
		"👩‍👩‍👧", "\xff\xfe", "Threshold Crossed: 1 datapoint [1.0 (99/99/99 00:00:00)]", "arn:aws:sns:::", "a:b:c:d:e:f:g-AbCdEf", "\u00ad\ufeff",
	} {
		f.Add(text, uint8(100), uint8(30))
		f.Add(text, uint8(40), uint8(12))
	}
	f.Fuzz(func(t *testing.T, text string, w, h uint8) {
		if w < 40 || h < 12 {
			return // a single line says so
		}
		s := newStage(int(w), int(h), false)
		evil := foreign.New(text)
		var reads []watch.Read
		for i := range 4 {
			r := readOf(string(rune('a'+i)), time.Duration(i)*time.Second)
			r.From, r.Agent, r.Error, r.Secret, r.KeyID, r.Stream = evil, evil, evil, evil, text, text
			r.Who = record.Who{Kind: record.WhoRole, Name: evil, Session: evil, ARN: evil, Account: text}
			r.Result, r.EventID, r.RequestID = record.ResultDenied, text+r.EventID, text+r.RequestID
			reads = append(reads, r)
		}
		s.send(batchesMsg{{
			At: noon, Reads: reads, Trouble: map[watch.Source]foreign.String{watch.SourceHistory: evil},
			Alarm: &watch.AlarmState{Name: text, State: text, Since: noon, Reason: evil},
			Transitions: []watch.Transition{{
				At: noon, Alarm: text, From: text, To: "ALARM", Reason: evil, Actions: []watch.ActionResult{{Target: text, Error: evil}},
			}},
		}})
		for _, k := range []string{"1", "enter", "down", "enter", "esc", "3", "down", "2", "5"} {
			s.keys(k)
			checkFrame(t, s, int(w), int(h))
		}
		s.keys("1", "/")
		s.send(tea.PasteMsg{Content: text})
		checkFrame(t, s, int(w), int(h))
	})
}
