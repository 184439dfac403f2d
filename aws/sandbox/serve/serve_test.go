package serve_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"secretwatch/aws/sandbox/serve"
)

func get(t *testing.T, ctx context.Context, h http.HandlerFunc) (*http.Response, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://sandbox.internal/a?b=c", nil)
	if err != nil {
		t.Fatal(err)
	}
	return serve.Memory{Handler: h}.Client().Do(req)
}

// Ten minutes of a stream pass in no time, one line a minute, each readable as
// soon as it is written.
func TestMemoryStreamsInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		resp, err := get(t, t.Context(), func(w http.ResponseWriter, r *http.Request) {
			if r.Host != "sandbox.internal" || r.RequestURI != "/a?b=c" || r.RemoteAddr != "127.0.0.1:0" {
				t.Errorf("the handler sees %s %s %s", r.Host, r.RequestURI, r.RemoteAddr)
			}
			for i := range 10 {
				time.Sleep(time.Minute)
				if _, err := fmt.Fprintln(w, i); err != nil {
					t.Error(err)
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(resp.Body)
		for i := 1; lines.Scan(); i++ {
			if got := time.Since(start); got != time.Duration(i)*time.Minute {
				t.Errorf("line %d came after %v", i, got)
			}
		}
		if time.Since(start) != 10*time.Minute {
			t.Errorf("the stream took %v", time.Since(start))
		}
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
	})
}

func TestMemoryGivesUpOnAHungHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		resp, err := get(t, ctx, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
		if err == nil {
			_ = resp.Body.Close()
		}
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v", err)
		}
	})
}

// Closing the body ends the handler: the bubble would not end otherwise.
func TestMemoryCloseCancelsTheHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan error, 1)
		resp, err := get(t, t.Context(), func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-First", "1")
			if f, ok := w.(http.Flusher); ok {
				f.Flush()
			}
			w.Header().Set("X-Late", "1")
			<-r.Context().Done()
			_, err := w.Write([]byte("late"))
			ended <- err
		})
		if err != nil {
			t.Fatal(err)
		}
		if resp.Header.Get("X-First") != "1" || resp.Header.Get("X-Late") != "" || resp.Status != "200 OK" {
			t.Errorf("answer is %s %v", resp.Status, resp.Header)
		}
		if err := resp.Body.Close(); err != nil {
			t.Error(err)
		}
		if err := <-ended; err == nil {
			t.Error("a write after the client left worked")
		}
	})
}

func TestListen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	streaming := make(chan struct{})
	s, err := serve.Listen(ctx, "127.0.0.1:0", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stream" {
			close(streaming)
			<-r.Context().Done()
			return
		}
		w.Header().Set("Date", "Sun, 22 Nov 2026 12:00:00 GMT")
		_, _ = io.WriteString(w, "here")
	}))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(s.URL(), "http://127.0.0.1:") {
		t.Errorf("URL is %s", s.URL())
	}
	if _, err := serve.Listen(ctx, s.Addr(), nil); err == nil || !strings.Contains(err.Error(), "listening on "+s.Addr()) {
		t.Errorf("a taken address gave %v", err)
	}
	resp, body := fetch(t, s.URL()+"/")
	if body != "here" || resp.Header.Get("Date") != "Sun, 22 Nov 2026 12:00:00 GMT" {
		t.Errorf("answer is %q %v", body, resp.Header)
	}
	gone := make(chan struct{})
	go func() {
		defer close(gone)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL()+"/stream", nil)
		if err != nil {
			return
		}
		if resp, err := http.DefaultClient.Do(req); err == nil {
			_ = resp.Body.Close()
		}
	}()
	<-streaming
	if err := s.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	<-gone
	if err := s.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

func fetch(t *testing.T, url string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(body)
}
