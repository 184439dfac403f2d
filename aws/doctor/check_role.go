package doctor

import (
	"maps"
	"slices"
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

const cloudTrail = "cloudtrail.amazonaws.com"

// role asks whether CloudTrail may write to the log group.
func (j *judge) role(cause string) {
	s := j.s
	name := arnpart.Role(j.roleARN())
	if cause == codeWrongTrail {
		return // only the trail that delivers knows its role
	}
	if unseen(j, monitor.HopDelivery, "the role "+name, s.Role) {
		return
	}
	if s.Role.Absent() {
		j.broken(codeRoleMissing, "role %s, with which CloudTrail writes to the log group, is not there", name).because(cause).
			seen("role", "%s", j.roleARN()).
			mend("create the role again under the same name, so that the trail's ARN holds", j.makeRole()...)
		return
	}
	r := *s.Role.Value
	if s.Trail.Value == nil || !hasGroup(*s.Trail.Value) || r.Name != name {
		return // not the role of a delivery, or not the one that was looked at
	}
	j.trust(r)
	j.permissions(r)
}

func (j *judge) trust(r monitor.Role) {
	arn := j.trailARN()
	assume := iampolicy.Request{
		Principal: iampolicy.Principal{Service: cloudTrail}, Action: "sts:AssumeRole",
		Context: map[string]string{"aws:SourceArn": arn, "aws:SourceAccount": arnpart.Account(arn)},
	}
	ok, why := allows(r.Trust, assume)
	if ok {
		return
	}
	code, summary := codeRoleTrust, "role %s does not trust CloudTrail, so CloudTrail cannot write with it"
	if allowsBut(r.Trust, conditionElement, assume) {
		code, summary = "role-trust-condition", "role %s trusts CloudTrail on a condition that this trail does not meet"
	}
	j.broken(code, summary, r.Name).seen("trust policy", "%s", why).
		mend("let CloudTrail take the role for this trail", j.putTrust(r.Trust))
}

// permissions ask for what CloudTrail does with the role. It makes streams such
// as 111122223333_CloudTrail_us-east-1 and the same with a number behind it.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
func (j *judge) permissions(r monitor.Role) {
	stream := j.stream()
	code, reason := "", ""
	for _, ask := range j.writes() {
		got, why := grants(r, ask)
		if got == "" || code == codeRoleRights {
			continue
		}
		code, reason = got, why
	}
	if j.boundary(r) || code == "" {
		return
	}
	if unread := unread(r); len(unread) > 0 {
		j.unreadPolicy(r, "managed policies", list(unread))
		return
	}
	summary := "role %s may not write to log group %s"
	if code != codeRoleRights {
		summary = "role %s may write to logs, but not to CloudTrail's stream in log group %s"
	}
	j.broken(code, summary, r.Name, j.group()).seen("needed on", "%s", stream+"*").seen("permissions", "%s", reason).
		mend("let the role create CloudTrail's stream and write to it", j.putRolePolicy())
}

// writes are CloudTrail's requests, for its first stream and for a later one.
func (j *judge) writes() []iampolicy.Request {
	var asks []iampolicy.Request
	for _, action := range []string{"logs:CreateLogStream", "logs:PutLogEvents"} {
		for _, resource := range []string{j.stream(), j.stream() + "_3"} {
			asks = append(asks, iampolicy.Request{Action: action, Resource: resource})
		}
	}
	return asks
}

// boundary asks whether the role's permissions boundary lets it write, and
// reports whether that is what is wrong.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func (j *judge) boundary(r monitor.Role) bool {
	if r.Boundary == "" {
		return false
	}
	document, known := r.Managed[r.Boundary]
	if !known {
		j.unreadPolicy(r, "permissions boundary", r.Boundary)
		return false
	}
	for _, ask := range j.writes() {
		if ok, why := allows(document, ask); !ok {
			j.broken(codeBoundary, "the permissions boundary of role %s does not let it write to log group %s", r.Name, j.group()).
				seen("permissions boundary", "%s", r.Boundary).seen("boundary", "%s", why).seen("needed on", "%s", j.stream()+"*").
				mend("widen the boundary, or take it off the role if nobody needs it",
					j.cli("iam", "delete-role-permissions-boundary").with("--role-name", r.Name).String())
			return true
		}
	}
	return false
}

// unreadPolicy notes a policy whose content is not known, unless CloudTrail's
// deliveries show that it lets them pass.
func (j *judge) unreadPolicy(r monitor.Role, what, arns string) {
	if st := j.s.Status.Value; st != nil && st.LogsError.Empty() && !st.LogsDelivered.IsZero() {
		return
	}
	j.unreadPolicies = true
	if r.Unread != nil {
		j.cannotSee(monitor.HopDelivery, "the "+what+" of role "+r.Name, r.Unread)
		return
	}
	f := j.note(codeCannotSee, Unknown, "cannot see what the %s of role %s allow", what, r.Name)
	f.Hop = monitor.HopDelivery
	f.seen(what, "%s", arns).
		mend("look whether they allow logs:CreateLogStream and logs:PutLogEvents on "+j.stream()+"*", j.putRolePolicy())
}

// grants is "" where the role's policies allow the request, and
// otherwise the code that says why they do not.
func grants(r monitor.Role, ask iampolicy.Request) (code, why string) {
	code, why = codeRoleRights, "the role has no policy that allows "+ask.Action
	allowed := slices.ContainsFunc(r.Attached, writesLogs)
	documents := slices.Collect(maps.Values(r.Policies))
	for _, arn := range r.Attached {
		documents = append(documents, r.Managed[arn])
	}
	for _, document := range documents {
		p, err := iampolicy.Parse(document)
		if err != nil {
			continue
		}
		switch d := p.Decide(ask); {
		case d.Effect == iampolicy.Deny:
			return codeRoleRights, d.Why
		case d.Allowed():
			allowed = true
		case allowsBut(document, resourceElement, ask):
			code, why = "role-resource-mismatch", d.Why
		}
	}
	if allowed {
		return "", ""
	}
	return code, why
}

// unread are the managed policies whose content is not known.
func unread(r monitor.Role) []string {
	return slices.DeleteFunc(slices.Clone(r.Attached), func(arn string) bool {
		_, known := r.Managed[arn]
		return known || writesLogs(arn)
	})
}

// writesLogs knows AWS's own policies that let a role write to logs.
func writesLogs(arn string) bool {
	_, name, ok := strings.Cut(arn, ":iam::aws:policy/")
	switch name {
	case "AdministratorAccess", "PowerUserAccess", "CloudWatchLogsFullAccess", "CloudWatchFullAccess", "CloudWatchFullAccessV2":
		return ok
	default:
		return false
	}
}

func (j *judge) permissionsFor(groupARN string) string {
	return iampolicy.RolePermissions(groupARN, j.s.Account, j.home())
}
