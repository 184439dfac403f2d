package account_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"secretwatch/aws/account"
)

// broken is a network on which every request fails.
type broken struct{ err error }

func (b broken) RoundTrip(*http.Request) (*http.Response, error) { return nil, b.err }

// atAWS is an account at AWS itself, over a given network.
func atAWS(t *testing.T, region string, network http.RoundTripper, endpoint *string) *account.Account {
	t.Helper()
	a, err := account.Configure(t.Context(), account.Options{Config: &aws.Config{
		Region: region, BaseEndpoint: endpoint, RetryMaxAttempts: 1, HTTPClient: &http.Client{Transport: network},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestExplainNetwork(t *testing.T) {
	nowhere := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "sts.amazonaws.com", IsNotFound: true}}
	portal := inMemory{answer(200, "<html>log in to the hotel")}
	for _, c := range []struct {
		name, region  string
		network       http.RoundTripper
		endpoint      *string
		kind          account.Kind
		summary, hint string
		exit          int
	}{
		{"no name server", "us-east-1", broken{nowhere}, nil, account.NoNetwork, "the name in https://sts.us-east-1.amazonaws.com cannot be resolved", "VPN", 255},
		{"a region that is not there", "us-east-9", broken{nowhere}, nil, account.BadRegion, `no AWS region "us-east-9"`, "did you mean us-east-1?", 253},
		{"an endpoint's name that is not there", "us-east-9", broken{nowhere}, aws.String("http://sandbox.test:4566"), account.NoNetwork, "http://sandbox.test:4566", "--endpoint-url", 255},
		{"a route that is not there", "us-east-1", broken{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.ENETUNREACH)}}, nil, account.NoNetwork, "network is unreachable", "HTTPS_PROXY", 255},
		{"a proxy that opens TLS", "us-east-1", broken{x509.UnknownAuthorityError{}}, nil, account.NoNetwork, "not trusted", "AWS_CA_BUNDLE", 255},
		{"a hotel", "us-east-1", portal, nil, account.NoNetwork, "not AWS's", "log-in page", 255},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := account.Explain(atAWS(t, c.region, c.network, c.endpoint).Identify(t.Context()))
			if got.Kind != c.kind || !strings.Contains(got.Summary, c.summary) || !strings.Contains(got.Hint, c.hint) || got.Exit() != c.exit {
				t.Errorf("exit %d, %+v", got.Exit(), got)
			}
		})
	}
}

// TestAssumingARole has the call fail in the one that its credentials need.
func TestAssumingARole(t *testing.T) {
	for _, c := range []struct {
		name    string
		network http.RoundTripper
		kind    account.Kind
		says    string
	}{
		{
			"refused",
			inMemory{answer(403, queryError("AccessDenied", "User: arn:aws:iam::123456789012:user/ana is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/x"))},
			account.Denied, "sts:AssumeRole on arn:aws:iam::123456789012:role/x",
		},
		{"with an expired session", inMemory{answer(403, queryError("ExpiredToken", "The security token included in the request is expired"))}, account.Expired, "expired"},
		{"with no network", broken{errors.New("wire cut")}, account.NoNetwork, "wire cut"},
	} {
		t.Run(c.name, func(t *testing.T) {
			base := aws.Config{
				Region: "us-east-1", RetryMaxAttempts: 1, HTTPClient: &http.Client{Transport: c.network},
				Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
			}
			cfg := base.Copy()
			cfg.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(base), "arn:aws:iam::123456789012:role/x"))
			_, err := account.Open(context.WithoutCancel(t.Context()), account.Options{Config: &cfg})
			if got := account.Explain(err); got.Kind != c.kind || !strings.Contains(got.Summary, c.says) {
				t.Errorf("%v gave %+v", err, got)
			}
		})
	}
}
