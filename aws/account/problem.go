package account

// Kind sorts what can go wrong by what a person can do about it.
type Kind string

// The kinds of problem.
const (
	NoCredentials  Kind = "no-credentials"
	BadCredentials Kind = "bad-credentials" // AWS does not know the key, or the signature is wrong
	Expired        Kind = "expired"         // a session that has to be opened again
	NoRegion       Kind = "no-region"
	BadRegion      Kind = "bad-region"   // there is no such region
	WrongRegion    Kind = "wrong-region" // the thing lives in another region
	NoProfile      Kind = "no-profile"
	BadConfig      Kind = "bad-config" // a configuration file or setting that cannot be read
	Denied         Kind = "denied"
	Throttled      Kind = "throttled"
	NoNetwork      Kind = "no-network"
	Unsupported    Kind = "unsupported" // this endpoint lacks the operation
	Missing        Kind = "missing"     // what is asked about is not there
	Cancelled      Kind = "cancelled"
	Other          Kind = "other"
)

// Problem is an error in words. All its text is safe for a terminal.
type Problem struct {
	Kind    Kind
	Summary string // one sentence, no full stop
	Hint    string // what to do, a command where there is one; may have several lines

	Service    string // such as cloudtrail, the prefix of its permissions; "" where no call was made
	Operation  string // such as DescribeTrails
	Permission string // such as cloudtrail:DescribeTrails
	Resource   string // as AWS's message names it, "" where it does not
	Code       string // AWS's error code, "" where there was no answer
}

// Error implements error, so that a refusal of our own is explained already.
func (p Problem) Error() string { return p.Summary }

// exitConfig is the exit code of a command without good credentials.
const exitConfig = 253

// Exit is the exit code of a command that ended for this problem: 253
// configuration or credentials, 254 AWS refused, 130 interrupted, 255 anything
// else.
func (p Problem) Exit() int {
	switch p.Kind {
	case NoCredentials, BadCredentials, Expired, NoRegion, BadRegion, NoProfile, BadConfig:
		return exitConfig
	case Denied, Throttled, WrongRegion, Unsupported:
		return 254
	case Cancelled:
		return 130
	default:
		if p.Code != "" {
			return 254
		}
		return 255
	}
}
