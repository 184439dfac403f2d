package wire

import (
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// understand tells which protocol, service and operation a request is for, by
// its headers and credential scope. The error's protocol answers it.
func (d *Dispatcher) understand(r *http.Request, body []byte, s scope) (request, *Error) {
	if name, operation, ok := cborPath(r.URL.Path); ok || r.Header.Get("Smithy-Protocol") == "rpc-v2-cbor" {
		p := d.cbor
		p.service = d.byTarget[name]
		return d.operation(request{p, p.service, operation})
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		return d.operation(d.understandJSON(r, target))
	}
	form, err := formOf(r, body)
	if service := d.byName[s.service]; form.Get("Action") == "" && err == nil && service != nil && service.Version != "" && isForm(r) {
		return request{protocol: queryProtocol{service: service, form: form}},
			Errorf("MissingAction", "The request is missing an action or a required parameter.")
	}
	if form.Get("Action") == "" {
		// A REST service that is not there: its clients read a JSON error, by
		// the type in the header.
		return request{protocol: jsonProtocol{contentType: "application/x-amz-json-1.1"}}, notSimulated(s.service)
	}
	p := queryProtocol{service: d.queryService(s, form), form: form}
	if err != nil {
		return request{protocol: p}, err
	}
	return d.operation(request{p, p.service, form.Get("Action")})
}

// queryService goes by the credential scope, then by the form's version, then,
// as a link in a mail has neither, by who takes the operation unsigned.
func (d *Dispatcher) queryService(s scope, form url.Values) *Service {
	if service := d.byName[s.service]; service != nil && service.Version != "" {
		return service
	}
	if service := d.byVersion[form.Get("Version")]; service != nil {
		return service
	}
	for _, service := range d.byName {
		if slices.Contains(service.Unsigned, form.Get("Action")) {
			return service
		}
	}
	return nil
}

func (d *Dispatcher) understandJSON(r *http.Request, target string) request {
	dot := strings.LastIndexByte(target, '.')
	prefix, operation := "", target
	if dot >= 0 {
		prefix, operation = target[:dot], target[dot+1:]
	}
	service := d.byTarget[prefix]
	if service == nil {
		// Some clients put the Java package before it:
		// com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.
		service = d.byTarget[prefix[strings.LastIndexByte(prefix, '.')+1:]]
	}
	contentType := "application/x-amz-json-1.1"
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err == nil && media == "application/x-amz-json-1.0" {
		contentType = media
	}
	return request{jsonProtocol{service: service, contentType: contentType}, service, operation}
}

// operation checks that the service has it.
func (d *Dispatcher) operation(req request) (request, *Error) {
	if req.service == nil {
		return req, unknownOperation(req.operation, "")
	}
	if _, ok := d.operations[req.service.SigningName][req.operation]; !ok {
		err := unknownOperation(req.operation, req.service.Version)
		if _, ok := req.protocol.(cborProtocol); ok {
			err.Status = http.StatusNotFound
		}
		return req, err
	}
	return req, nil
}

// cborPath takes /service/NAME/operation/OP apart.
func cborPath(path string) (service, operation string, ok bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	if len(parts) < 4 {
		return "", "", false
	}
	parts = parts[len(parts)-4:]
	return parts[1], parts[3], parts[0] == "service" && parts[2] == "operation"
}

func isForm(r *http.Request) bool {
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && media == "application/x-www-form-urlencoded"
}

// formOf is the body's form and the URL's query together.
func formOf(r *http.Request, body []byte) (url.Values, *Error) {
	form := r.URL.Query()
	if !isForm(r) {
		return form, nil
	}
	posted, err := url.ParseQuery(string(body))
	for name, values := range posted {
		form[name] = append(form[name], values...)
	}
	if err != nil {
		return form, malformed("The form could not be read: %s", err)
	}
	return form, nil
}

func notSimulated(service string) *Error {
	if service == "" {
		return noCredentials()
	}
	e := Errorf(unknownCode, "The sandbox does not simulate the service %q, or not this request to it.", service)
	e.Query = "InvalidAction"
	return e
}

// named is the service of a request that nothing answers: as it is known here,
// or as its client signed it.
func named(req request, s scope) string {
	switch {
	case req.service != nil:
		return req.service.SigningName
	case s.service != "":
		return s.service
	default:
		return "a service that the request does not name"
	}
}

// asked is the operation of such a request, or its method and path where the
// operation is in them.
func asked(r *http.Request, operation string) string {
	if operation != "" {
		return operation
	}
	return r.Method + " " + r.URL.Path
}

// readOnly is CloudTrail's readOnly for an operation.
func (s *Service) readOnly(operation string) bool {
	if s.ReadOnly != nil {
		return s.ReadOnly(operation)
	}
	return slices.ContainsFunc(
		[]string{"Get", "List", "Describe", "Lookup", "Head", "Filter", "Test"},
		func(verb string) bool { return strings.HasPrefix(operation, verb) })
}
