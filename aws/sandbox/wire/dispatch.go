package wire

import (
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Dispatcher answers the requests of AWS's clients, all services on one port.
type Dispatcher struct {
	options    Options
	byName     map[string]*Service // signing name
	byTarget   map[string]*Service // X-Amz-Target prefix, CBOR service name
	byVersion  map[string]*Service // the query protocol's Version
	operations map[string]map[string]Operation
	rest       map[string]*Rest
	cbor       cborProtocol
}

// NewDispatcher joins the services. Two services of one name, or two operations
// of one name in a service, are an error.
func NewDispatcher(services []Service, rest []Rest, options Options) (*Dispatcher, error) {
	codec, err := newCBOR()
	if err != nil {
		return nil, fmt.Errorf("setting up cbor: %w", err)
	}
	d := &Dispatcher{
		options:    options,
		byName:     map[string]*Service{},
		byTarget:   map[string]*Service{},
		byVersion:  map[string]*Service{},
		operations: map[string]map[string]Operation{},
		rest:       map[string]*Rest{},
		cbor:       codec,
	}
	for i := range services {
		if err := d.add(&services[i]); err != nil {
			return nil, err
		}
	}
	for i := range rest {
		d.rest[rest[i].SigningName] = &rest[i]
	}
	return d, nil
}

func (d *Dispatcher) add(s *Service) error {
	if d.byName[s.SigningName] != nil {
		return fmt.Errorf("service %s is there twice", s.SigningName)
	}
	d.byName[s.SigningName] = s
	for _, target := range s.Targets {
		d.byTarget[target] = s
	}
	if s.Version != "" {
		d.byVersion[s.Version] = s
	}
	operations := make(map[string]Operation, len(s.Operations))
	for _, op := range s.Operations {
		if _, ok := operations[op.Name]; ok {
			return fmt.Errorf("operation %s of %s is there twice", op.Name, s.SigningName)
		}
		operations[op.Name] = op
	}
	d.operations[s.SigningName] = operations
	return nil
}

// ServeHTTP answers one request.
func (d *Dispatcher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s := scopeOf(r.Header, r.URL.Query())
	c := &Call{
		Service: s.service, Region: s.region, RequestID: NewID(),
		Agent: r.UserAgent(), Source: sourceAddress(r.RemoteAddr), Host: r.Host,
		At: d.options.Now(), Caller: Caller{AccessKeyID: s.accessKey},
	}
	if c.Region == "" {
		c.Region = d.options.Region
	}
	// The program takes AWS's clock from this header.
	w.Header().Set("Date", c.At.UTC().Format(http.TimeFormat))
	if rest := d.restFor(r, s); rest != nil {
		d.serveRest(w, r, rest, c)
		return
	}
	w.Header().Set("x-amzn-RequestId", c.RequestID)
	body, unread := bodyOf(r)
	req, err := d.understand(r, body, s)
	if unread != nil {
		err = unread
	}
	c.Operation = req.operation
	if err != nil {
		if err.Code == unknownCode {
			d.options.unknown(named(req, s), asked(r, req.operation))
		}
		req.protocol.fail(c, err).write(w)
		return
	}
	c.Service, c.EventSource = req.service.SigningName, req.service.EventSource
	c.ReadOnly = req.service.readOnly(c.Operation)
	d.serve(w, r, req, c, body)
}

func (d *Dispatcher) serve(w http.ResponseWriter, r *http.Request, req request, c *Call, body []byte) {
	op := d.operations[req.service.SigningName][req.operation]
	input := op.NewInput()
	err := d.trouble(r.Context(), c)
	if err == nil && c.Anonymous() && !slices.Contains(req.service.Unsigned, c.Operation) {
		err = noCredentials()
	}
	if err == nil {
		err = req.protocol.decode(body, reflect.ValueOf(input).Elem())
	}
	if err != nil {
		req.protocol.fail(c, err).write(w)
		return
	}
	c.Params = paramsOf(input)
	var encoded Answer
	output, failed := d.run(c, input, func() (any, error) {
		output, err := op.Do(r.Context(), c, input)
		if _, streams := output.(Streamer); err == nil && !streams {
			encoded = req.protocol.encode(c, output)
		}
		return output, err
	})
	switch stream, streams := output.(Streamer); {
	case failed != nil:
		e := AsError(failed)
		if e.Unsimulated != "" {
			d.options.unknown(c.Service, e.Unsimulated)
		}
		req.protocol.fail(c, e).write(w)
	case streams:
		stream.Stream(r.Context(), w)
	default:
		encoded.write(w)
	}
}

func (d *Dispatcher) serveRest(w http.ResponseWriter, r *http.Request, rest *Rest, c *Call) {
	c.RequestID = strings.ToUpper(strings.ReplaceAll(c.RequestID, "-", ""))[:16]
	w.Header().Set("x-amz-request-id", c.RequestID)
	w.Header().Set("x-amz-id-2", NewID())
	body, err := readAll(r.Body)
	routed := rest.Route(r, body)
	c.Service, c.EventSource, c.Operation = rest.SigningName, rest.EventSource, routed.Operation
	c.ReadOnly, c.Data, c.Params = routed.ReadOnly, routed.Data, routed.Params
	if routed.Unknown {
		d.options.unknown(c.Service, c.Operation)
	}
	if err == nil {
		err = d.trouble(r.Context(), c)
	}
	if err != nil {
		rest.Fail(c, r, err).write(w)
		return
	}
	output, failed := d.run(c, nil, func() (any, error) { return routed.Do(c) })
	if failed != nil {
		rest.Fail(c, r, AsError(failed)).write(w)
		return
	}
	if a, ok := output.(Answer); ok {
		a.write(w)
	}
}

// run is the part of a call that holds the lock.
func (d *Dispatcher) run(c *Call, input any, do func() (any, error)) (output any, err error) {
	d.options.Lock.Lock()
	defer d.options.Lock.Unlock()
	c.At = d.options.Now()
	if !c.Anonymous() && d.options.Caller != nil {
		c.Caller = d.options.Caller(c.Caller.AccessKeyID)
	}
	if d.options.Authorize != nil {
		err = d.options.Authorize(c)
	}
	if err == nil {
		output, err = do()
	}
	if d.options.Finished != nil && !c.Data && !c.Anonymous() {
		d.options.Finished(c, input, output, err)
		for _, also := range c.Also {
			var failed error
			if also.Err != nil {
				failed = also.Err
			}
			d.options.Finished(also, nil, nil, failed)
		}
	}
	return output, err
}

// trouble asks for what no API call can cause, and waits where it is latency.
func (d *Dispatcher) trouble(ctx context.Context, c *Call) *Error {
	if d.options.Trouble == nil {
		return nil
	}
	d.options.Lock.Lock()
	delay, err := d.options.Trouble(c.Service, c.Operation)
	d.options.Lock.Unlock()
	if delay > 0 {
		timer := time.NewTimer(delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	return err
}

// restFor is the service with a protocol of its own that a request is for: by
// its scope, or because nothing marks it as one of the others'.
func (d *Dispatcher) restFor(r *http.Request, s scope) *Rest {
	if s.service != "" {
		return d.rest[s.service]
	}
	_, _, cbor := cborPath(r.URL.Path)
	marked := cbor || r.Header.Get("X-Amz-Target") != "" || r.Header.Get("Smithy-Protocol") != "" ||
		r.URL.Query().Has("Action") || r.URL.Path == "/"
	if marked {
		return nil
	}
	return d.rest["s3"]
}

// bodyOf reads the whole body, unpacked where a client packed it, up to
// MaxBody.
func bodyOf(r *http.Request) ([]byte, *Error) {
	if r.Header.Get("Content-Encoding") != "gzip" {
		return readAll(r.Body)
	}
	unpacked, err := gzip.NewReader(io.LimitReader(r.Body, MaxBody))
	if err != nil {
		return nil, malformed("The body is not gzip: %s", err)
	}
	return readAll(unpacked)
}

func readAll(from io.Reader) ([]byte, *Error) {
	body, err := io.ReadAll(io.LimitReader(from, MaxBody+1))
	if err != nil {
		return nil, malformed("The body could not be read: %s", err)
	}
	if len(body) > MaxBody {
		return nil, tooLarge()
	}
	return body, nil
}
