// Package record reads CloudTrail records: parsing, and who read which secret,
// how, from where and with what result.
//
// It is a leaf: no I/O, no clock, no SDK. It may import arnpart and foreign.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
package record

import (
	"time"

	"secretwatch/aws/foreign"
)

// Read is one GetSecretValue, attributed.
type Read struct {
	Time      time.Time // when it happened, UTC (the record's eventTime)
	EventID   string
	RequestID string
	Region    string
	// Secret is the secretId as the reader sent it: a name, an ARN, or an ARN
	// without its last six characters. Empty where the record has none.
	Secret foreign.String
	Who    Who
	How    How
	By     foreign.String // the AWS service that made the read for somebody or for itself; empty where none did
	Agent  foreign.String // the whole user agent
	From   foreign.String // source address, or the name of an AWS service
	Result Result
	Error  foreign.String // errorCode and errorMessage where it failed
	Test   bool           // made by this program (app id secretwatch-test)
	MFA    bool
	KeyID  string // access key id
}

// Who is the identity behind a read.
type Who struct {
	Kind    WhoKind
	Name    foreign.String // user name, role name, root, or the service
	ARN     foreign.String
	Session foreign.String // of an assumed role
	Account string
}

// WhoKind sorts identities.
type WhoKind string

// The kinds of identity, as the JSON contract names them.
const (
	WhoUser    WhoKind = "user"
	WhoRole    WhoKind = "role"
	WhoRoot    WhoKind = "root"
	WhoService WhoKind = "service"
	WhoAccount WhoKind = "account"
)

// How is the tool with which the secret was read.
type How string

// The tools, as the JSON contract names them.
const (
	HowConsole     How = "console"
	HowCLI         How = "aws-cli"
	HowSDK         How = "sdk"
	HowTerraform   How = "terraform"
	HowLambda      How = "lambda"
	HowService     How = "service"
	HowSecretwatch How = "secretwatch"
	HowOther       How = "other"
)

// Result is the outcome of a read.
type Result string

// The results, as the JSON contract names them.
const (
	ResultOK       Result = "ok"
	ResultDenied   Result = "denied"
	ResultNotFound Result = "not-found"
	ResultFailed   Result = "failed"
)
