package serve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// Times of the listener.
const (
	headerTimeout = 10 * time.Second // for a client to send its headers
	idleTimeout   = 2 * time.Minute  // of a kept connection
	closeTimeout  = 2 * time.Second  // for running requests when it closes
)

// Server is a handler on a TCP listener.
type Server struct {
	http     http.Server
	listener net.Listener
	cancel   context.CancelFunc
	ended    chan error
}

// Listen serves h on addr, such as 127.0.0.1:4566 or 127.0.0.1:0, until ctx
// ends or Close is called.
func Listen(ctx context.Context, addr string, h http.Handler) (*Server, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening on %s: %w", addr, err)
	}
	base, cancel := context.WithCancel(ctx)
	s := &Server{listener: listener, cancel: cancel, ended: make(chan error, 1)}
	s.http = http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		BaseContext:       func(net.Listener) context.Context { return base },
	}
	go func() {
		err := s.http.Serve(listener)
		if errors.Is(err, http.ErrServerClosed) {
			err = nil
		}
		s.ended <- err
		close(s.ended)
	}()
	context.AfterFunc(ctx, func() { _ = s.Close() })
	return s, nil
}

// Addr is the address it listens on, such as 127.0.0.1:4566.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// URL is its endpoint, such as http://127.0.0.1:4566.
func (s *Server) URL() string { return "http://" + s.Addr() }

// Wait returns when the server has ended: nil after Close.
func (s *Server) Wait() error { return <-s.ended }

// Close ends streams, gives running requests a moment, and closes the
// listener. It may be called more than once.
func (s *Server) Close() error {
	s.cancel()
	ctx, cancel := context.WithTimeout(context.Background(), closeTimeout)
	defer cancel()
	if err := s.http.Shutdown(ctx); err != nil {
		if err := s.http.Close(); err != nil {
			return fmt.Errorf("closing the listener: %w", err)
		}
	}
	return nil
}
