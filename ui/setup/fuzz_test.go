package setup

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
	"secretwatch/aws/record"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/ui/app"
	"secretwatch/ui/theme"
	"secretwatch/wizard"
)

// FuzzForeignText draws every step of the wizard with the same text wherever
// others may write one, and pasted into every field, at any size.
func FuzzForeignText(f *testing.F) {
	for _, text := range []string{
		"plain", "evil\rALL OK\x1b]52;c;aGk=\x07", "\x1b[2J\x1b[8m", "秘密の読者", "\u202egnp.exe", "e\u0301", "\u0300\u0300", "👩‍👩‍👧", "\xff\xfe",
		"arn:aws:secretsmanager:::", "\u00ad\ufeff", "מישהו", "ﷺﷺ", "\u2028\u2029", "\x9b31m", "\x1b]0;", "a\tb\nc", "%s%d", "🇬🇧🇯🇵", "\u200d",
	} {
		f.Add(text, uint8(100), uint8(30))
		f.Add(text, uint8(40), uint8(12))
	}
	f.Fuzz(func(t *testing.T, text string, w, h uint8) {
		if w < app.MinWidth || h < app.MinHeight || len(text) > 1000 {
			return
		}
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			everyStep(t, text, int(w), int(h))
		})
	})
}

func everyStep(t *testing.T, text string, w, h int) {
	t.Helper()
	evil := foreign.New(text)
	one := &world{secrets: []string{evil.Safe()}, fails: map[monitor.Kind]error{monitor.KindAlarm: errors.New(text)}}
	one.records = []record.Record{{EventName: text, EventSource: text, EventID: text, UserAgent: evil, SourceAddress: evil, ErrorCode: evil, ErrorMessage: evil, EventTime: time.Now()}}
	one.plan = func(list []monitor.Change) {
		for i := range list {
			if list[i].Kind == monitor.KindBucket {
				list[i].Why, list[i].Name = evil.Safe(), evil.Safe()
			}
		}
	}
	one.reads = []record.Read{{Time: time.Now(), Who: record.Who{Name: evil, ARN: evil, Session: evil}, From: evil, Agent: evil, Error: evil, Result: record.ResultDenied}}
	d := one.sandbox()
	d.Inbox = inboxOf(text)
	d.Explain = func(err error) (string, string) { return foreign.Safe(err.Error()), evil.Safe() }
	r := drive(t, d, wizard.Start{Place: here, Caller: evil, Profile: evil.Safe(), Flags: wizard.Flags{Email: "sam@example.com"}})
	m := app.New(app.Options{Theme: theme.New(true, false), Start: r.s, Place: evil.Safe(), Banner: evil.Safe()})
	m.Update(tea.WindowSizeMsg{Width: w, Height: h})
	own := map[wizard.StepID]string{wizard.StepSecret: "text:prod/db", wizard.StepTopic: "text:sam@example.com"}
	for range 14 {
		id := r.step()
		if value := own[id]; value != "" {
			r.paste(text)
			wellDrawn(t, m, "pasted at "+string(id), w, h)
			r.press("ctrl+u", value)
		}
		r.press("ctrl+t")
		wellDrawn(t, m, "explained at "+string(id), w, h)
		r.press("ctrl+t")
		if id == wizard.StepConfirm {
			r.press("i", "enter")
			wellDrawn(t, m, "mail at "+string(id), w, h)
			r.press("enter")
		}
		if id == wizard.StepRead {
			r.press("t")
		}
		r.wait(300 * time.Millisecond)
		r.press("enter")
		r.wait(300 * time.Millisecond)
		wellDrawn(t, m, "after enter at "+string(id), w, h)
		if r.step() == wizard.StepAlarm && one.fails != nil { // once with an error of AWS, then without
			one.mu.Lock()
			one.fails = nil
			one.mu.Unlock()
		}
	}
}

func inboxOf(text string) func(context.Context) ([]inbox.Mail, error) {
	return func(context.Context) ([]inbox.Mail, error) {
		return []inbox.Mail{{
			To: text, From: text, Subject: text, Body: text + "\n" + text, At: time.Now(),
			Links: []inbox.Link{{Kind: inbox.Confirm, URL: "http://127.0.0.1:1/" + text}},
		}}, nil
	}
}
