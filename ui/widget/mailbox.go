package widget

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/ui/theme"
)

// MailSource is how a Mailbox reaches its mails.
type MailSource struct {
	List func(ctx context.Context) ([]inbox.Mail, error) // newest last
	Open func(ctx context.Context, url string) error     // opens a link
}

// Mailbox is the pane of the sandbox's inbox: the list, one open mail, and its
// links. It does its work in commands bound to a context.
type Mailbox struct {
	ctx     context.Context // commands outlive the call that makes them
	source  MailSource
	theme   theme.Theme
	zone    *time.Location
	mails   []inbox.Mail
	read    map[int]bool // by position from the oldest
	asking  bool
	trouble string
	window  Window
	open    *openMail
	links   int // how many links were opened
	// settled are the names of topics whose subscriptions were confirmed at a moment.
	settled   []string
	settledAt time.Time
}

// mailsMsg is what the inbox answered; linkMsg what opening a link did.
type (
	mailsMsg struct {
		mails []inbox.Mail
		err   error
	}
	linkMsg struct {
		kind string
		err  error
	}
)

// NewMailbox makes the pane; call Refresh to fill it.
func NewMailbox(ctx context.Context, t theme.Theme, s MailSource) *Mailbox {
	return &Mailbox{ctx: ctx, source: s, theme: t, zone: time.UTC, read: map[int]bool{}}
}

// SetTheme changes the colours.
func (m *Mailbox) SetTheme(t theme.Theme) {
	m.theme = t
	if m.open != nil {
		m.open.wide = 0
	}
}

// SetZone changes the time zone of the times shown.
func (m *Mailbox) SetZone(z *time.Location) { m.zone = z }

// Mails are those of the last refresh, newest last.
func (m *Mailbox) Mails() []inbox.Mail { return m.mails }

// Unread is how many mails have not been opened.
func (m *Mailbox) Unread() int {
	n := 0
	for i := range m.mails {
		if !m.done(i) {
			n++
		}
	}
	return n
}

// SetConfirmed says of which topics, by their names, the subscription was confirmed
// at a moment: a mail of before that asks for it is no news, wherever it was opened,
// and stays none when the subscription is gone.
func (m *Mailbox) SetConfirmed(at time.Time, topics ...string) {
	m.settled, m.settledAt = topics, at
	m.settle()
}

// settle notes which mails ask for what was done.
func (m *Mailbox) settle() {
	for i, mail := range m.mails {
		if topic := topicName(mail); topic != "" && slices.Contains(m.settled, topic) && !mail.At.After(m.settledAt) {
			m.read[i] = true
		}
	}
}

// LinksOpened is how many links have been opened so far.
func (m *Mailbox) LinksOpened() int { return m.links }

// done reports that the mail at a position from the oldest wants no attention.
func (m *Mailbox) done(at int) bool { return m.read[at] }

// topicName is the name of the topic whose confirmation a mail asks for, "" for
// none.
func topicName(m inbox.Mail) string {
	arn := m.Confirms()
	return arn[strings.LastIndexByte(arn, ':')+1:]
}

// Reading reports that one mail is open.
func (m *Mailbox) Reading() bool { return m.open != nil }

// Close goes back from an open mail to the list.
func (m *Mailbox) Close() { m.open = nil }

// Refresh asks for the mails, unless an answer is still to come.
func (m *Mailbox) Refresh() tea.Cmd {
	if m.asking || m.source.List == nil {
		return nil
	}
	m.asking = true
	ctx, list := m.ctx, m.source.List
	return func() tea.Msg {
		mails, err := list(ctx)
		return mailsMsg{mails: mails, err: err}
	}
}

// Update takes the pane's own messages, and keys when they are meant for it. It
// reports whether the message was its own.
func (m *Mailbox) Update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case mailsMsg:
		m.took(msg)
		return nil, true
	case linkMsg:
		return m.followed(msg), true
	case tea.KeyPressMsg:
		return m.press(msg)
	}
	return nil, false
}

func (m *Mailbox) took(msg mailsMsg) {
	m.asking = false
	if msg.err != nil {
		m.trouble = foreign.Safe(msg.err.Error())
		return
	}
	m.trouble = ""
	if more := len(msg.mails) - len(m.mails); more > 0 && m.window.Selected > 0 {
		m.window.Grew(more)
	} else if more < 0 {
		m.read, m.window = map[int]bool{}, Window{} // the sandbox was emptied
	}
	m.mails = msg.mails
	m.settle()
}

