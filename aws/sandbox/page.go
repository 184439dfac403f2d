package sandbox

import (
	"embed"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"
	"time"

	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/inbox"
)

//go:embed pages/*.html
var pages embed.FS

// parsePages reads the templates. html/template escapes what others wrote.
func parsePages() (*template.Template, error) {
	t, err := template.ParseFS(pages, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("reading the pages: %w", err)
	}
	return t, nil
}

type inboxPage struct {
	Health
	Mails []inbox.Mail
}

func (s *Sandbox) servePage(w http.ResponseWriter, _ *http.Request) {
	mails := s.Mails()
	newestFirst := make([]inbox.Mail, 0, len(mails))
	for _, m := range slices.Backward(mails) {
		m.Subject, m.From, m.To, m.Body = foreign.Safe(m.Subject), foreign.Safe(m.From), foreign.Safe(m.To), safeLines(m.Body)
		newestFirst = append(newestFirst, m)
	}
	health := Health{true, s.options.Pace, s.options.Account, s.world.Now().Truncate(time.Second)}
	s.writePage(w, http.StatusOK, "inbox.html", inboxPage{health, newestFirst})
}

// safeLines keeps the line breaks of a text and nothing else that could change
// how the rest of the page is read, such as marks that turn its direction.
func safeLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = foreign.Safe(strings.TrimSuffix(line, "\r"))
	}
	return strings.Join(lines, "\n")
}

func (s *Sandbox) writeNotice(w http.ResponseWriter, status int, text, detail string) {
	s.writePage(w, status, "notice.html", struct{ Text, Detail string }{foreign.Safe(text), foreign.Safe(detail)})
}

func (s *Sandbox) writePage(w http.ResponseWriter, status int, name string, data any) {
	t, err := parsePages()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.WriteHeader(status)
	// A reader that has left needs no page.
	_ = t.ExecuteTemplate(w, name, data)
}
