// Package sandbox is AWS in a box: the chain from the read of a secret to the
// e-mail, simulated in the process behind AWS's own wire protocols, so that
// every client of AWS can talk to it.
//
// The chain is wired by configuration alone. What breaks it in AWS breaks it
// here, with AWS's status fields and words; there is no switch beside the API
// but for what no call can cause (Trouble).
//
// It may import its own parts, the leaves below aws and the SDK's aws package.
package sandbox

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"secretwatch/aws/foreign"
	"secretwatch/aws/sandbox/clock"
	"secretwatch/aws/sandbox/inbox"
	"secretwatch/aws/sandbox/serve"
)

// Pace is how fast the chain's hops are.
type Pace string

// The paces. Fast has the Event history after one second and delivery after
// two, and alarms look every second at the unfinished minute too; Real has
// AWS's waits. Periods and timestamps are real in both.
const (
	Fast Pace = "fast"
	Real Pace = "real"
)

// Usual settings of a sandbox.
const (
	DefaultAccount = "123456789012"
	DefaultRegion  = "us-east-1"
	// AccessKey and SecretKey are what the start line exports. Any key works:
	// one that the sandbox did not issue is the administrator's.
	AccessKey = "SANDBOXADMIN"
	SecretKey = "sandbox" // no secret: signatures are not checked
	// memoryBase is the base URL while nothing listens.
	memoryBase = "http://sandbox.internal"
)

// Options are a sandbox's settings; zero values mean the usual ones.
type Options struct {
	Pace    Pace
	Account string // 12 digits
	Region  string // of requests that name none
	// Log takes a line for each request that is not simulated. It is called
	// from many goroutines, without the sandbox's lock. Nil means no log.
	Log func(line string)
}

// Sandbox is one simulated AWS account. It is safe for concurrent use.
type Sandbox struct {
	options Options
	lock    sync.Mutex // held whenever the account's code runs
	world   *clock.World
	account *account // guarded by lock
	base    string   // guarded by lock
	mux     *http.ServeMux
}

// New makes an empty account whose clock runs. Close ends it. The error is one
// of joining the services, and no setting can cause it.
func New(o Options) (*Sandbox, error) {
	if o.Pace == "" {
		o.Pace = Fast
	}
	if o.Account == "" {
		o.Account = DefaultAccount
	}
	if o.Region == "" {
		o.Region = DefaultRegion
	}
	s := &Sandbox{options: o, base: memoryBase}
	s.world = clock.NewWorld(&s.lock)
	if err := s.Reset(); err != nil {
		s.world.Close()
		return nil, err
	}
	s.mux = s.routes()
	return s, nil
}

// Reset empties the account: everything in it is gone, and what was under way
// never arrives. The clock goes on.
func (s *Sandbox) Reset() error {
	fresh, err := s.newAccount()
	if err != nil {
		return fmt.Errorf("making an account: %w", err)
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.world.Forget()
	if s.account != nil {
		s.account.logs.Close()
	}
	s.account = fresh
	return nil
}

// Close ends the sandbox's clock. Nothing happens in it any more.
func (s *Sandbox) Close() { s.world.Close() }

// Pace is how fast the chain's hops are.
func (s *Sandbox) Pace() Pace { return s.options.Pace }

// Now is the sandbox's time, UTC.
func (s *Sandbox) Now() time.Time { return s.world.Now() }

// Advance moves the sandbox's clock, and everything due by then happens.
func (s *Sandbox) Advance(d time.Duration) { s.world.Advance(d) }

// SetBase tells the sandbox under which URL it is reached, such as
// http://127.0.0.1:4566, for the links in its mails.
func (s *Sandbox) SetBase(url string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.base = url
}

// Base is the URL under which the sandbox is reached.
func (s *Sandbox) Base() string {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.base
}

// Handler answers AWS's clients, and serves what is under /_sandbox/.
func (s *Sandbox) Handler() http.Handler { return s }

// Transport reaches the sandbox in memory, with no network.
func (s *Sandbox) Transport() http.RoundTripper { return serve.Memory{Handler: s} }

// Inbox is the client of the sandbox's inbox, in memory.
func (s *Sandbox) Inbox() inbox.Client {
	return inbox.Client{Base: s.Base(), HTTP: &http.Client{Transport: s.Transport()}}
}

// Config is a configuration that reaches the sandbox in memory and reads no
// file and no environment. An empty region is the usual one.
func (s *Sandbox) Config(region string) aws.Config { return s.ConfigFor(region, AccessKey) }

// ConfigFor is Config for whoever has the access key; ROOT is the account's
// root.
func (s *Sandbox) ConfigFor(region, accessKey string) aws.Config {
	if region == "" {
		region = s.options.Region
	}
	return aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(s.Base()),
		HTTPClient:   &http.Client{Transport: s.Transport()},
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: accessKey, SecretAccessKey: SecretKey, Source: "sandbox"}, nil
		}),
	}
}

// StartLine is what a shell evaluates to reach the sandbox. Version 1 of the AWS
// CLI and boto3 read AWS_DEFAULT_REGION, everything newer AWS_REGION.
func (s *Sandbox) StartLine() string {
	return fmt.Sprintf("export AWS_ENDPOINT_URL=%[1]s AWS_ACCESS_KEY_ID=%[2]s AWS_SECRET_ACCESS_KEY=%[3]s AWS_REGION=%[4]s AWS_DEFAULT_REGION=%[4]s",
		s.Base(), AccessKey, SecretKey, s.options.Region)
}

// unknown puts a request that nothing here answers into the log.
func (s *Sandbox) unknown(service, operation string) {
	if s.options.Log != nil {
		s.options.Log("not simulated: " + foreign.Safe(service+" "+operation))
	}
}
