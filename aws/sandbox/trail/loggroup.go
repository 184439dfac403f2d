package trail

import (
	"regexp"
	"strings"

	"secretwatch/aws/sandbox/wire"
)

// The exceptions of a trail's log group and role. Their names mislead: missing
// permissions of the role are said of the group.
const (
	badGroup = "InvalidCloudWatchLogsLogGroupArnException"
	badRole  = "InvalidCloudWatchLogsRoleArnException"

	needBoth       = "You must specify a log group and a role ARN."
	groupMalformed = "CloudTrail cannot validate the specified log group ARN."
	roleMalformed  = "CloudTrail cannot validate the specified role ARN."
	groupElsewhere = "You must specify a log group that is in the current region."
	noTrust        = "Access denied. Verify in IAM that the role has adequate trust relationships."
	noPermission   = "Access denied. Verify in IAM that the role has adequate permissions."
)

var (
	groupARN = regexp.MustCompile(`^arn:[a-z-]+:logs:([a-z0-9-]+):([0-9]{12}):log-group:([\.\-_/#A-Za-z0-9]+):\*$`)
	roleARN  = regexp.MustCompile(`^arn:[a-z-]+:iam::[0-9]{12}:role/.+$`)
)

// checkLogs tries what CloudTrail tries before it takes a log group and a
// role. It makes the stream, also where the call then fails.
func (s *State) checkLogs(t *trail, group, role string) error {
	parts := groupARN.FindStringSubmatch(group)
	switch {
	case group == "" && role == "":
		return nil
	case role == "":
		return wire.Errorf(badRole, needBoth)
	case group == "":
		return wire.Errorf(badGroup, needBoth)
	case parts == nil || parts[2] != s.deps.Account:
		return wire.Errorf(badGroup, groupMalformed)
	case !roleARN.MatchString(role):
		return wire.Errorf(badRole, roleMalformed)
	case parts[1] != t.home:
		return wire.Errorf(badGroup, groupElsewhere)
	}
	switch text := s.tryLogs(t, group, role, s.firstStream(t)); text {
	case "":
		return nil
	case noTrust:
		return wire.Errorf(badRole, noTrust)
	default:
		return wire.Errorf(badGroup, "%s", text)
	}
}

// tryLogs takes the role and makes the stream, as before every delivery. It
// gives CloudTrail's words for what fails, "" where nothing does.
func (s *State) tryLogs(t *trail, group, role, stream string) string {
	context := map[string]string{"aws:SourceArn": t.arn, "aws:SourceAccount": s.deps.Account}
	if s.deps.Roles.AssumeAs(role, principal, context) != nil {
		return noTrust
	}
	streamARN := strings.TrimSuffix(group, ":*") + ":log-stream:" + stream
	if !s.deps.Roles.RoleAllows(role, "logs:CreateLogStream", streamARN, nil) {
		return noPermission
	}
	if s.deps.Logs.EnsureStream(t.home, groupNameOf(group), stream) != nil {
		return noPermission
	}
	if !s.deps.Roles.RoleAllows(role, "logs:PutLogEvents", streamARN, nil) {
		return noPermission
	}
	return ""
}

func groupNameOf(arn string) string {
	if parts := groupARN.FindStringSubmatch(arn); parts != nil {
		return parts[3]
	}
	return ""
}

// firstStream is the one that CloudTrail makes when it looks at a log group;
// events arrive in one with a number behind it.
func (s *State) firstStream(t *trail) string { return s.deps.Account + "_CloudTrail_" + t.home }

func (s *State) eventStream(t *trail) string { return s.firstStream(t) + "_3" }
