package doctor

import "secretwatch/aws/iampolicy"

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
