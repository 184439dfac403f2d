package account

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"syscall"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// checkEndpoint refuses what no request could be sent to; "" is AWS itself.
func checkEndpoint(endpoint string) error {
	if endpoint == "" {
		return nil
	}
	u, err := url.Parse(endpoint)
	if err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" {
		return nil
	}
	return Problem{
		Kind: BadConfig, Summary: fmt.Sprintf("the endpoint %q is not a web address", short(endpoint)),
		Hint: "write it like http://127.0.0.1:4566; it comes from --endpoint-url, AWS_ENDPOINT_URL or the profile's endpoint_url",
	}
}

// refused reports that nobody listens on the port.
func refused(err error) bool { return errors.Is(err, syscall.ECONNREFUSED) }

// torn reports that the connection broke after the request was sent: somebody
// is there, and the next try may well succeed.
func torn(err error) bool {
	for _, cause := range []error{net.ErrClosed, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, cause) {
			return true
		}
	}
	var operation *net.OpError
	return errors.As(err, &operation) && operation.Op != "dial" && !operation.Timeout()
}

// isNetwork reports that no answer came.
func isNetwork(err error) bool {
	var send *smithyhttp.RequestSendError
	var operation *net.OpError
	return errors.As(err, &send) || errors.As(err, &operation) || errors.Is(err, context.DeadlineExceeded) || torn(err)
}

func explainNetwork(err error, f facts) (Problem, bool) {
	if !isNetwork(err) {
		return Problem{}, false
	}
	to := target(err, f)
	var dns *net.DNSError
	var certificate *tls.CertificateVerificationError
	var authority x509.UnknownAuthorityError
	switch {
	case errors.As(err, &dns) && dns.IsNotFound && f.endpoint == "" && !knownRegion(f.region):
		return f.problem(BadRegion, fmt.Sprintf("there is no AWS region %q", short(f.region)), regionHint(f.region)), true
	case errors.As(err, &dns):
		return f.problem(NoNetwork, "the name in "+to+" cannot be resolved", networkHint(f)), true
	case refused(err):
		return f.problem(NoNetwork, "nobody listens on "+to, networkHint(f)), true
	case errors.As(err, &certificate), errors.As(err, &authority):
		return f.problem(NoNetwork, "the certificate of "+to+" is not trusted here", "behind a proxy that opens TLS, name its certificate in AWS_CA_BUNDLE"), true
	case torn(err):
		return f.problem(NoNetwork, "the connection to "+to+" broke before its answer was whole",
			"try again; where it goes on, look at that program, or at the proxy in between"), true
	case errors.Is(err, context.DeadlineExceeded), timedOut(err):
		return f.problem(NoNetwork, to+" did not answer in time", networkHint(f)), true
	default:
		return f.problem(NoNetwork, to+" cannot be reached: "+short(innermost(err).Error()), networkHint(f)), true
	}
}

func networkHint(f facts) string {
	if f.endpoint != "" {
		return "start what should listen there (for the sandbox: secretwatch sandbox), or leave out --endpoint-url, AWS_ENDPOINT_URL and the profile's endpoint_url to reach AWS itself"
	}
	return "check the network, the VPN and HTTPS_PROXY"
}

// explainGarbled explains an answer that is in no protocol of AWS's.
func explainGarbled(err error, f facts) (Problem, bool) {
	var garbled *smithy.DeserializationError
	if !errors.As(err, &garbled) {
		return Problem{}, false
	}
	if f.endpoint != "" && (f.status == 404 || f.status >= 500) {
		return f.problem(Unsupported, f.call()+" is not offered by "+where(f), ""), true
	}
	return f.problem(NoNetwork, where(f)+" gave an answer that is not AWS's", "a proxy or a log-in page may stand in between: check the network"), true
}

func where(f facts) string {
	if f.endpoint != "" {
		return short(f.endpoint)
	}
	return "AWS in " + short(f.region)
}

// target is the address that was called, without its path and query.
func target(err error, f facts) string {
	var u *url.Error
	if errors.As(err, &u) {
		if parsed, perr := url.Parse(u.URL); perr == nil && parsed.Host != "" {
			return short(parsed.Scheme + "://" + parsed.Host)
		}
	}
	return where(f)
}

func timedOut(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}

func innermost(err error) error {
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err
		}
		err = inner
	}
}
