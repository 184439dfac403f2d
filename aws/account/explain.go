package account

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"secretwatch/aws/foreign"
	"secretwatch/aws/monitor"
)

// place is what an explanation needs to know about where a call went.
type place struct{ profile, region, endpoint string }

// callError carries the place of a call along with its error. It has no words
// of its own.
type callError struct {
	place
	err error
}

func (e *callError) Error() string { return e.err.Error() }
func (e *callError) Unwrap() error { return e.err }

// facts are what an error says, before it is judged.
type facts struct {
	place
	service, operation string // AWS's service id and operation
	code, message      string // of AWS's answer
	status             int    // HTTP, 0 where there was no answer
}

func factsOf(err error) facts {
	var f facts
	var c *callError
	if errors.As(err, &c) {
		f.place = c.place
	}
	if o := innermostOperation(err); o != nil {
		f.service, f.operation = o.ServiceID, o.OperationName
	}
	var api smithy.APIError
	if errors.As(err, &api) {
		f.code, f.message = api.ErrorCode(), api.ErrorMessage()
	}
	var r *smithyhttp.ResponseError
	if errors.As(err, &r) {
		f.status = r.HTTPStatusCode()
	}
	return f
}

func (f facts) problem(k Kind, summary, hint string) Problem {
	return Problem{
		Kind: k, Summary: summary, Hint: hint,
		Service: Prefix(f.service), Operation: f.operation, Permission: Permission(f.service, f.operation), Code: foreign.Safe(f.code),
	}
}

// call names the call for a sentence.
func (f facts) call() string {
	if f.operation == "" {
		return "AWS"
	}
	return f.service + " " + f.operation
}

// Explain puts an error of any of our calls into words: what is wrong and what
// to do. An error that is a Problem already comes back as it is; nil gives the
// zero Problem.
func Explain(err error) Problem {
	if err == nil {
		return Problem{}
	}
	var p Problem
	if errors.As(err, &p) {
		return p
	}
	f := factsOf(err)
	for _, explain := range []func(error, facts) (Problem, bool){
		explainCancelled, explainConfig, explainCredentials, explainAnswer, explainNetwork, explainGarbled,
	} {
		if p, ok := explain(err, f); ok {
			return p
		}
	}
	return f.problem(Other, short(err.Error()), "")
}

func explainCancelled(err error, f facts) (Problem, bool) {
	if errors.Is(err, context.Canceled) {
		return f.problem(Cancelled, "stopped before "+f.call()+" answered", ""), true
	}
	return Problem{}, false
}

func explainConfig(err error, f facts) (Problem, bool) {
	var missing config.SharedConfigProfileNotExistError
	var unreadable config.SharedConfigLoadError
	var role config.SharedConfigAssumeRoleError
	switch {
	case errors.As(err, &missing):
		return f.problem(NoProfile, fmt.Sprintf("there is no profile %q in %s or %s", short(missing.Profile), configFile(), credentialsFile()),
			"list those that exist: aws configure list-profiles"), true
	case errors.As(err, &unreadable):
		return f.problem(BadConfig, short(unreadable.Error()), "mend that file"), true
	case errors.As(err, &role):
		return f.problem(BadConfig, short(role.Error()), "mend that profile in "+configFile()), true
	}
	var reading *configError
	if errors.As(err, &reading) {
		return f.problem(BadConfig, "the AWS configuration cannot be read: "+short(reading.err.Error()), "mend the setting or the file that it names"), true
	}
	return Problem{}, false
}

