package account

import (
	"secretwatch/aws/command"
	"secretwatch/aws/foreign"
)

// longestCommand bounds what the API log keeps of a call, in bytes: policies are
// shorter, and a cut command would be a wrong one.
const longestCommand = 64 << 10

// command is a call as the AWS CLI would make it, for this place; "" where it is
// too long to keep.
func (a *Account) command(input any) foreign.String {
	c := command.From(input)
	if c.Program == "" {
		return foreign.String{}
	}
	if a.Region != "" {
		c.With("--region", a.Region)
	}
	if a.Profile != "" {
		c.With("--profile", a.Profile)
	}
	if a.Endpoint != "" {
		c.With("--endpoint-url", a.Endpoint)
	}
	line := c.String()
	if len(line) > longestCommand {
		return foreign.String{}
	}
	return foreign.New(line)
}

// PricesAsOf is the date of the list prices of Cost, in us-east-1.
const PricesAsOf = "2026-11-22"

// Cost is what a call costs beyond the free tier, in words, "free" for most. It
// is an estimate from list prices; AWS's bill knows better.
func (c Call) Cost() string {
	switch c.Service {
	case "CloudTrail", "CloudWatch Logs":
		// https://aws.amazon.com/cloudtrail/pricing/: Event history is free of charge.
		if c.Operation == liveTail {
			return "free for 1,800 minutes a month, then about $0.01 a minute" // the minute's price is not verified
		}
		return "free"
	case "CloudWatch":
		// https://aws.amazon.com/cloudwatch/pricing/
		if c.Operation == "GetMetricData" {
			return "$0.01 per 1,000 metrics asked for, never free"
		}
		return "free among the first 1,000,000 a month"
	case "Secrets Manager":
		return "$0.05 per 10,000 calls" // https://aws.amazon.com/secrets-manager/pricing/
	case "KMS":
		return "free among the first 20,000 a month, then $0.03 per 10,000" // https://aws.amazon.com/kms/pricing/, not verified
	case "S3":
		return "at most $0.005 per 1,000 requests" // https://aws.amazon.com/s3/pricing/, not verified
	case "SNS":
		return "free among the first 1,000,000 a month" // https://aws.amazon.com/sns/pricing/, not verified
	default: // IAM, STS and what EventBridge is asked about its rules
		return "free"
	}
}
