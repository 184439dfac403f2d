package identity

import (
	"strings"

	"secretwatch/aws/sandbox/wire"
)

// s3Actions are the permissions of S3 whose name is not that of the operation
// as CloudTrail records it.
// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
var s3Actions = map[string]string{
	"ListBuckets":           "ListAllMyBuckets",
	"HeadBucket":            "ListBucket",
	"ListObjects":           "ListBucket",
	"ListObjectVersions":    "ListBucketVersions",
	"GetBucketEncryption":   "GetEncryptionConfiguration",
	"PutBucketEncryption":   "PutEncryptionConfiguration",
	"GetBucketLifecycle":    "GetLifecycleConfiguration",
	"PutBucketLifecycle":    "PutLifecycleConfiguration",
	"DeleteBucketLifecycle": "PutLifecycleConfiguration",
	"HeadObject":            "GetObject",
	"DeleteObjects":         "DeleteObject",
	"CopyObject":            "PutObject",
}

// actionOf is the name of the permission that a call needs.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
func actionOf(c *wire.Call) string {
	switch c.Service {
	case "s3":
		if name, ok := s3Actions[c.Operation]; ok {
			return "s3:" + name
		}
		return "s3:" + c.Operation
	case "monitoring":
		return "cloudwatch:" + c.Operation
	case "sns":
		return "SNS:" + c.Operation
	default:
		return c.Service + ":" + c.Operation
	}
}

// resourceOf is the ARN that a call is about, and how the caller named it; "*"
// for calls about no one resource.
func (s *State) resourceOf(c *wire.Call, secretARN func(region, id string) string) (resource, shown string) {
	first := func(names ...string) string { return firstOf(c.Params, names) }
	local := func(service, resource string) string {
		return "arn:aws:" + service + ":" + c.Region + ":" + s.account + ":" + resource
	}
	either := func(name string, arn func(string) string) string {
		if name == "" || strings.HasPrefix(name, "arn:") {
			return name
		}
		return arn(name)
	}
	switch c.Service {
	case "secretsmanager":
		return s.secretResource(c, first("secretId", "name"), secretARN)
	case "cloudtrail":
		resource = either(first("name", "trailName", "trailNameList", "resourceId"), func(n string) string { return local("cloudtrail", "trail/"+n) })
	case "logs":
		resource = logsResource(c, first, local, either)
	case "monitoring":
		resource = either(first("alarmName", "alarmNames", "resourceARN"), func(n string) string { return local("cloudwatch", "alarm:"+n) })
	case "sns":
		resource = either(first("topicArn", "subscriptionArn", "resourceArn", "name"), func(n string) string { return local("sns", n) })
	case "kms":
		resource = either(first("keyId", "targetKeyId", "aliasName"), func(n string) string {
			if strings.HasPrefix(n, "alias/") {
				return local("kms", n)
			}
			return local("kms", "key/"+n)
		})
	case "events":
		resource = either(first("rule", "name", "resourceARN"), func(n string) string { return local("events", "rule/"+n) })
	case "iam":
		resource = s.iamResource(c, first)
	case "sts":
		resource = first("roleArn")
	case "s3":
		if bucket := first("bucketName"); bucket != "" {
			resource = "arn:aws:s3:::" + bucket
			if key := first("key"); key != "" {
				resource += "/" + key
			}
		}
	}
	if resource == "" {
		resource = listResource(c, local)
	}
	return resource, shownOf(c, resource)
}

// listResource is what a list of everything is about.
func listResource(c *wire.Call, local func(service, resource string) string) string {
	switch {
	case c.Service == "monitoring" && (c.Operation == "DescribeAlarms" || c.Operation == "DescribeAlarmHistory"):
		return local("cloudwatch", "alarm:*")
	case c.Service == "sns":
		return local("sns", "*")
	case c.Service == "events" && c.Operation == "ListRules":
		return local("events", "rule/*")
	}
	return "*"
}

// logsResource: what a call does with the events of a group is about its
// streams. CreateLogGroup and tags are about the group itself.
// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudwatchlogs.html
func logsResource(c *wire.Call, first func(...string) string, local func(service, resource string) string, either func(string, func(string) string) string) string {
	if group := first("resourceArn"); group != "" {
		return strings.TrimSuffix(group, ":*")
	}
	if c.Operation == "DescribeLogGroups" || c.Operation == "DescribeMetricFilters" && first("logGroupName") == "" {
		return local("logs", "log-group:"+first("logGroupNamePrefix")+":log-stream:")
	}
	group := either(first("logGroupName", "logGroupIdentifier", "logGroupIdentifiers"), func(n string) string { return local("logs", "log-group:"+n) })
	if group == "" {
		return ""
	}
	return strings.TrimSuffix(group, ":*") + ":log-stream:" + first("logStreamName")
}

// firstOf is the first of these parameters that is there: a text, or the first
// of a list.
func firstOf(params map[string]any, names []string) string {
	for _, name := range names {
		switch value := params[name].(type) {
		case string:
			return value
		case []any:
			if len(value) > 0 {
				if text, ok := value[0].(string); ok {
					return text
				}
			}
		}
	}
	return ""
}

// secretResource: AWS's text has the secret as it was called.
func (s *State) secretResource(c *wire.Call, id string, secretARN func(region, id string) string) (resource, shown string) {
	if id == "" {
		return "*", ""
	}
	if secretARN != nil {
		if arn := secretARN(c.Region, id); arn != "" {
			return arn, id
		}
	}
	if strings.HasPrefix(id, "arn:") {
		return id, id
	}
	return "arn:aws:secretsmanager:" + c.Region + ":" + s.account + ":secret:" + id, id
}

func (s *State) iamResource(c *wire.Call, first func(...string) string) string {
	switch c.Operation {
	case "ListRoles":
		return s.arn("role", "/", "")
	case "ListUsers":
		return s.arn("user", "/", "")
	case "ListPolicies":
		return s.arn("policy", "/", "")
	}
	if name := first("roleName"); name != "" {
		if r := s.roles[name]; r != nil {
			return r.arn
		}
		return s.arn("role", "/", name)
	}
	if name := first("userName"); name != "" {
		if u := s.users[name]; u != nil {
			return u.arn
		}
		return s.arn("user", "/", name)
	}
	if strings.HasSuffix(c.Operation, "User") || strings.HasSuffix(c.Operation, "AccessKey") || strings.HasSuffix(c.Operation, "AccessKeys") {
		return c.Caller.ARN // of oneself, where nobody is named
	}
	return first("policyArn", "policySourceArn")
}

// iamReadOnly adds what the common rule does not know.
func iamReadOnly(operation string) bool {
	for _, verb := range []string{"Get", "List", "Simulate"} {
		if strings.HasPrefix(operation, verb) {
			return true
		}
	}
	return false
}
