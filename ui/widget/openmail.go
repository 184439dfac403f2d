package widget

import (
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/ui/theme"
)

// openMail is one mail in full. Its links are chosen with left and right, its
// text scrolls.
type openMail struct {
	mail   inbox.Mail
	link   int
	sure   bool   // enter was pressed once on a link that takes something away
	busy   bool   // a link is being opened
	result string // what opening a link did
	text   Scroll
	wide   int // the width for which text was broken into lines
}

func newOpenMail(m inbox.Mail) *openMail { return &openMail{mail: m} }

func (o *openMail) keys() []key.Binding {
	keys := []key.Binding{}
	if len(o.mail.Links) > 0 {
		keys = append(keys, Binding(linkVerb(o.mail.Links[o.link].Kind), "enter"))
	}
	if len(o.mail.Links) > 1 {
		keys = append(keys, key.NewBinding(key.WithKeys("left", "right"), key.WithHelp("←/→", "other link")))
	}
	return append(keys, Binding("back", "esc"))
}

// linkVerb says what opening a link does.
func linkVerb(kind string) string {
	switch kind {
	case inbox.Confirm:
		return "confirm subscription"
	case inbox.Unsubscribe:
		return "unsubscribe"
	default:
		return "open console link"
	}
}

func (m *Mailbox) pressOpen(k tea.KeyPressMsg) (tea.Cmd, bool) {
	o, n := m.open, len(m.open.mail.Links)
	switch k.String() {
	case "esc", "backspace":
		m.open = nil
	case "left", "h":
		o.link, o.sure = max(o.link-1, 0), false
	case "right", "l":
		o.link, o.sure = max(min(o.link+1, n-1), 0), false
	case "enter":
		if n > 0 && !o.busy {
			return m.follow(o.mail.Links[o.link]), true
		}
	default:
		return nil, o.text.Update(k)
	}
	return nil, true
}

// follow opens a link, one that takes something away only when asked twice.
func (m *Mailbox) follow(l inbox.Link) tea.Cmd {
	o := m.open
	switch {
	case l.Kind == inbox.Console:
		o.result = "That leads to AWS's console, which the sandbox does not have."
		return nil
	case m.source.Open == nil:
		return nil
	case l.Kind == inbox.Unsubscribe && !o.sure:
		o.sure, o.result = true, "Enter again ends the subscription: no more mail to this address."
		return nil
	}
	o.busy, o.sure, o.result = true, false, "Opening the link"+m.theme.Glyphs.Ellipsis+" usually under a second"
	ctx, open := m.ctx, m.source.Open
	return func() tea.Msg { return linkMsg{kind: l.Kind, err: open(ctx, l.URL)} }
}

func (m *Mailbox) followed(msg linkMsg) tea.Cmd {
	if msg.err == nil {
		m.links++
	}
	text := "Subscription confirmed. Mails can come now."
	switch {
	case msg.err != nil:
		text = "The link did not open: " + foreign.Safe(msg.err.Error())
	case msg.kind == inbox.Unsubscribe:
		text = "Unsubscribed. No more mail to this address."
	}
	if m.open != nil {
		m.open.busy, m.open.result = false, text
	}
	return tea.Batch(Notice(text), m.Refresh())
}

func (o *openMail) view(t theme.Theme, zone *time.Location, w, h int) string {
	if w <= 0 || h <= 0 {
		return ""
	}
	head := o.head(t, zone, w)
	head = head[:min(len(head), h)]
	if o.wide != w {
		o.wide = w
		o.text.SetLines(bodyLines(t, o.mail.Body, w))
	}
	block := Fit(strings.Join(head, "\n"), w, len(head))
	if rest := h - len(head); rest > 0 {
		block = Stack(block, o.text.View(w, rest))
	}
	return block
}

func (o *openMail) head(t theme.Theme, zone *time.Location, w int) []string {
	field := func(name, value string) string { return t.Dim.Render(name) + foreign.Safe(value) }
	lines := []string{
		t.Bold.Render(foreign.Safe(o.mail.Subject)),
		t.Dim.Render(o.mail.At.In(zone).Format(time.DateTime)) + field("  to ", o.mail.To) + field("  from ", o.mail.From),
	}
	for i, l := range o.mail.Links {
		text := linkVerb(l.Kind)
		if i == o.link {
			lines = append(lines, t.Cursor.Render(FitLine(t.Glyphs.Cursor+" "+text, min(w, 34)))+" "+t.Dim.Render(foreign.Safe(l.URL)))
			continue
		}
		lines = append(lines, "  "+text)
	}
	if o.result != "" {
		lines = append(lines, t.Accent.Render(o.result))
	}
	return append(lines, Line(t, w))
}

// bodyLines breaks a mail's text for w cells, every line safe and with its own
// colours.
func bodyLines(t theme.Theme, body string, w int) []string {
	var lines []string
	for raw := range strings.Lines(body) {
		text := foreign.Safe(strings.TrimRight(raw, "\r\n"))
		for _, l := range Wrap(text, w) {
			if strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "http://") {
				l = t.Accent.Render(l)
			}
			lines = append(lines, l)
		}
	}
	return lines
}

// Text is the open mail, or the chosen one, as safe text; "" where there is
// none.
func (m *Mailbox) Text() string {
	var mail inbox.Mail
	switch n := len(m.mails); {
	case m.open != nil:
		mail = m.open.mail
	case n > 0:
		mail = m.mails[n-1-min(m.window.Selected, n-1)]
	default:
		return ""
	}
	lines := []string{foreign.Safe(mail.Subject), ""}
	for raw := range strings.Lines(mail.Body) {
		lines = append(lines, foreign.Safe(strings.TrimRight(raw, "\r\n")))
	}
	return strings.Join(lines, "\n")
}
