package wire

import (
	"net/http"
	"strconv"
)

// Answer is a whole HTTP answer.
type Answer struct {
	Status int // 200 where it is zero
	Header http.Header
	Body   []byte
}

func newAnswer(status int, contentType string, body []byte) Answer {
	return Answer{Status: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
}

// write sends the answer with its length, so that the client can keep the
// connection. A Content-Length that is set already is that of a HEAD's body.
func (a Answer) write(w http.ResponseWriter) {
	for name, values := range a.Header {
		w.Header()[name] = values
	}
	status := a.Status
	if status == 0 {
		status = http.StatusOK
	}
	if status != http.StatusNoContent && w.Header().Get("Content-Length") == "" {
		w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	}
	w.WriteHeader(status)
	if len(a.Body) > 0 {
		// A client that has left needs no answer.
		_, _ = w.Write(a.Body)
	}
}
