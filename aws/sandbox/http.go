package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/topics"
)

const (
	maxControl = 64 << 10 // bytes of a request to /_sandbox/
	maxAdvance = 400 * 24 * time.Hour
)

// ServeHTTP answers AWS's clients, the sandbox's own endpoints, and the links
// in its mails.
func (s *Sandbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/_sandbox/") || isLink(r) {
		s.mux.ServeHTTP(w, r)
		return
	}
	if r.URL.Path == "/" && r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html") {
		http.Redirect(w, r, "/_sandbox/", http.StatusFound) // a browser, not a client of AWS
		return
	}
	s.lock.Lock()
	dispatcher := s.account.wire
	s.lock.Unlock()
	dispatcher.ServeHTTP(w, r)
}

// isLink reports whether the request opens a link of a mail. A bucket may have
// the same name as the page, but its requests are signed.
func isLink(r *http.Request) bool {
	return r.Header.Get("Authorization") == "" && (r.URL.Path == topics.ConfirmPath || r.URL.Path == topics.UnsubscribePath)
}

func (s *Sandbox) routes() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /_sandbox/{$}", s.servePage)
	mux.HandleFunc("GET /_sandbox/inbox", s.serveInbox)
	mux.HandleFunc("GET /_sandbox/health", s.serveHealth)
	mux.HandleFunc("POST /_sandbox/reset", own(s.serveReset))
	mux.HandleFunc("POST /_sandbox/advance", own(s.serveAdvance))
	mux.HandleFunc("POST /_sandbox/trouble", own(s.serveTrouble))
	mux.HandleFunc("GET "+topics.ConfirmPath, s.serveConfirm)
	mux.HandleFunc("GET "+topics.UnsubscribePath, s.serveUnsubscribe)
	return mux
}

// own keeps the pages of other sites from changing the sandbox through the
// browser of someone who visits them.
func own(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if origin := r.Header.Get("Origin"); origin != "" {
			if u, err := url.Parse(origin); err != nil || u.Host != r.Host {
				http.Error(w, "requests of other sites' pages are refused", http.StatusForbidden)
				return
			}
		}
		next(w, r)
	}
}

// Mails are those in the inbox, newest last.
func (s *Sandbox) Mails() []inbox.Mail {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.account.inbox.All()
}

func (s *Sandbox) serveInbox(w http.ResponseWriter, _ *http.Request) { writeJSON(w, s.Mails()) }

// Health is the answer of /_sandbox/health.
type Health struct {
	Sandbox bool      `json:"sandbox"` // always true
	Pace    Pace      `json:"pace"`
	Account string    `json:"account"`
	Now     time.Time `json:"now"` // the sandbox's, UTC
}

func (s *Sandbox) serveHealth(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, Health{true, s.options.Pace, s.options.Account, s.world.Now()})
}

func (s *Sandbox) serveReset(w http.ResponseWriter, _ *http.Request) {
	if err := s.Reset(); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeJSON(w, struct{}{})
}

func (s *Sandbox) serveAdvance(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Seconds float64 `json:"seconds"`
	}
	if !readJSON(w, r, &asked) {
		return
	}
	if asked.Seconds <= 0 || asked.Seconds > maxAdvance.Seconds() {
		http.Error(w, fmt.Sprintf("seconds must be more than 0 and at most %d", int(maxAdvance.Seconds())), http.StatusBadRequest)
		return
	}
	s.Advance(time.Duration(asked.Seconds * float64(time.Second)))
	writeJSON(w, struct {
		Now time.Time `json:"now"`
	}{s.world.Now()})
}

func (s *Sandbox) serveTrouble(w http.ResponseWriter, r *http.Request) {
	var asked Trouble
	if !readJSON(w, r, &asked) {
		return
	}
	if err := s.Trouble(asked); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	writeJSON(w, struct{}{})
}

func (s *Sandbox) serveConfirm(w http.ResponseWriter, r *http.Request) {
	s.lock.Lock()
	arn, err := s.account.topics.ConfirmByLink(r.URL.Query())
	s.lock.Unlock()
	if err != nil {
		s.writeNotice(w, http.StatusBadRequest, "The subscription was not confirmed: "+err.Error()+".", "")
		return
	}
	s.writeNotice(w, http.StatusOK, "Subscription confirmed! You have successfully subscribed.", "Your subscription's id is: "+arn)
}

func (s *Sandbox) serveUnsubscribe(w http.ResponseWriter, r *http.Request) {
	s.lock.Lock()
	err := s.account.topics.UnsubscribeByLink(r.URL.Query())
	s.lock.Unlock()
	if err != nil {
		s.writeNotice(w, http.StatusBadRequest, "Subscription not removed: "+err.Error()+".", "")
		return
	}
	s.writeNotice(w, http.StatusOK, "Subscription removed!", r.URL.Query().Get("SubscriptionArn"))
}

func readJSON(w http.ResponseWriter, r *http.Request, to any) bool {
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControl)).Decode(to); err != nil {
		http.Error(w, "the body is not the JSON that is asked for: "+err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	// A client that has left needs no answer.
	_ = json.NewEncoder(w).Encode(v)
}
