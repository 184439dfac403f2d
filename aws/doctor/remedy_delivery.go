package doctor

import (
	"strings"

	"secretwatch/aws/arnpart"
	"secretwatch/aws/iampolicy"
	"secretwatch/aws/monitor"
)

// rolePolicyName is the inline policy that setup gives the role.
const rolePolicyName = "secretwatch-delivery"

// prepareDelivery makes the log group and the role where they are not there,
// and lets the role do what it is needed for: CloudTrail tries it out when it
// is given the pair.
func (j *judge) prepareDelivery() []string {
	var commands []string
	if j.s.LogGroup.Absent() {
		commands = append(commands, j.makeGroup(j.group())...)
	}
	if j.s.Role.Absent() {
		return append(commands, j.makeRole()...)
	}
	r := j.s.Role.Value
	if r == nil {
		return commands
	}
	if ok, _ := allows(r.Trust, j.assume()); !ok {
		commands = append(commands, j.putTrust(r.Trust))
	}
	for _, action := range []string{"logs:CreateLogStream", "logs:PutLogEvents"} {
		if code, _ := grants(*r, iampolicy.Request{Action: action, Resource: j.stream()}); code != "" {
			return append(commands, j.putRolePolicy())
		}
	}
	return commands
}

// assume is what CloudTrail asks of the role's trust policy.
func (j *judge) assume() iampolicy.Request {
	arn := j.trailARN()
	return iampolicy.Request{
		Principal: iampolicy.Principal{Service: cloudTrail}, Action: "sts:AssumeRole",
		Context: map[string]string{"aws:SourceArn": arn, "aws:SourceAccount": arnpart.Account(arn)},
	}
}

// stream is how the ARN of CloudTrail's stream in the log group begins.
func (j *judge) stream() string {
	return strings.TrimSuffix(j.groupARN(), ":*") + ":log-stream:" + j.s.Account + "_CloudTrail_" + j.home()
}

func (j *judge) makeGroup(name string) []string {
	create := j.cli("logs", "create-log-group").with("--log-group-name", name).with("--log-group-class", "STANDARD")
	if tags := j.tags(); tags != nil {
		create.json("--tags", tags)
	}
	return []string{
		create.String(),
		j.cli("logs", "put-retention-policy").with("--log-group-name", name).with("--retention-in-days", "30").String(),
	}
}

// moveGroup are the commands for a log group of class STANDARD with this name
// and for all that has to go along: the class of a group cannot be changed. The
// old group stays with what is in it.
func (j *judge) moveGroup(name string) []string {
	place := j.s.With(monitor.KindLogGroup, name).LogGroupARN(j.s.Place) + ":*"
	commands := append(j.makeGroup(name),
		j.cli("iam", "put-role-policy").with("--role-name", arnpart.Role(j.roleARN())).with("--policy-name", rolePolicyName).
			with("--policy-document", j.permissionsFor(place)).String(),
		j.deliverTo(place), j.putFilter(j.goodFilter(), name, j.patternNow()))
	if a := j.s.Alarm.Value; a != nil && j.s.Ours(a.Tags) {
		// The alarm remembers the names that are not the usual ones.
		commands = append(commands, j.cli("cloudwatch", "tag-resource").with("--resource-arn", j.alarmARN()).
			tagged("--tags", []tag{{monitor.TagNamePrefix + string(monitor.KindLogGroup), name}}).String())
	}
	return commands
}

// makeRole keeps the ARN that the trail names, path included.
func (j *judge) makeRole() []string {
	arn := j.roleARN()
	_, path, _ := strings.Cut(arn, ":role")
	path = path[:strings.LastIndexByte(path, '/')+1]
	if path == "/" {
		path = ""
	}
	return []string{
		j.cli("iam", "create-role").with("--role-name", arnpart.Role(arn)).with("--path", path).
			with("--assume-role-policy-document", iampolicy.RoleTrust(j.trailARN())).
			tagged("--tags", j.tagList()).String(),
		j.putRolePolicy(),
	}
}

func (j *judge) putRolePolicy() string {
	return j.cli("iam", "put-role-policy").with("--role-name", arnpart.Role(j.roleARN())).
		with("--policy-name", rolePolicyName).
		with("--policy-document", iampolicy.RolePermissions(j.groupARN(), j.s.Account, j.home())).String()
}

func (j *judge) putTrust(have string) string {
	return j.cli("iam", "update-assume-role-policy").with("--role-name", arnpart.Role(j.roleARN())).
		with("--policy-document", letIn(have, iampolicy.RoleTrust(j.trailARN()), j.assume())).String()
}
