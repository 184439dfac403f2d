package iampolicy

import (
	"bytes"
	"encoding/json"
	"strings"

	"secretwatch/aws/arnpart"
)

// document and clause are written with their fields in this order; conditions
// are maps, which encoding/json sorts, so that the text is always the same.
type document struct {
	Version   string
	ID        string `json:"Id,omitempty"`
	Statement []clause
}

type clause struct {
	Sid       string `json:",omitempty"`
	Effect    Effect
	Principal map[string]string `json:",omitempty"`
	Action    any
	Resource  any                          `json:",omitempty"`
	Condition map[string]map[string]string `json:",omitempty"`
}

const (
	version    = "2012-10-17"
	cloudTrail = "cloudtrail.amazonaws.com"
	cloudWatch = "cloudwatch.amazonaws.com"
)

func service(name string) map[string]string { return map[string]string{"Service": name} }

// BucketPolicy lets CloudTrail write the files of one trail to a bucket. The
// prefix may be empty; partition is aws, aws-cn or aws-us-gov.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func BucketPolicy(bucket, prefix, account, trailARN, partition string) string {
	arn := "arn:" + partition + ":s3:::" + bucket
	if prefix = strings.Trim(prefix, "/"); prefix != "" {
		prefix += "/"
	}
	return document{Version: version, Statement: []clause{
		{
			Sid: "AWSCloudTrailAclCheck20150319", Effect: Allow, Principal: service(cloudTrail),
			Action: "s3:GetBucketAcl", Resource: arn,
			Condition: map[string]map[string]string{"StringEquals": {"aws:SourceArn": trailARN}},
		},
		{
			Sid: "AWSCloudTrailWrite20150319", Effect: Allow, Principal: service(cloudTrail),
			Action: "s3:PutObject", Resource: arn + "/" + prefix + "AWSLogs/" + account + "/*",
			Condition: map[string]map[string]string{"StringEquals": {
				"aws:SourceArn": trailARN, "s3:x-amz-acl": "bucket-owner-full-control",
			}},
		},
	}}.text()
}

// RoleTrust lets CloudTrail take the role, for one trail and its account only.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
func RoleTrust(trailARN string) string {
	return document{Version: version, Statement: []clause{{
		Effect: Allow, Principal: service(cloudTrail), Action: "sts:AssumeRole",
		Condition: map[string]map[string]string{"StringEquals": {
			"aws:SourceAccount": arnpart.Account(trailARN), "aws:SourceArn": trailARN,
		}},
	}}}.text()
}

// RolePermissions lets the role write CloudTrail's stream of the log group.
// The ARN may end in :* or not.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
func RolePermissions(logGroupARN, account, region string) string {
	streams := strings.TrimSuffix(logGroupARN, ":*") + ":log-stream:" + account + "_CloudTrail_" + region + "*"
	return document{Version: version, Statement: []clause{{
		Sid: "AWSCloudTrailCreateLogStreamAndPutEvents", Effect: Allow,
		Action: []string{"logs:CreateLogStream", "logs:PutLogEvents"}, Resource: streams,
	}}}.text()
}

// TopicPolicy keeps the topic's default statement for its owner and lets one
// alarm publish.
// https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
func TopicPolicy(topicARN, account, alarmARN string) string {
	return document{Version: version, Statement: []clause{
		owner(topicARN, account),
		{
			Sid: "AllowCloudWatchAlarms", Effect: Allow, Principal: service(cloudWatch),
			Action: "SNS:Publish", Resource: topicARN,
			Condition: map[string]map[string]string{
				"StringEquals": {"aws:SourceAccount": account},
				"ArnLike":      {"aws:SourceArn": alarmARN},
			},
		},
	}}.text()
}

// DefaultTopicPolicy is the policy that SNS gives a new topic. Alarms of the
// owner's account may publish under it.
func DefaultTopicPolicy(topicARN, account string) string {
	return document{
		Version: "2008-10-17", ID: "__default_policy_ID", Statement: []clause{owner(topicARN, account)},
	}.text()
}

func owner(topicARN, account string) clause {
	return clause{
		Sid: "__default_statement_ID", Effect: Allow, Principal: map[string]string{"AWS": "*"},
		Action: []string{
			"SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission", "SNS:RemovePermission",
			"SNS:DeleteTopic", "SNS:Subscribe", "SNS:ListSubscriptionsByTopic", "SNS:Publish",
		},
		Resource:  topicARN,
		Condition: map[string]map[string]string{"StringEquals": {"AWS:SourceOwner": account}},
	}
}

func (d document) text() string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(d); err != nil {
		// Strings and maps of strings always encode.
		panic("iampolicy: " + err.Error())
	}
	return strings.TrimSuffix(b.String(), "\n")
}
