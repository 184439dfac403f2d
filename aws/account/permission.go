package account

import "strings"

// Prefix is the prefix of a service's permissions, for the SDK's service id.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
func Prefix(serviceID string) string {
	switch serviceID {
	case "CloudWatch Logs":
		return "logs"
	case "EventBridge":
		return "events"
	default:
		// CloudTrail, CloudWatch, SNS, IAM, S3, STS, Secrets Manager.
		return strings.ToLower(strings.ReplaceAll(serviceID, " ", ""))
	}
}

// Permission is the permission that an operation needs first: its own name
// everywhere but in S3.
func Permission(serviceID, operation string) string {
	if serviceID == "" || operation == "" {
		return ""
	}
	if serviceID == "S3" {
		if action, ok := s3Action(operation); ok {
			return "s3:" + action
		}
	}
	return Prefix(serviceID) + ":" + operation
}

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
func s3Action(operation string) (string, bool) {
	switch operation {
	case "HeadBucket", "ListObjects", "ListObjectsV2":
		return "ListBucket", true
	case "ListObjectVersions":
		return "ListBucketVersions", true
	case "ListBuckets":
		return "ListAllMyBuckets", true
	case "HeadObject":
		return "GetObject", true
	case "DeleteObjects":
		return "DeleteObject", true
	case "GetPublicAccessBlock":
		return "GetBucketPublicAccessBlock", true
	case "PutPublicAccessBlock", "DeletePublicAccessBlock":
		return "PutBucketPublicAccessBlock", true
	case "GetBucketEncryption":
		return "GetEncryptionConfiguration", true
	case "PutBucketEncryption", "DeleteBucketEncryption":
		return "PutEncryptionConfiguration", true
	case "GetBucketLifecycleConfiguration":
		return "GetLifecycleConfiguration", true
	case "PutBucketLifecycleConfiguration", "DeleteBucketLifecycle":
		return "PutLifecycleConfiguration", true
	case "DeleteBucketTagging":
		return "PutBucketTagging", true
	default:
		return "", false
	}
}
