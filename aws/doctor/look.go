package doctor

import (
	"fmt"

	"secretwatch/aws/monitor"
)

// cannotSee notes a look that failed. What could not be looked at is unknown,
// whatever follows from it: never broken.
func (j *judge) cannotSee(hop monitor.Hop, what string, u *monitor.Unseen) {
	permission := u.Permission
	if permission == "" {
		permission = u.Service + ":" + u.Operation
	}
	on := ""
	if r := u.Resource.Safe(); r != "" {
		on = " on " + r
	}
	var why string
	var remedy Remedy
	switch u.Reason {
	case monitor.ReasonDenied:
		why = fmt.Sprintf("the permission %s%s is missing", permission, on)
		remedy.Summary = fmt.Sprintf("let %s call %s%s (secretwatch only reads with it), then look again", j.caller(), permission, on)
	case monitor.ReasonThrottled:
		why = fmt.Sprintf("AWS answered %s with: too many calls", u.Operation)
		remedy.Summary = "look again in a minute: the quota is shared with everyone in the account"
	case monitor.ReasonUnsupported:
		why = fmt.Sprintf("this endpoint does not know %s", u.Operation)
		remedy.Summary = "look at it on AWS itself, or on an endpoint that knows the operation"
	default:
		why = fmt.Sprintf("%s failed", u.Operation)
		remedy.Summary = "look again; if it fails again, the error says why"
	}
	f := &Finding{Code: codeCannotSee, Hop: hop, Status: Unknown, Summary: fmt.Sprintf("cannot see %s: %s", what, why)}
	f.seen("operation", "%s:%s", u.Service, u.Operation)
	if u.Reason == monitor.ReasonDenied {
		f.seen("permission", "%s", permission)
		f.seen("resource", "%s", u.Resource.Safe())
	}
	f.seen("error", "%s", u.Code).seen("message", "%s", u.Message.Safe())
	remedy.Kind = Person
	f.Remedy = &remedy
	j.findings = append(j.findings, f)
}

// unseen notes the look where it failed, and reports whether it did.
func unseen[T any](j *judge, hop monitor.Hop, what string, s monitor.Seen[T]) bool {
	if s.Unseen == nil {
		return false
	}
	j.cannotSee(hop, what, s.Unseen)
	return true
}

// missing notes a look that failed, except where the endpoint does not know the
// operation: then there is nothing of the kind to see either.
func missing[T any](j *judge, hop monitor.Hop, what string, s monitor.Seen[T]) {
	if s.Unseen != nil && s.Unseen.Reason != monitor.ReasonUnsupported {
		j.cannotSee(hop, what, s.Unseen)
	}
}

// orList is the look at one thing, with the reason for not seeing any of its
// kind where that look failed.
func orList[T any](one monitor.Seen[T], all monitor.Seen[[]T]) monitor.Seen[T] {
	if one.Absent() {
		one.Unseen = all.Unseen
	}
	return one
}

func (j *judge) caller() string {
	if c := j.s.Caller.Safe(); c != "" {
		return c
	}
	return "this identity"
}
