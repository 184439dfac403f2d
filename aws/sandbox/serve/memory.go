// Package serve carries requests to an http.Handler: over a listener on
// loopback for other programs, and in memory for the program's own clients and
// tests. It imports the standard library only.
package serve

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"sync"
)

// Memory is an http.RoundTripper that runs a handler in the process. Answers
// stream: what the handler writes can be read while it runs. It uses no
// network and no timer, so it works inside a testing/synctest bubble.
type Memory struct{ Handler http.Handler }

// Client is an HTTP client over the handler.
func (m Memory) Client() *http.Client { return &http.Client{Transport: m} }

// RoundTrip implements http.RoundTripper. It returns as soon as the handler has
// written a header or a byte, or has ended. Closing the answer's body, and the
// end of the request's context, cancel the handler's context.
func (m Memory) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithCancel(req.Context())
	inner := req.Clone(ctx)
	if inner.Body == nil {
		inner.Body = http.NoBody
	}
	if inner.Host == "" {
		inner.Host = inner.URL.Host
	}
	inner.RequestURI = inner.URL.RequestURI()
	inner.RemoteAddr = "127.0.0.1:0"

	reader, writer := io.Pipe()
	w := &response{header: http.Header{}, body: writer, ready: make(chan struct{})}
	stop := context.AfterFunc(ctx, func() { writer.CloseWithError(ctx.Err()) })
	go func() {
		defer cancel()
		defer stop()
		m.Handler.ServeHTTP(w, inner)
		w.WriteHeader(http.StatusOK)
		_ = inner.Body.Close()
		_ = writer.Close()
	}()

	// ready comes in the end even when the client has left, as long as the
	// handler minds its context; a client does not wait for that.
	select {
	case <-w.ready:
	case <-req.Context().Done():
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	return &http.Response{
		Status:        strconv.Itoa(w.status) + " " + http.StatusText(w.status),
		StatusCode:    w.status,
		Proto:         "HTTP/1.1",
		ProtoMajor:    1,
		ProtoMinor:    1,
		Header:        w.sent,
		ContentLength: length(w.sent, req.Method),
		Body:          body{reader, cancel},
		Request:       req,
	}, nil
}

// length is that of the body, -1 where the handler did not say.
func length(header http.Header, method string) int64 {
	n, err := strconv.ParseInt(header.Get("Content-Length"), 10, 64)
	switch {
	case method == http.MethodHead:
		return 0
	case err != nil:
		return -1
	default:
		return n
	}
}

// body cancels the handler when the client has enough.
type body struct {
	*io.PipeReader
	cancel context.CancelFunc
}

func (b body) Close() error {
	b.cancel()
	return b.PipeReader.Close()
}

// response is the handler's side: an http.ResponseWriter and http.Flusher.
type response struct {
	header http.Header
	body   *io.PipeWriter
	once   sync.Once
	ready  chan struct{} // closed when status and sent are set
	status int
	sent   http.Header
}

func (w *response) Header() http.Header { return w.header }

func (w *response) WriteHeader(status int) {
	w.once.Do(func() {
		w.status, w.sent = status, w.header.Clone()
		close(w.ready)
	})
}

func (w *response) Write(p []byte) (int, error) {
	w.WriteHeader(http.StatusOK)
	return w.body.Write(p)
}

func (w *response) Flush() { w.WriteHeader(http.StatusOK) }
