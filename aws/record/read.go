package record

import (
	"strings"

	"secretwatch/aws/foreign"
)

// ReadsPattern is a filter pattern that has CloudWatch Logs leave out everything
// but reads of secrets. It does not spell the event's name, because a call may
// be recorded with its parameters: a metric filter for that text would count our
// looking as a read.
const ReadsPattern = `{ ($.eventSource = "secretsmanager.amazonaws.com") && ($.eventName = "GetSecret*") }`

// Read attributes the record; false where it is no GetSecretValue. A
// BatchGetSecretValue is none: CloudTrail writes a GetSecretValue of its own
// for every secret in the batch.
func (r Record) Read() (Read, bool) {
	if r.EventName != "GetSecretValue" || r.EventSource != "secretsmanager.amazonaws.com" {
		return Read{}, false
	}
	name, session := r.Identity.names()
	arn, agent := r.Identity.ARN.Raw(), r.UserAgent.Raw()
	secret, from, failure, by := r.SecretID.Raw(), r.SourceAddress.Raw(), r.failure(), r.service()
	read := Read{
		Time: r.EventTime, EventID: r.EventID, RequestID: r.RequestID, Region: r.Region,
		How: r.how(), Result: r.result(), Test: hasApp(agent, testApp),
		MFA: r.Identity.MFA, KeyID: r.Identity.AccessKeyID,
		Who: Who{Kind: r.Identity.kind(), Account: r.Identity.account()},
	}
	keep(&name, &session, &arn, &agent, &secret, &from, &failure, &by,
		&read.EventID, &read.RequestID, &read.Region, &read.KeyID, &read.Who.Account)
	read.Who.Name, read.Who.Session, read.Who.ARN = foreign.New(name), foreign.New(session), foreign.New(arn)
	read.Agent, read.Secret = foreign.New(agent), foreign.New(secret)
	read.From, read.Error, read.By = foreign.New(from), foreign.New(failure), foreign.New(by)
	return read, true
}

// result sorts the error code. The audit trail's codes differ from those that
// the client sees: AccessDenied here is AccessDeniedException there.
func (r *Record) result() Result {
	switch code := r.ErrorCode.Raw(); {
	case code == "":
		return ResultOK
	case strings.HasPrefix(code, "AccessDenied"):
		return ResultDenied
	case strings.HasPrefix(code, "ResourceNotFound"):
		return ResultNotFound
	default:
		return ResultFailed
	}
}

func (r *Record) failure() string {
	code, message := r.ErrorCode.Raw(), r.ErrorMessage.Raw()
	if code == "" || message == "" {
		return code + message
	}
	return code + ": " + message
}

// Of reports whether the read named this secret, by its name, its ARN, or its
// ARN without the last six characters. Either may be "" where it is unknown,
// and the name may be an ARN. A denied read may lack the secretId; then the
// error message says which resource it was.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
func (r Read) Of(name, arn string) bool {
	if strings.HasPrefix(name, "arn:") {
		if arn == "" {
			arn = name
		}
		name = ""
	}
	if name == "" {
		name = withoutSuffix(nameIn(arn))
	}
	id := r.Secret.Raw()
	if id == "" {
		id = deniedResource(r.Error.Raw())
	}
	switch {
	case id == "" || name == "":
		return false
	case !strings.HasPrefix(id, "arn:"):
		return id == name
	case arn != "":
		return id == arn || id == withoutSuffix(arn)
	default:
		named := nameIn(id)
		return named == name || withoutSuffix(named) == name
	}
}

// nameIn is what stands behind secret: in an ARN: the name, and mostly a
// hyphen and six characters.
func nameIn(arn string) string {
	parts := strings.SplitN(arn, ":", 7)
	if len(parts) < 7 || parts[5] != "secret" {
		return ""
	}
	return parts[6]
}

const suffix = 6

// withoutSuffix cuts the hyphen and six characters that Secrets Manager adds,
// where they are there.
func withoutSuffix(s string) string {
	i := len(s) - suffix - 1
	if i <= 0 || s[i] != '-' {
		return s
	}
	for _, c := range []byte(s[i+1:]) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return s
		}
	}
	return s[:i]
}

// deniedResource is the resource in AWS's sentence "... is not authorized to
// perform: ... on resource: NAME because ...".
func deniedResource(message string) string {
	_, rest, found := strings.Cut(message, " on resource: ")
	if !found {
		return ""
	}
	resource, _, _ := strings.Cut(rest, " ")
	return resource
}
