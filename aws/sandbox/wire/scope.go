package wire

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// scope is what a signature says about a request, without being checked.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html
type scope struct {
	accessKey string
	region    string
	service   string // signing name
}

// scopeOf reads the Authorization header, or the parameters of a presigned
// URL. A request without credentials has the empty scope.
func scopeOf(header http.Header, query url.Values) scope {
	auth := header.Get("Authorization")
	switch {
	case strings.HasPrefix(auth, "AWS4-"):
		_, rest, _ := strings.Cut(auth, "Credential=")
		credential, _, _ := strings.Cut(rest, ",")
		return credentialScope(strings.TrimSpace(credential))
	case strings.HasPrefix(auth, "AWS "): // signature version 2, S3 only
		key, _, _ := strings.Cut(strings.TrimPrefix(auth, "AWS "), ":")
		return scope{accessKey: key, service: "s3"}
	case query.Get("X-Amz-Credential") != "":
		return credentialScope(query.Get("X-Amz-Credential"))
	case query.Get("AWSAccessKeyId") != "" && query.Has("Signature"): // version 2, presigned
		return scope{accessKey: query.Get("AWSAccessKeyId"), service: "s3"}
	}
	return scope{}
}

// credentialScope takes KEY/DATE/REGION/SERVICE/aws4_request apart, and
// version 4a's KEY/DATE/SERVICE/aws4_request.
func credentialScope(credential string) scope {
	parts := strings.Split(credential, "/")
	switch n := len(parts); {
	case n >= 5:
		// A key may hold slashes; the other four parts may not.
		return scope{accessKey: strings.Join(parts[:n-4], "/"), region: parts[n-3], service: parts[n-2]}
	case n == 4:
		return scope{accessKey: parts[0], service: parts[2]}
	default:
		return scope{accessKey: parts[0]}
	}
}

// sourceAddress is the client's address without its port.
func sourceAddress(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		return remote
	}
	return host
}