func (m *Mailbox) press(k tea.KeyPressMsg) (tea.Cmd, bool) {
	if m.open != nil {
		return m.pressOpen(k)
	}
	n := len(m.mails)
	switch k.String() {
	case "up", "k":
		m.window.Move(-1, n)
	case "down", "j":
		m.window.Move(1, n)
	case "pgup":
		m.window.Page(-1, n)
	case "pgdown":
		m.window.Page(1, n)
	case "home", "g":
		m.window.Top()
	case "end", "G":
		m.window.Bottom(n)
	case "enter":
		if n > 0 {
			at := n - 1 - m.window.Selected
			m.read[at] = true
			m.open = newOpenMail(m.mails[at])
		}
	default:
		return nil, false
	}
	return nil, true
}

// Keys are the bindings that work now.
func (m *Mailbox) Keys() []key.Binding {
	if m.open == nil {
		if len(m.mails) == 0 {
			return nil
		}
		return []key.Binding{Binding("open mail", "enter")}
	}
	return m.open.keys()
}

// View draws the pane as w by h cells.
func (m *Mailbox) View(w, h int) string {
	switch {
	case m.source.List == nil:
		return m.say("No inbox here: AWS sends the mail to your own. Whether it arrived, only you can see.", w, h)
	case m.open != nil:
		return m.open.view(m.theme, m.zone, w, h)
	case len(m.mails) == 0:
		text := "No mail yet."
		if m.trouble != "" {
			text = "The inbox cannot be read: " + m.trouble
		}
		return m.say(text, w, h)
	}
	first, last := m.window.Range(len(m.mails), h)
	lines := make([]string, 0, h)
	for i := first; i < last; i++ {
		lines = append(lines, m.row(i, w))
	}
	return Fit(strings.Join(lines, "\n"), w, h)
}

func (m *Mailbox) say(text string, w, h int) string {
	lines := Wrap(text, w-2)
	for i := range lines {
		lines[i] = " " + m.theme.Dim.Render(lines[i])
	}
	return Fit(strings.Join(lines, "\n"), w, h)
}

func (m *Mailbox) row(i, w int) string {
	at := len(m.mails) - 1 - i
	mail := m.mails[at]
	t, mark := m.theme, " "
	subject := foreign.Safe(mail.Subject)
	if !m.done(at) {
		mark = t.Glyphs.Bullet
	}
	when := mail.At.In(m.zone).Format(time.TimeOnly)
	if wide := m.toWidth(w); wide > 0 {
		when += "  " + FitLine(foreign.Safe(mail.To), wide)
	}
	of := "" // of several that ask for a confirmation
	if topic := topicName(mail); topic != "" {
		of = "  " + foreign.Safe(topic)
		if room := w - 5 - lipgloss.Width(when); lipgloss.Width(subject+of) > room { // it is what tells them apart
			subject = "Confirm"
			of = "  " + FitTail(foreign.Safe(topic), min(max(room-len(subject)-2, 4), lipgloss.Width(topic)))
		}
	}
	if i == m.window.Selected {
		return t.Cursor.Render(FitLine(fmt.Sprintf("%s%s %s  %s%s", t.Glyphs.Cursor, mark, when, subject, of), w))
	}
	if !m.done(at) {
		subject = t.Bold.Render(subject)
	}
	return FitLine(" "+t.Accent.Render(mark)+" "+t.Dim.Render(when)+"  "+subject+t.Dim.Render(of), w)
}

// toWidth is how many of w cells the list gives to whom each mail is for: none
// where all are for the same address.
func (m *Mailbox) toWidth(w int) int {
	wide, several := 0, false
	for _, mail := range m.mails {
		wide = max(wide, lipgloss.Width(foreign.Safe(mail.To)))
		several = several || mail.To != m.mails[0].To
	}
	if !several {
		return 0
	}
	return min(wide, max(w/3, 1))
}

// To is the one address that all mails are for, "" where there are several or
// none. It is safe for a terminal.
func (m *Mailbox) To() string {
	if len(m.mails) == 0 || m.toWidth(80) > 0 {
		return ""
	}
	return foreign.Safe(m.mails[0].To)
}
