package widget_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"secretwatch/aws/sandbox/inbox"
	"secretwatch/ui/theme"
	"secretwatch/ui/widget"
)

// Of several mails that ask for a confirmation each says for which topic, and is
// news until that one is confirmed.
func TestConfirmationsAreToldApart(t *testing.T) {
	noon := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	link := func(topic string, at time.Time) inbox.Mail {
		return inbox.Mail{At: at, To: "a@example.com", Subject: "Confirm", Links: []inbox.Link{{Kind: inbox.Confirm, URL: "http://127.0.0.1:1/c?TopicArn=arn:aws:sns:us-east-1:111122223333:" + topic}}}
	}
	mails := []inbox.Mail{link("one", noon), link("two", noon), {To: "a@example.com", Subject: "other"}}
	m := widget.NewMailbox(t.Context(), theme.New(true, false), widget.MailSource{List: func(context.Context) ([]inbox.Mail, error) {
		return mails, nil
	}})
	m.Update(m.Refresh()())
	view := m.View(60, 5)
	if !strings.Contains(view, "one") || !strings.Contains(view, "two") || m.Unread() != 3 {
		t.Errorf("%d unread in\n%s", m.Unread(), view)
	}
	m.SetConfirmed(noon, "one", "")
	if m.Unread() != 2 {
		t.Errorf("%d unread with one confirmed", m.Unread())
	}
	mails = append(mails, link("one", noon.Add(time.Minute)))
	m.Update(m.Refresh()())
	if m.Unread() != 3 {
		t.Errorf("%d unread: one asks to confirm what was taken away since", m.Unread())
	}
}
