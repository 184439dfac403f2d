package account

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go/logging"

	"secretwatch/aws/foreign"
)

// Names by which our calls are known in CloudTrail: the app id is the last part
// of the user agent.
const (
	AppID     = "secretwatch"
	TestAppID = "secretwatch-test" // of test reads only
)

// defaultLogSize is how many calls the API log keeps unless told otherwise.
const defaultLogSize = 500

// Options say whose account to open, and where. The zero value is what the AWS
// CLI would take with no flags.
type Options struct {
	Profile  string // "" for AWS_PROFILE or the default
	Region   string // "" for AWS_REGION or the profile's
	Endpoint string // "" for AWS_ENDPOINT_URL, the profile's, or AWS itself
	AppID    string // "" for AppID
	// MFA asks a person for the code of their device, where a profile assumes
	// a role that wants one. Nil where there is nobody to ask.
	MFA func() (string, error)
	// Config is used as it is, with nothing read from the environment or from
	// files: the private sandbox and tests.
	Config *aws.Config
	// LogSize is how many calls the API log keeps; 0 for 500.
	LogSize int
}

// Open configures an account and asks AWS who we are there. Explain puts its
// errors into words.
func Open(ctx context.Context, o Options) (*Account, error) {
	a, err := Configure(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := a.Identify(ctx); err != nil {
		return nil, err
	}
	return a, nil
}

// Configure reads the configuration and makes the clients, with no call to AWS.
// Account and Caller stay empty until Identify. A region is never guessed.
func Configure(ctx context.Context, o Options) (*Account, error) {
	cfg, err := load(ctx, o)
	if err != nil {
		at := place{profile: profileName(o), region: o.Region, endpoint: o.Endpoint}
		return nil, &callError{place: at, err: &configError{err}}
	}
	size := o.LogSize
	if size <= 0 {
		size = defaultLogSize
	}
	cfg.AppID = o.AppID
	if cfg.AppID == "" {
		cfg.AppID = AppID
	}
	// The SDK's warnings would go to stderr, across the screen.
	cfg.Logger = logging.Nop{}
	if cfg.Credentials != nil {
		cfg.Credentials = marked{cfg.Credentials}
	}
	a := &Account{Profile: profileName(o), Log: NewCallLog(size), Clock: &Clock{}}
	a.Region = cfg.Region
	if err := checkRegion(cfg.Region, a.Profile); err != nil {
		return nil, err
	}
	a.connect(cfg, o.Endpoint)
	if err := checkEndpoint(a.Endpoint); err != nil {
		return nil, err
	}
	return a, nil
}

// Identify asks STS who we are, which fills Account, Partition and Caller.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
func (a *Account) Identify(ctx context.Context) error {
	out, err := a.STS.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return fmt.Errorf("ask who we are: %w", err)
	}
	caller := aws.ToString(out.Arn)
	a.Account = aws.ToString(out.Account)
	a.Caller = foreign.New(caller)
	a.Partition = "aws"
	if parsed, err := arn.Parse(caller); err == nil {
		a.Partition = parsed.Partition
	}
	return nil
}

// configError marks what went wrong before there was anything to call.
type configError struct{ err error }

func (e *configError) Error() string { return "read the AWS configuration: " + e.err.Error() }
func (e *configError) Unwrap() error { return e.err }

func load(ctx context.Context, o Options) (aws.Config, error) {
	if o.Config != nil {
		cfg := o.Config.Copy()
		if o.Region != "" {
			cfg.Region = o.Region
		}
		return cfg, nil
	}
	options := []func(*config.LoadOptions) error{config.WithLogger(logging.Nop{})}
	if o.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(o.Profile))
	}
	if o.Region != "" {
		options = append(options, config.WithRegion(o.Region))
	}
	if o.MFA != nil {
		options = append(options, config.WithAssumeRoleCredentialOptions(func(r *stscreds.AssumeRoleOptions) {
			r.TokenProvider = o.MFA
		}))
	}
	return config.LoadDefaultConfig(ctx, options...)
}
