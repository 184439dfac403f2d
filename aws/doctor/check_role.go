package doctor

import (
	"strings"

	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

const cloudTrail = "cloudtrail.amazonaws.com"

// role asks whether CloudTrail may write to the log group.
func (j *judge) role(cause string) {
	s := j.s
	name := roleOf(j.roleARN())
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
		Context: map[string]string{"aws:SourceArn": arn, "aws:SourceAccount": accountOf(arn)},
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
	stream := strings.TrimSuffix(j.groupARN(), ":*") + ":log-stream:" + j.s.Account + "_CloudTrail_" + j.home()
	code, reason := "", ""
	for _, action := range []string{"logs:CreateLogStream", "logs:PutLogEvents"} {
		for _, resource := range []string{stream, stream + "_3"} {
			got, why := grants(r, iampolicy.Request{Action: action, Resource: resource})
			if got == "" || code == codeRoleRights {
				continue
			}
			code, reason = got, why
		}
	}
	if code == "" {
		return
	}
	if unread := others(r.Attached); len(unread) > 0 {
		// What a managed policy says was not looked at.
		if st := j.s.Status.Value; st == nil || !st.LogsError.Empty() || st.LogsDelivered.IsZero() {
			f := j.note(codeCannotSee, Unknown, "cannot see what the managed policies of role %s allow", r.Name)
			f.Hop = monitor.HopDelivery
			f.seen("managed policies", "%s", list(unread)).
				mend("look whether they allow logs:CreateLogStream and logs:PutLogEvents on "+stream+"*", j.putRolePolicy())
		}
		return
	}
	summary := "role %s may not write to log group %s"
	if code != codeRoleRights {
		summary = "role %s may write to logs, but not to CloudTrail's stream in log group %s"
	}
	j.broken(code, summary, r.Name, j.group()).seen("needed on", "%s", stream+"*").seen("permissions", "%s", reason).
		mend("let the role create CloudTrail's stream and write to it", j.putRolePolicy())
}

// grants is "" where the role's inline policies allow the request, and
// otherwise the code that says why they do not.
func grants(r monitor.Role, ask iampolicy.Request) (code, why string) {
	code, why = codeRoleRights, "the role has no policy that allows "+ask.Action
	allowed := len(r.Attached) > 0 && len(others(r.Attached)) == 0
	for _, document := range r.Policies {
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

// others are the managed policies whose content is not known here. AWS's own
// that let a role write to logs are.
func others(attached []string) []string {
	var unknown []string
	for _, arn := range attached {
		switch arn[strings.LastIndexByte(arn, '/')+1:] {
		case "AdministratorAccess", "PowerUserAccess", "CloudWatchLogsFullAccess", "CloudWatchFullAccess", "CloudWatchFullAccessV2":
		default:
			unknown = append(unknown, arn)
		}
	}
	return unknown
}

func (j *judge) permissionsFor(groupARN string) string {
	return iampolicy.RolePermissions(groupARN, j.s.Account, j.home())
}
