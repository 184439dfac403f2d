package doctor

import (
	"strings"

	"secretwatch/aws/iampolicy"
)

// rolePolicyName is the inline policy that setup gives the role.
const rolePolicyName = "secretwatch-delivery"

func (j *judge) startLogging() string {
	return j.cliIn(j.home(), "cloudtrail", "start-logging").with("--name", j.trailID()).String()
}

// trailID is what CloudTrail's calls take: a trail of another region answers to
// its ARN only.
func (j *judge) trailID() string {
	if t := j.s.Trail.Value; t != nil {
		if t.HomeRegion != "" && t.HomeRegion != j.s.Region {
			return t.ARN
		}
		return t.Name
	}
	return j.s.Names.Trail
}

// makeTrail are the commands for a new trail and for what it needs and is not
// there.
func (j *judge) makeTrail() []string {
	commands := j.prepareDelivery()
	if j.s.Bucket.Absent() {
		commands = append(commands, j.makeBucket(j.s.Names.Bucket)...)
	}
	create := j.cli("cloudtrail", "create-trail").with("--name", j.s.Names.Trail).
		with("--s3-bucket-name", j.s.Names.Bucket).
		flag("--is-multi-region-trail", "--include-global-service-events", "--enable-log-file-validation").
		with("--cloud-watch-logs-log-group-arn", j.groupARN()).with("--cloud-watch-logs-role-arn", j.roleARN()).tagged("--tags-list", j.tagList())
	return append(commands, create.String(), j.startLogging())
}

// pointTrail are the commands that give the trail its log group.
func (j *judge) pointTrail() []string {
	update := j.cliIn(j.home(), "cloudtrail", "update-trail").with("--name", j.trailID()).
		with("--cloud-watch-logs-log-group-arn", j.groupARN()).with("--cloud-watch-logs-role-arn", j.roleARN())
	return append(j.prepareDelivery(), update.String())
}

// prepareDelivery makes the log group and the role where they are not there.
func (j *judge) prepareDelivery() []string {
	var commands []string
	if j.s.LogGroup.Absent() {
		commands = append(commands, j.makeGroup(j.group())...)
	}
	if j.s.Role.Absent() {
		commands = append(commands, j.makeRole()...)
	}
	return commands
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

// makeRole keeps the ARN that the trail names, path included.
func (j *judge) makeRole() []string {
	arn := j.roleARN()
	_, path, _ := strings.Cut(arn, ":role")
	path = path[:strings.LastIndexByte(path, '/')+1]
	if path == "/" {
		path = ""
	}
	return []string{
		j.cli("iam", "create-role").with("--role-name", roleOf(arn)).with("--path", path).
			with("--assume-role-policy-document", iampolicy.RoleTrust(j.trailARN())).
			tagged("--tags", j.tagList()).String(),
		j.putRolePolicy(),
	}
}

func (j *judge) putRolePolicy() string {
	return j.cli("iam", "put-role-policy").with("--role-name", roleOf(j.roleARN())).
		with("--policy-name", rolePolicyName).
		with("--policy-document", iampolicy.RolePermissions(j.groupARN(), j.s.Account, j.home())).String()
}

func (j *judge) putTrust(have string) string {
	return j.cli("iam", "update-assume-role-policy").with("--role-name", roleOf(j.roleARN())).
		with("--policy-document", added(have, iampolicy.RoleTrust(j.trailARN()))).String()
}

func (j *judge) makeBucket(name string) []string {
	create := j.cli("s3api", "create-bucket").with("--bucket", name)
	if j.s.Region != "us-east-1" {
		create.with("--create-bucket-configuration", "LocationConstraint="+j.s.Region)
	}
	commands := []string{
		create.String(),
		j.cli("s3api", "put-public-access-block").with("--bucket", name).
			with("--public-access-block-configuration",
				"BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true").String(),
		j.putBucketPolicy(name, ""),
	}
	if tags := j.tagList(); tags != nil {
		commands = append(commands, j.cli("s3api", "put-bucket-tagging").with("--bucket", name).
			json("--tagging", map[string][]tag{"TagSet": tags}).String())
	}
	return commands
}

// putBucketPolicy keeps what else stands in the policy.
func (j *judge) putBucketPolicy(name, have string) string {
	prefix := ""
	if t := j.s.Trail.Value; t != nil {
		prefix = t.Prefix
	}
	want := iampolicy.BucketPolicy(name, prefix, j.s.Account, j.trailARN(), j.partition())
	return j.cli("s3api", "put-bucket-policy").with("--bucket", name).with("--policy", added(have, want)).String()
}

func (j *judge) partition() string {
	if j.s.Partition == "" {
		return "aws"
	}
	return j.s.Partition
}