// explainAnswer explains what AWS itself answered, by its error code.
func explainAnswer(_ error, f facts) (Problem, bool) {
	if f.code == "" {
		return Problem{}, false
	}
	said := sayCode(f)
	switch kind := kindOf(f); kind {
	case Denied:
		return explainDenied(f), true
	case Expired:
		return f.problem(Expired, "the session's credentials have expired", reopen(f.profile)), true
	case BadCredentials:
		return f.problem(BadCredentials, "AWS does not accept the credentials: "+said, badCredentialsHint(f)), true
	case BadRegion:
		return f.problem(BadRegion, fmt.Sprintf("%q is not a region: %s", short(f.region), said), regionHint(f.region)), true
	case WrongRegion:
		return f.problem(WrongRegion, f.call()+" was asked in the wrong region: "+said, "choose the right one with --region, now it is "+short(f.region)), true
	case Throttled:
		return f.problem(Throttled, f.call()+" is being called too often in this account and region", "wait a minute; other programs and windows share this quota"), true
	case Unsupported:
		return f.problem(Unsupported, f.call()+" is not offered by "+where(f), ""), true
	default:
		return f.problem(Other, f.call()+" failed: "+said, hintOf(f.code)), true
	}
}

// hintOf says of an error of AWS's own words what they leave open, "" where they
// are enough.
func hintOf(code string) string {
	if code == "InsufficientSnsTopicPolicyException" {
		return "there is no such topic in the trail's region, or its policy does not let cloudtrail.amazonaws.com publish; secretwatch explain " + code + " shows the statement"
	}
	return ""
}

// kindOf sorts AWS's error codes.
// https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
func kindOf(f facts) Kind {
	if _, ok := retry.DefaultThrottleErrorCodes[f.code]; ok {
		return Throttled
	}
	if strings.Contains(f.message, "scoped to a valid region") {
		return BadRegion
	}
	switch f.code {
	case "AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException",
		"UnauthorizedOperation", "Forbidden", "NotAuthorized", "KMSAccessDeniedException":
		return Denied
	case "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired":
		return Expired
	case "InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure", "InvalidToken",
		"SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature", "IncompleteSignatureException",
		"MissingAuthenticationToken", "MissingAuthenticationTokenException", "NotAuthorizedException", "OptInRequired",
		"RequestTimeTooSkewed", "RequestExpired":
		return BadCredentials
	case "InvalidHomeRegionException", "PermanentRedirect", "MovedPermanently", "TemporaryRedirect", "IncorrectEndpoint",
		"AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
		return WrongRegion
	case "UnknownOperationException", "UnknownOperation", "InvalidAction", "NotImplemented", "UnsupportedOperation", "UnsupportedOperationException":
		return Unsupported
	case "UnknownError": // the SDK's own, where the answer names no code
		if f.endpoint != "" && (f.status == 404 || f.status >= 500) {
			return Unsupported
		}
	}
	if f.status == 403 && f.service == "S3" {
		return Denied // answers to HEAD have no body, hence no code worth the name
	}
	return Other
}

// sayCode is AWS's message and code, safe and of a bearable length.
func sayCode(f facts) string {
	if f.message == "" {
		return foreign.Safe(f.code)
	}
	return fmt.Sprintf("%s (%s)", strings.TrimRight(short(f.message), ". "), foreign.Safe(f.code))
}

// brief is an error as the API log shows it.
func brief(err error) foreign.String {
	if err == nil {
		return foreign.String{}
	}
	if f := factsOf(err); f.code != "" {
		return foreign.New(sayCode(f))
	}
	return foreign.New(short(err.Error()))
}

func requestID(err error) string {
	var r *awshttp.ResponseError
	if errors.As(err, &r) {
		return r.RequestID
	}
	return ""
}

// short makes text safe for a terminal and cuts what no person reads.
func short(s string) string {
	const most = 400
	runes := []rune(foreign.Safe(s))
	if len(runes) <= most {
		return string(runes)
	}
	return string(runes[:most-1]) + "…"
}

// Unseen says why a look failed, for a snapshot.
func Unseen(err error) monitor.Unseen {
	p := Explain(err)
	u := monitor.Unseen{
		Service: p.Service, Operation: p.Operation, Permission: p.Permission,
		Resource: foreign.New(p.Resource), Code: p.Code, Message: foreign.New(p.Summary),
	}
	switch p.Kind {
	case Denied:
		u.Reason = monitor.ReasonDenied
	case Throttled:
		u.Reason = monitor.ReasonThrottled
	case Unsupported:
		u.Reason = monitor.ReasonUnsupported
	default:
		u.Reason = monitor.ReasonFailed
	}
	return u
}
