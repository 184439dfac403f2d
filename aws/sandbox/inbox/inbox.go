// Package inbox is where the sandbox's mail lands, and the client that reads
// it over HTTP. Nothing is ever sent anywhere.
//
// It imports the standard library only.
package inbox

import (
	"net/url"
	"slices"
	"strings"
	"time"
)

// Keep is how many mails the inbox holds; older ones are dropped.
const Keep = 1000

// Kinds of links in a mail.
const (
	Confirm     = "confirm"     // confirms a subscription when opened
	Unsubscribe = "unsubscribe" // ends a subscription when opened
	Console     = "console"     // leads to AWS's console, where the sandbox has nothing
)

// Mail is one e-mail as the sandbox's readers get it.
type Mail struct {
	To      string    `json:"to"`
	From    string    `json:"from"`
	Subject string    `json:"subject"`
	Body    string    `json:"body"`
	At      time.Time `json:"at"` // UTC
	Links   []Link    `json:"links"`
}

// Link is an address in a mail.
type Link struct {
	Kind string `json:"kind"` // Confirm, Unsubscribe or Console
	URL  string `json:"url"`
}

// Confirms is the ARN of the topic whose subscription the mail's link confirms,
// "" where it has no such link.
func (m Mail) Confirms() string {
	for _, l := range m.Links {
		if topic := l.topic(); l.Kind == Confirm && topic != "" {
			return topic
		}
	}
	return ""
}

// topic is the ARN in the link's query.
func (l Link) topic() string {
	u, err := url.Parse(l.URL)
	if err != nil {
		return ""
	}
	return u.Query().Get("TopicArn")
}

// Box holds mails, oldest first. It has no lock of its own: the sandbox's is
// held by whoever calls it.
type Box struct{ mails []Mail }

// Add delivers a mail. Links are found in its text.
func (b *Box) Add(m Mail) {
	m.Links = append(m.Links, links(m.Body)...)
	if len(b.mails) >= Keep {
		b.mails = slices.Delete(b.mails, 0, len(b.mails)-Keep+1)
	}
	b.mails = append(b.mails, m)
}

// All gives the mails, newest last. It is never nil, so that it is [] in JSON.
func (b *Box) All() []Mail { return append([]Mail{}, b.mails...) }

// Clear empties the box.
func (b *Box) Clear() { b.mails = nil }

// links finds the addresses that stand on lines of their own, as they do in
// AWS's mails. Text that a person chose, such as an alarm's description, is
// not on such a line unless its author broke it, and then it is Console: a
// link that does nothing here.
func links(body string) []Link {
	found := []Link{}
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "https://") && !strings.HasPrefix(line, "http://") {
			continue
		}
		if u, err := url.Parse(line); err == nil {
			found = append(found, Link{Kind: kind(u), URL: line})
		}
	}
	return found
}

func kind(u *url.URL) string {
	query := u.Query()
	switch {
	case strings.HasSuffix(u.Path, "/confirmation.html") && query.Has("Token"):
		return Confirm
	case strings.HasSuffix(u.Path, "/unsubscribe.html") && query.Has("SubscriptionArn"):
		return Unsubscribe
	default:
		return Console
	}
}
