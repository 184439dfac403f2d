package sandbox

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"

	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
)

// The two pages are written by hand: html/template looks methods up by name, so
// the linker would keep every method of every type in the program, all of the
// SDK's operations among them, which was a third of the binary and of the memory at
// the first frame. Everything that is not written here goes through escaped.

const pageHead = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>%s</title>
<style>
body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 1em auto; padding: 0 1em; }
.not-aws { border: 2px solid; padding: .5em 1em; }
article { border-top: 1px solid; margin-top: 1em; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body>
`

const pageFoot = "</body>\n</html>\n"

// onPages is how a time is written there, always UTC.
const onPages = "2006-01-02 15:04:05"

// escaped makes a text safe between tags and in a quoted attribute, and takes
// out what could change how the rest of the page is read, such as marks that
// turn its direction. Line breaks stay.
func escaped(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = html.EscapeString(foreign.Safe(strings.TrimSuffix(line, "\r")))
	}
	return strings.Join(lines, "\n")
}

func (s *Sandbox) servePage(w http.ResponseWriter, _ *http.Request) {
	var b strings.Builder
	fmt.Fprintf(&b, pageHead, "secretwatch sandbox: inbox")
	fmt.Fprintf(&b, "<h1>Inbox</h1>\n<p class=\"not-aws\"><strong>This is not AWS.</strong> It is the secretwatch sandbox, "+
		"a simulation on this machine: no mail leaves it.\nAccount %s, pace %s, time %s UTC.</p>\n",
		escaped(s.options.Account), escaped(string(s.options.Pace)), s.world.Now().UTC().Format(onPages))
	mails := s.Mails()
	for _, m := range slices.Backward(mails) {
		writeMail(&b, m)
	}
	if len(mails) == 0 {
		b.WriteString("<p>No mail yet.</p>\n")
	}
	writePage(w, http.StatusOK, b.String()+pageFoot)
}

func writeMail(b *strings.Builder, m inbox.Mail) {
	fmt.Fprintf(b, "<article>\n<h2>%s</h2>\n<p>From %s to %s, %s UTC</p>\n",
		escaped(m.Subject), escaped(m.From), escaped(m.To), m.At.UTC().Format(onPages))
	if len(m.Links) > 0 {
		b.WriteString("<ul>")
		for _, l := range m.Links {
			b.WriteString("<li>" + linked(l) + "</li>")
		}
		b.WriteString("</ul>\n")
	}
	fmt.Fprintf(b, "<pre>%s</pre>\n</article>\n", escaped(m.Body))
}

// linked makes only those addresses links that work here. They begin with http:
// or https:, as everything that inbox takes for a link does.
func linked(l inbox.Link) string {
	var word string
	switch l.Kind {
	case inbox.Confirm:
		word = "Confirm subscription"
	case inbox.Unsubscribe:
		word = "Unsubscribe"
	default:
		return "AWS console (not in the sandbox): " + escaped(l.URL)
	}
	return fmt.Sprintf(`<a href="%s">%s</a>`, escaped(l.URL), word)
}

func (s *Sandbox) writeNotice(w http.ResponseWriter, status int, text, detail string) {
	writePage(w, status, fmt.Sprintf(pageHead, "secretwatch sandbox")+
		"<p><strong>This is not AWS</strong>, it is the secretwatch sandbox.</p>\n"+
		fmt.Sprintf("<h1>%s</h1>\n<p>%s</p>\n<p><a href=\"/_sandbox/\">Inbox</a></p>\n", escaped(text), escaped(detail))+pageFoot)
}

func writePage(w http.ResponseWriter, status int, page string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.WriteHeader(status)
	// A reader that has left needs no page.
	_, _ = w.Write([]byte(page)) //nolint:gosec // what others wrote went through escaped
}
